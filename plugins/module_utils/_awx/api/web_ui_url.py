# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The address of the web interface, derived from the version the server reports."""

from __future__ import annotations

import re
import typing as t
import weakref

from ..common import errors
from .client import AwxClient

# Up to this release every AWX has the interface whose pages are fragments: `/#/jobs/...`.
_LAST_WITH_FRAGMENTS = (24, 6, 1)
_FRAGMENTS = "/#"

# What a gateway puts before the pages of its controller.
_BEHIND_GATEWAY = "/execution"

# The longest time to spend on finding out the form of links, in seconds.
_MAX_SECONDS = 5.0

_prefixes: weakref.WeakKeyDictionary[AwxClient, str] = weakref.WeakKeyDictionary()


def address(client: AwxClient) -> str:
    """Return what the paths of pages such as `/jobs/playbook/20` are below.

    Usually this sends no request. If the version is ambiguous, it sends one for each client: after
    AWX 24.6.1, Ascender kept the interface whose pages are URL fragments, and AWX did not
    (docs/awx-api.md#web-interface).
    """
    return client.settings.base_url + _prefix(client)


def _prefix(client: AwxClient) -> str:
    if client.is_behind_gateway:
        return _BEHIND_GATEWAY
    numbers = re.findall(r"\d{1,9}", client.product_version)[:3]
    if tuple(map(int, numbers)) <= _LAST_WITH_FRAGMENTS:
        return _FRAGMENTS
    if client not in _prefixes:
        _prefixes[client] = _read_prefix(client)
    return _prefixes[client]


def _read_prefix(client: AwxClient) -> str:
    """Return the prefix; `ui_next` in config/ is only there if pages are URL fragments."""
    until = client.clock.now() + _MAX_SECONDS
    try:
        config: t.Mapping[str, t.Any] = client.get_object("config/", until=until)
    except errors.AwxError as exc:
        client.log(f"the kind of links to the web interface could not be determined: {exc}")
        return _FRAGMENTS
    return _FRAGMENTS if "ui_next" in config else ""

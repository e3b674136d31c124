# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""From the options of a plugin to an open client: what this process and machine add to them.

This is the place that reads files and knows the time, so that the core below need not.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
import typing as t

from ._argspec import CONNECTION_OPTION_NAMES
from ._awx import config_files, ways_in
from ._awx.client import AwxClient
from ._awx.errors import AwxError
from ._awx.runtime import Report, Timing
from ._awx.settings import ConnectionSettings, from_options
from ._awx.transport import Transport

TIMING = Timing(clock=time.monotonic, sleep=time.sleep, random=random.random)


def settings_of(
    options: t.Mapping[str, t.Any], report: Report, *, anonymous: bool = False
) -> ConnectionSettings:
    """Return the settings for a plugin's options, which have the environment in them already.

    Raises:
        ConfigurationError: something is missing or wrong; nothing was sent.
    """
    given = {name: options.get(name) for name in CONNECTION_OPTION_NAMES}
    named = given["awx_config_file"]
    if named:
        config = config_files.load(str(named), report.warn)
    else:
        paths = config_files.search_paths(home=os.path.expanduser("~"), cwd=_current_directory())
        config = config_files.load_found(paths, report.warn)
    settings = from_options(given, config)
    ways_in.check(settings, anonymous=anonymous)
    for secret in settings.secrets:
        # Those of a file are in no option, from which the caller would know them.
        report.conceal(secret)
    if settings.is_plain_http:
        report.warn(
            f"{settings.base_url} is asked over plain http: credentials and answers can be read on"
            " the way"
        )
    if settings.verify is False and settings.base_url.startswith("https"):
        report.warn(
            f"the certificate of {settings.base_url} is not verified (validate_certs is false)"
        )
    return settings


def _current_directory() -> str:
    """Return the current directory, or the root where it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def new_client(settings: ConnectionSettings, report: Report, timing: Timing = TIMING) -> AwxClient:
    """Return a client for the caller to close."""
    # Not the clock of `timing`: that may interrupt, and no reply is to be lost in a login.
    transport = Transport(settings, clock=TIMING.clock)
    return AwxClient(settings, transport=transport, report=report, timing=timing)


@contextlib.contextmanager
def open_client(
    options: t.Mapping[str, t.Any],
    report: Report,
    timing: Timing = TIMING,
    *,
    anonymous: bool = False,
) -> t.Iterator[AwxClient]:
    """Give a client for a plugin's options, and leave nothing of it behind.

    Raises:
        AwxError: as `settings_of`, or anything that happens while it is used.
    """
    client = new_client(settings_of(options, report, anonymous=anonymous), report, timing)
    try:
        yield client
    except AwxError as exc:
        raise exc.masked(client.mask) from None
    finally:
        try:
            client.close()
        finally:
            # The one signal that is obeyed may have come before that began.
            client.close()

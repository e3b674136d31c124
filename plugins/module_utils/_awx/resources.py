# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the path of a resource that a user names, and the nearest names where there is none."""

from __future__ import annotations

import typing as t
import urllib.parse

from . import errors
from .client import AwxClient
from .suggest import did_you_mean

# Names in the API's root map whose path differs (awx-api: 1.2).
_PATH_OF_NAME: t.Mapping[str, str] = {
    "inventory": "inventories",
    "constructed_inventory": "constructed_inventories",
    "service_index": "service-index",
}


def split(resource: str) -> tuple[str, str]:
    """Split `resource` into a path without slashes around it, and the query behind `?`.

    Raises:
        ConfigurationError: there is no path, or it is a URL of some host.
    """
    path, _mark, query = resource.strip().partition("?")
    if "://" in path or "#" in path:
        raise errors.ConfigurationError(
            f"resource '{resource}' is a URL; give the path behind /api/v2/, such as jobs or"
            " inventories/2/hosts"
        )
    path = _below_v2(path).strip("/")
    if not path or any(segment in ("", ".", "..") for segment in path.split("/")):
        raise errors.ConfigurationError(
            f"resource '{resource}' names no resource; give one such as jobs, or"
            " inventories/2/hosts"
        )
    return path, query


def _below_v2(path: str) -> str:
    """Drop the API's own path, so that the links in `related` can be given as they are."""
    if not path.startswith("/"):
        return path
    head, found, rest = path.partition("/v2/")
    return rest if found and head.startswith("/api") else path


def path_of(resource_path: str) -> str:
    """Return the path to request: encoded, with its closing slash.

    Each segment is text, or a named URL in AWX's own notation; AWX decodes names once more than
    the web server does, so that encoding them once is right (awx-api: 5).
    """
    name, *rest = resource_path.split("/")
    segments = [_PATH_OF_NAME.get(name, name), *rest]
    return (
        "/".join(
            urllib.parse.quote(segment, safe="+", errors="surrogatepass") for segment in segments
        )
        + "/"
    )


def unknown(client: AwxClient, resource_path: str, failure: errors.NotFound) -> errors.AwxError:
    """Return a better error for a 404: one that names the resources that the server has."""
    name = resource_path.split("/")[0]
    try:
        root = client.get("")
    except errors.AwxError:
        return failure
    names = set(root) if isinstance(root, dict) else set()
    paths = {str(link).rstrip("/").rpartition("/")[2] for link in root.values()} if names else set()
    if not names or name in names | paths:
        return failure
    return errors.NotFound(
        f"the server has no resource '{name}'. {did_you_mean(name, names)}",
        status=failure.status,
        method=failure.method,
        path=failure.path,
    )

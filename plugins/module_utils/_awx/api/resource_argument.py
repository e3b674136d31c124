# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the path of a resource that a user names."""

from __future__ import annotations

import typing as t
import urllib.parse

from ..common import errors

# Other services whose API may be at the same address (docs/awx-api.md#gateway).
_SERVICES: t.Mapping[str, str] = {
    "eda": "Event-Driven Ansible",
    "galaxy": "the automation hub",
    "gateway": "the gateway",
}

# The keys of the API's root whose path differs (docs/awx-api.md#root-map).
_PATH_OF_ROOT_NAME: t.Mapping[str, str] = {
    "constructed_inventory": "constructed_inventories",
    "inventory": "inventories",
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
    path = _below_v2(path.strip()).strip("/")
    if not path or any(segment in ("", ".", "..") for segment in path.split("/")):
        raise errors.ConfigurationError(
            f"resource '{resource}' names no resource; give one such as jobs, or"
            " inventories/2/hosts"
        )
    return path, query


def _below_v2(path: str) -> str:
    """Drop the API's own path, so that the links in `related` can be given as they are.

    Raises:
        ConfigurationError: it is the path of another API.
    """
    api, *names = path.strip("/").split("/")
    if api != "api":
        return path
    version = names.index("v2") if "v2" in names[:2] else -1
    if version >= 0 and names[0] not in _SERVICES:
        return "/".join(names[version + 1 :])
    service = _SERVICES.get(names[0]) if names else None
    if service:
        tokens = " Its tokens are found and revoked by awx_token." if "/tokens" in path else ""
        raise errors.ConfigurationError(
            f"resource '{path}' is a path of {service}, which awx_query does not query; it queries"
            f" the controller, by paths below its /v2/ such as jobs or users.{tokens}"
        )
    raise errors.ConfigurationError(
        f"resource '{path}' is not below the API's /v2/; give what is behind that, such as jobs or"
        " inventories/2/hosts"
    )


def path_of(resource_path: str) -> str:
    """Return the path to request: encoded, with its closing slash.

    Each segment is text, or a named URL in AWX's own notation; AWX decodes names once more than
    the web server does, so that encoding them once is right
    (docs/awx-api.md#encoding-of-named-urls).
    """
    name, *rest = resource_path.split("/")
    segments = [_PATH_OF_ROOT_NAME.get(name, name), *rest]
    return (
        "/".join(
            urllib.parse.quote(segment, safe="+", errors="surrogatepass") for segment in segments
        )
        + "/"
    )

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the path of a resource that a user names, and the nearest names where there is none."""

from __future__ import annotations

import re
import typing as t
import urllib.parse

from ..common import errors
from ..common.suggestions import did_you_mean
from ..schema import resources
from .client import AwxClient

# Other services whose API may be at the same address (docs/awx-api.md#gateway).
_SERVICES: t.Mapping[str, str] = {
    "eda": "Event-Driven Ansible",
    "galaxy": "the automation hub",
    "gateway": "the gateway",
}

# A path of the controller's API, of whichever prefix.
_API_PATH = re.compile(r"/?api/(?:(?P<prefix>[^/]+)/)?v2/")
_ANY_API = re.compile(r"/?api/(?P<name>[^/]*)")


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
    whole = _API_PATH.match(f"{path}/")
    if whole and whole["prefix"] not in _SERVICES:
        return path[whole.end() :]
    other = _ANY_API.match(f"{path}/")
    if not other:
        return path
    if other["name"] in _SERVICES:
        service = _SERVICES[other["name"]]
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
    segments = [resources.PATH_OF_ROOT_NAME.get(name, name), *rest]
    return (
        "/".join(
            urllib.parse.quote(segment, safe="+", errors="surrogatepass") for segment in segments
        )
        + "/"
    )


def unknown(client: AwxClient, resource_path: str, failure: errors.NotFound) -> errors.AwxError:
    """Return a better error for a 404: one that names what to use instead, or what there is."""
    name, *rest = resource_path.split("/")
    try:
        root = client.get("")
    except errors.AwxError:
        return failure
    if not root or not isinstance(root, dict):
        return failure
    names = set(root)
    exists = name in names | {str(link).rstrip("/").rpartition("/")[2] for link in root.values()}
    resource = resources.find(name)
    use_instead = resources.find(resource_path).use_instead
    if use_instead and (rest or not exists):
        message = f"the server has no resource '{resource_path}': {use_instead}."
    elif name == "tokens" and not exists:
        message = _no_tokens(client)
    elif not exists:
        message = f"the server has no resource '{name}'. {did_you_mean(name, names)}"
    elif rest and resource.is_union:
        message = _by_filter(name, rest[0], "has only a list", failure)
    elif rest and not resource.named_urls and not rest[0].isdigit():
        message = _by_filter(name, rest[0], "takes ids in its paths, and no names", failure)
    else:
        return failure
    return failure.converted(errors.NotFound, message)


def _no_tokens(client: AwxClient) -> str:
    try:
        gateway = client.endpoints(from_server=True).gateway
    except errors.AwxError:
        gateway = None
    if gateway is None:
        return (
            "the server has no resource 'tokens': it has none, or they live at a gateway before it;"
            " awx_token finds them there if awx_host is the gateway."
        )
    return (
        f"the controller has no resource 'tokens': tokens live at the gateway ({gateway}tokens/),"
        " which awx_query does not query. The module awx_token creates, finds and revokes them"
        " there."
    )


def _by_filter(resource: str, wanted: str, why: str, failure: errors.NotFound) -> str:
    """Return what to use instead of a path to an object."""
    name, *others = wanted.split("++")
    organization = f", organization__name: {others[-1]}" if others and others[-1] else ""
    condition = f"id: {name}" if name.isdigit() and not others else f"name: {name}{organization}"
    return (
        f"{failure.method} {failure.path} is not found: {resource} {why}. Query {resource} with"
        f" filters: {{{condition}}}."
    )

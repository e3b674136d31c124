# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The URLs of one server: how paths become URLs, and which of them get its credentials."""

from __future__ import annotations

import typing as t
import urllib.parse

from ..common import errors
from .connection_settings import ConnectionSettings
from .response import Response
from .retry import SAFE_METHODS

Params = t.Sequence[tuple[str, str]]
Pairs = list[tuple[str, str]]
Value = t.TypeVar("Value")

# nginx refuses a request line over 8 KiB (docs/awx-api.md#request-line); this leaves room for the
# path.
MAX_QUERY_LENGTH = 7000
_MIN_ROOM = 500

# Where AWX sends every request while an upgrade migrates its database.
_MIGRATION_PAGE = "/migrations_notran/"

_DEFAULT_PORTS = {"http": 80, "https": 443}


def with_params(address: str, params: Params) -> str:
    """Return a path or URL, which may have a query, with `params` behind it."""
    return f"{address}{'&' if '?' in address else '?'}{encode(params)}" if params else address


def encode(params: Params) -> str:
    """Return `params` as a query string."""
    return urllib.parse.urlencode(
        params, quote_via=urllib.parse.quote, safe=",", errors="surrogatepass"
    )


def batches_for_url(
    values: t.Iterable[Value],
    *,
    length_of: t.Callable[[Value], int] = lambda value: len(encode([("", str(value))])),
    beside: Params = (),
    max_values: int | None = None,
) -> t.Iterator[list[Value]]:
    """Divide values into batches that each fit into the URL of one request.

    `length_of` is how much of the query a value takes: with a comma or so, unless it is given.
    `beside` are the other parameters of each request.
    """
    room = max(MAX_QUERY_LENGTH - len(encode(beside)), _MIN_ROOM)
    batch: list[Value] = []
    length = 0
    for value in values:
        if batch and (length + length_of(value) > room or len(batch) == max_values):
            yield batch
            batch, length = [], 0
        batch.append(value)
        length += length_of(value)
    if batch:
        yield batch


def own_url(address: str, settings: ConnectionSettings) -> str:
    """Return the whole URL of a whole path, below the server's prefix; a URL of its own as it is.

    Raises:
        UnexpectedResponse: it is a URL of another origin, which must not get credentials, or has
            half a surrogate pair in it.
    """
    if not address.isascii() and any("\ud800" <= char <= "\udfff" for char in address):
        raise errors.UnexpectedResponse("the server returned an invalid URL; no request was sent")
    if "://" in address:
        if origin_of(address) != origin_of(settings.base_url):
            raise errors.UnexpectedResponse(
                f"the server returned a URL of another host ({origin_of(address)}); no request was"
                " sent"
            )
        return address
    if settings.prefix and not address.startswith(settings.prefix + "/"):
        address = settings.prefix + address
    return settings.origin + address


def redirect_target(response: Response, url: str, base_url: str) -> str:
    """Return the target of a redirect: of the same origin only, never for a write.

    Raises:
        ServerError: to the page of an upgrade, while it lasts.
        UnexpectedResponse: anywhere else.
    """
    what = f"{response.method} {response.path}: the server redirects to"
    try:
        target = urllib.parse.urljoin(url, response.headers.get("location", ""))
    except ValueError:
        raise errors.UnexpectedResponse(f"{what} an invalid address.") from None
    refuse_upgrade(response, target)
    origin = origin_of(target)
    if origin != origin_of(base_url):
        raise errors.UnexpectedResponse(
            f"{what} {origin}, where credentials do not follow. If that is the AWX, set"
            " awx_host to it."
        )
    if response.method not in SAFE_METHODS:
        raise errors.UnexpectedResponse(
            f"{what} {urllib.parse.urlsplit(target).path}; a {response.method} is not repeated"
            " elsewhere, since that could lose or double it. Check awx_host and api_root."
        )
    return target


def origin_of(url: str) -> str:
    """Return scheme, host and port in their normal form (RFC 3986, sections 6.2.2 and 6.2.3)."""
    if "\\" in url:
        # Parsers disagree (WHATWG): the text before it is the host, or part of the user name.
        return "an invalid address"
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        return "an invalid address"
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    scheme = parts.scheme.lower()
    return f"{scheme}://{host}" + ("" if port in (None, _DEFAULT_PORTS.get(scheme)) else f":{port}")


def refuse_upgrade(response: Response, target: str) -> None:
    """Raise an error for a redirect to the page of an upgrade.

    Raises:
        ServerError: it is one; the server did not process the request.
    """
    if _MIGRATION_PAGE in target:
        raise errors.ServerError(
            f"{response.method} {response.path}: the server redirects to its upgrade page: it is"
            " being upgraded; try again later.",
            status=response.status,
            method=response.method,
            path=response.path,
        )

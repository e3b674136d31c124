# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Get an authorization code without a browser: log in, consent, read the code from the redirect.

RFC 6749, section 4.1.1, with PKCE (RFC 7636), against django-oauth-toolkit's page
(docs/awx-api.md#authorization-codes). The redirect is not followed: the code is for the caller
only.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import typing as t
import urllib.parse

from ..api.client import AwxClient
from ..common import errors
from ..http.api_errors import error_of
from ..http.response import Response

PATH = "/api/o/authorize/"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_USE_A_BROWSER = "get the code with a browser and give it as code."

# What a redirect may hold (RFC 6749, section 4.1.2.1); nothing else of it is quoted.
_MEANING: t.Mapping[str, str] = {
    "unauthorized_client": "authorization_grant_type of the application must be authorization-code",
    "access_denied": "the user, or the server for this user, does not consent",
    "invalid_scope": "it does not know the scope; use 'read', 'write' or 'read write'",
    "invalid_request": "it does not accept the request",
    "unsupported_response_type": "it issues no codes",
    "server_error": "it failed; try again later",
    "temporarily_unavailable": "it is unavailable; try again later",
}

# What the status of a page instead of a redirect means.
_MEANING_OF_STATUS: t.Mapping[int, str] = {
    400: (
        "Check client_id, that redirect_uri is one of the application's redirect_uris, and that its"
        " authorization_grant_type is authorization-code."
    ),
    403: f"The page does not accept the session; {_USE_A_BROWSER}",
    404: (
        "This server has no OAuth grants: use grant_type: personal, or awx_username and"
        " awx_password without a token."
    ),
}


def obtain(client: AwxClient, *, client_id: str, redirect_uri: str, scope: str) -> tuple[str, str]:
    """Return a code for the user of the client's user name and password, and its code verifier.

    The session that it takes is logged out when the client is closed.

    Raises:
        AuthenticationError: the user cannot log in.
        PermissionDenied: the application or the server does not allow it.
        UnexpectedResponse: the response does not belong to this request.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    client.add_secret(verifier, state)
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    session = client.session()
    response = client.send_raw("GET", PATH, auth=session, params=list(query.items()))
    if response.status == 200:
        # The page asks for consent; an application may be set to skip it.
        consent = {**query, "allow": "Authorize"}
        response = client.send_raw("POST", PATH, auth=session, form=consent)
    code = _code_in(response, redirect_uri, state)
    client.add_secret(code)
    return code, verifier


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _code_in(response: Response, redirect_uri: str, state: str) -> str:
    """Return the code in a redirect, which must be to `redirect_uri` and have our `state`."""
    if response.status not in _REDIRECTS:
        raise _refusal(response)
    what = f"{response.method} {response.path}: the server"
    try:
        target = urllib.parse.urlsplit(response.headers.get("location", ""))
    except ValueError:
        raise errors.UnexpectedResponse(f"{what} redirects to an invalid URL.") from None
    query = dict(urllib.parse.parse_qsl(target.query))
    if target[:3] != urllib.parse.urlsplit(redirect_uri)[:3]:
        where = f" to {target.path}" if not target.netloc else ""
        raise errors.UnexpectedResponse(
            f"{what} redirects{where}, and not to redirect_uri. If that is its login page, it does"
            f" not accept a session; {_USE_A_BROWSER}"
        )
    if "error" in query:
        meaning = _MEANING.get(query["error"])
        reason = f"{query['error']}: {meaning}" if meaning else "for a reason unknown to RFC 6749"
        raise errors.PermissionDenied(
            f"{what} issues no code, {reason}.",
            status=response.status,
            method=response.method,
            path=response.path,
        )
    if not secrets.compare_digest(query.get("state", "").encode(), state.encode()):
        raise errors.UnexpectedResponse(
            f"{what} returned another state than the one that was sent (OAuth state mismatch); the"
            " code was discarded, since it may be somebody else's."
        )
    if not query.get("code"):
        raise errors.UnexpectedResponse(f"{what} redirected to redirect_uri without a code.")
    return query["code"]


def _refusal(response: Response) -> errors.AwxError:
    """Return the error for a page instead of a redirect."""
    what = f"{response.method} {response.path}: the server returned {response.status}"
    if response.status < 400:
        return errors.UnexpectedResponse(f"{what} with a page, no redirect; {_USE_A_BROWSER}")
    error = error_of(response)
    if response.status not in _MEANING_OF_STATUS:
        return error
    # Not with the words of the page: it is made for people, and may quote the request.
    return error.converted(type(error), f"{what}. {_MEANING_OF_STATUS[response.status]}")

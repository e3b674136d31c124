# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Get an authorization code without a browser: log in, consent, read the code from the redirect.

RFC 6749, section 4.1.1, with PKCE (RFC 7636), against django-oauth-toolkit's page
(docs/awx-api.md#authorization-codes). Nothing follows the redirect: the code is for whoever asked,
and nobody else may see it.
"""

from __future__ import annotations

import base64
import dataclasses
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

# What a server may say in the redirect (RFC 6749, section 4.1.2.1); nothing else of it is quoted.
_MEANING: t.Mapping[str, str] = {
    "unauthorized_client": (
        "the application does not allow this: its authorization_grant_type must be"
        " authorization-code, and cannot be changed once it is created"
    ),
    "access_denied": "the user, or the server for this user, does not consent",
    "invalid_scope": "it does not know the scope; ask for 'read', 'write' or 'read write'",
    "invalid_request": "the request is not as this server wants it",
    "unsupported_response_type": "it gives no codes",
    "server_error": "it failed; try again later",
    "temporarily_unavailable": "it cannot answer now; try again later",
}


@dataclasses.dataclass(frozen=True)
class Code:
    """An authorization code, and the proof that it is for us."""

    code: str = dataclasses.field(repr=False)
    verifier: str = dataclasses.field(repr=False)


def obtain(client: AwxClient, *, client_id: str, redirect_uri: str, scope: str) -> Code:
    """Return a code for the user of the client's user name and password.

    The session that it takes is logged out when the client is closed.

    Raises:
        AuthenticationError: the user cannot log in.
        PermissionDenied: the application or the server does not allow it.
        UnexpectedResponse: the answer is not for this question.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    client.add_secret(verifier, state)
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    session = client.session()
    reply = client.send_raw("GET", PATH, auth=session, params=list(asked.items()))
    if reply.status == 200:
        # The page asks a person for consent; an application may be set not to ask.
        consent = {**asked, "allow": "Authorize"}
        reply = client.send_raw("POST", PATH, auth=session, form=consent)
    code = _code_in(reply, redirect_uri, state)
    client.add_secret(code)
    return Code(code, verifier)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _code_in(reply: Response, redirect_uri: str, state: str) -> str:
    """Return the code in a redirect, which must be to `redirect_uri` and for our question."""
    what = f"{reply.method} {reply.path}: the server"
    if reply.status not in _REDIRECTS:
        raise _refused(reply)
    try:
        target = urllib.parse.urlsplit(reply.headers.get("location", ""))
    except ValueError:
        raise errors.UnexpectedResponse(f"{what} redirects to an address that is none.") from None
    query = dict(urllib.parse.parse_qsl(target.query))
    if target[:3] != urllib.parse.urlsplit(redirect_uri)[:3]:
        where = f" to {target.path}" if not target.netloc else ""
        raise errors.UnexpectedResponse(
            f"{what} redirects{where}, and not to redirect_uri. If that is its login page, it does"
            " not take a session; get the code with a browser and give it as code."
        )
    if "error" in query:
        meaning = _MEANING.get(query["error"])
        said = f"{query['error']}: {meaning}" if meaning else "for a reason that is not in RFC 6749"
        raise errors.PermissionDenied(
            f"{what} gives no code, {said}.",
            status=reply.status,
            method=reply.method,
            path=reply.path,
        )
    if not secrets.compare_digest(query.get("state", "").encode(), state.encode()):
        raise errors.UnexpectedResponse(
            f"{what} answered with another state than it was asked with; the code was not used,"
            " since it may be somebody else's."
        )
    if not query.get("code"):
        raise errors.UnexpectedResponse(f"{what} redirected to redirect_uri without a code.")
    return query["code"]


def _refused(reply: Response) -> errors.AwxError:
    """Return the error for a page instead of a redirect."""
    if reply.status < 400:
        return errors.UnexpectedResponse(
            f"{reply.method} {reply.path}: the server returned {reply.status} with a page instead"
            " of a redirect; get the code with a browser and give it as code."
        )
    error = error_of(reply)
    meaning = {
        400: "There may be no application with this client_id, redirect_uri may not be one of its"
        " redirect_uris, or its authorization_grant_type may not be authorization-code.",
        403: "The page does not take the session; get the code with a browser and give it as code.",
        404: "This server has no OAuth grants: take grant_type: personal, or awx_username and"
        " awx_password without a token.",
    }.get(reply.status)
    if meaning is None:
        return error
    # Not with the words of the page: it is made for people, and may quote the request.
    error.args = (f"{reply.method} {reply.path}: the server returned {reply.status}. {meaning}",)
    return error

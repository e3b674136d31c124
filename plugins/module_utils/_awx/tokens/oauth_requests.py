# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Tokens of applications, by the grants of OAuth 2.0 (RFC 6749, docs/awx-api.md#grants).

Every request here authenticates the application, not a user: the client's credentials do not sign.
"""

from __future__ import annotations

import typing as t
import urllib.parse

from ..api import lost_response
from ..api.client import AwxClient
from ..auth.authenticators import (
    ALLOW_TOKENS_OF_EXTERNAL_USERS,
    EXTERNAL_USERS,
    BasicAuth,
    anonymous,
)
from ..common import errors, json_fields
from ..http import dates
from ..http.api_errors import error_of
from ..http.request import RequestAuth
from ..http.response import Response
from . import find_by_secret, lost_token_response, user_tokens

TOKEN_PATH = "/api/o/token/"  # noqa: S105
REVOKE_PATH = "/api/o/revoke_token/"

# What an error code means here (RFC 6749, section 5.2), for every grant or for one of them.
_MEANING: t.Mapping[tuple[str, str], str] = {
    ("invalid_client", ""): (
        "client_id or client_secret is wrong. AWX shows a secret once, when its application is"
        " created."
    ),
    ("invalid_grant", "password"): f"awx_username or awx_password is wrong. {EXTERNAL_USERS}",
    ("invalid_grant", "authorization_code"): (
        "The code is used (it is good for one use) or expired (after ten minutes by default), or"
        " belongs to another application, redirect_uri or code_verifier. Get a new code."
    ),
    ("invalid_grant", "refresh_token"): (
        "The refresh token is used, revoked, or another application's. Get a new token by another"
        " grant."
    ),
    ("invalid_request", "authorization_code"): (
        "A parameter is missing: a code requested with a code_challenge needs code_verifier."
    ),
    ("unauthorized_client", ""): (
        "The application's authorization_grant_type is another one, and cannot be changed."
    ),
    ("unsupported_grant_type", ""): "The server does not have this grant.",
    ("invalid_scope", ""): "Use 'read', 'write' or 'read write', and no more than before.",
    ("invalid_request", ""): "",
    ("server_error", ""): "",
}
_CODES = frozenset(code for code, _grant in _MEANING)

_REVOKE = (
    "If the server created a token that nobody got, find it with awx_query (resource: tokens,"
    " order_by: -id) and revoke it with awx_token (state: absent, token_id)."
)


class Application:
    """An application and how it authenticates: without a secret it is public (RFC 6749, 2.1)."""

    def __init__(self, client: AwxClient, client_id: str, client_secret: str | None = None) -> None:
        client.add_secret(client_secret)
        self.client_id = client_id
        self._client = client
        # The fields of a form that identify it, if nothing signs.
        self._form = {"client_id": client_id} if client_secret is None else {}
        # Both form-encoded first (RFC 6749, 2.3.1).
        self._auth: RequestAuth = (
            anonymous
            if client_secret is None
            else BasicAuth(*map(urllib.parse.quote_plus, (client_id, client_secret)))
        )

    def by_password(self, username: str, password: str, scope: str) -> dict[str, t.Any]:
        """Return a token for a user name and a password (RFC 6749, section 4.3).

        Raises:
            AwxError: the server refuses, explained; or whether there is a token is not known.
        """
        form = {"username": username, "password": password, "scope": scope}
        began = self._client.clock.now()
        try:
            return self._token("password", form)
        except errors.AwxError as exc:
            # The API does not find applications by their client_id: any may be its own.
            fields, auth = {"scope": scope}, BasicAuth(username, password)
            raise lost_token_response.explain_creation(
                self._client, exc, fields=fields, began=began, auth=auth
            ) from None

    def by_code(
        self, code: str, *, redirect_uri: str, verifier: str | None = None
    ) -> dict[str, t.Any]:
        """Return the token for an authorization code (RFC 6749, 4.1.3; RFC 7636, 4.5).

        Raises:
            AwxError: as `by_password`.
        """
        self._client.add_secret(code, verifier)
        form = {"code": code, "redirect_uri": redirect_uri}
        form.update({} if verifier is None else {"code_verifier": verifier})
        try:
            return self._token("authorization_code", form)
        except errors.AwxError as exc:
            if not exc.may_have_acted:
                raise
            raise exc.explained(
                "The code was sent once, and is good for one use: whether it was used is not known."
                f" Get a new code. {_REVOKE}"
            ) from None

    def refresh(
        self, refresh_token: str, scope: str | None = None, *, old: str | None = None
    ) -> dict[str, t.Any]:
        """Return the token that replaces another (RFC 6749, section 6); the old pair is dead then.

        `old` is the access token of the old pair, if it is known: if the response is lost, it shows
        whether it was replaced.

        Raises:
            AwxError: as `by_password`.
        """
        client = self._client
        client.add_secret(refresh_token, old)
        form = {"refresh_token": refresh_token, **({} if scope is None else {"scope": scope})}
        try:
            return self._token("refresh_token", form)
        except errors.AwxError as exc:
            unknown = "The request was sent once, and whether the token was replaced is not known"
            advice = (
                "Run the task again: a refresh token is good for one use, so nothing is done twice."
                " If that is refused (invalid_grant), the token was replaced: get a new one by"
                f" another grant. {_REVOKE}"
            )

            def is_old_valid() -> bool:
                return old is not None and user_tokens.is_valid(client, old)

            if lost_response.check(client, exc, is_old_valid, unknown=unknown, advice=advice):
                unknown = (
                    "The request was sent once. The old token still works, so it is not replaced"
                    " yet"
                )
            raise exc.explained(f"{unknown}. {advice}") from None

    def revoke(self, token: str, *, kind: str) -> None:
        """Revoke an access token, or a refresh token and its access token with it (RFC 7009).

        `kind` is `access_token` or `refresh_token`. A token that is unknown is as good as revoked.

        Raises:
            AwxError: the application is refused, or the server does not respond.
        """
        self._client.add_secret(token)
        form = {"token": token, "token_type_hint": kind}
        if self._post(REVOKE_PATH, form).body.strip():
            # A page for people, say: AWX returns an empty body.
            raise errors.UnexpectedResponse(
                f"POST {REVOKE_PATH}: the response to the revocation is not AWX's.", success=True
            )

    def _token(self, grant: str, form: t.Mapping[str, str]) -> dict[str, t.Any]:
        """Return the new token, with the names of the API itself for its fields."""
        client = self._client
        response = self._post(TOKEN_PATH, {"grant_type": grant, **form}, grant)
        body = json_fields.mapping(response.json())
        token = json_fields.str_or_empty(body.get("access_token"))
        refresh_token = json_fields.str_or_none(body.get("refresh_token"))
        if not token:
            raise errors.UnexpectedResponse(
                f"POST {TOKEN_PATH}: the server granted a token, but did not return it.",
                success=True,
            )
        client.add_secret(token, refresh_token)
        row: t.Mapping[str, t.Any] = {}
        try:
            row = find_by_secret.find_new(client, token)
        except errors.AwxError as exc:
            # The token exists and works; its id only makes it easier to revoke.
            client.log(f"the id of the new token is not known: {exc}")
        lifetime = json_fields.number_or_none(body.get("expires_in"))
        expires = None if lifetime is None else dates.after(response.headers.get("date"), lifetime)
        known = {
            "token": token,
            "refresh_token": refresh_token,
            "scope": json_fields.str_or_empty(body.get("scope")) or row.get("scope"),
            "expires": row.get("expires") or expires,
        }
        return {name: known.get(name, row.get(name)) for name in user_tokens.FIELDS}

    def _post(self, path: str, form: t.Mapping[str, str], grant: str = "") -> Response:
        """Post a form, once, and return the response if it is a success."""
        form = {**form, **self._form}
        response = self._client.send_raw("POST", path, auth=self._auth, form=form)
        if response.status < 300:
            return response
        if response.status < 400:
            raise errors.UnexpectedResponse(
                f"POST {path}: the server redirects elsewhere ({response.status}); a POST is not"
                " redirected. Check awx_host."
            )
        raise _refusal(self._client, response, grant)


def _refusal(client: AwxClient, response: Response, grant: str) -> errors.ApiError:
    error = error_of(response)
    code = json_fields.str_or_empty(json_fields.mapping(error.errors).get("error"))
    if response.status == 404:
        meaning = (
            "this server has no OAuth grants; behind a gateway, tokens are the gateway's: use"
            " grant_type: personal, or awx_username and awx_password without a token."
        )
    elif code in _CODES:
        meaning = f"{code}. " + (_MEANING.get((code, grant)) or _MEANING.get((code, ""), ""))
    elif response.status == 403 and grant == "refresh_token":
        meaning = (
            "the refresh token has expired (REFRESH_TOKEN_EXPIRE_SECONDS), or the user may have"
            " none. Get a new token by another grant."
        )
    elif response.status == 403:
        meaning = f"the user may have no token. {ALLOW_TOKENS_OF_EXTERNAL_USERS}"
    else:
        meaning = error.detail or "the response is not that of an OAuth 2.0 server."
    error.detail = client.redact(error.detail)
    text = f"POST {response.path}: the server returned {response.status}: {meaning}"
    return error.converted(type(error), client.redact(text.rstrip()))

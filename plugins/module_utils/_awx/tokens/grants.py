# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Tokens of applications, by the grants of OAuth 2.0 (RFC 6749, docs/awx-api.md#grants).

Every request here proves the application, not a user: it is no client of the API that signs them.
"""

from __future__ import annotations

import base64
import dataclasses
import typing as t
import urllib.parse

from ..api.client import AwxClient
from ..auth.schemes import BasicAuth, anonymous
from ..common import errors, json_fields
from ..http import dates
from ..http.api_errors import error_of
from ..http.request import RequestAuth
from ..http.response import Response
from . import identity, personal, recovery

TOKEN_PATH = "/api/o/token/"  # noqa: S105
REVOKE_PATH = "/api/o/revoke_token/"

# What an error code means here (RFC 6749, section 5.2), for every grant or for one of them.
_MEANING: t.Mapping[tuple[str, str], str] = {
    ("invalid_client", ""): (
        "There is no application with this client_id, or its client_secret is another one. AWX"
        " shows the secret once, in the answer that created the application."
    ),
    ("invalid_grant", "password"): (
        "It refused awx_username or awx_password. Users of SAML, OIDC, GitHub and the like have no"
        " password here: take grant_type: authorization_code with a code from a browser."
    ),
    ("invalid_grant", "authorization_code"): (
        "The code was used already (it is good for one use), has expired (after ten minutes, unless"
        " set otherwise), was made for another application or redirect_uri, or code_verifier does"
        " not belong to it. Get a new code."
    ),
    ("invalid_grant", "refresh_token"): (
        "The refresh token was used already, is revoked, or is another application's. Get a new"
        " token by another grant."
    ),
    ("invalid_request", "authorization_code"): (
        "Something is missing: a code that was asked for with a code_challenge needs code_verifier."
    ),
    ("unauthorized_client", ""): (
        "The application is made for another grant: its authorization_grant_type must be the one"
        " that is asked for, and cannot be changed once it is created."
    ),
    ("unsupported_grant_type", ""): "The server does not have this grant.",
    ("invalid_scope", ""): "Ask for 'read', 'write' or 'read write', and for no more than before.",
}

_REVOKE = (
    "If the server made a token that nobody got, revoke it: awx_query finds it (resource: tokens,"
    " order_by: -id), awx_token revokes it (state: absent, token_id)."
)

_CODES = frozenset(code for code, _grant in _MEANING) | {"invalid_request", "server_error"}


@dataclasses.dataclass(frozen=True)
class Application:
    """An application as it proves itself: without a secret it is a public one (RFC 6749, 2.1)."""

    client_id: str
    client_secret: str | None = dataclasses.field(default=None, repr=False)

    @property
    def auth(self) -> RequestAuth:
        return anonymous if self.client_secret is None else self._basic

    @property
    def form(self) -> dict[str, str]:
        """What a form must hold beside the signature."""
        return {"client_id": self.client_id} if self.client_secret is None else {}

    def _basic(self, request: t.Any) -> t.Any:
        """Id and secret as user name and password, form-encoded first (RFC 6749, 2.3.1)."""
        pair = (
            urllib.parse.quote_plus(part) for part in (self.client_id, self.client_secret or "")
        )
        request.headers["Authorization"] = (
            "Basic " + base64.b64encode(":".join(pair).encode()).decode()
        )
        return request


def by_password(
    client: AwxClient, application: Application, username: str, password: str, scope: str
) -> dict[str, t.Any]:
    """Return a token for a user name and a password (RFC 6749, section 4.3).

    Raises:
        AwxError: the server refuses, explained; or whether there is a token is not known.
    """
    form = {"username": username, "password": password, "scope": scope}
    began = client.clock.now()
    try:
        return _granted(client, application, "password", form)
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        # The API does not find applications by their client_id: any may be its own.
        auth = BasicAuth(username, password)
        raise recovery.of_creation(
            client, exc, fits={"scope": scope}, began=began, auth=auth
        ) from None


def by_code(
    client: AwxClient,
    application: Application,
    code: str,
    *,
    redirect_uri: str,
    verifier: str | None = None,
) -> dict[str, t.Any]:
    """Return the token that an authorization code is good for (RFC 6749, 4.1.3; RFC 7636, 4.5).

    Raises:
        AwxError: as `by_password`.
    """
    client.add_secret(code, verifier)
    form = {"code": code, "redirect_uri": redirect_uri}
    form.update({} if verifier is None else {"code_verifier": verifier})
    try:
        return _granted(client, application, "authorization_code", form)
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        raise exc.explained(
            "The code was sent once, and whether it was taken is not known; it is good for one use."
            f" Get a new code. {_REVOKE}"
        ) from None


def refreshed(
    client: AwxClient,
    application: Application,
    refresh_token: str,
    scope: str | None = None,
    *,
    old: str | None = None,
) -> dict[str, t.Any]:
    """Return the token that replaces another (RFC 6749, section 6); the old pair is dead then.

    `old` is the access token of the old pair, if it is known: it shows, where the answer is lost,
    whether it was replaced.

    Raises:
        AwxError: as `by_password`.
    """
    client.add_secret(refresh_token, old)
    form = {"refresh_token": refresh_token, **({} if scope is None else {"scope": scope})}
    try:
        return _granted(client, application, "refresh_token", form)
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        raise exc.explained(_fate_of_pair(client, old)) from None


def _fate_of_pair(client: AwxClient, old: str | None) -> str:
    """Say what became of a pair whose replacement was asked for once, unanswered."""
    works = False
    try:
        works = old is not None and personal.is_valid(client, old)
    except errors.AwxError as exc:
        client.log(f"whether the old token still works is not known: {exc}")
    if works:
        return (
            "It was asked for once. The old token still works, so that it was not replaced so far:"
            " run the task again. If that is refused (invalid_grant), it was replaced after all:"
            f" then get a new token by another grant. {_REVOKE}"
        )
    return (
        "It was asked for once, and whether the token was replaced is not known. Run the task"
        " again: a refresh token is good for one use, so that nothing is done twice, and if it is"
        " refused (invalid_grant), the old pair is dead. Then get a new token by another grant."
        f" {_REVOKE}"
    )


def revoke(client: AwxClient, application: Application, token: str, *, kind: str) -> None:
    """Revoke an access token, or a refresh token and its access token with it (RFC 7009).

    `kind` is `access_token` or `refresh_token`. A token that is unknown is as good as revoked.

    Raises:
        AwxError: the application is refused, or the server does not answer.
    """
    client.add_secret(token)
    form = {"token": token, "token_type_hint": kind}
    if _post(client, REVOKE_PATH, application, form, "").body.strip():
        # A page for people, say: AWX has no words for it.
        raise errors.UnexpectedResponse(
            f"POST {REVOKE_PATH}: the server answered with more than it does when it revokes.",
            success=True,
        )


def _granted(
    client: AwxClient, application: Application, grant: str, form: t.Mapping[str, str]
) -> dict[str, t.Any]:
    reply = _post(client, TOKEN_PATH, application, {"grant_type": grant, **form}, grant)
    body = reply.json()
    if not json_fields.str_or_empty(json_fields.mapping(body).get("access_token")):
        raise errors.UnexpectedResponse(
            f"POST {TOKEN_PATH}: the server granted a token, but did not show it.", success=True
        )
    client.add_secret(body["access_token"], json_fields.str_or_empty(body.get("refresh_token")))
    return _as_token(client, reply, body)


def _as_token(client: AwxClient, reply: Response, body: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the answer of the token endpoint with the names that the API itself uses."""
    token = body["access_token"]
    row: t.Mapping[str, t.Any] = {}
    try:
        row = identity.find_new(client, token)
    except errors.AwxError as exc:
        # The token is there and works; its id only makes it easier to revoke.
        client.log(f"the id of the new token is not known: {exc}")
    lifetime = json_fields.number_or_none(body.get("expires_in"))
    computed = None if lifetime is None else dates.after(reply.headers.get("date"), lifetime)
    known = {
        "token": token,
        "refresh_token": json_fields.str_or_none(body.get("refresh_token")),
        "scope": json_fields.str_or_empty(body.get("scope")) or row.get("scope"),
        "expires": row.get("expires") or computed,
    }
    return {name: known.get(name, row.get(name)) for name in personal.FIELDS}


def _post(
    client: AwxClient, path: str, application: Application, form: t.Mapping[str, str], grant: str
) -> Response:
    """Post a form, once, and return the reply if it is a success."""
    client.add_secret(application.client_secret)
    reply = client.send_raw("POST", path, auth=application.auth, form={**form, **application.form})
    if reply.status < 300:
        return reply
    if reply.status < 400:
        raise errors.UnexpectedResponse(
            f"POST {path}: the server redirects elsewhere ({reply.status}); a POST is not sent to"
            " another place. Check awx_host."
        )
    raise _refusal(client, reply, grant)


def _refusal(client: AwxClient, reply: Response, grant: str) -> errors.ApiError:
    error = error_of(reply)
    code = json_fields.str_or_empty(json_fields.mapping(error.errors).get("error"))
    said = f"POST {reply.path}: the server returned {reply.status}"
    if reply.status == 404:
        meaning = (
            "this server has no OAuth grants; behind a gateway, tokens are the gateway's: take"
            " grant_type: personal, or awx_username and awx_password without a token."
        )
    elif code in _CODES:
        meaning = f"{code}. " + (_MEANING.get((code, grant)) or _MEANING.get((code, "")) or "")
    elif reply.status == 403 and grant == "refresh_token":
        meaning = (
            "the refresh token has expired (REFRESH_TOKEN_EXPIRE_SECONDS of OAUTH2_PROVIDER in"
            " settings/authentication/), or the user may have none. Get a new token by another"
            " grant."
        )
    elif reply.status == 403:
        meaning = f"the user may have no token. {personal.EXTERNAL_USERS}"
    else:
        meaning = error.detail or "something that no OAuth 2.0 server says."
    return type(error)(
        client.redact(f"{said}: {meaning}".rstrip()),
        status=reply.status,
        method=reply.method,
        path=reply.path,
        detail=client.redact(error.detail),
        errors=error.errors,
    )

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What an application does with its tokens for `awx_token`: get, refresh and revoke them."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..api.lookup import resolve_one
from ..common import errors, json_fields
from ..connection.parse_options import token_of
from . import authorization_code, lost_token_response, user_tokens, validate_options
from .oauth_requests import Application

_Options = t.Mapping[str, t.Any]


def create(
    client: AwxClient, options: _Options, grant: str, scope: str, *, check_mode: bool
) -> dict[str, t.Any]:
    """Return a new token by a grant; an empty mapping in check mode."""
    application, redirect_uri = _application(client, options, grant)
    if check_mode:
        return {}
    if grant == "password":
        username, password = client.settings.username or "", client.settings.password or ""
        return application.by_password(username, password, scope)
    code, verifier = options.get("code"), options.get("code_verifier")
    if code is None:
        code, verifier = authorization_code.obtain(
            client, client_id=application.client_id, redirect_uri=redirect_uri, scope=scope
        )
    return application.by_code(code.strip(), redirect_uri=redirect_uri, verifier=verifier)


def refresh(
    client: AwxClient, options: _Options, old: str | None, *, check_mode: bool
) -> dict[str, t.Any]:
    """Return the token that replaces the one of the options; an empty mapping in check mode."""
    scope = options.get("scope")
    scope = validate_options.scope_of(scope) if scope else None
    application, _redirect_uri = _application(client, options)
    if check_mode:
        return {}
    refresh_token = validate_options.refresh_token_in(options) or ""
    return application.refresh(refresh_token.strip(), scope, old=old)


def revoke(client: AwxClient, options: _Options, *, check_mode: bool) -> bool:
    """Revoke a token, and its refresh token where it is known; return whether it was valid."""
    text = token_of(options["token"]) or ""
    refresh_token = validate_options.refresh_token_in(options)
    client.add_secret(text, refresh_token)
    application, _redirect_uri = _application(client, options)
    is_valid = user_tokens.is_valid(client, text)
    if check_mode:
        return is_valid
    if refresh_token:
        _revoke(client, application, refresh_token, text if is_valid else None, "refresh_token")
    # The server does not report what it did, and the two may be no pair.
    if is_valid and (not refresh_token or user_tokens.is_valid(client, text)):
        _revoke(client, application, text, text, "access_token")
        if user_tokens.is_valid(client, text):
            raise errors.LookupFailed(
                "the token is still valid: it belongs to another application, or to none. Leave"
                " client_id, client_secret and application out"
            )
    return is_valid


def _revoke(
    client: AwxClient, application: Application, token: str, valid: str | None, kind: str
) -> None:
    """Revoke one of a pair; if the response is lost, the access token `valid` shows what it did."""
    try:
        application.revoke(token, kind=kind)
    except errors.AwxError as exc:
        if exc.may_have_acted and valid is None:
            raise exc.explained(
                "Whether the refresh token is revoked is not known. Run the task again: revoking it"
                " twice does no harm."
            ) from None
        lost_token_response.check_revocation(
            client, exc, "the token", lambda: user_tokens.is_valid(client, valid or "")
        )


def _application(
    client: AwxClient, options: _Options, grant: str | None = None
) -> tuple[Application, str]:
    """Return the application of the options, looked up by name if need be, and its redirect_uri.

    Raises:
        ConfigurationError: it does not allow the grant, or its secret is missing or too much.
    """
    client_id, secret = options.get("client_id"), options.get("client_secret")
    redirect_uri = options.get("redirect_uri") or ""
    if client_id is None:
        row = resolve_one(client, "applications", options["application"])
        uris = json_fields.str_or_empty(row.get("redirect_uris")).split()
        needs_uri = grant == "authorization_code" and not redirect_uri
        for is_wrong, message in _mismatches(row, secret, grant, len(uris) if needs_uri else 1):
            if is_wrong:
                raise errors.ConfigurationError(f"application '{row.get('name')}' {message}")
        client_id = json_fields.str_or_empty(row.get("client_id"))
        if not client_id:
            raise errors.UnexpectedResponse(
                f"application {row['id']}: the server did not return its client_id"
            )
        redirect_uri = uris[0] if needs_uri else redirect_uri
    return Application(client, str(client_id), secret), redirect_uri


def _mismatches(
    row: t.Mapping[str, t.Any], secret: str | None, grant: str | None, uris: int
) -> list[tuple[bool, str]]:
    """Return whether an application does not fit, and why."""
    allowed = row.get("authorization_grant_type")
    return [
        (
            grant is not None and grant.replace("_", "-") != allowed,
            f"does not allow grant_type: {grant}: its authorization_grant_type is '{allowed}', and"
            " cannot be changed once it is created",
        ),
        (
            row.get("client_type") == "confidential" and secret is None,
            "is confidential: it needs client_secret, which AWX shows once, when the application is"
            " created",
        ),
        (
            row.get("client_type") == "public" and secret is not None,
            "is public: it has no secret; leave client_secret out",
        ),
        (uris != 1, f"has {uris} redirect_uris; choose one with redirect_uri"),
    ]

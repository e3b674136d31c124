# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Authentication without a login: headers of requests, and what methods with a login need."""

from __future__ import annotations

import base64
import typing as t

from ..common.reporting import Reporter
from ..http.connection_settings import ConnectionSettings
from ..http.request import Request, RequestAuth
from ..http.response import Response

if t.TYPE_CHECKING:
    from .server_paths import ApiEndpoints

# LDAP, RADIUS and TACACS+ check passwords for AWX, so their users log in like local ones; those of
# other services log in at a page of that service, with a browser (docs/awx-api.md#external-users).
EXTERNAL_USERS = (
    "Users of SAML, OIDC, GitHub, Azure AD or Google have no password for the API: they need a"
    " token (awx_oauth_token), which they create in AWX's web interface, or get by the"
    " authorization-code grant with steward.awx.awx_token."
)
ALLOW_TOKENS_OF_EXTERNAL_USERS = (
    "If the user logs in through an external service (LDAP, RADIUS, TACACS+, SAML, OIDC, GitHub and"
    " the like), an administrator must switch ALLOW_OAUTH2_FOR_EXTERNAL_USERS on (PATCH"
    " settings/authentication/). Until then users of LDAP, RADIUS and TACACS+ can work with"
    " awx_username and awx_password, and no token."
)
BEARER_ADVICE = (
    "A server without tokens, of its own or of a gateway, accepts none: use awx_username and"
    " awx_password there."
)
BASIC_ADVICE = (
    "Basic authentication may be switched off on the server (AUTH_BASIC_ENABLED); use awx_auth:"
    f" session then. {EXTERNAL_USERS}"
)


class LoginTransport(t.Protocol):
    """What an authenticator needs of `api.client.AwxClient`: raw requests to the login pages."""

    settings: ConnectionSettings
    reporter: Reporter

    def endpoints(self, *, from_server: bool = False) -> ApiEndpoints:
        """Return where API and login are; requested once, if `from_server` or unknown."""

    def send_raw(self, *args: t.Any, **kwargs: t.Any) -> Response:
        """Request a page and return the response, whose status may be any but 429 and 5xx."""

    def submit(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """Send a form, once, and return what `process` makes of the response, uninterrupted."""

    def fetch(self, method: str, path: str, *, auth: RequestAuth) -> Response:
        """Return the successful response of the API."""


def anonymous(request: Request) -> dict[str, str]:
    """Send no credentials: for the few pages that everybody may read."""
    return {}


class BearerAuth:
    """An OAuth2 token (RFC 6750, section 2.1)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: Request) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


class BasicAuth:
    """User name and password with every request (RFC 7617, in UTF-8).

    Sent unasked: AWX never sends a Basic challenge.
    """

    def __init__(self, username: str, password: str) -> None:
        self._pair = f"{username}:{password}"

    def __call__(self, request: Request) -> dict[str, str]:
        pair = base64.b64encode(self._pair.encode())
        return {"Authorization": "Basic " + pair.decode("ascii")}


class Authenticator:
    """An authentication method in use; by itself one without a login: a token, or Basic.

    `advice` says what to do, besides checking the credentials, when they are refused with 401.
    """

    def __init__(self, auth: RequestAuth, *, advice: str = "") -> None:
        self._auth = auth
        self.advice = advice

    def authenticate(self, transport: LoginTransport) -> RequestAuth:
        """Return the auth of the next request, after logging in where necessary."""
        return self._auth

    def renew(self, refused: RequestAuth) -> bool:
        """Return whether to call `authenticate` again after 401 was the response to `refused`."""
        return False

    def log_out(self, transport: LoginTransport) -> None:
        """Leave nothing behind on the server."""

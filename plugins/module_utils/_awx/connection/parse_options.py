# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Connection settings from the connection options: validated, with their types."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import typing as t
import urllib.parse

from ..common.errors import ConfigurationError
from ..http.connection_settings import DEFAULT_RETRIES, DEFAULT_TIMEOUT, ConnectionSettings

_TRUE = frozenset({"true", "yes", "on", "1", "t", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "f", "n"})


class ChosenOptions(t.NamedTuple):
    """The value of each option that is set, maybe as text whatever its type is, and its source.

    `labels` has no option that the task itself sets: its message need not say where that is.
    """

    values: t.Mapping[str, t.Any]
    labels: t.Mapping[str, str]
    host_from: str = ""
    login_from: str = ""

    def called(self, name: str) -> str:
        """Return what an option is called in an error about its value."""
        return self.labels.get(name) or name

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None or value == "" else str(value)

    def path(self, name: str) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        path = os.path.expanduser(text)
        if not os.path.exists(path):
            raise ConfigurationError(
                f"{self.called(name)} '{text}' does not exist on the machine that runs the task"
            )
        return path

    def number(
        self, name: str, default: float, *, least: float, most: float = sys.float_info.max
    ) -> float:
        text = self.text(name)
        if text is None:
            return default
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            at_most = "" if most == sys.float_info.max else f" and at most {most:g}"
            raise ConfigurationError(
                f"{self.called(name)} is '{text}', which is not a number of at least"
                f" {least:g}{at_most}"
            )
        return number


def from_options(chosen: ChosenOptions) -> ConnectionSettings:
    """Return the settings of the connection options.

    Whether they are enough for the authentication method is checked by `methods.check`.

    Raises:
        ConfigurationError: an option is missing, contradicts another, or cannot be understood.
    """
    return ConnectionSettings(
        base_url=base_url_of(chosen.text("awx_host"), chosen.called("awx_host")),
        token=token_of(chosen.values.get("awx_oauth_token"), chosen.called("awx_oauth_token")),
        username=chosen.text("awx_username"),
        password=chosen.text("awx_password"),
        auth=chosen.text("awx_auth") or "auto",
        verify=_verify(chosen),
        client_cert=_client_cert(chosen),
        timeout=chosen.number("request_timeout", DEFAULT_TIMEOUT, least=0.001),
        retries=int(chosen.number("request_retries", DEFAULT_RETRIES, least=0, most=20)),
        api_root=_api_root(chosen),
        host_from=chosen.host_from,
        login_from=chosen.login_from,
    )


def token_of(value: t.Any, called: str = "awx_oauth_token") -> str | None:
    """Return the token in `value`: a string, or a mapping as `awx_token` returns it.

    Raises:
        ConfigurationError: a mapping without a usable `token`.
    """
    if value is None or value == "":
        return None
    value = token_mapping(value)
    inner = value.get("token") if isinstance(value, t.Mapping) else value
    # A file from which a token is read mostly ends with a line end.
    inner = inner.strip() if isinstance(inner, str) else None
    if not inner or not (inner.isascii() and inner.isprintable()) or " " in inner:
        raise ConfigurationError(
            f"{called} is neither a token nor a mapping that holds one under 'token'; "
            "give the 'token' that steward.awx.awx_token returned"
        )
    if set(inner) == {"*"}:
        raise ConfigurationError(
            f"{called} holds only asterisks: AWX shows a token once, when it is created; "
            "give the value that steward.awx.awx_token returned then"
        )
    return inner


def token_mapping(value: t.Any) -> t.Any:
    """Return the mapping of a token, in JSON or in a result of `awx_token`; another value as is."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    inner = value.get("token") if isinstance(value, t.Mapping) else None
    return inner if isinstance(inner, t.Mapping) else value


def base_url_of(host: t.Any, called: str = "awx_host") -> str:
    """Return scheme, host, port and path of an address that a person wrote.

    Raises:
        ConfigurationError: there is no address, or it is not valid.
    """
    if host is None or host == "":
        raise ConfigurationError(
            "no AWX server is named: set the option awx_host, or the environment variable AWX_HOST "
            "or CONTROLLER_HOST"
        )
    text = str(host).strip()
    if "@" in text:
        raise ConfigurationError(
            f"{called} holds a user name or password; give them as awx_username and awx_password"
        )
    written = text
    if "://" not in text:
        text = "https://" + (f"[{text}]" if _is_ipv6(text) else text)
    try:
        parts = urllib.parse.urlsplit(text)
        port = parts.port
    except ValueError as exc:
        raise ConfigurationError(f"{called} '{written}' is not an address: {exc}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in parts.netloc:
        raise ConfigurationError(
            f"{called} '{written}' is not the address of a server; "
            "write it as https://awx.example.com or awx.example.com:8043"
        )
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = name if port is None else f"{name}:{port}"
    # People copy the API's own path from a browser along with the address.
    path = re.sub("/api(/controller)?(/v2)?$", "", parts.path.rstrip("/"))
    address = f"{parts.scheme}://{netloc}{path}"
    if parts.query or parts.fragment:
        # What a query holds may be a secret.
        shown = re.sub(r"=[^&#]*", "=…", written)
        raise ConfigurationError(
            f"{called} '{shown}' must not have a query or a fragment; write {address}"
        )
    return address


def _api_root(chosen: ChosenOptions) -> str | None:
    """Return the path that `/v2/` stands under, such as `/api/controller/`."""
    value = chosen.text("api_root")
    if value is None:
        return None
    if "://" in value or "?" in value or "#" in value:
        raise ConfigurationError(
            f"{chosen.called('api_root')} '{value}' is not a path; write it as /api/ or"
            " /api/controller/"
        )
    path = re.sub("/v2$", "", "/" + value.strip("/"))
    return path.rstrip("/") + "/"


def _is_ipv6(text: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


def _verify(chosen: ChosenOptions) -> bool | str:
    given = chosen.values.get("validate_certs")
    if given not in (None, "") and not boolean(given, chosen.called("validate_certs")):
        return False
    return chosen.path("ca_path") or True


def _client_cert(chosen: ChosenOptions) -> str | tuple[str, str] | None:
    if chosen.text("client_key") and not chosen.text("client_cert"):
        raise ConfigurationError("client_key needs client_cert, the certificate it belongs to")
    cert, key = chosen.path("client_cert"), chosen.path("client_key")
    return (cert, key) if cert is not None and key is not None else cert


def boolean(value: t.Any, called: str) -> bool:
    """Return a boolean, which may be text.

    Raises:
        ConfigurationError: it is not a boolean.
    """
    text = str(value).strip().lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise ConfigurationError(f"{called} is '{value}', which is neither true nor false")

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Where the server is and how to get in: checked values, made from options of any caller."""

from __future__ import annotations

import dataclasses
import ipaddress
import json
import os
import typing as t
import urllib.parse

from .errors import ConfigurationError

DEFAULT_TIMEOUT = 30.0
DEFAULT_RETRIES = 4

_CREDENTIALS = frozenset({"awx_oauth_token", "awx_username", "awx_password"})

_TRUE = frozenset({"true", "yes", "on", "1", "t", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "f", "n"})


@dataclasses.dataclass(frozen=True)
class ConnectionSettings:
    """The connection to one server.

    `base_url` is scheme, host, port and path prefix without a trailing slash. `verify` is True for
    the system's authorities, False for none, or the path of a file or directory of authorities.
    `client_cert` is a certificate file, or a pair of certificate and key files. Times are seconds.
    """

    base_url: str
    token: str | None = dataclasses.field(default=None, repr=False)
    username: str | None = None
    password: str | None = dataclasses.field(default=None, repr=False)
    auth: str = "auto"
    verify: bool | str = True
    client_cert: str | tuple[str, str] | None = None
    timeout: float = DEFAULT_TIMEOUT
    retries: int = DEFAULT_RETRIES
    api_root: str | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port: what credentials are sent to, and nothing else."""
        parts = urllib.parse.urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def prefix(self) -> str:
        """The path before `/api/`, "" for most servers."""
        return urllib.parse.urlsplit(self.base_url).path

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must not be shown."""
        return tuple(secret for secret in (self.token, self.password) if secret)

    @property
    def is_plain_http(self) -> bool:
        """Whether requests travel unencrypted to another machine."""
        parts = urllib.parse.urlsplit(self.base_url)
        return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def from_options(
    options: t.Mapping[str, t.Any],
    config: t.Mapping[str, t.Any] | None = None,
) -> ConnectionSettings:
    """Make settings of the connection options; `config` holds values for those that are not set.

    Whether they hold what the way in wants is for `ways_in.check` to say.

    Raises:
        ConfigurationError: an option is missing, contradicts another, or cannot be understood.
    """
    given = {name: value for name, value in options.items() if value not in (None, "")}
    found = dict(config or {})
    if _CREDENTIALS & given.keys():
        # Credentials are taken from one place: a file's token must not replace a task's password.
        found = {name: value for name, value in found.items() if name not in _CREDENTIALS}
    values = {**found, **given}
    return ConnectionSettings(
        base_url=_base_url(_text(values, "awx_host")),
        token=token_of(values.get("awx_oauth_token")),
        username=_text(values, "awx_username"),
        password=_text(values, "awx_password"),
        auth=_text(values, "awx_auth") or "auto",
        verify=_verify(values),
        client_cert=_client_cert(values),
        timeout=_number(values, "request_timeout", DEFAULT_TIMEOUT, least=0.001),
        retries=int(_number(values, "request_retries", DEFAULT_RETRIES, least=0, most=20)),
        api_root=_api_root(_text(values, "api_root")),
    )


def token_of(value: t.Any) -> str | None:
    """Return the token in `value`: a string, or a mapping as `awx_token` returns it.

    Raises:
        ConfigurationError: a mapping without a usable `token`.
    """
    if value is None or value == "":
        return None
    value = token_mapping(value)
    inner = value.get("token") if isinstance(value, t.Mapping) else value
    if isinstance(inner, t.Mapping):
        inner = inner.get("token")
    # A file from which a token is read mostly ends with a line end.
    inner = inner.strip() if isinstance(inner, str) else None
    if not inner or not (inner.isascii() and inner.isprintable()) or " " in inner:
        raise ConfigurationError(
            "awx_oauth_token is neither a token nor a mapping that holds one under 'token'; "
            "give the 'token' that steward.awx.awx_token returned"
        )
    if set(inner) == {"*"}:
        raise ConfigurationError(
            "awx_oauth_token holds only asterisks: AWX shows a token once, when it is created; "
            "give the value that steward.awx.awx_token returned then"
        )
    return inner


def token_mapping(value: t.Any) -> t.Any:
    """Return the mapping that a JSON text stands for, and any other value as it is."""
    if not (isinstance(value, str) and value.lstrip().startswith("{")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _text(values: t.Mapping[str, t.Any], name: str) -> str | None:
    value = values.get(name)
    return None if value is None or value == "" else str(value)


def _base_url(host: str | None) -> str:
    if host is None:
        raise ConfigurationError(
            "no AWX server is named: set the option awx_host, or the environment variable AWX_HOST "
            "or CONTROLLER_HOST"
        )
    text = host.strip()
    if "@" in text:
        raise ConfigurationError(
            "awx_host holds a user name or password; give them as awx_username and awx_password"
        )
    if "://" not in text:
        text = "https://" + (f"[{text}]" if _is_ipv6(text) else text)
    try:
        parts = urllib.parse.urlsplit(text)
        port = parts.port
    except ValueError as exc:
        raise ConfigurationError(f"awx_host '{host}' is not an address: {exc}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in parts.netloc:
        raise ConfigurationError(
            f"awx_host '{host}' is not the address of a server; "
            "write it as https://awx.example.com or awx.example.com:8043"
        )
    if parts.query or parts.fragment:
        raise ConfigurationError(f"awx_host '{parts.hostname}' must not have a query or a fragment")
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = name if port is None else f"{name}:{port}"
    return f"{parts.scheme}://{netloc}{_without_api(parts.path)}"


def _without_api(path: str) -> str:
    """Drop the API's own path, which people copy from a browser along with the address."""
    path = path.rstrip("/")
    for ending in ("/api/controller/v2", "/api/controller", "/api/v2", "/api"):
        if path.endswith(ending):
            return path[: -len(ending)]
    return path


def _api_root(value: str | None) -> str | None:
    """Return the path that `/v2/` stands under, such as `/api/controller/`."""
    if value is None:
        return None
    path = "/" + value.strip("/")
    if "://" in value or "?" in value or "#" in value:
        raise ConfigurationError(
            f"api_root '{value}' is not a path; write it as /api/ or /api/controller/"
        )
    if path.endswith("/v2"):
        path = path[: -len("/v2")]
    return path.rstrip("/") + "/"


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


def _is_loopback(hostname: str) -> bool:
    try:
        return ipaddress.ip_address(hostname).is_loopback
    except ValueError:
        return hostname == "localhost" or hostname.endswith(".localhost")


def _verify(values: t.Mapping[str, t.Any]) -> bool | str:
    if not _boolean(values.get("validate_certs"), name="validate_certs", default=True):
        return False
    path = _text(values, "ca_path")
    if path is None:
        return True
    return _existing(path, "ca_path")


def _client_cert(values: t.Mapping[str, t.Any]) -> str | tuple[str, str] | None:
    cert, key = _text(values, "client_cert"), _text(values, "client_key")
    if cert is None:
        if key is not None:
            raise ConfigurationError("client_key needs client_cert, the certificate it belongs to")
        return None
    cert = _existing(cert, "client_cert")
    return cert if key is None else (cert, _existing(key, "client_key"))


def _existing(path: str, option: str) -> str:
    full = os.path.expanduser(path)
    if not os.path.exists(full):
        raise ConfigurationError(
            f"{option} '{path}' does not exist on the machine that runs the task"
        )
    return full


def _boolean(value: t.Any, *, name: str, default: bool) -> bool:
    if value is None or value == "":
        return default
    text = str(value).strip().lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise ConfigurationError(f"{name} is '{value}', which is neither true nor false")


def _number(
    values: t.Mapping[str, t.Any],
    name: str,
    default: float,
    *,
    least: float,
    most: float | None = None,
) -> float:
    text = _text(values, name)
    if text is None:
        return default
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not number >= least or (most is not None and number > most) or number == float("inf"):
        bound = f"at least {least:g}" + ("" if most is None else f" and at most {most:g}")
        raise ConfigurationError(f"{name} is '{text}', which is not a number of {bound}")
    return number

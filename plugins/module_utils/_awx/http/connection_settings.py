# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The checked settings of the connection to one server."""

from __future__ import annotations

import dataclasses
import urllib.parse

DEFAULT_TIMEOUT = 30.0


DEFAULT_RETRIES = 4


@dataclasses.dataclass(frozen=True)
class ConnectionSettings:
    """The connection to one server.

    `base_url` is scheme, host, port and path prefix without a trailing slash. `verify` is True for
    the system's authorities, False for none, or the path of a file or directory of authorities,
    which errors call `verify_from`. `client_cert` is a certificate file, or a pair of certificate
    and key files. Times are seconds.
    `host_from` and `login_from` are what the user calls the places that these are from.
    """

    base_url: str
    token: str | None = dataclasses.field(default=None, repr=False)
    username: str | None = None
    password: str | None = dataclasses.field(default=None, repr=False)
    auth: str = "auto"
    verify: bool | str = True
    verify_from: str = "ca_path"
    client_cert: str | tuple[str, str] | None = None
    timeout: float = DEFAULT_TIMEOUT
    retries: int = DEFAULT_RETRIES
    api_root: str | None = None
    host_from: str = ""
    login_from: str = ""

    @property
    def address(self) -> str:
        """The address for a person, with where it is from."""
        return f"{self.base_url} ({self.host_from})" if self.host_from else self.base_url

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


def _is_loopback(hostname: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(hostname).is_loopback
    except ValueError:
        return hostname == "localhost" or hostname.endswith(".localhost")

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""One HTTP request, ready to be sent."""

from __future__ import annotations

import typing as t

# Returns the headers with the credentials for a request.
RequestAuth = t.Callable[["Request"], t.Mapping[str, str]]

# A whole response may take this many times as long as the server may be silent (`request_timeout`).
TOTAL_TIMEOUT_FACTOR = 10

# The type of all responses but pages and downloads.
JSON = "application/json"


class Request(t.NamedTuple):
    """One request: `url` is encoded, `path` is for messages, `json` or `form` is the body.

    `read_timeout` and `total_timeout` (seconds) apply where they are shorter than usual.
    """

    method: str
    url: str
    path: str
    auth: RequestAuth
    json: t.Any = None
    form: t.Mapping[str, str] | None = None
    accept: str = JSON
    read_timeout: float | None = None
    total_timeout: float | None = None

    def __repr__(self) -> str:
        return f"Request({self.method} {self.path})"

    def silence(self, timeout: float) -> float:
        """Return how long the server may be silent, where `timeout` is usual."""
        return timeout if self.read_timeout is None else min(self.read_timeout, timeout)

    def duration(self, timeout: float) -> float:
        """Return how long the whole response may take, where `timeout` is the read timeout."""
        usual = timeout * TOTAL_TIMEOUT_FACTOR
        return usual if self.total_timeout is None else min(self.total_timeout, usual)

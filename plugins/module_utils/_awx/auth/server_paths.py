# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The paths of a server's API and of its login."""

from __future__ import annotations

# The statuses of servers that have nothing at a path, or only pages for people.
NOTHING_THERE = (404, 405, 410)


class ApiEndpoints:
    """Paths of one server: `root` is what `v2/` is below.

    `gateway` is the API of the gateway before it, such as `/api/gateway/v1/`, None without one.
    `cookies` is every `Set-Cookie` line of the response that these are from.
    """

    def __init__(
        self, root: str, gateway: str | None = None, cookies: tuple[str, ...] = ()
    ) -> None:
        self.root, self.gateway, self.cookies = root, gateway, cookies

    @property
    def login(self) -> str:
        """The path of the login page."""
        return (self.gateway or self.root) + "login/"

    @property
    def logout(self) -> str:
        """The path that ends a session."""
        return (self.gateway or self.root) + "logout/"

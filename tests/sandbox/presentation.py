# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kind of server the sandbox is: AWX 24.6.1, an older or newer one, or Ascender 25.5.

The command line says how it starts; tests may change it while it runs (``/sandbox/presentation/``).
"""

from __future__ import annotations

import dataclasses
import json
import os
from typing import Any

from django.conf import settings

VARIABLE = "SANDBOX_PRESENTATION"
_GATEWAYS_COOKIE = "gateway_sessionid"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Presentation:
    """``prefix``: OPTIONAL_API_URLPATTERN_PREFIX; the API is below ``/api/<prefix>/`` too.

    ``gateway``: a gateway stands before it, the API is below ``/api/controller/`` alone.
    ``tokens``: it issues and takes OAuth2 tokens, as up to 24.6.1. ``base_path``: what an ingress
    adds before ``/api/`` and takes away. ``session_cookie``: ``sessionid`` before 20.0.1.
    ``ascender``: it is Ascender 25.5.1, a fork of AWX.
    """

    prefix: str = ""
    gateway: bool = False
    tokens: bool = True
    base_path: str = ""
    session_cookie: str = "awx_sessionid"
    ascender: bool = False

    @property
    def version(self) -> str:
        return "25.5.1" if self.ascender else "24.6.1"

    @property
    def is_plain(self) -> bool:
        """Whether every URL is as the server itself has it."""
        return not (self.prefix or self.gateway or self.base_path) and self.tokens

    @property
    def has_tokens_of_its_own(self) -> bool:
        """Whether the controller has a token table; behind a gateway the gateway has it."""
        return self.tokens and not self.gateway

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def current() -> Presentation:
    return _current


def present(values: dict[str, Any]) -> None:
    """Be this kind of server from now on. Raises TypeError for a name there is not."""
    global _current
    _current = Presentation(**values)
    settings.SESSION_COOKIE_NAME = _GATEWAYS_COOKIE if _current.gateway else _current.session_cookie


_current = Presentation()
present(json.loads(os.environ.get(VARIABLE, "{}")))

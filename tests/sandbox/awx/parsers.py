# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies: JSON objects and nothing else (docs/awx-api.md#request-bodies)."""

from __future__ import annotations

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class ObjectParser(JSONParser):
    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """An empty body is ``{}``. Raises ParseError for anything but an object or null."""
        try:
            text = stream.read().decode((parser_context or {}).get("encoding") or "utf-8")
            data = json.loads(text) if text else {}
        except ValueError as error:
            raise ParseError(
                f"JSON parse error - {error}\nPossible cause: trailing comma."
            ) from error
        if data is not None and not isinstance(data, dict):
            raise ParseError("JSON parse error - not a JSON object")
        return data

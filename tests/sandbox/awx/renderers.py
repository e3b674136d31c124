# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page a browser sees; what else than JSON some views answer."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from rest_framework.renderers import BaseRenderer
from rest_framework.utils.encoders import JSONEncoder


class HtmlRenderer(BaseRenderer):
    """Stands for the browsable API."""

    media_type = "text/html"
    format = "api"
    charset = "utf-8"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> str:
        body = escape(json.dumps(data, cls=JSONEncoder, indent=4))
        return f"<!DOCTYPE html><html><head><title>AWX</title></head><pre>{body}</pre></html>"


class PlainTextRenderer(BaseRenderer):
    """Text; anything else (errors) as Python shows it, as in AWX."""

    media_type = "text/plain"
    format = "txt"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> bytes:
        return (data if isinstance(data, str) else str(data)).encode()


class OpenApiRenderer(BaseRenderer):
    """YAML, of which JSON is a part."""

    media_type = "application/vnd.oai.openapi"
    format = "openapi"
    charset = "utf-8"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> str:
        return json.dumps(data, cls=JSONEncoder)

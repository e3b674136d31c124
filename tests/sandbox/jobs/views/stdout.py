# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run's output in every format that AWX has (docs/awx-api.md#output)."""

from __future__ import annotations

import typing as t

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.models import AdHocCommand, InventoryUpdate, Job, ProjectUpdate
from tests.sandbox.awx.renderers import HtmlRenderer, PlainTextRenderer
from tests.sandbox.awx.server_settings import get_setting

from .. import stdout
from .parents import ParentView


class _Page(BaseRenderer):
    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(self, data: t.Any, media_type: str | None = None, context: t.Any = None) -> t.Any:
        return data if isinstance(data, str) else HtmlRenderer().render(data)


class _Text(PlainTextRenderer):
    charset = "utf-8"


class _Ansi(_Text):
    format = "ansi"


class _TextDownload(_Text):
    format = "txt_download"


class _AnsiDownload(_Text):
    format = "ansi_download"


class _Browsable(_Page):
    format = "api"


class Stdout(ParentView[t.Any]):
    """`*/*` gets a page: the first renderer is the default."""

    renderer_classes = (
        _Page,
        _Browsable,
        _Text,
        _Ansi,
        JSONRenderer,
        _TextDownload,
        _AnsiDownload,
    )
    # The relation that holds the run's events.
    events: t.ClassVar[str]

    def get(self, request: Request, pk: int) -> Response | HttpResponse:
        output = self.output()
        kind = request.accepted_renderer.format
        if kind in ("txt_download", "ansi_download"):
            return self._download(output, ansi=kind == "ansi_download")
        query = request.query_params
        most = get_setting("STDOUT_MAX_BYTES_DISPLAY")
        start = int(query.get("start_line") or 0)
        end = int(query["end_line"]) if query.get("end_line") else None
        if kind == "json":
            encoding = query.get("content_encoding")
            body = stdout.as_json(
                output, start=start, end=end, content_encoding=encoding, most=most
            )
            return Response(body)
        sentence = stdout.too_large(output, most)
        if kind in ("txt", "ansi"):
            text = stdout.without_colours(output) if kind == "txt" else output
            return Response(sentence or text)
        shown = sentence or stdout.lines(output, start=start, end=end)[0]
        title = f"{self.parent_model._meta.verbose_name.title()} {pk}"
        return Response(stdout.as_page(shown, title=title, dark="dark" in query))

    def output(self) -> str:
        events = getattr(self.parent(), self.events)
        texts = events.exclude(stdout="").order_by("start_line", "counter")
        return stdout.joined(texts.values_list("stdout", flat=True))

    def _download(self, output: str, *, ansi: bool) -> HttpResponse:
        text = output if ansi else stdout.without_colours(output)
        kind = self.parent_model._meta.model_name
        name = f"{kind}_{self.kwargs['pk']}{'.ansi' if ansi else ''}.txt"
        return HttpResponse(
            text,
            content_type="text/plain",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class JobStdout(Stdout):
    parent_model = Job
    events = "job_events"


class ProjectUpdateStdout(Stdout):
    parent_model = ProjectUpdate
    events = "project_update_events"


class InventoryUpdateStdout(Stdout):
    parent_model = InventoryUpdate
    events = "inventory_update_events"


class AdHocCommandStdout(Stdout):
    parent_model = AdHocCommand
    events = "ad_hoc_command_events"

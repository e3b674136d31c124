# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events and host summaries as JSON (docs/awx-api.md#events)."""

from __future__ import annotations

import typing as t

from rest_framework import serializers

from tests.sandbox.awx.models import (
    AdHocCommandEvent,
    InventoryUpdateEvent,
    JobEvent,
    JobHostSummary,
    ProjectUpdateEvent,
    SystemJobEvent,
)
from tests.sandbox.awx.serializers import ObjectSerializer
from tests.sandbox.awx.summaries import summarize, summarize_run
from tests.sandbox.awx.urls_of import url_of

from . import events

_HEAD: t.Final = ("id", "type", "url", "related", "summary_fields", "created", "modified")
_EVENT: t.Final = ("event", "counter", "event_display", "event_data")
_OUTPUT: t.Final = ("stdout", "start_line", "end_line", "verbosity")


class EventSerializer(ObjectSerializer):
    """What all events share. `context["full_stdout"]` leaves their texts uncut."""

    capabilities: t.ClassVar[dict[str, str]] = {}
    # The foreign key of the run, and the sub-URL of a single event where there is one.
    run: t.ClassVar[str]
    has_detail: t.ClassVar[bool] = True
    cut: t.ClassVar[bool] = True

    event_display = serializers.SerializerMethodField()
    stdout = serializers.SerializerMethodField()

    def get_url(self, obj: t.Any) -> str:
        return url_of(obj) if self.has_detail else ""

    def get_event_display(self, obj: t.Any) -> str:
        # Only the task of a handler is notified.
        handler = obj.stdout.lstrip().startswith("RUNNING HANDLER")
        return events.display(
            obj.event,
            play=getattr(obj, "play", ""),
            task=getattr(obj, "task", ""),
            handler=handler,
        )

    def get_stdout(self, obj: t.Any) -> str:
        whole = self.detail or self.context.get("full_stdout") or not self.cut
        if whole or obj.event.startswith("playbook_on"):
            return obj.stdout
        return events.shortened(obj.stdout)

    def get_related(self, obj: t.Any) -> dict[str, t.Any]:
        related = {self.run: url_of(self.rows.get(obj, self.run))}
        if isinstance(obj, JobEvent):
            related["children"] = f"{url_of(obj)}children/"
        if host := getattr(obj, "host_id", None):
            related["host"] = f"/api/v2/hosts/{host}/"
        return related

    def get_summary_fields(self, obj: t.Any) -> dict[str, t.Any]:
        summary: dict[str, t.Any] = {}
        if getattr(obj, "host_id", None):
            summary["host"] = summarize(self.rows.get(obj, "host"))
        summary[self.run] = summarize_run(self.rows.get(obj, self.run))
        if isinstance(obj, JobEvent):
            summary["role"] = {}
        return summary


class PlaybookEventSerializer(EventSerializer):
    event_level = serializers.SerializerMethodField()

    def get_event_level(self, obj: t.Any) -> int:
        return events.level(obj.event)


class JobEventSerializer(PlaybookEventSerializer):
    run = "job"

    class Meta:
        model = JobEvent
        fields = (
            *_HEAD,
            "job",
            *_EVENT,
            "event_level",
            "failed",
            "changed",
            "uuid",
            "parent_uuid",
            "host",
            "host_name",
            "playbook",
            "play",
            "task",
            "role",
            *_OUTPUT,
        )


class ProjectUpdateEventSerializer(PlaybookEventSerializer):
    run = "project_update"
    has_detail = False
    cut = False

    class Meta:
        model = ProjectUpdateEvent
        fields = (
            *_HEAD,
            *_EVENT,
            "event_level",
            "failed",
            "changed",
            "uuid",
            "playbook",
            "play",
            "task",
            "role",
            *_OUTPUT,
            "project_update",
        )


class AdHocCommandEventSerializer(EventSerializer):
    run = "ad_hoc_command"

    class Meta:
        model = AdHocCommandEvent
        fields = (
            *_HEAD,
            "ad_hoc_command",
            *_EVENT,
            "failed",
            "changed",
            "uuid",
            "host",
            "host_name",
            *_OUTPUT,
        )


class InventoryUpdateEventSerializer(EventSerializer):
    run = "inventory_update"
    has_detail = False
    cut = False
    failed = serializers.SerializerMethodField()
    changed = serializers.SerializerMethodField()

    class Meta:
        model = InventoryUpdateEvent
        fields = (*_HEAD, *_EVENT, "failed", "changed", "uuid", *_OUTPUT, "inventory_update")

    def get_failed(self, obj: t.Any) -> bool:
        return events.has_failed(obj.event, obj.event_data)

    def get_changed(self, obj: t.Any) -> bool:
        return events.has_changed(obj.event, obj.event_data)


class SystemJobEventSerializer(InventoryUpdateEventSerializer):
    run = "system_job"

    class Meta:
        model = SystemJobEvent
        fields = (*_HEAD, *_EVENT, "failed", "changed", "uuid", *_OUTPUT, "system_job")


class JobHostSummarySerializer(ObjectSerializer):
    capabilities: t.ClassVar[dict[str, str]] = {}
    links = ("job", "host")

    class Meta:
        model = JobHostSummary
        fields = (
            *_HEAD,
            "job",
            "host",
            "constructed_host",
            "host_name",
            "changed",
            "dark",
            "failures",
            "ok",
            "processed",
            "skipped",
            "failed",
            "ignored",
            "rescued",
        )

    def more_summaries(self, obj: t.Any, summary: dict[str, t.Any]) -> None:
        if obj.host_id:
            summary["host"] = summarize(self.rows.get(obj, "host"))
        summary["job"] = summarize_run(self.rows.get(obj, "job"))


SERIALIZERS: t.Final = {
    serializer.Meta.model: serializer
    for serializer in (
        JobEventSerializer,
        ProjectUpdateEventSerializer,
        AdHocCommandEventSerializer,
        InventoryUpdateEventSerializer,
        SystemJobEventSerializer,
        JobHostSummarySerializer,
    )
}

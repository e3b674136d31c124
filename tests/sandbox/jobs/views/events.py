# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of events, single events, and the tree of a job's events (docs/awx-api.md#events)."""

from __future__ import annotations

import time
import typing as t
from collections.abc import Sequence

from django.db.models import Model, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.models import (
    AdHocCommand,
    AdHocCommandEvent,
    Group,
    Host,
    InventoryUpdate,
    InventoryUpdateEvent,
    Job,
    JobEvent,
    JobHostSummary,
    ProjectUpdate,
    ProjectUpdateEvent,
    SystemJob,
    SystemJobEvent,
)
from tests.sandbox.awx.pagination import EventPagination
from tests.sandbox.awx.serializers import RelatedRows
from tests.sandbox.awx.serializers.jobs import event_processing_finished
from tests.sandbox.awx.views.generic import ROW_COST_SECONDS

from ..event_serializers import SERIALIZERS
from ..event_tree import TreeEvent, children_summary, unfinished_summary
from .parents import ParentView, Sublist


class SummaryList(Sublist[t.Any]):
    """Rows whose serializers are this package's."""

    def get_serializer_class(self) -> t.Any:
        return SERIALIZERS[self.model]

    def represent(self, rows: Sequence[t.Any]) -> list[dict[str, t.Any]]:
        time.sleep(ROW_COST_SECONDS * len(rows))
        return self.get_serializer(rows, many=True).data


class EventList(SummaryList):
    """Events, by pages or by `limit`; texts are cut unless `no_truncate` is given."""

    pagination_class = EventPagination
    search_fields = ("stdout",)

    def get_serializer_context(self) -> dict[str, t.Any]:
        whole = self.request.query_params.get("no_truncate", "").lower() in ("1", "true", "yes")
        return super().get_serializer_context() | {"full_stdout": whole}

    def get(self, request: Request, *args: t.Any, **kwargs: t.Any) -> Response:
        response = super().get(request)
        response["X-UI-Max-Events"] = "4000"
        return response


class JobEvents(EventList):
    parent_model = Job
    model = JobEvent
    relation = "job_events"
    ordering = ("start_line",)


class ProjectUpdateEvents(EventList):
    parent_model = ProjectUpdate
    model = ProjectUpdateEvent
    relation = "project_update_events"
    ordering = ("pk",)


class InventoryUpdateEvents(EventList):
    parent_model = InventoryUpdate
    model = InventoryUpdateEvent
    relation = "inventory_update_events"
    ordering = ("-pk",)


class AdHocCommandEvents(EventList):
    parent_model = AdHocCommand
    model = AdHocCommandEvent
    relation = "ad_hoc_command_events"
    ordering = ("-pk",)


class SystemJobEvents(EventList):
    parent_model = SystemJob
    model = SystemJobEvent
    relation = "system_job_events"
    ordering = ("-pk",)


class HostJobEvents(EventList):
    """The events of a host in all jobs."""

    parent_model = Host
    model = JobEvent
    relation = "job_events_as_primary_host"
    ordering = ("pk",)


class HostAdHocCommandEvents(EventList):
    parent_model = Host
    model = AdHocCommandEvent
    relation = "ad_hoc_command_events"
    ordering = ("-pk",)


class GroupJobEvents(EventList):
    parent_model = Group
    model = JobEvent

    def get_queryset(self) -> QuerySet:
        return JobEvent.objects.filter(host__in=self.parent().hosts.all()).order_by("pk")


class JobHostSummaries(SummaryList):
    parent_model = Job
    model = JobHostSummary
    relation = "job_host_summaries"
    ordering = ("-pk",)


class HostJobHostSummaries(JobHostSummaries):
    parent_model = Host


class GroupJobHostSummaries(JobHostSummaries):
    parent_model = Group

    def get_queryset(self) -> QuerySet:
        hosts = self.parent().hosts.all()
        return JobHostSummary.objects.filter(host__in=hosts).order_by("-pk")


class EventChildren(EventList):
    """The events below one."""

    parent_model = JobEvent
    model = JobEvent

    def get_queryset(self) -> QuerySet:
        event = self.parent()
        children = JobEvent.objects.filter(job_id=event.job_id, parent_uuid=event.uuid)
        return children.exclude(parent_uuid="").order_by("start_line", "counter")


class _Single(ParentView[t.Any]):
    """One row with all its text."""

    def get(self, request: Request, pk: int) -> Response:
        row = self.parent()
        context = {"request": request, "detail": True, "related_rows": RelatedRows()}
        serializer = SERIALIZERS[t.cast("type[Model]", self.parent_model)]
        return Response(serializer(row, context=context).data)


class JobEventDetail(_Single):
    parent_model = JobEvent


class AdHocCommandEventDetail(_Single):
    parent_model = AdHocCommandEvent


class JobHostSummaryDetail(_Single):
    parent_model = JobHostSummary


class ChildrenSummary(ParentView[Job]):
    parent_model = Job

    def get(self, request: Request, pk: int) -> Response:
        job = self.parent()
        if not event_processing_finished(job):
            return Response(unfinished_summary())
        columns = ("counter", "event", "uuid", "parent_uuid")
        rows = job.job_events.order_by("counter").values(*columns)
        return Response(children_summary(TreeEvent(**row) for row in rows))

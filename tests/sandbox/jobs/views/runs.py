# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be done with a run: cancel it, do it again, see what belongs to it."""

from __future__ import annotations

import typing as t

from rest_framework.exceptions import MethodNotAllowed, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.models import (
    ActivityStream,
    AdHocCommand,
    Credential,
    Job,
    Label,
    Notification,
    UnifiedJob,
    WorkflowJob,
)
from tests.sandbox.presentation import current

from ..acceptance import launch_credentials
from ..credentials import passwords_missing
from ..relaunching import CannotRelaunch, copy_job, failed_hosts_limit, retry_counts
from ..run import Secrets
from ..scheduler import scheduler
from .launch import launched
from .parents import ParentView, Sublist


class Cancel(ParentView[UnifiedJob]):
    """202 while the run is active, 405 afterwards (docs/awx-api.md#canceling)."""

    parent_model = UnifiedJob
    actions = {"POST": "cancel"}

    def get(self, request: Request, pk: int) -> Response:
        return Response({"can_cancel": self.parent().can_cancel})

    def post(self, request: Request, pk: int) -> Response:
        job = self.parent()
        if not job.can_cancel:
            raise MethodNotAllowed("POST")
        scheduler.cancel(job)
        return Response(status=202)


class JobRelaunch(ParentView[Job]):
    parent_model = Job
    actions = {"GET": "start", "POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        job = self.parent()
        return Response(
            {
                "passwords_needed_to_start": _passwords_missing(job, {}),
                "retry_counts": retry_counts(job),
            }
        )

    def post(self, request: Request, pk: int) -> Response:
        job = self.parent()
        hosts = request.data.get("hosts", "all")
        if hosts not in ("all", "failed"):
            return Response({"hosts": [f'"{hosts}" is not a valid choice.']}, status=400)
        lost = [name for name in ("project", "inventory") if getattr(job, name) is None]
        if lost:
            problems = [f"Job Template {name} is missing or undefined." for name in lost]
            return Response({"errors": problems}, status=400)
        passwords = request.data.get("credential_passwords") or {}
        if missing := _passwords_missing(job, passwords):
            return Response({"passwords_needed_to_start": missing}, status=400)
        limit = None
        if hosts == "failed":
            counts = retry_counts(job)
            if isinstance(counts, str):
                return Response({"hosts": counts}, status=400)
            try:
                limit = failed_hosts_limit(job)
            except CannotRelaunch as error:
                return Response({"hosts": str(error)}, status=400)
        again = copy_job(job, user=request.user, limit=limit)
        response = launched(again, request=request, secrets=Secrets(passwords=passwords))
        response.data["job"] = again.pk
        return response


class WorkflowJobRelaunch(ParentView[WorkflowJob]):
    parent_model = WorkflowJob
    actions = {"GET": "start", "POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        self.parent()
        return Response({})

    def post(self, request: Request, pk: int) -> Response:
        job = self.parent()
        if job.is_sliced_job and job.job_template is None:
            detail = "Cannot relaunch slice workflow job orphaned from job template."
            return Response({"__all__": [detail]}, status=400)
        failed_nodes = current().ascender and request.data.get("nodes") == "failed"
        if failed_nodes and (problem := _cannot_run_failed_nodes(job)):
            raise ParseError(problem)
        again = copy_job(job, user=request.user, failed_nodes=failed_nodes)
        return launched(again, request=request)


def _cannot_run_failed_nodes(job: WorkflowJob) -> str | None:
    """Why an Ascender would not run only the failed nodes again."""
    if job.is_sliced_job:
        return "Cannot relaunch a sliced workflow job from failed nodes."
    if not job.workflow_job_nodes.filter(job__status__in=("failed", "error", "canceled")).exists():
        return "This workflow job has no failed nodes to relaunch from."
    return None


class AdHocCommandRelaunch(ParentView[AdHocCommand]):
    parent_model = AdHocCommand
    actions = {"GET": "start", "POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        return Response({"passwords_needed_to_start": self._passwords_needed()})

    def post(self, request: Request, pk: int) -> Response:
        needed = self._passwords_needed()
        # Passwords stand beside the other fields here, as they do where commands are made.
        passwords = {name: request.data[name] for name in needed if request.data.get(name)}
        if len(passwords) < len(needed):
            return Response({"passwords_needed_to_start": needed}, status=400)
        again = copy_job(self.parent(), user=request.user)
        response = launched(again, request=request, secrets=Secrets(passwords=passwords))
        response.data["ad_hoc_command"] = again.pk
        return response

    def _passwords_needed(self) -> list[str]:
        credential = self.parent().credential
        return list(credential.passwords_needed) if credential else []


def _passwords_missing(job: Job, given: t.Mapping[str, str]) -> list[str]:
    rows = job.credentials.select_related("credential_type")
    return passwords_missing(launch_credentials(rows), given)


class Labels(Sublist[UnifiedJob]):
    parent_model = UnifiedJob
    model = Label
    relation = "labels"


class Credentials(Sublist[UnifiedJob]):
    parent_model = UnifiedJob
    model = Credential
    relation = "credentials"


class Notifications(Sublist[UnifiedJob]):
    parent_model = UnifiedJob
    model = Notification
    relation = "notifications"


class ActivityOfRun(Sublist[UnifiedJob]):
    parent_model = UnifiedJob
    model = ActivityStream
    relation = "activitystream_set"

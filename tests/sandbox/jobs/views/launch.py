# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Launching templates (docs/awx-api.md#launching)."""

from __future__ import annotations

import typing as t

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.metadata import Metadata
from tests.sandbox.awx.models import (
    JobTemplate,
    SystemJobTemplate,
    WorkflowJob,
    WorkflowJobTemplate,
)
from tests.sandbox.awx.permissions import can
from tests.sandbox.awx.serializers import serialize
from tests.sandbox.awx.urls_of import url_of

from .. import creation
from ..acceptance import Verdict, judge_job_launch, judge_workflow_launch, passwords_needed
from ..extra_vars import InvalidExtraVars, parse_extra_vars
from ..fields import (
    DictionaryForList,
    ExtraVars,
    JobLaunchFields,
    KeyList,
    Verbatim,
    WorkflowLaunchFields,
    modernized,
)
from ..requirements import job_template_requirements, workflow_requirements
from ..run import Secrets
from ..scheduler import scheduler
from .parents import ParentView

# Details that AWX does not tell of a job that it has just created.
_NOT_YET: t.Final = ("host_status_counts", "playbook_counts", "custom_virtualenv")


def launched(
    job: t.Any,
    /,
    *,
    request: Request,
    secrets: Secrets | None = None,
    status: int = 201,
    detail: bool = True,
    **first: t.Any,
) -> Response:
    """Hand a new job to the task manager, and answer with what it was before that."""
    body = serialize(job, request=request, detail=detail)
    for name in _NOT_YET:
        body.pop(name, None)
    body["related"].pop("named_url", None)
    scheduler.submit(job, secrets=secrets)
    return Response(first | body, status=status, headers={"Location": url_of(job)})


class LaunchMetadata(Metadata):
    """OPTIONS names the fields that a launch takes."""

    def determine_metadata(self, request: Request, view: t.Any) -> dict[str, t.Any]:
        fields = {
            name: {
                "type": _type_of(field),
                "required": field.required,
                "label": name.replace("_", " ").capitalize(),
                **(
                    {"choices": list(field.choices.items())}
                    if type(field) is serializers.ChoiceField
                    else {}
                ),
            }
            for name, field in view.fields().fields.items()
        }
        return super().determine_metadata(request, view) | {"actions": {"POST": fields}}


def _type_of(field: serializers.Field) -> str:
    if isinstance(field, ExtraVars | Verbatim):
        return "json"
    if isinstance(field, KeyList):
        return "list_of_ids" if field.field_name == "credentials" else "field"
    return Metadata.type_of_field(field.field_name, field)


class JobTemplateLaunch(ParentView[JobTemplate]):
    metadata_class = LaunchMetadata
    fields = JobLaunchFields
    parent_model = JobTemplate
    actions = {"GET": "start", "POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        return Response(job_template_requirements(self.parent()))

    def post(self, request: Request, pk: int) -> Response:
        template = self.parent()
        data = modernized(request.data, passwords_needed=passwords_needed(template))
        fields = JobLaunchFields(data=data)
        try:
            valid = fields.is_valid()
        except DictionaryForList as error:
            return Response([str(error)], status=400)
        if not valid:
            return Response(fields.errors, status=400)
        given = dict(fields.validated_data)
        passwords = given.pop("credential_passwords", {})
        verdict = judge_job_launch(template, given, passwords=passwords)
        if verdict.errors:
            return Response(verdict.errors, status=400)
        _check_use(request, verdict)
        job = creation.create_job(template, accepted=verdict.accepted, user=request.user)
        kind = "workflow_job" if isinstance(job, WorkflowJob) else "job"
        ignored = {name: _sent(data, name, value) for name, value in verdict.ignored.items()}
        return launched(
            job,
            request=request,
            secrets=Secrets(passwords=verdict.passwords),
            **{kind: job.pk, "ignored_fields": ignored},
        )


class WorkflowJobTemplateLaunch(ParentView[WorkflowJobTemplate]):
    metadata_class = LaunchMetadata
    fields = WorkflowLaunchFields
    parent_model = WorkflowJobTemplate
    actions = {"GET": "start", "POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        return Response(workflow_requirements(self.parent()))

    def post(self, request: Request, pk: int) -> Response:
        template = self.parent()
        fields = WorkflowLaunchFields(data=modernized(request.data, passwords_needed=()))
        try:
            valid = fields.is_valid()
        except DictionaryForList as error:
            return Response([str(error)], status=400)
        if not valid:
            return Response(fields.errors, status=400)
        verdict = judge_workflow_launch(template, fields.validated_data)
        if verdict.errors:
            return Response(verdict.errors, status=400)
        _check_use(request, verdict)
        job = creation.create_workflow_job(template, accepted=verdict.accepted, user=request.user)
        return launched(job, request=request, workflow_job=job.pk, ignored_fields={})


class SystemJobTemplateLaunch(ParentView[SystemJobTemplate]):
    parent_model = SystemJobTemplate
    actions = {"GET": "start", "POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        self.parent()
        return Response({})

    def post(self, request: Request, pk: int) -> Response:
        template = self.parent()
        try:
            extra_vars = parse_extra_vars(request.data.get("extra_vars", {}))
        except InvalidExtraVars as error:
            return Response({"extra_vars": [str(error)]}, status=400)
        job = creation.create_system_job(template, extra_vars=extra_vars, user=request.user)
        return launched(job, request=request, system_job=job.pk)


def _check_use(request: Request, verdict: Verdict) -> None:
    """The user must have the use role on what the launch brings in.

    :raises PermissionDenied: the user has not.
    """
    brought = [*verdict.accepted.get("credentials", ())]
    if inventory := verdict.accepted.get("inventory"):
        brought.append(inventory)
    if not all(can(request.user, "use", row) for row in brought):
        raise PermissionDenied()


def _sent(data: t.Mapping[str, t.Any], name: str, value: t.Any) -> t.Any:
    """An ignored field as it was sent: ids, not objects."""
    return value if name == "extra_vars" else data[name]

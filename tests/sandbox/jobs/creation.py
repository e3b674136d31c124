# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Making the rows of what is launched: a job from a template and the accepted prompts."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import models as db
from django.db import transaction
from django.utils import timezone

from tests.sandbox.awx.models import (
    ActivityStream,
    Host,
    InventorySource,
    InventoryUpdate,
    Job,
    JobLaunchConfig,
    JobTemplate,
    Project,
    ProjectUpdate,
    SystemJob,
    SystemJobTemplate,
    UnifiedJob,
    UnifiedJobTemplate,
    WorkflowApproval,
    WorkflowApprovalTemplate,
    WorkflowJob,
    WorkflowJobNode,
    WorkflowJobNodeConditionLink,
    WorkflowJobTemplate,
)
from tests.sandbox.awx.models.templates import (
    InventorySourceOptions,
    JobOptions,
    ProjectOptions,
)

from . import slicing, survey
from .extra_vars import parse_extra_vars

_SETS: t.Final = ("credentials", "labels", "instance_groups")
_NODE_SETS: t.Final = ("success_nodes", "failure_nodes", "always_nodes")
_NODE_PROMPTS: t.Final = (
    "inventory",
    "execution_environment",
    "scm_branch",
    "job_type",
    "job_tags",
    "skip_tags",
    "limit",
    "diff_mode",
    "verbosity",
    "forks",
    "job_slice_count",
    "timeout",
)


@transaction.atomic
def create_job(
    template: JobTemplate,
    *,
    accepted: Mapping[str, t.Any],
    user: User | None,
    launch_type: str = "manual",
    slice_number: int = 0,
    may_slice: bool = True,
) -> Job | WorkflowJob:
    """A pending job; a workflow job of slices where the template asks for more than one."""
    slices = effective_slices(template, accepted) if may_slice else 1
    if slices > 1:
        return _create_sliced_job(template, accepted=accepted, user=user, launch_type=launch_type)
    own = {name: getattr(template, name) for name in _column_names(JobOptions)}
    columns = {name: value for name, value in accepted.items() if name not in _SETS}
    extra_vars, passwords = _merged_variables(template, columns.pop("extra_vars", {}))
    job = Job(
        **_described(template, user),
        **(own | columns | {"extra_vars": extra_vars}),
        survey_passwords=passwords,
        job_template=template,
        launch_type=launch_type,
        organization=template.organization,
        webhook_service=template.webhook_service,
        job_slice_number=slice_number,
        status="pending",
    )
    job.save()
    job.credentials.set(_merged_credentials(template, accepted.get("credentials", ())))
    # Labels are added to the template's, instance groups take their place.
    job.labels.set([*template.labels.all(), *accepted.get("labels", ())])
    _remember_prompts(job, accepted)
    _note_current(template, job)
    note_activity(job, user)
    return job


@transaction.atomic
def create_workflow_job(
    template: WorkflowJobTemplate,
    *,
    accepted: Mapping[str, t.Any],
    user: User | None,
    launch_type: str = "manual",
) -> WorkflowJob:
    """A pending workflow job with a copy of the template's nodes."""
    columns = {name: value for name, value in accepted.items() if name not in _SETS}
    extra_vars, passwords = _merged_variables(template, columns.pop("extra_vars", {}))
    own = {
        name: getattr(template, name)
        for name in ("inventory", "limit", "scm_branch", "job_tags", "skip_tags")
    }
    job = WorkflowJob(
        **_described(template, user),
        **(own | columns),
        extra_vars=extra_vars,
        survey_passwords=passwords,
        workflow_job_template=template,
        organization=template.organization,
        launch_type=launch_type,
        allow_simultaneous=template.allow_simultaneous,
        webhook_service=template.webhook_service,
        status="pending",
    )
    job.save()
    job.labels.set([*template.labels.all(), *accepted.get("labels", ())])
    copy_nodes(template.workflow_job_template_nodes.order_by("pk"), job=job)
    _remember_prompts(job, accepted)
    _note_current(template, job)
    note_activity(job, user)
    return job


def copy_nodes(nodes: Iterable[t.Any], *, job: WorkflowJob) -> dict[int, WorkflowJobNode]:
    """Give a workflow job nodes of its own, linked as the originals; by the originals' ids."""
    copies: dict[int, WorkflowJobNode] = {}
    nodes = list(nodes)
    for node in nodes:
        copies[node.pk] = WorkflowJobNode.objects.create(
            workflow_job=job,
            unified_job_template=node.unified_job_template,
            extra_data=node.extra_data,
            survey_passwords=node.survey_passwords,
            all_parents_must_converge=node.all_parents_must_converge,
            max_retries=node.max_retries,
            identifier=node.identifier,
            **{name: getattr(node, name) for name in _NODE_PROMPTS},
        )
    for node in nodes:
        for name in _NODE_SETS:
            linked = [copies[child.pk] for child in getattr(node, name).all()]
            getattr(copies[node.pk], name).set(linked)
        for name in _SETS:
            getattr(copies[node.pk], name).set(getattr(node, name).all())
        for link in node.condition_links_from.all():
            WorkflowJobNodeConditionLink.objects.create(
                from_node=copies[node.pk],
                to_node=copies[link.to_node_id],
                trigger=link.trigger,
                artifact_key=link.artifact_key,
                operator=link.operator,
                expected_value=link.expected_value,
            )
    return copies


def create_slices(job: WorkflowJob) -> None:
    """Give a sliced job one node for each of its shares; AWX does so only when it starts."""
    prompts = job.launch_config.prompts
    template = job.job_template
    if template is None:
        return
    count = slicing.effective_slices(
        asked=prompts.get("job_slice_count") or template.job_slice_count,
        hosts=_host_count(job.inventory_id),
    )
    for number in range(1, count + 1):
        WorkflowJobNode.objects.create(
            workflow_job=job,
            unified_job_template=template,
            ancestor_artifacts={"job_slice": number},
            identifier=f"slice-{number}",
        )


def node_prompts(node: WorkflowJobNode) -> dict[str, t.Any]:
    """What a node sets for its job: null columns and empty sets are not set."""
    prompts = {name: getattr(node, name) for name in _NODE_PROMPTS}
    prompts |= {name: list(getattr(node, name).all()) for name in _SETS}
    return {name: value for name, value in prompts.items() if value not in (None, [])}


def create_project_update(
    project: Project, *, user: User | None, launch_type: str
) -> ProjectUpdate:
    update = ProjectUpdate(
        **_described(project, user),
        **{name: getattr(project, name) for name in _column_names(ProjectOptions)},
        project=project,
        organization=project.organization,
        launch_type=launch_type,
        job_tags="update_git,install_roles,install_collections",
        scm_revision=project.scm_revision,
        status="pending",
    )
    update.save()
    _note_current(project, update)
    return update


def create_inventory_update(
    source: InventorySource, *, user: User | None, launch_type: str
) -> InventoryUpdate:
    update = InventoryUpdate(
        **_described(source, user),
        **{name: getattr(source, name) for name in _column_names(InventorySourceOptions)},
        inventory=source.inventory,
        inventory_source=source,
        organization=source.inventory.organization,
        launch_type=launch_type,
        status="pending",
    )
    update.save()
    update.credentials.set(source.credentials.all())
    _note_current(source, update)
    return update


def create_system_job(
    template: SystemJobTemplate, *, extra_vars: Mapping[str, t.Any], user: User | None
) -> SystemJob:
    job = SystemJob(
        **_described(template, user),
        system_job_template=template,
        job_type=template.job_type,
        extra_vars=json.dumps(extra_vars),
        launch_type="manual",
        status="pending",
    )
    job.save()
    _note_current(template, job)
    return job


def create_approval(template: WorkflowApprovalTemplate, *, user: User | None) -> WorkflowApproval:
    now = timezone.now()
    approval = WorkflowApproval(
        **_described(template, user),
        workflow_approval_template=template,
        timeout=template.timeout,
        required_approvals=template.required_approvals,
        on_timeout=template.on_timeout,
        approval_expiration=now + timedelta(seconds=template.timeout) if template.timeout else None,
        created=now,
        started=now,
        launch_type="workflow",
        status="pending",
    )
    approval.save()
    return approval


def note_activity(job: Job | WorkflowJob, user: User | None) -> None:
    """Put the new job into the activity stream."""
    entry = ActivityStream.objects.create(
        actor=user,
        operation="create",
        object1=job.type,
        changes={"id": job.pk, "name": job.name, "launch_type": job.launch_type},
    )
    getattr(entry, job.type).add(job)


def effective_slices(template: JobTemplate, accepted: Mapping[str, t.Any]) -> int:
    asked = accepted.get("job_slice_count", template.job_slice_count)
    if asked <= 1:
        return 1
    inventory = accepted.get("inventory") or template.inventory
    return slicing.effective_slices(
        asked=asked, hosts=_host_count(inventory.pk if inventory else None)
    )


def _create_sliced_job(
    template: JobTemplate, *, accepted: Mapping[str, t.Any], user: User | None, launch_type: str
) -> WorkflowJob:
    extra_vars, passwords = _merged_variables(template, accepted.get("extra_vars", {}))
    job = WorkflowJob(
        **_described(template, user),
        job_template=template,
        is_sliced_job=True,
        organization=template.organization,
        launch_type=launch_type,
        allow_simultaneous=template.allow_simultaneous,
        extra_vars=extra_vars,
        survey_passwords=passwords,
        status="pending",
        **{
            name: accepted.get(name, getattr(template, name))
            for name in ("inventory", "limit", "scm_branch", "job_tags", "skip_tags")
        },
    )
    job.save()
    job.labels.set([*template.labels.all(), *accepted.get("labels", ())])
    _remember_prompts(job, accepted)
    _note_current(template, job)
    note_activity(job, user)
    return job


def _host_count(inventory_id: int | None) -> int:
    return Host.objects.filter(inventory_id=inventory_id, enabled=True).count()


def _described(template: UnifiedJobTemplate, user: User | None) -> dict[str, t.Any]:
    return {
        "name": template.name,
        "description": template.description,
        "unified_job_template": UnifiedJobTemplate.objects.get(pk=template.pk),
        "created_by": user,
        "modified_by": user,
    }


def _merged_variables(
    template: JobTemplate | WorkflowJobTemplate, given: Mapping[str, t.Any]
) -> tuple[str, dict[str, t.Any]]:
    """The job's extra variables as text without survey passwords, and those."""
    variables = parse_extra_vars(template.extra_vars) | dict(given)
    hidden = survey.password_variables(template.survey_spec) if template.survey_enabled else []
    passwords = {name: variables[name] for name in hidden if variables.get(name)}
    return json.dumps(variables | dict.fromkeys(passwords, survey.ENCRYPTED)), passwords


def _merged_credentials(template: JobTemplate, given: Iterable[t.Any]) -> list[t.Any]:
    """The template's credentials, each one given in the place of the one of its kind."""
    slots = {}
    for credential in [*template.credentials.all(), *given]:
        slots[credential.credential_type_id, credential.vault_id] = credential
    return list(slots.values())


def _remember_prompts(job: UnifiedJob, accepted: Mapping[str, t.Any]) -> None:
    JobLaunchConfig.objects.create(
        job_id=job.pk, prompts={name: _plain(value) for name, value in accepted.items()}
    )


def _plain(value: t.Any) -> t.Any:
    if isinstance(value, db.Model):
        return value.pk
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    return value


def _note_current(template: UnifiedJobTemplate, job: UnifiedJob) -> None:
    UnifiedJobTemplate.objects.filter(pk=template.pk).update(
        current_job_id=job.pk, status="pending"
    )


def _column_names(options: type[db.Model]) -> list[str]:
    return [field.name for field in options._meta.local_fields]

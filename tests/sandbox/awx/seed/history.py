# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ran before: 20,000 jobs, and some runs of every other kind."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from django.db.models import Max

from .. import models as m
from . import events
from .rows import Row, admin, at, bulk_insert, named

JOBS = 20_000
_STATUSES = ("successful",) * 75 + ("failed",) * 20 + ("canceled",) * 3 + ("error",) * 2
_COPIED = (
    "inventory_id project_id job_type playbook scm_branch forks limit verbosity job_tags "
    "force_handlers skip_tags "
    "start_at_task timeout use_fact_cache become_enabled diff_mode allow_simultaneous"
).split()

# Workflows and approvals run nowhere.
_NOT_ON_A_NODE: Row = {
    "execution_environment_id": None,
    "execution_node": "",
    "controller_node": "",
    "work_unit_id": None,
}


class _Clock:
    """Runs start one after the other, a few minutes apart."""

    def __init__(self) -> None:
        self.random = random.Random(2461)
        self.minutes = 0.0
        self.next_id = 1

    def run(self, status: str = "successful") -> Row:
        """The columns that every run has."""
        self.minutes += self.random.uniform(1, 30)
        seconds = round(self.random.uniform(1, 240), 3)
        started = at(minutes=self.minutes)
        pk, self.next_id = self.next_id, self.next_id + 1
        return {
            "id": pk,
            "created": started - timedelta(seconds=0.5),
            "modified": started,
            "started": started,
            "finished": started + timedelta(seconds=seconds),
            "canceled_on": started + timedelta(seconds=seconds / 2)
            if status == "canceled"
            else None,
            "elapsed": Decimal(str(seconds)),
            "status": status,
            "failed": status != "successful",
            "job_explanation": "Task was canceled." if status == "canceled" else "",
            "result_traceback": "Traceback (most recent call last): ..."
            if status == "error"
            else "",
            "execution_node": "awx-1",
            "controller_node": "awx-1",
            "work_unit_id": f"{self.random.getrandbits(40):08X}"[:8],
        }


def seed() -> None:
    clock = _Clock()
    _project_updates(clock)
    _inventory_updates(clock)
    _jobs(clock)
    _workflow_jobs(clock)
    _other(clock)
    events.seed()
    _last_jobs()


def _common(template: m.UnifiedJobTemplate, user: m.User | None) -> Row:
    return {
        "name": template.name,
        "description": template.description,
        "unified_job_template_id": template.pk,
        "organization_id": template.organization_id,
        "created_by_id": user and user.pk,
        "execution_environment_id": 1,
    }


def _project_updates(clock: _Clock) -> None:
    group = named(m.InstanceGroup, "controlplane")
    rows = [
        clock.run(project.status)
        | _common(project, admin())
        | {
            "project_id": project.pk,
            "instance_group_id": group.pk,
            "local_path": project.local_path,
            "scm_type": project.scm_type,
            "scm_url": project.scm_url,
            "scm_revision": project.scm_revision,
            "job_tags": "update_git,install_roles,install_collections",
        }
        for project in m.Project.objects.filter(scm_type="git").order_by("pk")
        for _ in range(8)
    ]
    bulk_insert(m.ProjectUpdate, rows)


def _inventory_updates(clock: _Clock) -> None:
    source = named(m.InventorySource, "Seed SCM Source")
    group = named(m.InstanceGroup, "default")
    rows = [
        clock.run()
        | _common(source, admin())
        | {
            "name": f"{source.inventory.name} - {source.name}",
            "inventory_id": source.inventory_id,
            "inventory_source_id": source.pk,
            "source": source.source,
            "source_path": source.source_path,
            "overwrite": True,
            "source_project_update_id": update.pk,
            "instance_group_id": group.pk,
        }
        for update in source.source_project.project_updates.order_by("pk")[:5]
    ]
    bulk_insert(m.InventoryUpdate, rows)


def _jobs(clock: _Clock) -> None:
    templates = list(
        m.JobTemplate.objects.exclude(name__startswith="Demo -")
        .exclude(name__startswith="Simulated")
        .exclude(name="Duplicate Name")
        .exclude(project=None)
        .order_by("pk")
    )
    users = list(m.User.objects.exclude(username="nobody").order_by("pk"))
    schedules = {row.unified_job_template_id: row for row in m.Schedule.objects.order_by("-pk")}
    group = named(m.InstanceGroup, "default")
    rows = []
    for n in range(JOBS):
        template = templates[clock.random.randrange(len(templates))]
        scheduled = n % 4 == 0 and template.pk in schedules
        rows.append(
            clock.run(clock.random.choice(_STATUSES))
            | _common(template, None if scheduled else clock.random.choice(users))
            | {name: getattr(template, name) for name in _COPIED}
            | {
                "job_template_id": template.pk,
                "instance_group_id": group.pk,
                "extra_vars": "{}",
                "launch_type": "scheduled" if scheduled else "manual",
                "schedule_id": schedules[template.pk].pk if scheduled else None,
            }
        )
    bulk_insert(m.Job, rows)
    _relations(rows, templates)


def _relations(rows: list[Row], templates: list[m.JobTemplate]) -> None:
    """Jobs have their templates' credentials and labels."""
    for relation, column in (("credentials", "credential_id"), ("labels", "label_id")):
        through = getattr(m.UnifiedJob, relation).through
        attached = {row.pk: list(getattr(row, relation).all()) for row in templates}
        through.objects.bulk_create(
            through(unifiedjob_id=row["id"], **{column: other.pk})
            for row in rows
            for other in attached[row["job_template_id"]]
        )


def _workflow_jobs(clock: _Clock) -> None:
    rows, nodes = [], []
    jobs = iter(m.Job.objects.order_by("-pk")[:200])
    for template in m.WorkflowJobTemplate.objects.order_by("pk")[:2]:
        for n in range(10):
            row = clock.run("failed" if n % 4 == 3 else "successful")
            rows.append(
                row
                | _common(template, admin())
                | _NOT_ON_A_NODE
                | {"workflow_job_template_id": template.pk, "extra_vars": "{}"}
            )
            for node in template.workflow_job_template_nodes.order_by("pk"):
                is_job = node.unified_job_template.real_type == "job_template"
                nodes.append(
                    m.WorkflowJobNode(
                        workflow_job_id=row["id"],
                        identifier=node.identifier,
                        unified_job_template=node.unified_job_template,
                        job_id=next(jobs).pk if is_job else None,
                        created=row["created"],
                        modified=row["modified"],
                    )
                )
    bulk_insert(m.WorkflowJob, rows)
    m.WorkflowJobNode.objects.bulk_create(nodes)
    _approval(clock)


def _approval(clock: _Clock) -> None:
    node = m.WorkflowJobNode.objects.filter(identifier="decide").order_by("pk").first()
    template = named(m.WorkflowApprovalTemplate, "Seed - Approve me")
    row = (
        clock.run()
        | _common(template, admin())
        | _NOT_ON_A_NODE
        | {
            "workflow_approval_template_id": template.pk,
            "approved_or_denied_by_id": admin().pk,
            "launch_type": "workflow",
        }
    )
    bulk_insert(m.WorkflowApproval, [row])
    m.WorkflowJobNode.objects.filter(pk=node.pk).update(job_id=row["id"])


def _other(clock: _Clock) -> None:
    template = named(m.SystemJobTemplate, "Cleanup Expired Sessions")
    system_job = (
        clock.run()
        | _common(template, admin())
        | {
            "system_job_template_id": template.pk,
            "job_type": template.job_type,
            "instance_group_id": named(m.InstanceGroup, "controlplane").pk,
            "extra_vars": "{}",
            "result_stdout": "Expired Sessions deleted 0\n",
        }
    )
    bulk_insert(m.SystemJob, [system_job])
    inventory = named(m.Inventory, "Seed Small Inventory", organization__name="Engineering")
    command = clock.run() | {
        "name": "shell",
        "created_by_id": admin().pk,
        "execution_environment_id": 1,
        "inventory_id": inventory.pk,
        "credential_id": named(m.Credential, "Seed Machine").pk,
        "instance_group_id": named(m.InstanceGroup, "default").pk,
        "limit": "small-1",
        "module_name": "shell",
        "module_args": "echo adhoc",
    }
    bulk_insert(m.AdHocCommand, [command])


def _last_jobs() -> None:
    """Every template knows its last run."""
    runs = m.UnifiedJob.objects.exclude(unified_job_template=None)
    last = runs.order_by().values("unified_job_template").annotate(last=Max("pk"))
    for run in m.UnifiedJob.objects.filter(pk__in=[row["last"] for row in last]):
        m.UnifiedJobTemplate.objects.filter(pk=run.unified_job_template_id).update(
            last_job=run,
            last_job_failed=run.failed,
            last_job_run=run.finished,
            status=run.status,
        )

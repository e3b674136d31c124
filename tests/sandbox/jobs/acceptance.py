# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judging a launch by its template: between the database and the rules of this package."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.sandbox.awx.models import Credential, JobTemplate, WorkflowJobTemplate
from tests.sandbox.presentation import current

from . import credentials
from .credentials import LaunchCredential
from .prompts import (
    JOB_TEMPLATE_PROMPTS,
    WORKFLOW_PROMPTS,
    TemplatePrompts,
    decide,
    refuse_ignored,
)

_SETS: t.Final = ("credentials", "labels", "instance_groups")


@dataclass(kw_only=True)
class Verdict:
    """What a launch is made of, what it leaves out, and what is wrong with it."""

    accepted: dict[str, t.Any] = field(default_factory=dict)
    ignored: dict[str, t.Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)


def judge_job_launch(
    template: JobTemplate, given: Mapping[str, t.Any], *, passwords: Mapping[str, t.Any]
) -> Verdict:
    """Judge the validated fields of a launch of a job template (docs/awx-api.md#launch-errors)."""
    decision = decide(_prompts_of(template), given)
    errors = dict(decision.errors)
    errors |= _missing_resources(template, given)
    own = launch_credentials(template.credentials.select_related("credential_type"))
    in_use = own
    if "credentials" in given:
        chosen = launch_credentials(given["credentials"])
        if "credentials" in decision.accepted or set(chosen) != set(own):
            problems = credentials.problems(template=own, given=chosen)
            if problems and "credentials" not in decision.ignored:
                errors["credentials"] = problems
        if "credentials" in decision.accepted:
            added = launch_credentials(decision.accepted["credentials"])
            in_use = credentials.merged(template=own, given=added)
    missing = credentials.passwords_missing(in_use, passwords)
    if missing:
        errors["passwords_needed_to_start"] = missing
    errors |= _refused_overrides(template, decision.accepted)
    needed = {name for credential in in_use for name in credential.passwords_needed}
    return Verdict(
        accepted=decision.accepted,
        ignored=decision.ignored,
        errors=errors,
        passwords={name: str(value) for name, value in passwords.items() if name in needed},
    )


def judge_workflow_launch(template: WorkflowJobTemplate, given: Mapping[str, t.Any]) -> Verdict:
    """Judge a launch of a workflow template: what is not prompted for is an error."""
    decision = decide(_prompts_of(template), given)
    refuse_ignored(decision, kind="Workflow Job Template")
    errors = dict(decision.errors)
    inventory = decision.accepted.get("inventory", template.inventory)
    if inventory is not None and inventory.pending_deletion:
        errors["inventory"] = [_BEING_DELETED]
    return Verdict(accepted=decision.accepted, errors=errors)


def accept_for_node(
    template: JobTemplate | WorkflowJobTemplate, given: Mapping[str, t.Any]
) -> dict[str, t.Any]:
    """What a workflow's node may set for its job; the rest is dropped."""
    return decide(_prompts_of(template), given).accepted


def launch_credentials(rows: Iterable[Credential]) -> list[LaunchCredential]:
    return [
        LaunchCredential(
            id=row.pk,
            name=row.name,
            kind=row.credential_type.kind,
            type_id=row.credential_type_id,
            type_name=row.credential_type.name,
            vault_id=row.vault_id,
            passwords_needed=tuple(row.passwords_needed),
        )
        for row in rows
    ]


def passwords_needed(template: JobTemplate) -> list[str]:
    """The passwords of the template's own credentials that a launch has to give."""
    rows = template.credentials.select_related("credential_type")
    return credentials.passwords_missing(launch_credentials(rows), {})


def survey_of(template: JobTemplate | WorkflowJobTemplate) -> dict[str, t.Any]:
    """The survey as far as it counts: enabled, and with questions."""
    return template.survey_spec if template.survey_enabled and template.survey_spec else {}


def _prompts_of(template: JobTemplate | WorkflowJobTemplate) -> TemplatePrompts:
    flags = WORKFLOW_PROMPTS if isinstance(template, WorkflowJobTemplate) else JOB_TEMPLATE_PROMPTS
    return TemplatePrompts(
        asked=[name for name, flag in flags.items() if getattr(template, flag)],
        values={
            name: list(getattr(template, name).all()) if name in _SETS else getattr(template, name)
            for name in flags
            if name != "extra_vars"
        },
        survey=survey_of(template),
        empty_defaults=not current().ascender,
    )


_BEING_DELETED: t.Final = "The inventory associated with this Job Template is being deleted."


def _missing_resources(template: JobTemplate, given: Mapping[str, t.Any]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    missing = [
        f"Job Template {name} is missing or undefined."
        for name in ("project", "inventory")
        if getattr(template, name) is None and not (name == "inventory" and given.get(name))
    ]
    if missing:
        errors["resources_needed_to_start"] = missing
    project = template.project
    if project is None:
        errors["project"] = ["A project is required to run a job."]
    elif project.status in ("failed", "error") and not project.scm_update_on_launch:
        errors["playbook"] = ["Missing a revision to run due to failed project update."]
    inventory = given.get("inventory") or template.inventory
    if inventory is not None and inventory.pending_deletion:
        errors["inventory"] = [_BEING_DELETED]
    return errors


def _refused_overrides(
    template: JobTemplate, accepted: Mapping[str, t.Any]
) -> dict[str, list[str]]:
    if accepted.get("scm_branch") and template.project and not template.project.allow_override:
        return {"scm_branch": ["Project does not allow overriding branch."]}
    return {}

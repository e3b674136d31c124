# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a launch has to know of a template: the bodies of `GET .../launch/`.

See docs/awx-api.md#launch-requirements.
"""

from __future__ import annotations

import typing as t

from tests.sandbox.awx.models import (
    Credential,
    Inventory,
    JobTemplate,
    WorkflowJobTemplate,
)

from . import survey
from .acceptance import passwords_needed, survey_of
from .prompts import JOB_TEMPLATE_PROMPTS, WORKFLOW_PROMPTS


def job_template_requirements(template: JobTemplate) -> dict[str, t.Any]:
    passwords = passwords_needed(template)
    variables = survey.required_variables(survey_of(template))
    asked = {flag: getattr(template, flag) for flag in JOB_TEMPLATE_PROMPTS.values()}
    return {
        "can_start_without_user_input": not (passwords or variables or any(asked.values())),
        "passwords_needed_to_start": passwords,
        **asked,
        "survey_enabled": bool(survey_of(template)),
        "variables_needed_to_start": variables,
        "credential_needed_to_start": False,
        "inventory_needed_to_start": template.inventory_id is None,
        "job_template_data": _named(template),
        "defaults": _job_template_defaults(template),
    }


def workflow_requirements(template: WorkflowJobTemplate) -> dict[str, t.Any]:
    variables = survey.required_variables(survey_of(template))
    asked = {flag: getattr(template, flag) for flag in WORKFLOW_PROMPTS.values()}
    nodes = template.workflow_job_template_nodes.order_by("pk")
    return {
        **asked,
        "can_start_without_user_input": not (variables or any(asked.values())),
        "defaults": _workflow_defaults(template),
        "survey_enabled": bool(survey_of(template)),
        "variables_needed_to_start": variables,
        "node_templates_missing": [
            node.pk for node in nodes if node.unified_job_template_id is None
        ],
        "node_prompts_rejected": [],
        "workflow_job_template_data": _named(template),
    }


def _job_template_defaults(template: JobTemplate) -> dict[str, t.Any]:
    credentials = list(template.credentials.select_related("credential_type"))
    labels = list(template.labels.order_by("name"))
    environment = template.execution_environment
    defaults: dict[str, t.Any] = {"inventory": _inventory(template.inventory)}
    for name in ("limit", "scm_branch", "job_tags", "skip_tags", "extra_vars", "diff_mode"):
        defaults[name] = getattr(template, name)
    defaults |= {"job_type": template.job_type, "verbosity": template.verbosity}
    if credentials:
        defaults["credentials"] = [_credential(row) for row in credentials]
    if labels:
        defaults["labels"] = [{"id": row.pk, "name": row.name} for row in labels]
    defaults["execution_environment"] = (
        {"id": environment.pk, "name": environment.name} if environment else {}
    )
    for name in ("forks", "job_slice_count", "timeout"):
        defaults[name] = getattr(template, name)
    return defaults | {"instance_groups": []}


def _workflow_defaults(template: WorkflowJobTemplate) -> dict[str, t.Any]:
    defaults: dict[str, t.Any] = {"inventory": _inventory(template.inventory)}
    for name in ("limit", "scm_branch", "job_tags", "skip_tags", "extra_vars"):
        defaults[name] = getattr(template, name)
    labels = list(template.labels.order_by("name"))
    if labels:
        defaults["labels"] = [{"id": row.pk, "name": row.name} for row in labels]
    return defaults


def _named(template: JobTemplate | WorkflowJobTemplate) -> dict[str, t.Any]:
    return {"name": template.name, "id": template.pk, "description": template.description}


def _inventory(inventory: Inventory | None) -> dict[str, t.Any]:
    if inventory is None:
        return {"name": None, "id": None}
    return {"name": inventory.name, "id": inventory.pk}


def _credential(row: Credential) -> dict[str, t.Any]:
    shown = {
        "id": row.pk,
        "name": row.name,
        "credential_type": row.credential_type_id,
        "passwords_needed": row.passwords_needed,
    }
    if row.credential_type.kind == "vault":
        shown["vault_id"] = row.vault_id
    return shown

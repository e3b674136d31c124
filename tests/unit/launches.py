# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a template asks for, as tests of launches want it."""

from __future__ import annotations

import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.launch.launch_config import (
    LaunchConfig,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types

JT, WFJT = template_types.JOB_TEMPLATE, template_types.WORKFLOW_JOB_TEMPLATE
FLAGS = (
    "scm_branch variables tags diff_mode skip_tags job_type limit verbosity inventory credential"
    " execution_environment labels forks job_slice_count timeout instance_groups"
).split()


def make_config(
    *asked: str,
    kind: template_types.Kind = template_types.JOB_TEMPLATE,
    questions: t.Sequence[dict[str, t.Any]] = (),
    row: t.Mapping[str, t.Any] | None = None,
    **data: t.Any,
) -> LaunchConfig:
    """What a template says that prompts for `asked`, written as its flags are."""
    flags = {f"ask_{flag}_on_launch": flag in asked for flag in FLAGS}
    return LaunchConfig(kind, 8, "Deploy", {**flags, **data}, questions, row or {})


def credential(number: int, kind: int = 1, **inputs: str) -> dict[str, t.Any]:
    """A credential as a list shows it."""
    return {"id": number, "name": f"cred {number}", "credential_type": kind, "inputs": inputs}

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prompts: which fields a template lets a launch set.

A launch may set a field only where the template asks for it (`ask_..._on_launch`). A job template
drops the rest into `ignored_fields`, a workflow template refuses it; a value equal to the
template's own is neither taken nor reported.
"""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from . import survey

JOB_TEMPLATE_PROMPTS: t.Final = {
    "scm_branch": "ask_scm_branch_on_launch",
    "extra_vars": "ask_variables_on_launch",
    "job_tags": "ask_tags_on_launch",
    "diff_mode": "ask_diff_mode_on_launch",
    "skip_tags": "ask_skip_tags_on_launch",
    "job_type": "ask_job_type_on_launch",
    "limit": "ask_limit_on_launch",
    "verbosity": "ask_verbosity_on_launch",
    "inventory": "ask_inventory_on_launch",
    "credentials": "ask_credential_on_launch",
    "execution_environment": "ask_execution_environment_on_launch",
    "labels": "ask_labels_on_launch",
    "forks": "ask_forks_on_launch",
    "job_slice_count": "ask_job_slice_count_on_launch",
    "timeout": "ask_timeout_on_launch",
    "instance_groups": "ask_instance_groups_on_launch",
}
WORKFLOW_PROMPTS: t.Final = {
    "inventory": "ask_inventory_on_launch",
    "limit": "ask_limit_on_launch",
    "scm_branch": "ask_scm_branch_on_launch",
    "extra_vars": "ask_variables_on_launch",
    "labels": "ask_labels_on_launch",
    "skip_tags": "ask_skip_tags_on_launch",
    "job_tags": "ask_tags_on_launch",
}
# Sets of objects: only what the template does not have already counts as given.
_ADDED_TO: t.Final = ("credentials", "labels")


@dataclass(frozen=True, kw_only=True)
class TemplatePrompts:
    """What a template asks for, and what it holds itself.

    `values` holds the template's own value of every field that can be prompted for; sets of
    objects as collections, `extra_vars` left out. `survey` is empty where the template has none.
    """

    asked: Collection[str]
    values: Mapping[str, t.Any]
    survey: Mapping[str, t.Any]
    kind: str = "job template"
    empty_defaults: bool = True


@dataclass(kw_only=True)
class Decision:
    """The fields of a launch, sorted into those that count, those that do not, and problems."""

    accepted: dict[str, t.Any] = field(default_factory=dict)
    ignored: dict[str, t.Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def decide(template: TemplatePrompts, given: Mapping[str, t.Any]) -> Decision:
    """Sort the given fields; `extra_vars` must be a mapping already."""
    decision = Decision()
    for name, value in given.items():
        if name == "extra_vars" or name not in template.values:
            continue
        own = template.values[name]
        if name in _ADDED_TO:
            added = [item for item in value if item not in own]
            if not added:
                continue
            taken: t.Any = added
        elif value == own:
            continue
        else:
            taken = value
        if name in template.asked:
            decision.accepted[name] = taken
        else:
            decision.ignored[name] = value
    _decide_variables(template, given.get("extra_vars") or {}, decision)
    return decision


def refuse_ignored(decision: Decision, *, kind: str) -> None:
    """Turn what would be ignored into errors, as a workflow template does."""
    for name, value in decision.ignored.items():
        if name == "extra_vars":
            names = ", ".join(sorted(value))
            decision.errors[name] = [
                f"Variables {names} are not allowed on launch. Check the Prompt on Launch "
                f"setting on the {kind} to include Extra Variables."
            ]
        else:
            decision.errors[name] = ["Field is not configured to prompt on launch."]


def _decide_variables(
    template: TemplatePrompts, given: Mapping[str, t.Any], decision: Decision
) -> None:
    answers = survey.answer(template.survey, given, empty_defaults=template.empty_defaults)
    if answers.problems:
        decision.errors["variables_needed_to_start"] = answers.problems
    questions = {question.variable for question in survey.questions(template.survey)}
    others = {name: value for name, value in given.items() if name not in questions}
    accepted = dict(answers.variables)
    if "extra_vars" in template.asked:
        accepted |= others
    elif others:
        decision.ignored["extra_vars"] = others
    if accepted:
        decision.accepted["extra_vars"] = accepted

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kinds: the table of what can be launched says what the API does."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types

from tests.unit.launches import FLAGS, JT, WFJT


def test_every_flag_of_the_api_has_its_option() -> None:
    """16 flags, and the field that each lets in (docs/awx-api.md#prompts)."""
    by_flag = {prompt.flag: prompt.field for prompt in JT.prompts.values()}
    assert set(by_flag) == {f"ask_{flag}_on_launch" for flag in FLAGS}
    assert by_flag["ask_variables_on_launch"] == "extra_vars"
    assert by_flag["ask_tags_on_launch"] == "job_tags"
    assert by_flag["ask_credential_on_launch"] == "credentials"
    assert by_flag["ask_timeout_on_launch"] == "timeout"


def test_workflows_take_what_the_api_says() -> None:
    """Fewer than job templates (docs/awx-api.md#workflow-launches)."""
    fields = {prompt.field for prompt in WFJT.prompts.values()}
    assert fields == {
        "extra_vars",
        "inventory",
        "limit",
        "scm_branch",
        "labels",
        "skip_tags",
        "job_tags",
    }


@pytest.mark.parametrize(
    ("name", "path", "takes"),
    [
        ("project", "projects update", ()),
        ("inventory_source", "inventory_sources update", ()),
        ("system_job_template", "system_job_templates launch", ("extra_vars",)),
    ],
)
def test_other_kinds_take_what_the_api_says(name: str, path: str, takes: tuple[str, ...]) -> None:
    """Updates take nothing, system jobs only variables."""
    kind = template_types.KINDS[name]
    assert f"{kind.resource} {kind.action}" == path
    assert (kind.takes, dict(kind.prompts)) == (takes, {})


def test_jobs_that_can_be_launched_again() -> None:
    """Only these have a relaunch/ (docs/awx-api.md#relaunching)."""
    assert {kind.resource for kind in template_types.RELAUNCHES.values()} == {
        "jobs",
        "workflow_jobs",
        "ad_hoc_commands",
    }
    assert {kind.launch_type for kind in template_types.RELAUNCHES.values()} == {"relaunch"}


def test_fields_are_called_as_the_api_does() -> None:
    """`job_timeout` is the API's `timeout`; everything else has its own name."""
    assert JT.field_of("job_timeout") == "timeout"
    assert JT.field_of("credential_passwords") == "credential_passwords"
    assert {JT.field_of(name) for name in JT.prompts} == set(JT.prompts) - {"job_timeout"} | {
        "timeout"
    }

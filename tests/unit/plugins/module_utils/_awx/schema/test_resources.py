# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""resources: each rule about a resource is in its record."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import resources
from ansible_collections.steward.awx.plugins.module_utils._awx.schema.job_types import JOB_TYPES
from ansible_collections.steward.awx.plugins.module_utils._awx.schema.template_types import KINDS


@pytest.mark.parametrize("each", [*JOB_TYPES.values(), *KINDS.values()])
def test_lists_of_jobs_and_templates_have_their_type(each: t.Any) -> None:
    assert resources.RESOURCES[each.resource].types == (each.name,)


def test_unified_lists_have_the_types_of_all_others() -> None:
    assert set(resources.find("unified_jobs").types) == set(JOB_TYPES)
    assert set(resources.find("unified_job_templates").types) == set(KINDS)
    assert [each.name for each in resources.RESOURCES.values() if each.is_union] == [
        "unified_job_templates",
        "unified_jobs",
    ]


def test_a_resource_without_a_record_is_an_ordinary_one() -> None:
    assert resources.find("widgets") == resources.Resource("widgets")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("jobs/", "jobs"),
        ("/api/v2/projects/7/", "projects"),
        ("organizations/1/projects/", "projects"),
        ("", ""),
    ],
)
def test_of_path(path: str, name: str) -> None:
    assert resources.of_path(path).name == name


@pytest.mark.parametrize(
    ("relation", "name"),
    [
        ("created_by", "users"),
        ("user", "users"),
        ("inventory", "inventories"),
        ("default_environment", "execution_environments"),
        ("credentials", "credentials"),
        ("organization", "organizations"),
    ],
)
def test_of_relation(relation: str, name: str) -> None:
    assert resources.of_relation(relation).name == name

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_types: what is known of each type of job is in one table."""

from __future__ import annotations

from ansible_collections.steward.awx.plugins.module_utils._awx.schema.job_types import (
    EVENTS_OF,
    JOB_TYPES,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.schema.template_types import (
    RELAUNCHES,
)


def test_every_type_is_listed_by_its_name() -> None:
    assert {name: each.resource for name, each in JOB_TYPES.items()} == {
        name: f"{name}s" for name in JOB_TYPES
    }


def test_events_of_jobs_have_a_path_of_their_own() -> None:
    """And workflows have none."""
    assert EVENTS_OF == {
        "job": "job_events/",
        "project_update": "events/",
        "inventory_update": "events/",
        "system_job": "events/",
        "ad_hoc_command": "events/",
    }


def test_what_can_be_launched_again_is_a_job() -> None:
    assert RELAUNCHES.keys() <= JOB_TYPES.keys()
    assert all(kind.resource == JOB_TYPES[name].resource for name, kind in RELAUNCHES.items())


def test_what_tells_tasks_tells_hosts() -> None:
    assert {each.name for each in JOB_TYPES.values() if each.tells_tasks} == {
        "job",
        "project_update",
    }
    assert all(each.tells_hosts for each in JOB_TYPES.values() if each.tells_tasks)

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""choices: values that fields cannot have are refused with the nearest that they can."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query import validate_filter_choices
from ansible_collections.steward.awx.plugins.module_utils._awx.query.parse_filters import parse


@pytest.mark.parametrize(
    ("path", "filters", "said"),
    [
        ("jobs/", {"status": "cancelled"}, "jobs has no status 'cancelled'"),
        ("jobs/", {"status": "cancelled"}, "Did you mean 'canceled'?"),
        ("jobs/", {"status": ["failed", "eror"]}, "Did you mean 'error'?"),
        ("jobs/", {"status__in": "failed,eror"}, "Did you mean 'error'?"),
        ("jobs/", "status__in=failed,eror", "Did you mean 'error'?"),
        ("jobs/", "not__status=Failed", "Did you mean 'failed'?"),
        ("jobs/", {"or": [{"status": "faild"}, {"name": "x"}]}, "Did you mean 'failed'"),
        ("jobs/", {"status__iexact": "Faild"}, "Did you mean 'failed'"),
        ("jobs/", {"status": ""}, "There are: canceled, error"),
        ("jobs/", {"launch_type": "schedule"}, "Did you mean 'scheduled'"),
        ("schedules/7/jobs/", {"status": "faild"}, "Did you mean 'failed'"),
        ("hosts/", {"last_job__status": "faild"}, "Did you mean 'failed'"),
        ("projects/", {"status": "mising"}, "Did you mean 'missing'"),
        ("notifications/", {"status": "canceled"}, "There are: failed, pending, successful"),
        ("activity_stream/", {"operation": "deleted"}, "Did you mean 'delete'"),
        ("job_templates/", {"job_type": "chek"}, "Did you mean 'check'"),
        ("inventories/", {"kind": "smarts"}, "Did you mean 'smart'"),
        ("unified_jobs/", {"type": "bogus"}, "There are: ad_hoc_command"),
        ("unified_jobs/", {"type": ["job", "workflowjob"]}, "Did you mean 'workflow_job'"),
        ("unified_jobs/", "type=job,workflowjob", "no type 'workflowjob'"),
        ("unified_jobs/", "not__type=job,workflowjob", "no type 'workflowjob'"),
        ("unified_jobs/", {"type": "workflow_approval"}, "are listed by workflow_approvals"),
        ("jobs/", {"type": ["job", "workflow_job"]}, "are listed by workflow_jobs"),
        ("job_templates/", {"role_level": "execute"}, "Did you mean 'execute_role'"),
        (
            "job_templates/",
            {"role_level": "use_role"},
            "Did you mean 'read_role' or 'execute_role'",
        ),
        ("hosts/", {"role_level": "reed_role"}, "Did you mean 'read_role'"),
        ("projects/", {"role_level": ["use_role", "read_role"]}, "the name of one role"),
        ("projects/", {"not": {"role_level": "use_role"}}, "outside of or, not and chain"),
    ],
)
def test_values_that_there_are_not_are_refused(path: str, filters: t.Any, said: str) -> None:
    with pytest.raises(ConfigurationError) as failure:
        validate_filter_choices.refuse_unknown(path, parse(filters))
    assert said in str(failure.value)


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        ("jobs/", {"status": ["new", "canceled"], "launch_type": "scm", "type": "job"}),
        ("jobs/", {"status__iexact": "FAILED", "status__startswith": "can"}),
        ("jobs/", {"status__isnull": True, "launch_type": None}),
        ("projects/", {"status": ["never updated", "ok", "missing"]}),
        ("inventory_sources/", {"status": "none"}),
        ("hosts/", {"inventory__kind": "x", "last_job__status": "never updated"}),
        ("schedules/7/jobs/", {"type": "workflow_job"}),
        ("unified_jobs/", "type=job,workflow_job"),
        ("unified_jobs/", "type__in=job,workflow_job"),
        ("unified_jobs/", {"not": {"type": "system_job"}}),
        ("unified_job_templates/", {"role_level": "execute_role", "type": ["project"]}),
        ("organizations/", {"role_level": "approval_role"}),
        ("inventory_sources/", {"source": "a_newer_cloud"}),
        ("credential_types/", {"kind": "newer"}),
        ("a_newer_resource/", {"status": "other", "type": "other", "launch_type": "other"}),
    ],
)
def test_values_of_any_server_are_taken(path: str, filters: t.Any) -> None:
    """Values that a newer server may have are left to it."""
    validate_filter_choices.refuse_unknown(path, parse(filters))

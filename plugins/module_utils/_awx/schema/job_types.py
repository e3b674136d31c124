# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The table of job types: where the API lists the jobs of each, and what data they have.

Another type of job is another entry here (docs/awx-api.md#jobs).
"""

from __future__ import annotations

import typing as t

WORKFLOW_JOB = "workflow_job"

# Lists of jobs have approvals, too. They run nothing: they have no output, and are canceled with
# their workflow job only.
WORKFLOW_APPROVAL = "workflow_approval"


class JobType(t.NamedTuple):
    """A type of job, as the API calls it.

    `resource` lists its jobs. `page` is what a browser's address calls it. `events` is the path of
    the events below a job, "" if there are none; their texts are its output. They tell hosts and
    tasks if `tells_hosts`, and what plays and tasks began if `tells_tasks`. Lists of them cut long
    texts whatever is requested if `is_cut`. `large` are fields of a job that lists of some servers
    leave out.
    """

    name: str
    page: str
    events: str = "events/"
    tells_hosts: bool = False
    tells_tasks: bool = False
    is_cut: bool = False
    large: tuple[str, ...] = ()

    @property
    def resource(self) -> str:
        return f"{self.name}s"


_LARGE = ("extra_vars",)

JOB_TYPES: t.Mapping[str, JobType] = {
    each.name: each
    for each in (
        JobType(
            "job",
            "playbook",
            "job_events/",
            tells_hosts=True,
            tells_tasks=True,
            large=(*_LARGE, "artifacts"),
        ),
        JobType(WORKFLOW_JOB, "workflow", "", large=_LARGE),
        JobType("project_update", "project", tells_hosts=True, tells_tasks=True, is_cut=True),
        JobType("inventory_update", "inventory", is_cut=True),
        JobType("system_job", "management", large=_LARGE),
        JobType("ad_hoc_command", "command", tells_hosts=True, large=_LARGE),
    )
}

# Where the events of each type are that has any.
EVENTS_OF = {each.name: each.events for each in JOB_TYPES.values() if each.events}

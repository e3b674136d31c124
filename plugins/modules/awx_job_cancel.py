#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_job_cancel
short_description: Cancel AWX jobs and wait for them to end
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Cancels jobs of any type (jobs of job templates, workflow jobs, project and inventory updates, system jobs and ad hoc commands) and waits until they
    have ended.
  - Jobs that have already finished are left unchanged.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
attributes:
  check_mode:
    details: In check mode RV(canceled) contains the jobs that would be canceled, and none is canceled.
seealso:
  - module: steward.awx.awx_job_launch
  - module: steward.awx.awx_job_wait
options:
  jobs:
    description:
      - The jobs to cancel. Each job is an id, RV(steward.awx.awx_job_launch#module:job), or the registered result of
        M(steward.awx.awx_job_launch).
      - This can be a list, a single job, or the registered result of a loop.
      - The task fails and cancels nothing if an id does not exist, or is that of an approval (cancel its workflow job instead).
      - Mutually exclusive with O(filters). One of them is required.
    type: raw
    aliases: [job, job_id, command_id]
  filters:
    description:
      - The conditions that active jobs must match to be canceled, as in O(steward.awx.awx_query#module:filters).
      - Approvals never match. They are canceled together with their workflow.
      - Empty filters are an error, since they would cancel all active jobs.
    type: raw
  resource:
    description:
      - The list of jobs that O(filters) apply to. It determines which fields can be used.
      - V(unified_jobs) contains all types of jobs, with their common fields. V(jobs) contains the jobs of job templates, with fields such as
        C(job_template), C(inventory) and C(limit).
    type: str
    choices: [unified_jobs, jobs, workflow_jobs, project_updates, inventory_updates, system_jobs, ad_hoc_commands]
    default: unified_jobs
  fail_if_not_running:
    description:
      - Whether to fail if a job has already finished. Nothing is canceled in this case.
      - If a job finishes before AWX can cancel it, the other jobs are canceled anyway, and the task fails.
    type: bool
    default: false
  wait:
    description: Whether to wait until the jobs have ended. It takes AWX a few seconds to stop a running job.
    type: bool
    default: true
  wait_timeout:
    description: The maximum time in seconds to wait. If jobs are still active then, the task fails and lists them.
    type: float
    default: 120
    aliases: [timeout]
"""

EXAMPLES = r"""
- name: Launch a job that takes some time
  steward.awx.awx_job_launch:
    template: Back up database
    wait: false
  register: backup

- name: Cancel the job
  steward.awx.awx_job_cancel:
    jobs: "{{ backup }}"

- name: Cancel a job by its id. This changes nothing if it has already finished
  steward.awx.awx_job_cancel:
    jobs: "{{ backup.job.id }}"

- name: Cancel jobs that have been pending since before a date
  steward.awx.awx_job_cancel:
    filters:
      status: pending
      created__lt: "2026-11-22T00:00:00Z"

- name: List the jobs of a template that would be canceled
  steward.awx.awx_job_cancel:
    resource: jobs
    filters:
      job_template__name: Deploy shop
  check_mode: true
"""

RETURN = r"""
canceled:
  description:
    - The jobs that were canceled, each as in RV(steward.awx.awx_job_launch#module:job), sorted by id.
    - With O(wait=false) they may still be active. In check mode, the jobs that would be canceled.
  returned: success, or if a job could not be canceled in time
  type: list
  elements: dict
  sample:
    - id: 20144
      name: Deploy shop
      kind: job
      status: canceled
      failed: true
      url: https://awx.example.com/api/v2/jobs/20144/
      browser_url: https://awx.example.com/#/jobs/playbook/20144/output
already_finished:
  description: The jobs that had already finished, or finished before AWX could cancel them, in the same form.
  returned: success, or if a job could not be canceled in time
  type: list
  elements: dict
  sample: []
gone_jobs:
  description: The jobs that were deleted while the task waited for them to end, in their last known state. There is also a warning in this case.
  returned: if there are any
  type: list
  elements: dict
  sample: [{"id": 20146, "name": Deploy shop, "kind": job, "status": running}]
  version_added: 1.1.0
requests:
  description: The number of HTTP requests that were sent.
  returned: success, or if a job could not be canceled in time
  type: int
  sample: 4
api_calls:
  description: The API requests with method, URL, status and duration. Secrets are masked.
  returned: with C(-vvv), if the module runs in a separate process; otherwise the requests are shown on the terminal
  type: list
  elements: str
  sample: ["GET https://awx.example.com/api/v2/unified_jobs/?id__in=20144,20145&order_by=id&page_size=200 200 in 55 ms (server 0.049s)"]
http_status:
  description: The HTTP status of the response that made the task fail.
  returned: failure, if the server responded with an error
  type: int
  sample: 403
"""

from ..module_utils._argspec import Specification
from ..module_utils._awx.operations import job_cancel
from ..module_utils._module import run_module
from ..module_utils._unknown_option_hints import JOB_CANCEL

SPECIFICATION = Specification(
    operation=job_cancel.run,
    options={
        "jobs": {"type": "raw", "aliases": ["job", "job_id", "command_id"]},
        "filters": {"type": "raw"},
        "resource": {
            "type": "str",
            "choices": list(job_cancel.RESOURCES),
            "default": "unified_jobs",
        },
        "fail_if_not_running": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 120.0, "aliases": ["timeout"]},
    },
    rules={"mutually_exclusive": [("jobs", "filters")], "required_one_of": [("jobs", "filters")]},
    moved=JOB_CANCEL,
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

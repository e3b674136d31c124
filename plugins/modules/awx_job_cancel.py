#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_job_cancel
short_description: Cancel AWX jobs, and wait until they are
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Cancels jobs of any kind - jobs of templates, workflow jobs, project and inventory updates, system jobs and ad hoc commands - and waits until
    they have ended.
  - Jobs that have ended already are left as they are, and change nothing.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
attributes:
  check_mode:
    details: Check mode returns in RV(canceled) which jobs would be canceled, and cancels none.
seealso:
  - module: steward.awx.awx_job_launch
  - module: steward.awx.awx_job_wait
options:
  jobs:
    description:
      - The jobs, of any kind. A job is given as id, as RV(steward.awx.awx_job_launch#module:job), or as the whole registered result of
        M(steward.awx.awx_job_launch).
      - A list of these, one of these, or the registered result of a loop.
      - An id that does not exist is an error, and nothing is canceled then. So is that of an approval, which is canceled with its workflow job.
      - Mutually exclusive with O(filters), one of which is needed.
    type: raw
    aliases: [job, job_id, command_id]
  filters:
    description:
      - The conditions that active jobs must meet to be canceled, written like O(steward.awx.awx_query#module:filters).
      - Approvals never match. They are canceled with the workflow that they are part of.
      - Empty filters are an error, since they would cancel every active job.
    type: raw
  resource:
    description:
      - The list of jobs that O(filters) are about, and so the fields that there are.
      - V(unified_jobs) has all kinds of jobs, with the fields that all have. V(jobs) has those of job templates, with C(job_template),
        C(inventory), C(limit) and so on.
    type: str
    choices: [unified_jobs, jobs, workflow_jobs, project_updates, inventory_updates, system_jobs, ad_hoc_commands]
    default: unified_jobs
  fail_if_not_running:
    description:
      - Whether it is a failure if a job has ended already. Nothing is canceled then.
      - If a job ends before AWX can cancel it, the others are canceled all the same, and the task fails.
    type: bool
    default: false
  wait:
    description: Whether to wait until the jobs have ended. AWX takes some seconds to stop a job that runs.
    type: bool
    default: true
  wait_timeout:
    description: The longest time in seconds to wait. If jobs are active then, the task fails and names them.
    type: float
    default: 120
    aliases: [timeout]
"""

EXAMPLES = r"""
- name: Launch a job that takes long
  steward.awx.awx_job_launch:
    template: Simulated - slow
    wait: false
  register: slow

- name: Cancel it
  steward.awx.awx_job_cancel:
    jobs: "{{ slow }}"

- name: Cancel a job that has ended, which changes nothing
  steward.awx.awx_job_cancel:
    jobs: "{{ slow.job.id }}"

- name: Cancel what has been waiting for its turn since yesterday
  steward.awx.awx_job_cancel:
    filters:
      status: pending
      created__lt: "2026-11-22T00:00:00Z"

- name: Only say which jobs of a template would be canceled
  steward.awx.awx_job_cancel:
    resource: jobs
    filters:
      job_template__name: Demo - Deploy
  check_mode: true
"""

RETURN = r"""
canceled:
  description:
    - The jobs that were canceled, each as RV(steward.awx.awx_job_launch#module:job), in the order of their ids.
    - With O(wait=false) they may be active still. In check mode those that would be canceled.
  returned: success, or if a job cannot be canceled or takes too long
  type: list
  elements: dict
  sample:
    - id: 20144
      name: Demo - Deploy
      kind: job
      status: canceled
      failed: true
      url: https://awx.example.com/api/v2/jobs/20144/
      browser_url: https://awx.example.com/#/jobs/playbook/20144/output
already_finished:
  description: The jobs that had ended, or did before AWX could cancel them, in the same form.
  returned: success, or if a job cannot be canceled or takes too long
  type: list
  elements: dict
  sample: []
gone_jobs:
  description: The jobs that were deleted while their end was waited for, each as it was last seen. A warning names them, too.
  returned: if there are any
  type: list
  elements: dict
  sample: [{"id": 20146, "name": Demo - Deploy, "kind": job, "status": running}]
  version_added: 1.1.0
requests:
  description: How many HTTP requests it took.
  returned: success, or if a job is not as hoped
  type: int
  sample: 4
api_calls:
  description: Every call to the API with its method, URL, status and duration. Secrets are masked.
  returned: with C(-vvv), if the module runs in a process of its own; otherwise the calls are shown on the terminal
  type: list
  elements: str
  sample: ["GET https://awx.example.com/api/v2/unified_jobs/?id__in=20144,20145&order_by=id&page_size=200 200 in 55 ms (server 0.049s)"]
http_status:
  description: The HTTP status of the answer that made the task fail.
  returned: failure, if the server answered with an error
  type: int
  sample: 403
"""

from ansible_collections.steward.awx.plugins.module_utils._argspec import Specification
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_cancel
from ansible_collections.steward.awx.plugins.module_utils._module import run_module
from ansible_collections.steward.awx.plugins.module_utils._renamed_options import JOB_CANCEL

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
    rules={
        "mutually_exclusive": [("jobs", "filters")],
        "required_one_of": [("jobs", "filters")],
    },
    moved=JOB_CANCEL,
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_job_wait
short_description: Wait for AWX jobs to finish, and report the causes of failures
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Waits until all of the given jobs have finished. Jobs of job templates, workflow jobs, project and inventory updates, system jobs and ad hoc
    commands are supported, in any combination.
  - All jobs are polled with one request, regardless of their number, and counted with another request from time to time. Waiting for hundreds of jobs
    that were launched by M(steward.awx.awx_job_launch) with O(steward.awx.awx_job_launch#module:wait=false) takes hardly any more requests than waiting for
    one.
  - If a job is deleted meanwhile, the task waits for the other jobs to finish, and then fails and reports the deleted job.
  - If jobs failed, the task fails when all jobs have finished. For each of them it reports the failed hosts and tasks with their
    messages. The causes are reported for up to ten jobs; the others are listed.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
  - steward.awx._waiting
  - steward.awx._output
attributes:
  check_mode:
    details: In check mode the current state of the jobs is returned without waiting. Results of launches in check mode have no job, and are skipped.
seealso:
  - module: steward.awx.awx_job_launch
  - module: steward.awx.awx_job_cancel
options:
  jobs:
    description:
      - The jobs to wait for. Each job is an id, RV(steward.awx.awx_job_launch#module:job), or the registered result of
        M(steward.awx.awx_job_launch).
      - This can be a list, a single job, or the registered result of a loop.
      - The task fails before it waits if an id does not exist, or is that of an approval (wait for its workflow job instead). An empty list is allowed,
        since a loop may have had no items. Skipped items have no job, and are ignored.
    type: raw
    required: true
    aliases: [job, job_id, command_id]
  fail_on:
    description:
      - The final statuses that make the task fail. With an empty list the task never fails because of a job; check RV(jobs) and RV(failed_jobs).
      - V(failed) means that a job failed, V(error) that it could not run, and V(canceled) that it was canceled.
    type: list
    elements: str
    choices: [failed, error, canceled]
    default: [failed, error, canceled]
  job_type:
    description:
      - The type that the jobs must have. The task fails before it waits if one of them has another type.
      - This is not required to find the jobs. It is supported for tasks that were written for C(awx.awx.job_wait).
    type: str
    choices: [jobs, workflow_jobs, project_updates, inventory_updates, system_jobs, ad_hoc_commands]
"""

EXAMPLES = r"""
- name: Run several jobs in parallel
  block:
    - name: Launch the jobs
      steward.awx.awx_job_launch:
        template: Restart web servers
        limit: "{{ item }}"
        wait: false
      loop: [web-1, web-2, web-3]
      register: launched

    - name: Wait for all jobs
      steward.awx.awx_job_wait:
        jobs: "{{ launched }}"
        wait_timeout: 600
        output: live

- name: Launch a job without waiting for it
  steward.awx.awx_job_launch:
    template: Check web servers
    wait: false
  register: check

- name: Wait for the job, and continue even if it failed
  steward.awx.awx_job_wait:
    jobs:
      - "{{ check.job.id }}"
    interval: 2
    fail_on: []
  register: finished

- name: Get the current state of jobs, and let them continue
  steward.awx.awx_job_wait:
    jobs: "{{ finished.jobs }}"
    wait_timeout: 1
    on_timeout: leave
    fail_on: [error]
"""

RETURN = r"""
id:
  description: The id of the job, if there is only one.
  returned: same as RV(jobs), if O(jobs) is one job
  type: int
  sample: 20144
elapsed:
  description: The run time of the job in seconds, if there is only one.
  returned: same as RV(jobs), if O(jobs) is one job
  type: float
  sample: 2.401
jobs:
  description:
    - The jobs in the given order, each as in RV(steward.awx.awx_job_launch#module:job).
    - Workflow jobs also have C(nodes) and C(nodes_left_out), as in RV(steward.awx.awx_job_launch#module:nodes).
  returned: success, or if a job failed, timed out or was deleted
  type: list
  elements: dict
  sample:
    - id: 20144
      name: Deploy shop
      kind: job
      status: successful
      failed: false
      url: https://awx.example.com/api/v2/jobs/20144/
      browser_url: https://awx.example.com/#/jobs/playbook/20144/output
failed_jobs:
  description:
    - The jobs whose final status is in O(fail_on), each with the values that M(steward.awx.awx_job_launch) returns for a failed job - C(job), and
      depending on its type C(hosts), C(failures), C(output_tail) or C(nodes).
    - If there are more than ten, the others only have C(job).
  returned: success, or if a job failed, timed out or was deleted
  type: list
  elements: dict
  sample:
    - job: {id: 20145, name: Deploy shop to staging, kind: job, status: failed}
      hosts: {counts: {ok: 2, failed: 1}, failed: [web-2], unreachable: []}
      output_tail: "PLAY RECAP ****"
gone_jobs:
  description:
    - The jobs that were deleted while the task waited for them, in their last known state. They are also included in RV(jobs).
    - The task waits for the other jobs to finish before it fails.
  returned: if there are any
  type: list
  elements: dict
  sample: [{"id": 20146, "name": Deploy shop, "kind": job, "status": running}]
  version_added: 1.1.0
nodes:
  description: The nodes of the workflow job as in RV(steward.awx.awx_job_launch#module:nodes), if there is only one job.
  returned: if O(jobs) is one workflow job that was waited for, also if it timed out
  type: list
  elements: dict
  sample: [{"identifier": approve, "type": workflow_approval, "status": pending}]
  version_added: 1.1.0
nodes_left_out:
  description: The number of nodes that are not included.
  returned: same as RV(nodes)
  type: int
  sample: 0
  version_added: 1.1.0
timed_out:
  description: Whether O(wait_timeout) elapsed before all jobs had finished.
  returned: if it did
  type: bool
  sample: true
requests:
  description: The number of HTTP requests that were sent.
  returned: success, or if a job failed, timed out or was deleted
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
status:
  description: The status of the job, if there is only one.
  returned: same as RV(jobs), if O(jobs) is one job
  type: str
  sample: successful
"""

from ..module_utils._argspec import OUTPUT_OPTION, WAITING_OPTIONS, Specification
from ..module_utils._awx.operations import job_wait
from ..module_utils._module import run_module
from ..module_utils._unknown_option_hints import JOB_WAIT

SPECIFICATION = Specification(
    operation=job_wait.run,
    options={
        "jobs": {"type": "raw", "required": True, "aliases": ["job", "job_id", "command_id"]},
        "fail_on": {
            "type": "list",
            "elements": "str",
            "choices": list(job_wait.FAIL_ON),
            "default": list(job_wait.FAIL_ON),
        },
        "job_type": {"type": "str", "choices": list(job_wait.TYPES)},
        **WAITING_OPTIONS,
        **OUTPUT_OPTION,
    },
    moved=JOB_WAIT,
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_job_wait
short_description: Wait for any number of AWX jobs, and say why those that failed did
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Waits until all of some jobs have ended - jobs of templates, workflow jobs, project and inventory updates, system jobs and ad hoc commands,
    in any mixture.
  - It looks at all of them with one request at a time, however many they are, and now and then counts them with another. Hundreds of jobs that
    M(steward.awx.awx_job_launch) has started with O(steward.awx.awx_job_launch#module:wait=false) are waited for in few more requests than one.
  - A job that is deleted meanwhile hides no other. The others are waited for to their end, and then the task fails and names what is gone.
  - If jobs failed, the task fails when all have ended, and says of each on which hosts, in which tasks, and with which messages. Ten of them
    are explained, the others are named.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
  - steward.awx._waiting
  - steward.awx._output
attributes:
  check_mode:
    details: Check mode returns the jobs as they are, and does not wait. Results of launches that were only checked have no job, and are skipped.
seealso:
  - module: steward.awx.awx_job_launch
  - module: steward.awx.awx_job_cancel
options:
  jobs:
    description:
      - The jobs, of any kind. A job is given as id, as RV(steward.awx.awx_job_launch#module:job), or as the whole registered result of
        M(steward.awx.awx_job_launch).
      - A list of these, one of these, or the registered result of a loop.
      - An id that does not exist is an error before anything is waited for, and so is that of an approval, whose workflow job is to be waited for. An empty
        list is not, since a loop may have had no items, and items that were skipped have no job.
    type: raw
    required: true
    aliases: [job, job_id, command_id]
  fail_on:
    description:
      - The endings that fail the task. With an empty list none does, and what became of the jobs is in RV(jobs) and RV(failed_jobs).
      - V(failed) are jobs whose work failed, V(error) those that could not run, V(canceled) those that somebody canceled.
    type: list
    elements: str
    choices: [failed, error, canceled]
    default: [failed, error, canceled]
  job_type:
    description:
      - The kind that the jobs must be of; others are an error before anything is waited for.
      - It is not needed to find jobs. Tasks that were written for C(awx.awx.job_wait) have it.
    type: str
    choices: [jobs, workflow_jobs, project_updates, inventory_updates, system_jobs, ad_hoc_commands]
"""

EXAMPLES = r"""
- name: Launch several jobs at once, and wait for all of them
  block:
    - name: Launch
      steward.awx.awx_job_launch:
        template: Simulated - ok
        wait: false
      loop: [1, 2, 3]
      register: launched

    - name: Wait
      steward.awx.awx_job_wait:
        jobs: "{{ launched }}"
        wait_timeout: 600
        output: live

- name: Launch one job, and go on
  steward.awx.awx_job_launch:
    template: Simulated - fail
    wait: false
  register: deploy

- name: See how it ended, whatever that is
  steward.awx.awx_job_wait:
    jobs:
      - "{{ deploy.job.id }}"
    interval: 2
    fail_on: []
  register: ended

- name: Look for a second at what jobs are doing, and let them go on
  steward.awx.awx_job_wait:
    jobs: "{{ ended.jobs }}"
    wait_timeout: 1
    on_timeout: leave
    fail_on: [error]
"""

RETURN = r"""
id:
  description: The id of the job, if there is one only.
  returned: as RV(jobs), if O(jobs) is one job
  type: int
  sample: 20144
elapsed:
  description: How many seconds the job ran, if there is one only.
  returned: as RV(jobs), if O(jobs) is one job
  type: float
  sample: 2.401
jobs:
  description:
    - The jobs in the order given, each as RV(steward.awx.awx_job_launch#module:job).
    - Those of workflows have C(nodes) and C(nodes_left_out) besides, as RV(steward.awx.awx_job_launch#module:nodes).
  returned: success, or if a job is not as hoped
  type: list
  elements: dict
  sample:
    - id: 20144
      name: Demo - Deploy
      kind: job
      status: successful
      failed: false
      url: https://awx.example.com/api/v2/jobs/20144/
      browser_url: https://awx.example.com/#/jobs/playbook/20144/output
failed_jobs:
  description:
    - The jobs that ended in a way that is in O(fail_on), each with what M(steward.awx.awx_job_launch) returns of a failed job - C(job), and
      according to its kind C(hosts), C(failures), C(output_tail) or C(nodes).
    - Of more than ten, the others have C(job) only.
  returned: success, or if a job is not as hoped
  type: list
  elements: dict
  sample:
    - job: {id: 20145, name: Demo - Deploy broken, kind: job, status: failed}
      hosts: {counts: {ok: 2, failed: 1}, failed: [small-2], unreachable: []}
      output_tail: "PLAY RECAP ****"
gone_jobs:
  description:
    - The jobs that were deleted while they were waited for, each as it was last seen. They are among RV(jobs), too.
    - The others are waited for to their end, and the task fails then.
  returned: if there are any
  type: list
  elements: dict
  sample: [{"id": 20146, "name": Demo - Deploy, "kind": job, "status": running}]
  version_added: 1.1.0
nodes:
  description: The nodes of the workflow job, as RV(steward.awx.awx_job_launch#module:nodes), if there is one job only.
  returned: if O(jobs) is one workflow job that was waited for, also if it is late
  type: list
  elements: dict
  sample: [{"identifier": approve, "type": workflow_approval, "status": pending}]
  version_added: 1.1.0
nodes_left_out:
  description: How many nodes there are besides.
  returned: as RV(nodes)
  type: int
  sample: 0
  version_added: 1.1.0
timed_out:
  description: Whether O(wait_timeout) was over before all jobs had ended.
  returned: if it was
  type: bool
  sample: true
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
status:
  description: How far the job came, or how it ended, if there is one only.
  returned: as RV(jobs), if O(jobs) is one job
  type: str
  sample: successful
"""

from ansible_collections.steward.awx.plugins.module_utils._argspec import (
    OUTPUT_OPTION,
    WAITING_OPTIONS,
    Specification,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_wait
from ansible_collections.steward.awx.plugins.module_utils._module import run_module
from ansible_collections.steward.awx.plugins.module_utils._renamed_options import JOB_WAIT

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

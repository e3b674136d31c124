# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The options for waiting for jobs."""

    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - The maximum time in seconds to wait for the end of the job. O(on_timeout) determines what happens when it has elapsed.
      - The jobs are polled one last time at that point. If the server does not respond, the task waits five more seconds.
      - If not set, the task waits until the job has finished. It fails if the server does not respond at all for 15 minutes.
    type: float
    aliases: [timeout]
  interval:
    description:
      - The maximum time in seconds between two polls. The first polls are closer together, starting at half a second.
      - A poll is one request, regardless of the number of jobs; for several jobs, every second poll is two requests. Waiting a minute for one job takes
        at most 12 requests.
    type: float
    default: 10
  on_timeout:
    description:
      - What to do when O(wait_timeout) has elapsed. For a workflow, the nodes are returned. If the workflow is waiting for an approval, the message shows
        the approval, when it became pending, and who can approve it where.
      - V(fail) fails the task; the jobs continue to run.
      - V(cancel) cancels the unfinished jobs, waits up to a minute for them to end, and fails the task.
      - V(leave) returns success with the current state of the jobs; they continue to run.
    type: str
    choices: [fail, cancel, leave]
    default: fail
  cancel_on_interrupt:
    description:
      - Whether to cancel the jobs if the playbook is interrupted (for example with Ctrl-C), or if the C(timeout) of the task elapses.
      - The cancel requests are sent before the playbook ends; AWX stops the jobs shortly after.
      - A job whose launch AWX has not yet responded to is unknown and cannot be canceled.
      - This is not possible if Ansible is killed with SIGKILL, or if the module runs in a separate process that does not receive the signal.
    type: bool
    default: false
"""

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The options about waiting for jobs."""

    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - The longest time in seconds to wait for the end. What happens when it is over is up to O(on_timeout).
      - The last look is at that moment. A server that is silent then gets five more seconds.
      - Without it there is no end to waiting. A server that does not answer at all ends it after a quarter of an hour.
    type: float
    aliases: [timeout]
  interval:
    description:
      - The longest time in seconds between two looks at what is waited for. The first ones follow each other faster, beginning with half a second.
      - A look is one request, however many jobs there are, and of several every second one is two. A minute of waiting for one takes at most 12.
    type: float
    default: 10
  on_timeout:
    description:
      - What to do when O(wait_timeout) is over. Of a workflow the nodes are returned then; if it waits for an approval, the message says for which, since
        when, who may give it, and where.
      - V(fail) fails the task and lets what it waited for go on.
      - V(cancel) cancels what has not ended, waits up to a minute until it has, and fails the task.
      - V(leave) ends the task in success, with the state of that moment.
    type: str
    choices: [fail, cancel, leave]
    default: fail
  cancel_on_interrupt:
    description:
      - Whether to cancel what the task waits for if the playbook is interrupted meanwhile (as with Ctrl-C), or if the C(timeout) of the task is over.
      - AWX is asked to cancel before the playbook ends; it does so a little later.
      - A job whose launch AWX has not answered yet is not known and not canceled.
      - It is impossible if Ansible is killed with SIGKILL, and if the module runs in a process of its own that nobody sends a signal to.
    type: bool
    default: false
"""

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The option about what is seen of a job while it runs."""

    DOCUMENTATION = r"""
options:
  output:
    description:
      - What the terminal of the playbook shows of the job while it runs.
      - V(live) shows its output line by line as it comes, complete and in order, in colour where Ansible itself shows colours. The output of
        a workflow is that of its nodes, each line with the name of its job before it, and so is that of several jobs. If a part of it cannot
        be read, the task warns, and says why, how much was shown and where all of it is.
      - "V(progress) shows a line every few seconds, such as C(job 123 running 0:42, 12 ok, 1 failed, task: Install)."
      - V(none) shows nothing. Nothing is shown either by a task that does not wait.
      - If not set, it is V(progress) if the standard output of C(ansible-playbook) is a terminal, and else V(none).
      - Nothing is shown of a task with C(no_log), in check mode, and if the module runs in a process of its own (see O(awx_in_process)),
        which C(-v) says.
      - Control characters, and escape sequences that are no colours, are left out. Where Ansible writes JSON to its standard output (the callback
        plugins whose names have C(json) in them), all this goes to the standard error.
      - With V(live) looks follow each other after 2 seconds at most, and each takes one request more; for several jobs at once four more at
        most, and one for each workflow. Once all jobs have ended, each request for the rest of the output may take O(request_timeout), and
        asks for less where the server is slow; all of that takes an hour at most, or 120 times O(request_timeout) if that is longer. With
        V(progress) each line takes one request more at most.
    type: str
    choices: [live, progress, none]
"""

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The option `output`: what to show of a running job."""

    DOCUMENTATION = r"""
options:
  output:
    description:
      - What to show of the job on the terminal of the playbook while the job runs.
      - V(live) shows the output of the job line by line, complete and in order, in colour if Ansible itself uses colours. For a workflow it
        shows the output of the nodes. If there are several jobs or nodes, each line is prefixed with the name of its job. If a part of the output
        cannot be read, the task emits a warning with the reason, how much was shown, and where to find all of it.
      - "V(progress) shows a line every few seconds, such as C(job 123 running 0:42, 12 ok, 1 failed, task: Install)."
      - V(none) shows nothing.
      - If not set, the default is V(progress) if the standard output of C(ansible-playbook) is a terminal, and V(none) otherwise.
      - Nothing is shown if the task does not wait, has C(no_log), runs in check mode, or if the module runs in a separate process (see
        O(awx_in_process)). In the last case C(-v) says so.
      - Control characters, and escape sequences other than colours, are removed. If Ansible writes JSON to its standard output (callback plugins
        with C(json) in their name), the output of the job is written to the standard error.
      - With V(live) the job is polled at least every 2 seconds, and each poll takes one additional request; for several jobs, up to four additional
        requests and one for each workflow. Once all jobs have finished, each request for the rest of the output can take up to O(request_timeout),
        and fewer events are requested at a time if the server is slow. This is limited to an hour, or to 120 times O(request_timeout) if that is
        longer. With V(progress) each line takes at most one additional request.
    type: str
    choices: [live, progress, none]
"""

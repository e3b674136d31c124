# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The option `awx_in_process`."""

    DOCUMENTATION = r"""
options:
  awx_in_process:
    description:
      - Whether to run the task in Ansible's own process on the control node where possible. A separate process costs hundreds of milliseconds
        of CPU time for each task.
      - This is possible if the connection is V(local), the task uses none of C(become), C(async) and C(environment), and C(requests) is
        installed for the Python that runs Ansible. Otherwise the module runs like any other module. The results are the same.
      - If not set, the value of E(AWX_IN_PROCESS) is used, and V(true) otherwise.
    type: bool
"""

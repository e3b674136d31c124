# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The option that says where a module runs."""

    DOCUMENTATION = r"""
options:
  awx_in_process:
    description:
      - Whether the task runs in Ansible's own process on the controller, where that makes no difference but speed. A process of its own costs
        each task hundreds of milliseconds of CPU time.
      - It does so if the connection is V(local) and the task has no C(become), C(async) or C(environment), and if the Python that runs Ansible
        has C(requests). Otherwise the module runs as any other.
      - If not set, the value of E(AWX_IN_PROCESS) is used, and then V(true).
    type: bool
"""

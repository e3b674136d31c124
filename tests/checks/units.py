# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ``ansible-test units`` of one ansible-core over a copy of this checkout.

python3 -m tests.checks.units 2.19 [option of ansible-test or file ...]
"""

from __future__ import annotations

import platform
import sys

from tests.checks.ansible_test import AnsibleTest


def main() -> int:
    """Run the unit tests in a new environment, return the exit status."""
    core, *options = sys.argv[1:]
    ansible_test = AnsibleTest(core, work=f"units-{core}", paths=(".",))
    python = ".".join(platform.python_version_tuple()[:2])
    command = ("units", "--color", "no", "--venv", "--requirements", "--python", python)
    return ansible_test.run(*command, *options).returncode


if __name__ == "__main__":
    sys.exit(main())

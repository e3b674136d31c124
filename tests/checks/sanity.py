# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ``ansible-test sanity`` of one ansible-core over a copy of this checkout.

python3 -m tests.checks.sanity 2.19 [option of ansible-test ...]
"""

from __future__ import annotations

import subprocess
import sys

from tests.checks.ansible_test import AnsibleTest

# The sandbox is not shipped, and rules for plugins do not suit it: ruff and mypy check it.
PATHS = (".", ":!tests/sandbox", ":!tests/bench")

# Its pylint wants a library that is on no package index; the other cores run theirs.
SKIPPED = {"2.22": ("--skip-test", "pylint")}


def main() -> int:
    """Run ansible-test in a copy, return its exit status."""
    core, *options = sys.argv[1:]
    ansible_test = AnsibleTest(core, work=core, paths=PATHS)
    command = ("sanity", "--color", "no", *SKIPPED.get(core, ()))
    # First what it installs, at great length, then what it finds.
    preparation = ansible_test.run(
        *command, "--prime-venvs", stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if preparation.returncode != 0:
        sys.stdout.buffer.write(preparation.stdout)
        return preparation.returncode
    return ansible_test.run(*command, *options).returncode


if __name__ == "__main__":
    sys.exit(main())

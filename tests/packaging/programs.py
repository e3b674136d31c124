# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the programs of the environment `packaging`, away from the user's own settings."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.environments.make import ENVIRONMENTS

_BIN = ENVIRONMENTS / "packaging" / "bin"


def run(program: str, *arguments: str | Path, home: Path, **variables: str) -> str:
    """Run a program in the directory `home`; return what it wrote to either output.

    Fails the test if the program fails.
    """
    environment = {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{_BIN}:/usr/local/bin:/usr/bin:/bin",
        "NO_COLOR": "1",
        **variables,
    }
    command = [str(_BIN / program), *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout

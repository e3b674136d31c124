# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the Pythons of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import typing as t


def find_python(versions: t.Iterable[str]) -> str | None:
    """Return the path of the first Python of ``versions`` (best first) that runs, or None."""
    for version in versions:
        if python := _python_on_path(version):
            return python
    return None


def _python_on_path(version: str) -> str | None:
    command = shutil.which(f"python{version}")
    if command is None:
        return None
    # A command on PATH may be a pyenv shim: it runs only when told which version is meant, and
    # a virtual environment made of it would depend on the shim. The interpreter knows its path.
    result = subprocess.run(
        [command, "-c", "import sys; print(sys.executable)"],
        env={**os.environ, "PYENV_VERSION": version},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout.strip() if result.returncode == 0 else None

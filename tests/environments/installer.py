# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a virtual environment and install what a requirement file lists."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path


class InstallFailed(Exception):
    """A package manager could not make an environment; the message says which command failed."""


class Installer(t.Protocol):
    """What fills environments."""

    def make(self, path: Path, *, python: str) -> None:
        """Make an empty virtual environment, raise InstallFailed."""

    def install(self, path: Path, *, requirements: Path) -> None:
        """Install the requirements into the environment, raise InstallFailed."""


class Pip:
    """The installer that Python brings along."""

    def make(self, path: Path, *, python: str) -> None:
        _run(python, "-m", "venv", "--clear", path)

    def install(self, path: Path, *, requirements: Path) -> None:
        python = path / "bin" / "python"
        if not (path / "bin" / "pip").exists():
            _run(python, "-m", "ensurepip", "--default-pip")
        _run(python, "-m", "pip", "install", "--quiet", "--requirement", requirements)


class Uv:
    """uv, which does the same in a tenth of the time."""

    def __init__(self, uv: str | Path) -> None:
        self._uv = uv

    def make(self, path: Path, *, python: str) -> None:
        _run(self._uv, "venv", "--quiet", "--clear", "--no-project", "--python", python, path)

    def install(self, path: Path, *, requirements: Path) -> None:
        _run(
            self._uv,
            *("pip", "install", "--quiet", "--python", path / "bin" / "python"),
            *("--requirement", requirements),
        )


class FirstThatWorks:
    """Ask one installer after the other: uv does not read the settings in a site's pip.conf."""

    def __init__(self, *installers: Installer) -> None:
        self._installers = installers

    def make(self, path: Path, *, python: str) -> None:
        self._ask(lambda installer: installer.make(path, python=python))

    def install(self, path: Path, *, requirements: Path) -> None:
        self._ask(lambda installer: installer.install(path, requirements=requirements))

    def _ask(self, action: t.Callable[[Installer], None]) -> None:
        *others, last = self._installers
        for installer in others:
            try:
                return action(installer)
            except InstallFailed as exc:
                print(f"  {exc}: trying another installer", file=sys.stderr)
        return action(last)


def choose_installer(environments: Path) -> Installer:
    """Return uv (from PATH, or installed into an environment of its own) backed by pip."""
    uv = shutil.which("uv") or _own_uv(environments / "uv")
    return FirstThatWorks(Uv(uv), Pip()) if uv else Pip()


def _own_uv(path: Path) -> str | None:
    uv = path / "bin" / "uv"
    if not uv.exists():
        try:
            Pip().make(path, python=sys.executable)
            _run(path / "bin" / "python", "-m", "pip", "install", "--quiet", "uv >= 0.8")
        except InstallFailed as exc:
            print(f"  {exc}: doing without uv", file=sys.stderr)
            return None
    return str(uv)


def _run(*command: str | Path) -> None:
    # The certificates of the system, as pip uses them, rather than those in the uv binary.
    environment = {"UV_SYSTEM_CERTS": "true", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **os.environ}
    result = subprocess.run([str(part) for part in command], env=environment, check=False)
    if result.returncode != 0:
        raise InstallFailed(f"{Path(command[0]).name} {command[1]} {command[2]} failed")

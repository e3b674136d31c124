# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the virtual environments that tests, checks and the demo run in.

    python3 -m tests.environments.make [name ...]

Each file NAME.txt in this directory lists what goes into ``.venv/NAME``. An environment whose
requirements have not changed since it was made is left alone.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import sys
import time
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.environments.collection_tree import link_collection
from tests.environments.installer import Installer, InstallFailed, choose_installer
from tests.environments.pythons import find_python

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "tests" / "environments"
ENVIRONMENTS = ROOT / ".venv"


class PythonMissing(Exception):
    """No Python that an environment can be made of is installed."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment, and the Pythons it can be made of (best first).

    One that is `optional` may be missing where its Python is; `on_request`: made only by name.
    """

    name: str
    pythons: tuple[str, ...]
    optional: bool = False
    on_request: bool = False

    @property
    def path(self) -> Path:
        return ENVIRONMENTS / self.name

    @property
    def requirements(self) -> Path:
        return REQUIREMENTS / f"{self.name}.txt"

    @property
    def is_current(self) -> bool:
        return self._stamp.exists() and self._stamp.read_text() == self._fingerprint()

    @property
    def missing_python(self) -> str:
        return f"needs Python {' or '.join(self.pythons)}, and none is on PATH"

    def make(self, installer: Installer) -> None:
        """Make or bring up to date. Raises InstallFailed, PythonMissing."""
        if not (self.path / "bin" / "python").exists():
            python = find_python(self.pythons)
            if python is None:
                raise PythonMissing(self.missing_python)
            installer.make(self.path, python=python)
        installer.install(self.path, requirements=self.requirements)
        self._stamp.write_text(self._fingerprint())

    @property
    def _stamp(self) -> Path:
        return self.path / ".requirements.sha256"

    def _fingerprint(self) -> str:
        return hashlib.sha256(_requirements_text(self.requirements).encode()).hexdigest()


ALL = (
    Environment("core-2.16", ("3.11", "3.12", "3.10")),
    Environment("core-2.19", ("3.11", "3.12", "3.13")),
    Environment("core-2.21", ("3.13", "3.12", "3.14"), optional=True),
    Environment("core-2.22", ("3.13", "3.14"), optional=True),
    Environment("oldest", ("3.9",), optional=True),
    Environment("newest", ("3.14", "3.13", "3.12", "3.11")),
    Environment("sandbox", ("3.11", "3.12", "3.13")),
    Environment("checks", ("3.11", "3.12", "3.13")),
    Environment("packaging", ("3.11", "3.12", "3.13")),
    Environment("docsite", ("3.11", "3.12", "3.13")),
    Environment("bench", ("3.11", "3.12", "3.13"), on_request=True),
)


def main() -> int:
    """Make the named environments, or those for tests; then an optional one may be missing."""
    parser = argparse.ArgumentParser(description="Make the virtual environments below .venv.")
    parser.add_argument("names", nargs="*", metavar="name", help="default: all but bench")
    names = parser.parse_args().names
    if unknown := set(names) - {environment.name for environment in ALL}:
        parser.error(f"no such environment: {', '.join(sorted(unknown))}")

    wanted = [env for env in ALL if env.name in names or not (names or env.on_request)]
    link_collection(ROOT, tree=ROOT / ".cache" / "collections")
    outdated = [env for env in wanted if not env.is_current]
    if not outdated:
        return 0
    with _only_one_at_a_time():
        installer = choose_installer(ENVIRONMENTS)
        results = [_make(env, installer, required=bool(names)) for env in outdated]
    return 0 if all(results) else 1


def _make(environment: Environment, installer: Installer, *, required: bool) -> bool:
    name = environment.path.relative_to(ROOT)
    started = time.monotonic()
    try:
        environment.make(installer)
    except PythonMissing as exc:
        if environment.optional and not required:
            print(f"{name}: left out, {exc}")
            return True
        print(f"{name}: {exc}", file=sys.stderr)
        return False
    except InstallFailed as exc:
        print(f"{name}: {exc}", file=sys.stderr)
        return False
    print(f"{name}: made in {time.monotonic() - started:.1f} s")
    return True


def _requirements_text(path: Path) -> str:
    """Return the file's text with each ``-r FILE`` line followed by that file's."""
    lines = []
    for line in path.read_text().splitlines():
        lines.append(line)
        if line.startswith("-r "):
            lines.append(_requirements_text(path.parent / line[3:].strip()))
    return "\n".join(lines)


@contextlib.contextmanager
def _only_one_at_a_time() -> t.Iterator[None]:
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball as `make build` leaves it, and what belongs to more than one test of it."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.checks.build import BUILD, INSTALLED
from tests.integration import sandbox as sandbox_process


@pytest.fixture(scope="session")
def tarball() -> Path:
    """The one that the step `build` has made."""
    found = list(BUILD.glob("*.tar.gz"))
    assert len(found) == 1, "there is no tarball: run python3 -m tests.checks build"
    return found[0]


@pytest.fixture(scope="session")
def installed(tarball: Path) -> Path:
    """The collections path that the tarball is installed in."""
    return INSTALLED


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[sandbox_process.Sandbox]:
    with sandbox_process.running(tmp_path_factory.mktemp("sandbox") / "state") as running:
        yield running

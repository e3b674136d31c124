# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document that the last results are kept in."""

from __future__ import annotations

import os
import platform
import time
import typing as t
from pathlib import Path

from .controller import WITH_AWX_AWX, version_of
from .tables import Table

_LICENCE = """\
<!--
Copyright (c) 2026, the steward.awx developers
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->
"""

_INTRODUCTION = """\
# Benchmarks

Written by `make bench`, which measures all of this in one run, against the AWX stand-in of the
tests (`tests/sandbox`) on the same machine. Compare figures within a table only: another machine
has other seconds, and about the same ratios and the same numbers of requests. The guide to
performance (`docs/docsite/rst/guide_performance.rst`) has plots of them, and says what follows.
"""


def document(tables: t.Sequence[Table], *, load: float) -> str:
    """Return the dated document of all tables; ``load`` is what the machine had to do besides."""
    today = time.strftime("%Y-%m-%d", time.gmtime())
    about = f"Measured on {today}: {_machine()}. Load average before: {load:.1f}.\n"
    return "\n".join([_LICENCE, _INTRODUCTION, about, *map(str, tables)])


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {_system()}, "
        f"Python {platform.python_version()}, ansible-core {version_of(WITH_AWX_AWX)} "
        "where no other is named"
    )


def _system() -> str:
    """Return the kind of system, such as Linux (debian 12)."""
    release = Path("/etc/os-release")
    if not release.exists():
        return platform.system()
    lines = (line.partition("=") for line in release.read_text().splitlines())
    values = {key: value.strip('"') for key, _, value in lines}
    return f"{platform.system()} ({values.get('ID')} {values.get('VERSION_ID', '')})"

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The database: made and seeded once, then copied for every start."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).parent
_CACHE = _HERE.parent.parent / ".cache" / "sandbox"
# What decides over the content of a freshly seeded database.
_SOURCES = (
    "database.py",
    "server.py",
    "awx/models/*.py",
    "awx/seed/*.py",
    "awx/role_names.py",
    "awx/passwords.py",
    "playbooks/*.yml",
)


def _key() -> str:
    """Changes with the code, and with the Python that local hosts run their modules in."""
    digest = hashlib.sha256(sys.executable.encode())
    for pattern in _SOURCES:
        for path in sorted(_HERE.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def prepare(state: Path) -> None:
    """Put a seeded database into the state directory, unless there is one already."""
    state.mkdir(parents=True, exist_ok=True)
    database = state / "awx.sqlite3"
    if database.exists():
        return
    template = _CACHE / f"{_key()}.sqlite3"
    try:
        shutil.copy(template, database)
    except FileNotFoundError:
        _make()
        _keep(database, template)


def _make() -> None:
    from django.core.management import call_command
    from django.db import connection

    from .awx.seed import seed
    from .presentation import current, present

    presented = current().as_dict()
    present({})  # an Ascender hides some of the rows
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    seed()
    present(presented)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _keep(database: Path, template: Path) -> None:
    """Only whole files get the template's name: several sandboxes may start at the same time."""
    try:
        _CACHE.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=_CACHE, suffix=".part")
        os.close(handle)
        shutil.copy(database, name)
        for old in _CACHE.glob("*.sqlite3"):
            old.unlink(missing_ok=True)
        os.replace(name, template)
    except OSError:
        return  # without a cache every start seeds

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of real servers' responses: status, headers, keys and types; no texts.

``python -m tests.sandbox.facts RECORDINGS`` makes the tables in ``awx/`` and ``ascender.json``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .table import rows_of

HERE = Path(__file__).parent


def of_awx(topic: str) -> list[dict[str, Any]]:
    """Return the facts of all recorded requests of one topic, to an AWX 24.6.1."""
    return rows_of((HERE / "awx" / f"{topic}.json").read_text(encoding="utf-8"))


def of_ascender() -> list[dict[str, Any]]:
    """Return the facts of what an Ascender 25.5.1 answers otherwise than an AWX 24.6.1."""
    return rows_of((HERE / "ascender.json").read_text(encoding="utf-8"))

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the tables of facts: ``python -m tests.sandbox.facts RECORDINGS``.

RECORDINGS is the folder with ``recordings/*.json`` and ``ascender-recordings.json``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from . import HERE, reduction
from .table import text_of


def tables(recordings: Path) -> dict[str, str]:
    """Return the texts of all tables by their paths."""
    found = {
        f"awx/{topic}.json": [
            reduction.of_awx(topic, exchange)
            for exchange in _read(recordings / "recordings" / f"{topic}.json")
        ]
        for topic in reduction.TOPICS
    }
    differences = map(reduction.of_ascender, _read(recordings / "ascender-recordings.json"))
    found["ascender.json"] = [row for row in differences if row is not None]
    return {path: text_of(rows) for path, rows in found.items()}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox.facts", description=__doc__)
    parser.add_argument("recordings", type=Path)
    for path, text in tables(parser.parse_args().recordings).items():
        target = HERE / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

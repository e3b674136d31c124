# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's files, and what they import, by reading and not by running them."""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLUGINS = ROOT / "plugins"
CORE = PLUGINS / "module_utils" / "_awx"
_COLLECTION = "ansible_collections.steward.awx.plugins."


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imports_of(path: Path) -> t.Iterator[str]:
    """Yield the dotted names of what a file imports; ours as paths below plugins/."""
    package = path.relative_to(PLUGINS).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield _ours(alias.name)
        elif isinstance(node, ast.ImportFrom):
            start = list(package[: len(package) - node.level + 1]) if node.level else []
            module = [*start, *(node.module or "").split(".")]
            name = _ours(".".join(part for part in module if part))
            for alias in node.names:
                whole = f"{name}.{alias.name}"
                yield whole if is_file(whole) else name


def is_file(name: str) -> bool:
    return (PLUGINS / name.replace(".", "/")).with_suffix(".py").is_file()


def _ours(name: str) -> str:
    return name.removeprefix(_COLLECTION)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PLUGINS).with_suffix("").parts)

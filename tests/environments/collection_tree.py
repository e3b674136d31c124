# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a checkout to Ansible as an installed collection."""

from __future__ import annotations

from pathlib import Path

# What Ansible reads of a collection. Links to these rather than one to the checkout: the tree may
# lie within the checkout, and a link to a directory above would make every walk endless.
PARTS = ("README.md", "changelogs", "docs", "galaxy.yml", "meta", "playbooks", "plugins")


def link_collection(root: Path, *, tree: Path) -> Path:
    """Link the checkout at ``root`` into ``tree``; return the tree for ANSIBLE_COLLECTIONS_PATH."""
    collection = tree / "ansible_collections" / "steward" / "awx"
    collection.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        link = collection / part
        if not link.is_symlink():
            link.symlink_to(root / part)
    return tree

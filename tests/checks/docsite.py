# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation, guides and plugins in one site: `.cache/docsite/html/index.html`.

Nothing is fetched: what other documentation is referred to is written as links. antsibull-docs
writes the pages of the plugins and copies the guides; the first page, the pictures and the pages
in Markdown are added here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.environments.collection_tree import link_collection
from tests.environments.make import ROOT

SITE = ROOT / ".cache" / "docsite"
COLLECTION = "steward.awx"
DOCS = ROOT / "docs"
PAGES = (*sorted(DOCS.glob("*.md")), ROOT / "CHANGELOG.md")


def main() -> int:
    """Build everything anew; a warning is a failure."""
    shutil.rmtree(SITE, ignore_errors=True)
    sources = SITE / "rst"
    # antsibull-docs wants a directory that nobody else can write to.
    sources.mkdir(parents=True, mode=0o755)
    tree = link_collection(ROOT, tree=SITE / "collections")
    programs = Path(sys.executable).parent
    variables = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(SITE),
        "ANSIBLE_COLLECTIONS_PATH": str(tree),
    }
    documents = _run(
        *("antsibull-docs", "collection", "--use-current", "--squash-hierarchy"),
        *("--fail-on-error", "--no-add-antsibull-docs-version", "--dest-dir", sources, COLLECTION),
        environment=variables,
    )
    if documents:
        return documents
    _add_pages(sources)
    pages = _run(
        *("sphinx-build", "-q", "-W", "--keep-going", "-b", "html"),
        *("-c", DOCS / "docsite", sources, SITE / "html"),
        environment=variables,
    )
    if pages:
        return pages
    print(f"{(SITE / 'html' / 'index.html').relative_to(ROOT)} is there")
    return 0


def _run(*command: str | Path, environment: dict[str, str]) -> int:
    return subprocess.run([str(word) for word in command], env=environment, check=False).returncode


def _add_pages(sources: Path) -> None:
    """Add what antsibull-docs leaves out; a first page for readers takes the place of its list."""
    shutil.copy(DOCS / "docsite" / "index.rst", sources)
    for page in PAGES:
        shutil.copy(page, sources)
    images = DOCS / "docsite" / "rst" / "images"
    # As guides refer to them, and as Markdown pages do, which people read in the repository too.
    for place in (sources / "docsite" / "images", sources / images.relative_to(DOCS)):
        shutil.copytree(images, place)


if __name__ == "__main__":
    sys.exit(main())

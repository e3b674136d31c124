# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation, guides and plugins in one site: `.cache/docsite/html/index.html`.

Nothing is fetched: what other documentation is referred to is written as links.
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
    for command in (
        [
            *("antsibull-docs", "collection", "--use-current", "--squash-hierarchy"),
            *("--fail-on-error", "--no-add-antsibull-docs-version", "--dest-dir", sources),
            COLLECTION,
        ],
        [
            *("sphinx-build", "-q", "-W", "--keep-going", "-b", "html"),
            *("-c", ROOT / "docs" / "docsite", sources, SITE / "html"),
        ],
    ):
        status = subprocess.run([str(word) for word in command], env=variables, check=False)
        if status.returncode:
            return status.returncode
    print(f"{(SITE / 'html' / 'index.html').relative_to(ROOT)} is there")
    return 0


if __name__ == "__main__":
    sys.exit(main())

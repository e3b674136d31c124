# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the pictures of the documentation: ``python -m tests.pictures``."""

from __future__ import annotations

import sys

from tests.pictures.drawings import DRAWINGS, IMAGES
from tests.pictures.terminal import shoot_all


def main() -> int:
    """Draw what is drawn, and run what is shown running."""
    for name, draw in DRAWINGS.items():
        (IMAGES / f"{name}.svg").write_text(str(draw()), encoding="utf-8")
    for name, picture in shoot_all():
        (IMAGES / f"{name}.svg").write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

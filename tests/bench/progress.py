# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say how far the measuring is."""

from __future__ import annotations

import sys


def say(message: str) -> None:
    """Show a line beside the results, which go to standard output."""
    print(f"  {message}", file=sys.stderr, flush=True)

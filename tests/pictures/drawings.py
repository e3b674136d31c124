# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All drawings, by the names of their files."""

from __future__ import annotations

from tests.environments.make import ROOT
from tests.pictures import architecture, launch, walk

IMAGES = ROOT / "docs" / "docsite" / "rst" / "images"
DRAWINGS = {"architecture": architecture.draw, "launch": launch.draw, "walk": walk.draw}

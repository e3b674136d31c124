# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One running sandbox for all tests of this directory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .running import Awx, sandbox


@pytest.fixture(scope="session")
def awx() -> Iterator[Awx]:
    with sandbox() as running:
        yield running

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for all trials of a file, and a proxy before it.

The collection is importable only once pytest is configured, which is after this file is read.
"""

from __future__ import annotations

import typing as t

import pytest

if t.TYPE_CHECKING:
    from tests.faults.proxy import FaultProxy
    from tests.integration.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Sandbox]:
    from tests.integration.sandbox import running

    with running(tmp_path_factory.mktemp("sandbox") / "state") as started:
        yield started


@pytest.fixture(scope="module")
def proxy(sandbox: Sandbox) -> t.Iterator[FaultProxy]:
    from tests.faults.proxy import FaultProxy

    proxy = FaultProxy(sandbox.url)
    yield proxy
    proxy.close()

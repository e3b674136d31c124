# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run: what is asked of it, how it reports, and how it ends."""

from __future__ import annotations

import threading
import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

if t.TYPE_CHECKING:
    from pathlib import Path

RunStatus = t.Literal["successful", "failed", "error", "canceled"]


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What a launch gave that is kept in memory only."""

    passwords: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Command:
    """What was started, as the job's detail shows it."""

    args: tuple[str, ...]
    cwd: str
    env: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a run ended."""

    status: RunStatus
    explanation: str = ""
    traceback: str = ""


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """What a run is given: `record` takes ansible-runner's events, `started` the command."""

    directory: Path
    host_ids: Mapping[str, int]
    secrets: Secrets
    canceled: threading.Event
    started: Callable[[Command], None]
    record: Callable[[Mapping[str, t.Any]], None]

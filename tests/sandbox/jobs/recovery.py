# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of jobs when the server starts on a database that a killed one left behind.

AWX fails what was running when it went down, and runs what was pending.
"""

from __future__ import annotations

import typing as t

from tests.sandbox.awx.models import UnifiedJob

from .execution import end
from .run import Outcome
from .scheduler import scheduler

_REAPED: t.Final = (
    "Task was marked as running at system start up. The system must have not shut down properly,"
    " so it has been marked as failed."
)


def recover() -> None:
    """Take the active jobs up, or end them."""
    for job in UnifiedJob.objects.filter(status__in=("waiting", "running")).order_by("id"):
        end(job, Outcome(status="failed", explanation=_REAPED), started=job.started)
    for job in UnifiedJob.objects.filter(status="pending").order_by("id"):
        scheduler.submit(job.real_instance())

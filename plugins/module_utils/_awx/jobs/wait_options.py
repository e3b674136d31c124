# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The options of tasks that wait for jobs."""

from __future__ import annotations

import dataclasses
import typing as t

from ..common import errors
from . import polling, unified_job


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to do once jobs run: wait with `patience`, if any, and what if that is over."""

    patience: polling.Patience | None
    on_timeout: str = "fail"
    cancel_on_interrupt: bool = False


def plan_of(options: t.Mapping[str, t.Any]) -> Plan:
    """Return the plan for the options that are about waiting.

    Raises:
        ConfigurationError: a time is negative, has another meaning under the name that another
            client gives it, or there would be no pause between two looks.
    """
    if not options.get("wait", True):
        return Plan(patience=None)
    timeout, interval = options.get("wait_timeout"), options.get("interval", 10.0)
    if timeout is not None and timeout < 0:
        raise errors.ConfigurationError(f"wait_timeout is {timeout:g}; give seconds, 0 or more")
    if timeout == 0 and options.get("timeout") is not None:
        raise errors.ConfigurationError(
            "timeout is 0, which in awx.awx means without end; leave it out for that, or give"
            " wait_timeout: 0 to look once"
        )
    if interval <= 0:
        raise errors.ConfigurationError(f"interval is {interval:g}; give seconds, more than 0")
    return Plan(
        patience=polling.Patience(timeout=timeout, interval=interval),
        on_timeout=options.get("on_timeout") or "fail",
        cancel_on_interrupt=bool(options.get("cancel_on_interrupt")),
    )


def late(seen: polling.Seen, patience: polling.Patience) -> str:
    """Say which jobs have not ended in time, a bounded number of them by name."""
    active = seen.active
    if len(active) == 1:
        named = f"{unified_job.describe(active[0])} is {active[0].get('status')}"
    else:
        named = f"{len(active)} jobs are active: {unified_job.named(active)}"
    timeout = f"{patience.timeout:g}" if patience.timeout is not None else "any"
    return f"{named} after {timeout} s (wait_timeout)"

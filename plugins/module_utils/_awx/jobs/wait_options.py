# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The options of tasks that wait for jobs."""

from __future__ import annotations

import dataclasses
import typing as t

from ..common import errors


@dataclasses.dataclass(frozen=True)
class WaitOptions:
    """Whether and how to wait: seconds in all (None: no limit), and at most between two polls."""

    timeout: float | None = None
    poll_interval: float = 10.0
    wait: bool = True
    on_timeout: str = "fail"
    cancel_on_interrupt: bool = False

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> WaitOptions:
        """Return what the options of a task say about waiting.

        Raises:
            ConfigurationError: a time is negative, has another meaning under the name that another
                client gives it, or there would be no pause between two polls.
        """
        if not options.get("wait", True):
            return cls(wait=False)
        timeout, interval = options.get("wait_timeout"), options.get("interval", 10.0)
        if timeout is not None and timeout < 0:
            raise errors.ConfigurationError(f"wait_timeout is {timeout:g}; give seconds, 0 or more")
        if timeout == 0 and options.get("timeout") is not None:
            raise errors.ConfigurationError(
                "timeout is 0, which means no limit in awx.awx; leave it out for that, or set"
                " wait_timeout: 0 to poll once"
            )
        if interval <= 0:
            raise errors.ConfigurationError(f"interval is {interval:g}; give seconds, more than 0")
        return cls(
            timeout=timeout,
            poll_interval=interval,
            on_timeout=options.get("on_timeout") or "fail",
            cancel_on_interrupt=bool(options.get("cancel_on_interrupt")),
        )

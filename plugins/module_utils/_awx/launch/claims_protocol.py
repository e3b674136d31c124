# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The protocol by which launches of a user on one machine avoid claiming the same job.

A launch is pending from before its request until its job is claimed. A job that is claimed belongs
to one launch, for good. The core is handed an implementation.
"""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Others:
    """The other pending launches of the same server and target.

    `waiting` for their response, with no response any more (`lost`), and those of the lost ones
    that look for exactly the same jobs as this launch (`rivals`).
    """

    waiting: int = 0
    lost: int = 0
    rivals: int = 0


class PendingLaunch(t.Protocol):
    """One launch; whatever ends the process ends it too."""

    def claim(self, job_id: int) -> bool:
        """Make this job that of this launch; False if it is another launch's already.

        Raises:
            OSError: it cannot be noted.
        """

    def is_claimed(self, job_id: int) -> bool:
        """Whether a launch has claimed this job."""

    def look_for(self, job_ids: t.Collection[int]) -> Others:
        """Tell the others that no response comes any more, and which jobs may be this launch's.

        Raises:
            OSError: they cannot be told, or are not known.
        """

    def close(self) -> None:
        """End the pending state."""


class LaunchClaims(t.Protocol):
    """The pending launches and claimed jobs of one user on one machine."""

    def begin(self, server: str, target: str) -> PendingLaunch:
        """Announce a launch of `target`, a template or all relaunches, on the server of that URL.

        Raises:
            OSError: there is no place that all launches of this user know.
        """

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the outcomes of all faults as a page: `python -m tests.faults.page > docs/faults.md`."""

from __future__ import annotations

from tests.faults.outcomes import OTHERWISE, OUTCOMES, RIGHT

HEAD = """<!--
Copyright (c) 2026, the steward.awx developers
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->

# What comes of faults

Each operation is run through a proxy that does one of these things to one of its requests, and must end as this table says
(`tests/faults/`). *Right* is the result that there is without the fault; everything else is one clear error, within its deadline. A read
that is hit once is sent again where that may help; one that is hit every time ends in an error. A write that may have been read is not
sent again, and nothing is done twice.

| fault | the server acted | read, hit once | read, hit always | write |
|---|---|---|---|---|
"""  # noqa: E501

ELSEWHERE = """
## Where it is otherwise

| operation | fault | hit once | hit always |
|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    rows = [
        f"| {fault} | {'yes' if outcome.acts else 'no'} | {_shown(outcome.once)}"
        f" | {_shown(outcome.always)} | {_shown(outcome.write)} |"
        for fault, outcome in OUTCOMES.items()
    ]
    others = [
        f"| {operation} | {fault} | {_shown(once)} | {_shown(always)} |"
        for operation, faults in OTHERWISE.items()
        for fault, (once, always) in faults.items()
    ]
    return HEAD + "\n".join(rows) + "\n" + ELSEWHERE + "\n".join(others) + "\n"


def _shown(outcome: str) -> str:
    return outcome if outcome == RIGHT else f"`{outcome}`"


if __name__ == "__main__":
    print(page(), end="")

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the collection and their calls."""

from __future__ import annotations

from tests.pictures.drawing import Picture

LEFT, RIGHT = 20, 740
CALLERS = (
    (LEFT, "Module", "awx_query, awx_token, ...", "in a separate process", "_module.py"),
    (270, "Action plugin", "the same names", "in Ansible's own process", "_action.py"),
    (520, "Lookup", "awx_query", "in templates", "_lookup.py"),
)
CALLER_WIDTH = 220
CORE = (
    ("Queries", "query", "filters, pagination,", "results and files"),
    ("Launches", "launch", "validation, surveys,", "lost responses"),
    ("Jobs", "jobs, output, failures", "polling, live output,", "causes of failures"),
    ("Connection", "connection, auth, tokens", "options, detection,", "sessions, OAuth2"),
)


def draw() -> Picture:
    picture = Picture(
        620,
        title="The layers of steward.awx",
        description=(
            "Modules, action plugins and the lookup pass their options to adapters, which call"
            " the same operations. The operations call the core. Only its client and transport send"
            " requests to AWX. Nothing below the adapters depends on Ansible."
        ),
    )
    picture.text(LEFT, 34, "All plugins use the same operations", style="title")
    _draw_callers(picture)
    picture.box(
        LEFT,
        284,
        RIGHT - LEFT,
        60,
        "query, token, job_launch, job_wait, job_cancel",
        kind="ours",
        head="Operations: run(client, options) returns the result, or raises an AwxError",
        style="code",
    )
    width = 171
    for number, (name, *parts) in enumerate(CORE):
        x = LEFT + number * (width + 12)
        picture.arrow((x + width / 2, 344), (x + width / 2, 370))
        picture.box(x, 372, width, 86, *parts, kind="ours", head=name)
        picture.arrow((x + width / 2, 458), (x + width / 2, 484))
    picture.box(
        LEFT,
        486,
        RIGHT - LEFT,
        50,
        "retries, masking of secrets; only http uses the urllib3 library",
        kind="ours",
        head="API client: api, http",
    )
    picture.arrow((380, 536), (380, 562))
    picture.box(LEFT, 564, RIGHT - LEFT, 36, kind="server", head="AWX: the REST API")
    return picture


def _draw_callers(picture: Picture) -> None:
    """Draw what Ansible calls, the adapters, and the border that Ansible ends at."""
    for x, name, plugins, where, adapter in CALLERS:
        middle = x + CALLER_WIDTH / 2
        picture.box(x, 52, CALLER_WIDTH, 74, plugins, where, kind="ansible", head=name)
        picture.arrow((middle, 126), (middle, 174))
        picture.box(x, 176, CALLER_WIDTH, 34, adapter, kind="ansible", style="code")
        picture.arrow((middle, 210), (middle, 282))
    picture.arrow((270, 89), (242, 89))
    picture.text(255, 146, "on other hosts,", style="small", anchor="middle")
    picture.text(255, 163, "or with become or async", style="small", anchor="middle")
    picture.rule((LEFT, 228), (RIGHT, 228))
    picture.text(
        255, 250, "below this line:", "no dependency on Ansible,", style="small", anchor="middle"
    )
    picture.text(
        505,
        250,
        "environment and clock",
        "are passed as arguments",
        style="small",
        anchor="middle",
    )

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a list is read by ids, several ranges in parallel, while the list changes."""

from __future__ import annotations

from tests.pictures.drawing import Picture

LEFT = 24
PAGE = 25  # px
PAGES = 25
ROWS = 200
BOUND = LEFT + PAGES * PAGE
LINE_TOP, LANE_TOP, LANE, NUMBERED_TOP = 96, 192, 52, 452

# A worker's range: its first page, how many pages of it are read, and whether one is on its way.
WORKERS = ((1, 3, True), (7, 2, True), (13, 6, False), (19, 4, True))
PAGES_OF_RANGE = 6
DELETED = 2050


def draw() -> Picture:
    picture = Picture(
        596,
        title="How 5,000 hosts are read",
        description=(
            "The first page contains the number of rows, a second request returns the highest id."
            " The ids in between are divided into four ranges, which are read in parallel. Each"
            " page starts after the last known id. A deleted row does not shift other rows, an"
            " inserted row is above the highest id. With page numbers the deletion loses a row."
        ),
    )
    picture.text(LEFT, 34, "5,000 hosts in pages of 200, four requests at a time", style="title")
    _draw_legend(picture)
    _draw_line(picture)
    for number, worker in enumerate(WORKERS):
        _draw_lane(picture, number, *worker)
    _draw_numbered_pages(picture)
    return picture


def _draw_legend(picture: Picture) -> None:
    for x, kind, meaning in (
        (LEFT, "good", "read"),
        (LEFT + 84, "unsure", "requested"),
        (LEFT + 236, "plain", "pending"),
    ):
        picture.cell(x, 50, 16, 16, kind=kind)
        picture.text(x + 24, 63, meaning, style="small")


def _draw_line(picture: Picture) -> None:
    """Draw all ids, the first page, and the highest id."""
    for page in range(PAGES):
        kind = "good" if page == 0 else "plain"
        picture.cell(LEFT + page * PAGE, LINE_TOP, PAGE, 24, kind=kind)
    picture.rule((BOUND, LINE_TOP - 16), (BOUND, LANE_TOP + 4 * LANE - 16))
    picture.box(BOUND + 10, LINE_TOP, 20, 24, "+", kind="plain", style="strong")
    picture.text(BOUND + 36, LINE_TOP + 8, "5001 is", "inserted", style="small")
    picture.text(LEFT, LINE_TOP + 44, "1. The first page and the count", style="small")
    picture.text(BOUND - 8, LINE_TOP + 44, "2. The highest id", style="small", anchor="end")
    picture.text(
        LEFT,
        LINE_TOP + 72,
        "3. The ids in between, in four ranges; each page starts after the last known id:",
        style="small",
    )


def _draw_lane(picture: Picture, number: int, first: int, read: int, is_asking: bool) -> None:
    """Draw what one worker has read, what it is requesting, and the rest of its range."""
    top = LANE_TOP + number * LANE
    for page in range(PAGES_OF_RANGE):
        kind = "good" if page < read else "unsure" if is_asking and page == read else "plain"
        picture.cell(LEFT + (first + page) * PAGE, top, PAGE, 20, kind=kind)
    after, before = (first + read) * ROWS, (first + PAGES_OF_RANGE) * ROWS + 1
    done = "done: takes over half of another range"
    said = f"id__gt={after}&id__lt={before}" if is_asking else done
    style = "code" if is_asking else "small"
    if first < PAGES / 2:
        picture.text(LEFT + (first + PAGES_OF_RANGE) * PAGE + 8, top + 15, said, style=style)
    else:
        picture.text(LEFT + first * PAGE - 8, top + 15, said, style=style, anchor="end")
    page_of_deleted = DELETED // ROWS
    if first <= page_of_deleted < first + PAGES_OF_RANGE:
        gone = LEFT + (page_of_deleted + 0.5) * PAGE
        said = f"row {DELETED} is deleted: no other row moves"
        picture.text(gone, top + 15, "✕", style="strong", anchor="middle")
        picture.text(gone, top + 37, said, style="small", anchor="middle")


def _draw_numbered_pages(picture: Picture) -> None:
    """Draw the effect of a deletion on numbered pages."""
    top, left, width = NUMBERED_TOP, LEFT + 120, 66
    picture.text(LEFT, top - 28, "The same deletion with page numbers (OFFSET)", style="strong")
    moments = (
        ("page 1 is read", (11, 12, 13, 14, 15, 16), range(3)),
        ("12 is deleted", (11, 13, 14, 15, 16, 17), range(0)),
        ("page 2 is read", (11, 13, 14, 15, 16, 17), range(3, 6)),
    )
    for number, (said, rows, read) in enumerate(moments):
        y = top + number * 42
        picture.text(LEFT, y + 18, said, style="small")
        for place, row in enumerate(rows):
            kind = "good" if place in read else "bad" if number and row == 14 else "plain"
            picture.box(left + place * width, y, width, 28, str(row), kind=kind, style="code")
    picture.rule((left + 3 * width, top - 14), (left + 3 * width, top + 126))
    picture.text(
        left + 6 * width + 16, top + 60, "14 moved to page 1:", "it is lost", style="small"
    )

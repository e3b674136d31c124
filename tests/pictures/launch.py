# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a launch, whatever the server does."""

from __future__ import annotations

from tests.pictures.drawing import Picture

# The way of a launch that goes well is on the left, what else may come on the right.
LEFT, WIDTH = 20, 330
ASIDE, ASIDE_WIDTH = 420, 320
MIDDLE = LEFT + WIDTH / 2


def draw() -> Picture:
    picture = Picture(
        690,
        title="The life of a launch",
        description=(
            "What the template needs is read and everything is checked before; all that is wrong is"
            " said at once. The launch is sent once. If its answer is lost, its job is looked for,"
            " and adopted if exactly one fits. The job is followed until it ends or the time is"
            " over; a failure is explained."
        ),
    )
    picture.text(LEFT, 34, "One launch is one job", style="title")
    _draw_way(picture)
    _draw_checks(picture)
    _draw_lost_answer(picture)
    _draw_ends(picture)
    return picture


def _draw_way(picture: Picture) -> None:
    steps = (
        (54, 64, "Find the template", "what it asks for: prompts, survey,", "passwords, variables"),
        (
            150,
            64,
            "Check everything",
            "answers, names, passwords, and fields",
            "that AWX would ignore",
        ),
        (
            264,
            64,
            "Launch: one POST",
            "sent once, whatever comes of it",
            "redirects are not followed",
        ),
        (
            464,
            64,
            "Follow the job",
            "one request a look, output as it is",
            "written, bad answers survived",
        ),
        (578, 92, "Successful", "the task returns the job,", "its hosts and its artifacts"),
    )
    for number, (top, height, head, *lines) in enumerate(steps):
        kind = "good" if number == len(steps) - 1 else "ours"
        picture.box(LEFT, top, WIDTH, height, *lines, kind=kind, head=head)
        if number:
            above = steps[number - 1]
            picture.arrow((MIDDLE, above[0] + above[1]), (MIDDLE, top - 2))


def _draw_checks(picture: Picture) -> None:
    picture.arrow((LEFT + WIDTH, 182), (ASIDE - 2, 182))
    picture.box(
        ASIDE,
        150,
        ASIDE_WIDTH,
        64,
        "all that is wrong is said at once",
        "nothing was launched",
        kind="bad",
        head="Something is wrong",
    )
    picture.text(MIDDLE + 12, 244, "check mode ends here, with --diff", style="small")


def _draw_lost_answer(picture: Picture) -> None:
    """Draw what comes of an answer that never came."""
    middle = ASIDE + ASIDE_WIDTH / 2
    picture.text(MIDDLE + 12, 352, "201: this is the job", style="small")
    picture.arrow((LEFT + WIDTH, 296), (ASIDE - 2, 296))
    picture.box(
        ASIDE,
        254,
        ASIDE_WIDTH,
        84,
        "time-out, cut connection, 502, 504:",
        "for 30 s, which job has this template,",
        "this user, this time and these values?",
        kind="unsure",
        head="The answer is lost",
    )
    picture.arrow((middle, 338), (middle, 378))
    picture.box(
        ASIDE,
        380,
        ASIDE_WIDTH,
        48,
        '"it may be running", and where to look',
        kind="bad",
        head="None fits, or several do",
    )
    picture.arrow((ASIDE, 326), (384, 326), (384, 414), (MIDDLE + 60, 414), (MIDDLE + 60, 462))
    picture.text(376, 406, "exactly one: adopted", style="small", anchor="end")


def _draw_ends(picture: Picture) -> None:
    picture.arrow((LEFT + WIDTH, 486), (ASIDE - 2, 486))
    picture.box(
        ASIDE,
        454,
        ASIDE_WIDTH,
        64,
        "on_timeout: fail, or cancel the job,",
        "or leave it and go on",
        kind="unsure",
        head="wait_timeout is over",
    )
    middle = ASIDE + ASIDE_WIDTH / 2
    picture.arrow((MIDDLE, 548), (middle, 548), (middle, 576))
    picture.box(
        ASIDE,
        578,
        ASIDE_WIDTH,
        92,
        "failed, error, canceled: the task fails,",
        "with hosts, tasks, messages, the last",
        "output and the link; five requests at most",
        kind="bad",
        head="It did not succeed",
    )

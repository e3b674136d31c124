# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a launch, including failures."""

from __future__ import annotations

from tests.pictures.drawing import Picture

# The way of a launch that goes well is on the left, what else may come on the right.
LEFT, WIDTH = 20, 330
ASIDE, ASIDE_WIDTH = 420, 320
MIDDLE = LEFT + WIDTH / 2


def draw() -> Picture:
    picture = Picture(
        690,
        title="The steps of a launch",
        description=(
            "The template is read, and the launch is validated; all problems are reported together."
            " The launch request is sent once. If the response is lost, the job is searched for,"
            " and adopted if exactly one matches. The job is polled until it ends or the timeout"
            " elapses; the cause of a failure is reported."
        ),
    )
    picture.text(LEFT, 34, "One launch, one job", style="title")
    _draw_way(picture)
    _draw_checks(picture)
    _draw_lost_answer(picture)
    _draw_ends(picture)
    return picture


def _draw_way(picture: Picture) -> None:
    steps = (
        (54, 64, "Find the template", "and read its prompts, survey,", "passwords, variables"),
        (
            150,
            64,
            "Validate the launch",
            "answers, names, passwords, fields",
            "that AWX would ignore",
        ),
        (
            264,
            64,
            "Launch: one POST",
            "sent exactly once,",
            "redirects are not followed",
        ),
        (
            464,
            64,
            "Poll the job",
            "one request per poll, live output,",
            "errors are retried",
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
        "all problems are reported together,",
        "nothing was launched",
        kind="bad",
        head="Invalid launch",
    )
    picture.text(MIDDLE + 12, 244, "end of check mode, with --diff", style="small")


def _draw_lost_answer(picture: Picture) -> None:
    """Draw the steps after a lost response."""
    middle = ASIDE + ASIDE_WIDTH / 2
    picture.text(MIDDLE + 12, 352, "201: job launched", style="small")
    picture.arrow((LEFT + WIDTH, 296), (ASIDE - 2, 296))
    picture.box(
        ASIDE,
        254,
        ASIDE_WIDTH,
        84,
        "timeout, closed connection, 502, 504:",
        "search for 30 s for a job with this",
        "template, user, time and values",
        kind="unsure",
        head="Response lost",
    )
    picture.arrow((middle, 338), (middle, 378))
    picture.box(
        ASIDE,
        380,
        ASIDE_WIDTH,
        48,
        "the job may be running; where to look",
        kind="bad",
        head="No match, or several",
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
        "on_timeout: fail, cancel the job,",
        "or leave it running",
        kind="unsure",
        head="wait_timeout elapsed",
    )
    middle = ASIDE + ASIDE_WIDTH / 2
    picture.arrow((MIDDLE, 548), (middle, 548), (middle, 576))
    picture.box(
        ASIDE,
        578,
        ASIDE_WIDTH,
        92,
        "failed, error, canceled: the task fails,",
        "with hosts, tasks, messages, the end",
        "of the output, and the URL",
        kind="bad",
        head="Job failed",
    )

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Read the output of one job while it runs, event by event, in order and complete."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from . import errors, values
from .addresses import Params
from .client import AwxClient
from .event_order import EventOrder, Gap
from .job_types import EVENTS_OF, JOB_TYPES
from .jobs import Job, path_of
from .terminal_text import plain_text

# On a real server an event costs 0.7 ms (awx-api: 9.3); a job writes up to about 100 a second.
MOST_EVENTS = 500

# A read is repeated for so long; the next one comes soon anyway.
PATIENCE = 2.0

# The end of an output. Not every event prints something.
_LAST_LINES = 20
_LAST_EVENTS = 100

# Lists of the events of some types cut long texts whatever is asked for, and these events have no
# address of their own (awx-api: 7.5).
_CUT = re.compile(r"\u2026(?:\x1b\[0m)*\Z")
_ESCAPED = re.compile(r"\\([\\tnrbfv])")
_MEANT = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


@dataclasses.dataclass(frozen=True)
class _Printed:
    """What an event printed, and which lines of the whole output that is."""

    text: str
    start: int | None
    end: int | None


def has_output(job: Job) -> bool:
    """Whether jobs of this kind have events, whose texts are their output."""
    return job.get("type") in EVENTS_OF


class OutputStream:
    """The output of a job, from its beginning, in as many reads as it takes.

    `is_behind` says that the last read was full: there is more already.
    """

    def __init__(self, client: AwxClient, job: Job) -> None:
        self.is_behind = False
        self._client = client
        self._job_path = path_of(job)
        self._path = self._job_path + EVENTS_OF[str(job["type"])]
        self._is_cut = JOB_TYPES[str(job["type"])].is_cut
        self._order: EventOrder[_Printed] = EventOrder()

    def read(self, *, is_complete: bool = False) -> list[str]:
        """Return the texts that follow those returned so far; one request.

        With `is_complete` all events are stored that ever will be: a hole is given up then, and a
        text says so in its place.

        Raises:
            AwxError: the read failed; nothing is lost by it.
        """
        before = self._order.mark
        rows = self._rows()
        counted = [(_counter(row), _printed(row)) for row in rows]
        events: list[_Printed | Gap] = list(self._order.take(counted))
        if is_complete and counted:
            last = max(counter for counter, _event in counted)
            events += self._order.give_up_holes(last)
        # A page that brought nothing is no reason to ask for the next one at once.
        self.is_behind = len(rows) >= MOST_EVENTS and self._order.mark > before
        return [_gap_text(it) if isinstance(it, Gap) else self._whole(it) for it in events]

    def _whole(self, printed: _Printed) -> str:
        """Return a text whole that its list may have cut; one request if it has."""
        cut = _CUT.search(printed.text) if self._is_cut else None
        if cut is None:
            return printed.text
        lines = [("start_line", str(printed.start)), ("end_line", str(printed.end))]
        try:
            body = self._client.get_object(
                self._job_path + "stdout/",
                [("format", "json"), *lines],
                until=self._client.timing.clock() + PATIENCE,
            )
        except errors.AwxError as exc:
            self._client.log(f"a long line of the output could not be read whole: {exc}")
            return printed.text
        content = values.text(body.get("content")).removesuffix("\n")
        begin = printed.text[: cut.start()].replace("\r\n", "\n")
        # AWX has the database write this text, which doubles its backslashes.
        for whole in (content, _ESCAPED.sub(lambda found: _MEANT[found[1]], content)):
            if whole.startswith(begin):
                return whole
        return printed.text

    def _rows(self) -> list[t.Any]:
        after = ("counter__gt", str(self._order.mark))
        return read_events(self._client, self._path, [after, ("no_truncate", "1")])


def read_events(client: AwxClient, path: str, params: Params) -> list[t.Any]:
    """Return the first events of a job that match, in the order of their counters.

    Raises:
        AwxError: the read failed.
    """
    until = client.timing.clock() + PATIENCE
    cursor = [("order_by", "counter"), ("limit", str(MOST_EVENTS))]
    rows = client.get_object(path, [*params, *cursor], until=until).get("results")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise errors.UnexpectedReply(f"GET {path}: the server did not answer with a list")
    return rows


def last_lines(client: AwxClient, job: Job) -> str:
    """Return the last 20 lines of a job's output, without colours; "" where it has none.

    Raises:
        AwxError: the read failed.
    """
    if not has_output(job):
        return ""
    path = path_of(job) + EVENTS_OF[str(job["type"])]
    newest = [("order_by", "-counter"), ("limit", str(_LAST_EVENTS)), ("no_truncate", "1")]
    rows = client.get_object(path, newest).get("results")
    texts = [_printed(row).text for row in values.mappings(rows)]
    lines = [line for text in reversed(texts) if text for line in plain_text(text).split("\n")]
    return "\n".join(lines[-_LAST_LINES:])


def _counter(row: t.Mapping[str, t.Any]) -> int:
    counter = values.whole(row.get("counter"))
    if counter is None:
        raise errors.UnexpectedReply(f"event {row.get('id')}: the server gave it no counter")
    return counter


def _printed(row: t.Mapping[str, t.Any]) -> _Printed:
    start, end = values.whole(row.get("start_line")), values.whole(row.get("end_line"))
    return _Printed(values.text(row.get("stdout")), start, end)


def _gap_text(gap: Gap) -> str:
    events = "1 event" if gap.missing == 1 else f"{gap.missing} events"
    return f"[{events} of this output missing: AWX did not store them]"

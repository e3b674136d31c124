# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read the output of one job while it runs, event by event, in order and complete."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http.urls import Params
from ..jobs.unified_job import Job
from ..schema.job_types import EVENTS_OF, JOB_TYPES
from .adaptive_page_size import AdaptivePageSize, deadline

# An event costs 0.7 ms (docs/awx-api.md#cost-of-rows); a job writes up to about 100 a second.
MAX_EVENTS = 500

# Events beyond that are dropped while they wait for others, and requested again.
_MAX_HELD = 2000

# Lists of the events of some types cut long texts whatever is requested, and these events have no
# URL of their own (docs/awx-api.md#events-of-updates).
_CUT = re.compile(r"\u2026(?:\x1b\[0m)*\Z")
_ESCAPED = re.compile(r"\\([\\tnrbfv])")
_MEANT = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}

_Event = t.TypeVar("_Event")
Row = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class _Printed:
    """What an event printed, and which lines of the whole output that is."""

    text: str
    start: int | None
    end: int | None


@dataclasses.dataclass(frozen=True)
class Gap:
    """So many events are `missing`: they were never stored."""

    missing: int


class EventOrder(t.Generic[_Event]):
    """Take events as they are found, and hand each out once, in the order of their counters.

    AWX numbers events from 1 without a hole by `counter`, but stores them in batches that overtake
    one another (docs/awx-api.md#order-of-events). All events up to `mark` were handed out or given
    up; request those beyond it.
    """

    def __init__(self, *, max_held: int = _MAX_HELD) -> None:
        self.mark = 0
        self._held: dict[int, _Event] = {}
        self._max_held = max_held

    def take(self, events: t.Iterable[tuple[int, _Event]]) -> list[_Event]:
        """Take events with their counters, and return what follows the mark without a hole."""
        for counter, event in events:
            if counter > self.mark:
                self._held[counter] = event
        ready = []
        while self.mark + 1 in self._held:
            self.mark += 1
            ready.append(self._held.pop(self.mark))
        for counter in sorted(self._held)[self._max_held :]:
            del self._held[counter]
        return ready

    def give_up_holes(self, last: int) -> list[_Event | Gap]:
        """Return what is held up to the counter `last`, since what is missing will never come."""
        ready: list[_Event | Gap] = []
        for counter in sorted(self._held):
            if counter > last:
                break
            if counter > self.mark + 1:
                ready.append(Gap(counter - self.mark - 1))
            ready.append(self._held.pop(counter))
            self.mark = counter
        return ready


class EventPages:
    """Pages of a job's events that match, in the order of their counters.

    `is_full` says that the last one had as many events as were requested.
    """

    def __init__(
        self, client: AwxClient, path: str, params: Params, size: AdaptivePageSize | None = None
    ) -> None:
        self.is_full = False
        self._client = client
        self._path = path
        self._params = params
        self._size = size or AdaptivePageSize(client, MAX_EVENTS)

    def after(self, counter: int, *, patient: bool = False) -> list[Row]:
        """Return the first events after this one; one request, or some if `patient`.

        Raises:
            AwxError: the read failed.
        """

        def request(most: int, until: float) -> list[Row]:
            cursor = [("order_by", "counter"), ("limit", str(most))]
            params = [("counter__gt", str(counter)), *self._params, *cursor]
            rows = _listed(self._client, self._path, params, until)
            self.is_full = len(rows) >= most
            return rows

        return self._size.read(request, patient=patient)


def _listed(client: AwxClient, path: str, params: Params, until: float) -> list[Row]:
    rows = client.get_object(path, params, until=until).get("results")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise errors.UnexpectedResponse(f"GET {path}: the response is not a list of events")
    return rows


class OutputStream:
    """The output of a job, from its beginning, in as many reads as it takes.

    `is_behind` says that the last read was full: there is more already. `has_news` says that it
    found events that no read before it had, even if they print nothing yet. `cut` is why long
    texts could not be had whole, if any could not.
    """

    def __init__(self, client: AwxClient, job: Job, size: AdaptivePageSize | None = None) -> None:
        """Outputs that are followed together share `size`: what is too much is learnt once."""
        self.is_behind = self.has_news = False
        self.cut: errors.AwxError | None = None
        self._client = client
        self._job_path = job.path
        self._path = job.path + EVENTS_OF[job.type]
        self._pages = EventPages(client, self._path, [("no_truncate", "1")], size)
        self._is_cut = JOB_TYPES[job.type].is_cut
        self._order: EventOrder[_Printed] = EventOrder()
        self._newest = 0

    def read(self, *, is_complete: bool = False, patient: bool = False) -> list[str]:
        """Return the texts that follow those returned so far; one request, more if `patient`.

        With `is_complete` all events are stored that ever will be: a hole is given up then, and a
        text says so in its place.

        Raises:
            AwxError: the read failed; nothing is lost by it.
        """
        before = (self._order.mark, self._newest)
        rows = self._pages.after(self._order.mark, patient=patient)
        counted = [(_counter(row), _printed(row)) for row in rows]
        events: list[_Printed | Gap] = list(self._order.take(counted))
        last = max((counter for counter, _event in counted), default=0)
        if is_complete:
            events += self._order.give_up_holes(last)
        self._newest = max(self._newest, last)
        self.has_news = (self._order.mark, self._newest) != before
        # A page that brought nothing is no reason to request the next one at once.
        self.is_behind = self._pages.is_full and self._order.mark > before[0]
        return list(self._texts(events, patient=patient))

    def lines(self) -> int | None:
        """Return how many lines the output has, as far as it is stored; None if that is unknown."""
        newest = [("order_by", "-counter"), ("limit", "1")]
        try:
            until = deadline(self._client, patient=False)
            rows = _listed(self._client, self._path, newest, until)
        except errors.AwxError as exc:
            self._client.log(f"the length of the output could not be read: {exc}")
            return None
        return json_fields.int_or_none(rows[0].get("end_line")) if rows else None

    def _texts(self, events: t.Iterable[_Printed | Gap], *, patient: bool) -> t.Iterator[str]:
        """Yield the texts of events, whole as far as that is possible."""
        can_be_whole = self._is_cut
        for event in events:
            if isinstance(event, Gap):
                number = "1 event" if event.missing == 1 else f"{event.missing} events"
                yield f"[{number} of this output missing: AWX did not store them]"
                continue
            text = event.text
            cut = _CUT.search(text) if can_be_whole else None
            if cut is not None:
                try:
                    text = self._whole(event, text[: cut.start()], patient=patient)
                except errors.AwxError as exc:
                    self.cut = exc
                    # With a server in trouble each of them would take as long.
                    trouble = (errors.ConnectionFailed, errors.ServerError)
                    can_be_whole = not isinstance(exc, trouble)
            yield text

    def _whole(self, printed: _Printed, begin: str, *, patient: bool) -> str:
        """Return a text that its list has cut, of which this is the beginning; one request.

        Raises:
            AwxError: it could not be read.
        """
        lines = [("start_line", str(printed.start)), ("end_line", str(printed.end))]
        path = self._job_path + "stdout/"
        until = deadline(self._client, patient=patient)
        body = self._client.get_object(path, [("format", "json"), *lines], until=until)
        content = json_fields.str_or_empty(body.get("content")).removesuffix("\n")
        begin = begin.replace("\r\n", "\n")
        # AWX has the database write this text, which doubles its backslashes.
        for whole in (content, _ESCAPED.sub(lambda found: _MEANT[found[1]], content)):
            if whole.startswith(begin):
                return whole
        raise errors.UnexpectedResponse(f"GET {path}: the server returned other lines")


def _counter(row: Row) -> int:
    counter = json_fields.int_or_none(row.get("counter"))
    if counter is None:
        raise errors.UnexpectedResponse(f"event {row.get('id')}: the server returned no counter")
    return counter


def _printed(row: Row) -> _Printed:
    start, end = (json_fields.int_or_none(row.get(name)) for name in ("start_line", "end_line"))
    return _Printed(json_fields.str_or_empty(row.get("stdout")), start, end)

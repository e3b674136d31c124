# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read the output of one job while it runs, event by event, in order and complete."""

from __future__ import annotations

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

# Lists of the events of some types cut long texts whatever is requested, and these events have no
# URL of their own (docs/awx-api.md#events-of-updates).
_CUT = re.compile(r"\u2026(?:\x1b\[0m)*\Z")
_ESCAPED = re.compile(r"\\([\\tnrbfv])")
_MEANT = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}

_Event = t.TypeVar("_Event")
Row = dict[str, t.Any]


def in_order(
    events: t.Mapping[int, _Event], mark: int, *, is_complete: bool
) -> tuple[list[tuple[int, _Event]], int]:
    """Return the events that follow the counter `mark` without a hole, and the last one's counter.

    AWX numbers events from 1 without a hole by `counter`, but stores them in batches that overtake
    one another (docs/awx-api.md#order-of-events): what comes after a hole is read again. If all are
    stored that ever will be, each is returned with the number of those missing before it.
    """
    ready = []
    for counter in sorted(events):
        missing = counter - mark - 1
        if missing > 0 and not is_complete:
            break
        if missing >= 0:
            ready.append((missing, events[counter]))
            mark = counter
    return ready, mark


def events_after(
    client: AwxClient,
    path: str,
    counter: int,
    params: Params,
    size: AdaptivePageSize,
    *,
    patient: bool = False,
) -> tuple[list[Row], bool]:
    """Return the first events after this one that match, and whether there may be more.

    One request, or some if `patient`.

    Raises:
        AwxError: the read failed.
    """

    def request(most: int, until: float) -> tuple[list[Row], bool]:
        cursor = [("order_by", "counter"), ("limit", str(most))]
        query = [("counter__gt", str(counter)), *params, *cursor]
        rows = client.get_object(path, query, until=until).get("results")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise errors.UnexpectedResponse(f"GET {path}: the response is not a list of events")
        return rows, len(rows) >= most

    return size.read(request, patient=patient)


class OutputStream:
    """The output of a job, from its beginning, in as many reads as it takes.

    `is_behind` says that the last read was full: there is more already. `has_news` says that it
    found events that no read before it had, even if they print nothing yet. `cut` is why long
    texts could not be had whole, if any could not.
    """

    def __init__(self, client: AwxClient, job: Job, size: AdaptivePageSize) -> None:
        """Outputs that are followed together share `size`: what is too much is learnt once."""
        self.is_behind = self.has_news = False
        self.cut: errors.AwxError | None = None
        self._client = client
        self._job = job
        self._path = job.path + EVENTS_OF[job.type]
        self._size = size
        self._mark = self._newest = 0

    def read(self, *, is_complete: bool = False, patient: bool = False) -> list[str]:
        """Return the texts that follow those returned so far; one request, more if `patient`.

        With `is_complete` all events are stored that ever will be: a hole is given up then, and a
        text says so in its place.

        Raises:
            AwxError: the read failed; nothing is lost by it.
        """
        before = (self._mark, self._newest)
        whole = [("no_truncate", "1")]
        rows, is_full = events_after(
            self._client, self._path, self._mark, whole, self._size, patient=patient
        )
        counted = {_counter(row): row for row in rows}
        events, self._mark = in_order(counted, self._mark, is_complete=is_complete)
        self._newest = max(self._newest, *counted, 0)
        self.has_news = (self._mark, self._newest) != before
        # A page that brought nothing is no reason to request the next one at once.
        self.is_behind = is_full and self._mark > before[0]
        return list(self._texts(events, patient=patient))

    def _texts(self, events: t.Iterable[tuple[int, Row]], *, patient: bool) -> t.Iterator[str]:
        """Yield the texts of events, whole as far as that is possible."""
        can_be_whole = JOB_TYPES[self._job.type].is_cut
        for missing, event in events:
            if missing:
                number = f"{missing} event{'' if missing == 1 else 's'}"
                yield f"[{number} of this output missing: AWX did not store them]"
            text = json_fields.str_or_empty(event.get("stdout"))
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

    def _whole(self, event: Row, begin: str, *, patient: bool) -> str:
        """Return a text that its list has cut, of which this is the beginning; one request.

        Raises:
            AwxError: it could not be read.
        """
        names = ("start_line", "end_line")
        lines = [(name, str(json_fields.int_or_none(event.get(name)))) for name in names]
        path = self._job.path + "stdout/"
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

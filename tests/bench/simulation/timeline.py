# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that passes only where somebody says so, and threads that run in it."""

from __future__ import annotations

import contextlib
import types
import typing as t

Answer = t.TypeVar("Answer")


class Timeline:
    """A clock, in seconds; `now` is the time of whoever runs at the moment."""

    def __init__(self) -> None:
        self.now = 0.0

    @contextlib.contextmanager
    def aside(self, start: float) -> t.Iterator[None]:
        """Let time go on from `start` for another thread; afterwards it is as late as before."""
        before, self.now = self.now, start
        try:
            yield
        finally:
            self.now = before


class Future(t.Generic[Answer]):
    """An answer that is known already, and there from the time `finish` on."""

    def __init__(self, timeline: Timeline, finish: float, answer: Answer) -> None:
        self.finish = finish
        self._timeline = timeline
        self._answer = answer

    def done(self) -> bool:
        return self.finish <= self._timeline.now

    def result(self) -> Answer:
        """Return the answer, once it is there."""
        self._timeline.now = max(self._timeline.now, self.finish)
        return self._answer

    def cancel(self) -> bool:
        return False


class Threads:
    """A pool of threads, each of which takes the next call as soon as it is idle."""

    def __init__(self, timeline: Timeline, max_workers: int) -> None:
        self._timeline = timeline
        self._idle_from = [0.0] * max_workers

    def __enter__(self) -> Threads:
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nobody waits for what nobody asked for the result of."""

    def submit(
        self, call: t.Callable[..., Answer], *arguments: t.Any, **more: t.Any
    ) -> Future[Answer]:
        thread = min(range(len(self._idle_from)), key=self._idle_from.__getitem__)
        with self._timeline.aside(max(self._timeline.now, self._idle_from[thread])):
            answer = call(*arguments, **more)
            self._idle_from[thread] = self._timeline.now
        return Future(self._timeline, self._idle_from[thread], answer)


def concurrent_on(timeline: Timeline) -> types.SimpleNamespace:
    """Return what stands for the package `concurrent`, as far as walks use it."""

    def wait(
        futures: t.Iterable[Future[t.Any]], **_when: t.Any
    ) -> tuple[list[Future[t.Any]], list[Future[t.Any]]]:
        waiting = [*futures]
        timeline.now = max(timeline.now, min(one.finish for one in waiting))
        return (
            [one for one in waiting if one.done()],
            [one for one in waiting if not one.done()],
        )

    def pool(max_workers: int) -> Threads:
        return Threads(timeline, max_workers)

    futures = types.SimpleNamespace(
        ThreadPoolExecutor=pool, wait=wait, FIRST_COMPLETED="FIRST_COMPLETED", Future=Future
    )
    return types.SimpleNamespace(futures=futures)

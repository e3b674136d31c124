# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""The end of a process of Ansible's, in whatever way it comes: what is open is closed before."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import threading
import typing as t

from ..module_utils._client_factory import CLOCK
from ..module_utils._deferred_signals import ENDING, Interruptions

_PR_SET_PDEATHSIG = 1

_Result = t.TypeVar("_Result")


class Interrupted(BaseException):
    """A signal came while something was in use that is to be closed."""


class ProcessExit:
    """The end of one process: close the clients then, and before a signal brings it about.

    In a worker of Ansible signals are handled from the first use of a client on; in its main
    process, which others share, only during one. The `timeout` of a task is a signal too.
    """

    def __init__(self, *, abandon: t.Callable[[], None], close: t.Callable[[], None]) -> None:
        """Register `close` to be called; on a signal, `abandon` is called first."""
        self._abandon = abandon
        self._close_all = close
        self._in_use = False
        self._leaving = False
        self._signum: int | None = None
        self._closes_at_exit = False
        self._previous: dict[int, t.Any] = {}
        self._interruptions = Interruptions(self._obey)
        uninterrupted = self._interruptions.uninterrupted
        self.clock = CLOCK._replace(now=self.now, sleep=self.sleep, uninterrupted=uninterrupted)

        # Unlike `atexit`, this is run at the end of forked processes with every Python.
        multiprocessing.util.Finalize(None, self._close, exitpriority=100)
        is_worker = multiprocessing.parent_process() is not None
        self._borrowed = (signal.SIGALRM,) if is_worker else (*ENDING, signal.SIGALRM)
        if is_worker and _is_main_thread():
            self._handle(ENDING)
            _be_told_of_parents_death()

    def delayed(self, use: t.Callable[[], _Result]) -> _Result:
        """Call `use`, and let a signal end it in the ordinary way, with all its clean-up.

        A function, not a context manager: a signal that comes while `__enter__` or `__exit__`
        begins would pass by what they do.
        """
        if self._in_use:
            return use()
        try:
            try:
                self._in_use = True
                if _is_main_thread():
                    self._handle(self._borrowed)
                return use()
            finally:
                self._end_use()
        finally:
            # Again: a signal may have arrived before the first call began; obey it now.
            self._end_use()

    def _end_use(self) -> None:
        self._in_use = False
        if self._signum is not None:
            self._leave(self._signum)
        if _is_main_thread():
            self._give_back(self._borrowed)
        if not self._closes_at_exit:
            # From Python 3.13 on forked processes run `atexit` too, the last registered first:
            # this must come before urllib3's own, which takes the connections away.
            self._closes_at_exit = True
            atexit.register(self._close)

    def now(self) -> float:
        """Return the time, unless a signal came that had to wait or that somebody swallowed."""
        is_due = self._signum is not None and not self._leaving
        if is_due and not self._interruptions.are_deferred:
            raise Interrupted
        return CLOCK.now()

    def sleep(self, seconds: float) -> None:
        """Sleep, unless there is such a signal."""
        self.now()
        CLOCK.sleep(seconds)

    def _handle(self, signums: t.Iterable[int]) -> None:
        """Handle signals, except ignored ones, and SIGALRM if nobody handles it."""
        for signum in signums:
            handler = signal.getsignal(signum)
            is_set = callable(handler) or (handler is signal.SIG_DFL and signum in ENDING)
            if is_set and signum not in self._previous:
                self._previous[signum] = handler
                signal.signal(signum, self._interruptions.receive)

    def _give_back(self, signums: t.Iterable[int]) -> None:
        """Restore the previous signal handlers."""
        for signum in signums:
            if signum in self._previous:
                # Not the other way round: until then it may come, and is handed on.
                signal.signal(signum, self._previous[signum])
                del self._previous[signum]

    def _obey(self, signum: int, frame: t.Any) -> None:
        # Ansible sends several, microseconds apart; the first is being obeyed, clean-up included.
        if self._leaving or self._signum is not None:
            return
        if signum not in ENDING:
            # Ansible raises the error of a task that took too long.
            self._previous[signum](signum, frame)
            return
        self._signum = signum
        if self._in_use:
            raise Interrupted
        self._leave(signum)

    def _close(self) -> None:
        """Close the clients; signals meanwhile are ignored, as the process ends anyway."""
        self._leaving = True
        self._close_all()

    def _leave(self, signum: int) -> None:
        """Close the clients, and hand the signal on to whoever handled it before."""
        self._leaving = True
        self._abandon()
        self._close()
        self._give_back(ENDING)
        self._signum, self._leaving = None, False
        os.kill(os.getpid(), signum)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _be_told_of_parents_death() -> None:
    """Have the kernel send SIGTERM when Ansible is killed: it cannot tell its workers then.

    Linux only (prctl(2), PR_SET_PDEATHSIG); elsewhere the session ends when it has been idle.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))

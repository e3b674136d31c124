# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Clients that live as long as the process: loop items and lookups share connection and session.

Ansible runs the items of a loop in one worker process, and tells no plugin when the last is done.
So clients are closed, and sessions logged out, when the process ends, in whatever way it does. A
task that runs once logs out with its end: what becomes of that is part of its result.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import dataclasses
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import threading
import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import AwxError
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import (
    NO_TERMINAL,
    Reporter,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.connection.option_sources import (
    Source,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._connection import (
    CLOCK,
    new_client,
    settings_of,
)
from ansible_collections.steward.awx.plugins.module_utils._interruptions import (
    ENDING,
    Interruptions,
)

# A forked process inherits its parent's clients, but must not use or log out their sessions.
_clients: dict[tuple[int, ConnectionSettings], AwxClient] = {}

_PR_SET_PDEATHSIG = 1

_Result = t.TypeVar("_Result")


class _Interrupted(BaseException):
    """A signal came while a client was in use."""


def use_client(
    options: t.Mapping[str, t.Any],
    reporter: Reporter,
    use: t.Callable[[AwxClient], _Result],
    *,
    anonymous: bool = False,
    is_last: bool = False,
    given: t.Sequence[Source] = (),
) -> _Result:
    """Return what `use` makes of this process's client for a plugin's connection options.

    With `is_last` it is logged out then: as far as is known it is not used again. `given` is as in
    `settings_of`.

    Raises:
        ConfigurationError: something is missing or wrong; nothing was sent.
    """
    settings = settings_of(options, reporter, anonymous=anonymous, given=given)
    process = os.getpid()
    if process not in _exits:
        _exits[process] = _Exit()
    at_exit, key = _exits[process], (process, settings)
    if key not in _clients:
        clock = dataclasses.replace(
            CLOCK,
            now=at_exit.now,
            sleep=at_exit.sleep,
            uninterrupted=at_exit.uninterrupted,
        )
        _clients[key] = new_client(settings, reporter, clock)
    client = _clients[key]
    client.reporter = reporter

    def used() -> _Result:
        try:
            result = use(client)
        except AwxError:
            if is_last:
                client.log_out()
            raise
        if is_last:
            client.log_out()
        return result

    try:
        return at_exit.delayed(used)
    except AwxError as exc:
        raise exc.redacted(client.redact) from None


def _clients_of_this_process() -> list[AwxClient]:
    return [client for (process, _settings), client in _clients.items() if process == os.getpid()]


def _close_all() -> None:
    """Close this process's clients."""
    clients = _clients_of_this_process()
    _clients.clear()
    for client in clients:
        client.reporter = _LastWords(client.reporter)
        # Whatever happens to one, the others are closed too.
        with contextlib.suppress(Exception):
            client.close()


class _LastWords:
    """A report at the end of a process: Ansible may have ceased to listen."""

    terminal = NO_TERMINAL

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def warn(self, message: str) -> None:
        with contextlib.suppress(Exception):
            self._reporter.warn(message)

    def log(self, message: str) -> None:
        with contextlib.suppress(Exception):
            self._reporter.log(message)

    def add_secret(self, secret: str) -> None:
        self._reporter.add_secret(secret)

    def reveal_option(self, option: str) -> None:
        pass

    def show(self, text: str) -> None:
        """Show nothing: there is no job any more."""


class _Exit:
    """The end of one process: close the clients then, and before a signal brings it about.

    In a worker of Ansible signals are handled from the first use of a client on; in its main
    process, which others share, only during one. The `timeout` of a task is a signal too.
    """

    def __init__(self) -> None:
        """Arrange for the clients of this process to be closed."""
        self._in_use = False
        self._leaving = False
        self._signum: int | None = None
        self._closes_at_exit = False
        self._previous: dict[int, t.Any] = {}
        self._interruptions = Interruptions(self._obey)
        self.uninterrupted = self._interruptions.uninterrupted

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
            # Again: a signal that came before that began is the only one, and it is obeyed now.
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
            raise _Interrupted
        return CLOCK.now()

    def sleep(self, seconds: float) -> None:
        """Sleep, unless there is such a signal."""
        self.now()
        CLOCK.sleep(seconds)

    def _handle(self, signums: t.Iterable[int]) -> None:
        """Handle signals, but for those that are ignored, or a time that nobody set a limit to."""
        for signum in signums:
            handler = signal.getsignal(signum)
            is_set = callable(handler) or (handler is signal.SIG_DFL and signum in ENDING)
            if is_set and signum not in self._previous:
                self._previous[signum] = handler
                signal.signal(signum, self._interruptions.receive)

    def _give_back(self, signums: t.Iterable[int]) -> None:
        """Let those handle signals who did before."""
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
            raise _Interrupted
        self._leave(signum)

    def _close(self) -> None:
        """Close the clients; a signal that comes meanwhile brings about what is under way."""
        self._leaving = True
        _close_all()

    def _leave(self, signum: int) -> None:
        """Close the clients, and hand the signal on to whoever handled it before."""
        self._leaving = True
        for client in _clients_of_this_process():
            client.abandon_connections()
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


_exits: dict[int, _Exit] = {}

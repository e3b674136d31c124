# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Clients that live as long as the process: loop items and lookups share connection and session.

Ansible runs the items of a loop in one worker process, and tells no plugin when the last is done.
So clients are closed, and sessions logged out, when the process ends, however it ends. A task that
runs once logs out when it ends, so that a failed logout is reported in its result.
"""

from __future__ import annotations

import contextlib
import os
import typing as t

from ..module_utils._awx.api.client import AwxClient
from ..module_utils._awx.common.errors import AwxError
from ..module_utils._awx.common.reporting import Reporter
from ..module_utils._awx.connection.option_sources import Source
from ..module_utils._awx.http.connection_settings import ConnectionSettings
from ..module_utils._client_factory import new_client, settings_of
from ._process_exit import ProcessExit

# A forked process inherits its parent's clients, but must not use or log out their sessions.
_clients: dict[tuple[int, ConnectionSettings], AwxClient] = {}

_exits: dict[int, ProcessExit] = {}

_Result = t.TypeVar("_Result")


def use_client(
    options: t.Mapping[str, t.Any],
    reporter: Reporter,
    use: t.Callable[[AwxClient], _Result],
    *,
    anonymous: bool = False,
    is_last: bool = False,
    given: t.Sequence[Source] = (),
) -> _Result:
    """Call `use` with this process's client for a plugin's connection options, return its result.

    With `is_last` it is logged out then: as far as is known it is not used again. `given` is as in
    `settings_of`.

    Raises:
        ConfigurationError: something is missing or wrong; nothing was sent.
    """
    settings = settings_of(options, reporter, anonymous=anonymous, given=given)
    process = os.getpid()
    if process not in _exits:
        _exits[process] = ProcessExit(abandon=_abandon_connections, close=_close_all)
    at_exit, key = _exits[process], (process, settings)
    if key not in _clients:
        _clients[key] = new_client(settings, reporter, at_exit.clock)
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


def _abandon_connections() -> None:
    """Leave the connections to themselves: a signal may have come while one was in use."""
    for client in _clients_of_this_process():
        client.abandon_connections()


def _close_all() -> None:
    """Close this process's clients."""
    clients = _clients_of_this_process()
    _clients.clear()
    for client in clients:
        client.reporter = _LastWords(client.reporter)
        # Whatever happens to one, the others are closed too.
        with contextlib.suppress(Exception):
            client.close()


class _LastWords(Reporter):
    """A report at the end of a process: Ansible may have ceased to listen."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def warn(self, message: str) -> None:
        with contextlib.suppress(Exception):
            self._reporter.warn(message)

    def log(self, message: str) -> None:
        with contextlib.suppress(Exception):
            self._reporter.log(message)

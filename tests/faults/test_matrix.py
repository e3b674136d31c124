# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each operation with each fault: the stated outcome, nothing twice, left or shown."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    DEFAULT_RETRIES,
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.retry import MAX_RETRY_TIME
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport

from tests.faults.faults import FAULTS
from tests.faults.operations import OPERATIONS, Operation
from tests.faults.outcomes import OTHERWISE, OUTCOMES, RIGHT, WARNED
from tests.faults.page import page
from tests.faults.proxy import FaultProxy, Rule
from tests.integration.sandbox import PASSWORD, ROOT, Sandbox
from tests.unit.ports import Reporter, Time

# Seconds without a byte until a request is given up: few only where that is what is tried, and
# least where many requests in a row are met with silence, by a server in this process.
TIMEOUT = 30.0
SHORT_TIMEOUT = 1.0
SHORTEST_TIMEOUT = 0.2
SILENT = {"silence", "stalled in the body"}
# One of each class, for `make test`.
QUICK = {
    "reset after the server acted",
    "body cut",
    "silence",
    "302 to another host",
    "401",
    "429",
    "500 page",
    "200 login page",
}
# With so little patience, a request before the one that is hit may fail on a busy machine.
_TURNS = 5


@dataclasses.dataclass
class Trial:
    """One operation before which something goes wrong, and all that came of it."""

    sandbox: Sandbox
    proxy: FaultProxy
    operation: Operation
    settings: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    outcome: str = ""
    result: t.Any = None
    error: errors.AwxError | None = None
    made: int = 0
    reporter: Reporter = dataclasses.field(default_factory=Reporter)
    time: Time = dataclasses.field(default_factory=Time)

    def run(self, rule: Rule | None) -> Trial:
        """Run the operation, with the fault if there is a rule for one."""
        before = self._count()
        with self._server() as url:
            self.proxy.send_to(url)
            self.proxy.pass_time = self.time.pass_by
            client = self._client()
            self.proxy.rule = rule
            try:
                self.result = self.operation.run(client, self.sandbox)
                self.outcome = WARNED if self.reporter.warnings else RIGHT
            except errors.AwxError as exc:
                self.error = exc
                self.outcome = type(exc).__name__
            finally:
                self.proxy.rule = None
                self.proxy.listen()
                client.close()
        self.made = self._count() - before
        return self

    def _server(self) -> contextlib.AbstractContextManager[str]:
        serve = self.operation.serve
        return contextlib.nullcontext(self.sandbox.url) if serve is None else serve(self.time)

    @property
    def text(self) -> str:
        """Everything that anybody can see of it."""
        return f"{self.reporter.text} {self.error} {self.error and self.error.as_result()}"

    def _count(self) -> int:
        return self.operation.made(self.sandbox) if self.operation.made else 0

    def _client(self) -> AwxClient:
        access = dict(self.operation.access or {})
        if "username" not in access:
            access["token"] = self.sandbox.token
        given = {"timeout": TIMEOUT, **self.settings, **access}
        settings = ConnectionSettings(base_url=self.proxy.url, verify=False, **given)

        def sleep(seconds: float) -> None:
            self.time.sleep(seconds)
            self.proxy.listen()

        clock = self.time.clock._replace(sleep=sleep)
        transport = Transport(settings, clock=clock.now)
        return AwxClient(settings, transport=transport, reporter=self.reporter, clock=clock)


@pytest.fixture(scope="module")
def undisturbed(sandbox: Sandbox, proxy: FaultProxy) -> dict[str, t.Any]:
    """The result of each operation when nothing goes wrong."""
    trials = {op.name: Trial(sandbox, proxy, op).run(None) for op in OPERATIONS}
    for name, trial in trials.items():
        assert trial.outcome == RIGHT, f"{name}: {trial.error}"
    return {name: (trial.result, trial.made) for name, trial in trials.items()}


def stated(operation: Operation, fault: str) -> dict[int | None, str]:
    """Return what is to come of a fault that hits once, or always (None)."""
    outcome = OUTCOMES[fault]
    otherwise = OTHERWISE.get(operation.name, {}).get(fault)
    if otherwise is not None:
        once, always = otherwise
    elif operation.writes:
        once = always = outcome.write
    else:
        once, always = outcome.once, outcome.always
    return {1: once} if operation.writes else {1: once, None: always}


def _trial(operation: Operation, fault: str) -> t.Any:
    """Return one trial; `make test` leaves out those where each request meets silence."""
    is_long = operation.lasts and fault in SILENT
    marks = [pytest.mark.quick] if fault in QUICK and not is_long else []
    return pytest.param(operation, fault, marks=marks, id=f"{operation.name}-{fault}")


@pytest.mark.parametrize(
    ("operation", "fault"),
    [_trial(operation, fault) for operation in OPERATIONS for fault in FAULTS],
)
def test_fault(
    operation: Operation,
    fault: str,
    sandbox: Sandbox,
    proxy: FaultProxy,
    undisturbed: dict[str, t.Any],
) -> None:
    """Reads are repeated where that may help, writes are not; clear errors."""
    acts = OUTCOMES[fault].acts
    sessions, threads = sandbox.sessions, threading.active_count()
    hits = 0
    for times, name in stated(operation, fault).items():
        few = patience(operation, times) if fault in SILENT else {}
        for _turn in range(_TURNS if few else 1):
            rule = Rule(operation.method, operation.path, FAULTS[fault], times)

            trial = Trial(sandbox, proxy, operation, few).run(rule)

            if rule.hits:
                break
        result, made = undisturbed[operation.name]
        assert trial.outcome == name, f"{trial.error} {trial.reporter.warnings}"
        if name == WARNED and operation.lasts:
            _assert_beginning(trial.result, result)
        elif name in (RIGHT, WARNED):
            assert (trial.result, trial.made) == (result, made)
        elif operation.writes:
            assert trial.made == (made if acts else operation.unmade)
            assert trial.error is not None
            assert trial.error.may_have_acted >= acts
            _assert_clear(trial)
        else:
            _assert_clear(trial)
        hits += rule.hits
        assert rule.hits >= 1
        assert operation.lasts or rule.hits <= DEFAULT_RETRIES + 1
        assert trial.time.slept <= MAX_RETRY_TIME + (_OF_JOBS if operation.lasts else 0)
        for secret in (sandbox.token, PASSWORD):
            assert secret not in trial.text
    # A session of which the answer was lost is one that nobody can log out; it ends when idle.
    # So is one whose logout the server never heard of, or answered with an error.
    lost = hits if operation.name == "login" and acts else 0
    lost += hits if operation.name == "logout" and not acts else 0
    assert sandbox.sessions <= sessions + lost
    assert threading.active_count() <= threads + _OF_THE_PROXY


def patience(operation: Operation, times: int | None) -> dict[str, t.Any]:
    """Return settings with which silence does not last: a read that is hit once is repeated."""
    if operation.lasts:
        return {"timeout": SHORTEST_TIMEOUT, "retries": 0}
    if times is None:
        # The next request may find the connection of a login without a body held up.
        return {"timeout": SHORT_TIMEOUT, "retries": 1 if operation.name == "login" else 0}
    # More than once: on a busy machine the server itself may take as long.
    return {"timeout": SHORT_TIMEOUT, "retries": 3}


def _assert_beginning(result: t.Any, whole: t.Any) -> None:
    """What was shown of an output is its beginning, and nothing was lost or doubled in it."""
    (ended, shown), (expected, complete) = result, whole
    assert ended == expected
    assert complete.startswith(shown)
    assert len(shown) < len(complete)


# Seconds that the jobs run that are followed.
_OF_JOBS = 26.0

# Threads of the proxy that have not noticed yet that their connection is closed.
_OF_THE_PROXY = 8


def _assert_clear(trial: Trial) -> None:
    """One clear error, that says so if a write may have happened."""
    assert trial.error is not None
    text = str(trial.error)
    assert text
    assert "Traceback" not in text
    assert "object at 0x" not in text
    assert len(text) < 3000


def test_every_fault_has_an_outcome() -> None:
    assert FAULTS.keys() == OUTCOMES.keys()
    assert FAULTS.keys() > QUICK


def test_the_page_names_every_operation() -> None:
    named = page().partition("by the affected request: ")[2].partition(".\n")[0]
    assert {*named.replace("\n", " ").split("; ")} == {operation.name for operation in OPERATIONS}
    assert OTHERWISE.keys() <= {operation.name for operation in OPERATIONS}


def test_the_page_shows_the_outcomes() -> None:
    """`python -m tests.faults.page > docs/failures.md` writes it anew."""
    shown = (ROOT / "docs" / "failures.md").read_text(encoding="utf-8")
    assert shown == page()

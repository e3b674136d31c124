# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of the server in the middle of things, and another one on the same database after it."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import typing as t
from time import monotonic

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import (
    job_launch,
    query,
    token,
)
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import FileClaims

from tests.environments.collection_tree import link_collection
from tests.faults.proxy import Act, Exchange, FaultProxy, Rule
from tests.integration.ansible_runs import AnsibleRuns
from tests.integration.ansible_runs import launch as launch_task
from tests.integration.ansible_runs import query as query_task
from tests.integration.sandbox import PASSWORD, ROOT, USERNAME, Process, Sandbox
from tests.unit.ports import Reporter, Time

WALK = {"resource": "hosts", "filters": {"id__lte": 2000}, "only": "id"}
HOSTS = "SELECT id FROM main_host WHERE id <= 2000 ORDER BY id"
LATER_PAGE = r"/hosts/.*id__gt"
LAUNCH = r"/job_templates/\d+/launch/"


@dataclasses.dataclass
class Mortal:
    """A server that is killed by a request, and started again when the client has a pause."""

    process: Process
    sandbox: Sandbox
    proxy: FaultProxy
    kills: int = 0
    _lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def kill(self) -> None:
        with self._lock:
            self.kills += 1
            self.process.kill()

    def start_again(self) -> None:
        with self._lock:
            self.process.start_again()

    def before(self, exchange: Exchange) -> None:
        """It dies before it reads the request."""
        self.kill()
        exchange.reset()

    def meanwhile(self, exchange: Exchange) -> None:
        """It dies while it is at work on the request, or before, or after."""
        exchange.send_on()
        self.kill()
        exchange.reset()

    def after(self, exchange: Exchange) -> None:
        """It dies when it has acted, and before it answers."""
        exchange.forward()
        self.kill()
        exchange.reset()

    def dying(self, act: Act, then: Rule | None = None) -> Act:
        """Return what kills the server, which somebody else starts again; `then` holds after it."""

        def kill(exchange: Exchange) -> None:
            act(exchange)
            self.proxy.rule = then
            threading.Thread(target=self.start_again).start()

        return kill

    @contextlib.contextmanager
    def client(self, reporter: Reporter, **given: t.Any) -> t.Iterator[AwxClient]:
        time = Time()

        def sleep(seconds: float) -> None:
            time.sleep(seconds)
            began = monotonic()
            self.start_again()
            # The server's clock has gone on.
            time.pass_by(monotonic() - began)

        clock = time.clock._replace(sleep=sleep)
        settings = ConnectionSettings(base_url=self.proxy.url, verify=False, **given)
        transport = Transport(settings, clock=time.clock.now)
        client = AwxClient(settings, transport=transport, reporter=reporter, clock=clock)
        try:
            yield client
        finally:
            self.start_again()
            client.close()


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Mortal]:
    state = tmp_path_factory.mktemp("sandbox") / "state"
    process = Process(state)
    proxy = FaultProxy(process.url)
    try:
        yield Mortal(process, Sandbox(process.url, state, pid=process.pid), proxy)
    finally:
        proxy.close()
        process.stop()


@dataclasses.dataclass(frozen=True)
class Counts:
    """What there is on the server."""

    jobs: int
    tokens: int
    sessions: int


def counts(mortal: Mortal) -> Counts:
    mortal.start_again()
    sandbox = mortal.sandbox
    [jobs] = sandbox.rows("SELECT count(*) FROM main_unifiedjob")
    return Counts(jobs, sandbox.tokens, sandbox.sessions)


BY_PASSWORD = {"username": USERNAME, "password": PASSWORD, "auth": "session"}


def test_a_walk_survives_with_all_its_rows(mortal: Mortal) -> None:
    """Each object once, none lost; and no session is left."""
    before, kills = counts(mortal), mortal.kills
    ids = mortal.sandbox.rows(HOSTS)
    mortal.proxy.rule = Rule("GET", LATER_PAGE, mortal.meanwhile, 2)
    with mortal.client(Reporter(), **BY_PASSWORD) as client:
        answer = query.run(client, {**WALK, "concurrency": 4})
    assert answer["objects"] == ids
    assert mortal.kills == kills + 2
    assert counts(mortal) == before


def launched(mortal: Mortal, act: Act, reporter: Reporter) -> dict[str, t.Any]:
    mortal.proxy.rule = Rule("POST", LAUNCH, act, 1)
    with mortal.client(reporter, token=mortal.sandbox.token) as client:
        options = {"template": "Simulated - ok", "wait": False}
        return job_launch.run(client, options, claims=FileClaims())


def test_a_launch_that_was_never_read_is_an_error_and_no_job(mortal: Mortal) -> None:
    before = counts(mortal)
    with pytest.raises(errors.ConnectionFailed, match="sent once and is not repeated"):
        launched(mortal, mortal.before, Reporter())
    assert counts(mortal) == before


def test_a_launch_whose_server_died_with_the_answer_is_one_job(mortal: Mortal) -> None:
    """One launch is one job."""
    before, reporter = counts(mortal), Reporter()
    result = launched(mortal, mortal.after, reporter)
    assert (result["changed"], result["adopted"]) == (True, True)
    assert "continuing with job" in reporter.text
    assert counts(mortal) == dataclasses.replace(before, jobs=before.jobs + 1)


def test_a_launch_whose_server_died_meanwhile_is_a_job_or_an_error(mortal: Mortal) -> None:
    before, changed, said = counts(mortal), 0, ""
    try:
        changed = int(launched(mortal, mortal.meanwhile, Reporter())["changed"])
    except errors.ConnectionFailed as exc:
        said = str(exc)
    assert counts(mortal) == dataclasses.replace(before, jobs=before.jobs + changed)
    assert changed or "sent once and is not repeated" in said


def test_a_token_of_a_server_that_died_with_the_answer_is_named(mortal: Mortal) -> None:
    """It cannot be read any more: what is left is said, by id."""
    before = counts(mortal)
    mortal.proxy.rule = Rule("POST", r"/tokens/", mortal.after, 1)
    with (
        mortal.client(Reporter(), token=mortal.sandbox.token) as client,
        pytest.raises(errors.ConnectionFailed) as failure,
    ):
        token.run(client, {"state": "present", "description": "of a dead server"})
    [left] = mortal.sandbox.rows(
        "SELECT id FROM main_oauth2accesstoken WHERE description = 'of a dead server'"
    )
    assert f"token_id: {left}" in str(failure.value)
    mortal.sandbox.delete(f"tokens/{left}/")
    assert counts(mortal) == before


def test_a_revocation_whose_server_died_with_the_answer_is_done(mortal: Mortal) -> None:
    before = counts(mortal)
    doomed = mortal.sandbox.new_token("doomed")["id"]
    mortal.proxy.rule = Rule("DELETE", r"/tokens/", mortal.after, 1)
    with mortal.client(Reporter(), token=mortal.sandbox.token) as client:
        result = token.run(client, {"state": "absent", "token_id": doomed})
    assert result["changed"] is True
    assert counts(mortal) == before


def test_a_playbook_survives(mortal: Mortal, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A real one, by its own clock, while a supervisor starts the server again."""
    ansible = AnsibleRuns(
        scratch=tmp_path_factory.mktemp("ansible"),
        collections=link_collection(ROOT, tree=tmp_path_factory.mktemp("collections")),
        environment={
            "AWX_HOST": mortal.proxy.url,
            "AWX_USERNAME": USERNAME,
            "AWX_PASSWORD": PASSWORD,
            "AWX_AUTH": "session",
            "AWX_REQUEST_RETRIES": "20",
        },
    )
    ids = mortal.sandbox.rows(HOSTS)
    before, kills = counts(mortal), mortal.kills
    launch_rule = Rule("POST", LAUNCH, mortal.dying(mortal.after), 1)
    mortal.proxy.rule = Rule("GET", LATER_PAGE, mortal.dying(mortal.meanwhile, launch_rule), 1)

    tasks = [query_task("walk", **WALK), launch_task("launch", "Simulated - ok", wait=False)]
    run = ansible.playbook(ROOT / ".venv" / "core-2.19", tasks).succeeded()

    assert run["walk"]["objects"] == ids
    assert run["launch"]["adopted"] is True
    assert PASSWORD not in run.output
    assert mortal.kills == kills + 2
    assert counts(mortal) == dataclasses.replace(before, jobs=before.jobs + 1)

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that the server takes no longer in the middle of a walk, and what is left of them."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import query

from tests.faults.proxy import Exchange, FaultProxy, Rule
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox
from tests.unit.ports import Reporter, Time

WALK = {"resource": "hosts", "filters": {"id__lte": 1200}, "only": "id"}
LATER_PAGE = r"/hosts/.*id__gt"

Before = t.Callable[[], None]


@contextlib.contextmanager
def client_of(proxy: FaultProxy, reporter: Reporter, **given: t.Any) -> t.Iterator[AwxClient]:
    """Make a client, and close it, which logs out."""
    time = Time()
    settings = ConnectionSettings(base_url=proxy.url, verify=False, timeout=30.0, **given)
    transport = Transport(settings, clock=time.clock.now)
    client = AwxClient(settings, transport=transport, reporter=reporter, clock=time.clock)
    try:
        yield client
    finally:
        client.close()


def before_it_is_read(proxy: FaultProxy, happens: Before, *, times: int | None = 1) -> None:
    """Let something happen before the server reads a later page's request."""

    def act(exchange: Exchange) -> None:
        happens()
        exchange.send(*exchange.forward())

    proxy.rule = Rule("GET", LATER_PAGE, act, times)


@pytest.fixture(autouse=True)
def undisturbed(proxy: FaultProxy) -> t.Iterator[None]:
    yield
    proxy.rule = None


@pytest.fixture
def ids(sandbox: Sandbox) -> list[int]:
    """All that the walk has to find."""
    return sandbox.rows("SELECT id FROM main_host WHERE id <= 1200 ORDER BY id")


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("way", ["session", "auto"])
def test_a_session_that_ends_midway_is_opened_once_more(
    way: str, concurrency: int, sandbox: Sandbox, proxy: FaultProxy, ids: list[int]
) -> None:
    """All of it, or an error; and no session is left."""
    before_it_is_read(proxy, sandbox.end_sessions)
    with sandbox.traffic() as traffic:
        with client_of(proxy, Reporter(), username=USERNAME, password=PASSWORD, auth=way) as client:
            answer = query.run(client, {**WALK, "concurrency": concurrency})

    assert answer["objects"] == ids
    assert len(traffic.of("POST", "/login/")) == 2
    # Beside 401: a request that the server was at work on just then is answered with 400.
    assert {seen.status for seen in traffic if seen.status >= 400} <= {400, 401}
    assert sandbox.sessions == 0


def test_a_session_that_ends_again_and_again_is_an_error(
    sandbox: Sandbox, proxy: FaultProxy
) -> None:
    """A request is signed anew once; nobody logs in for ever."""
    before_it_is_read(proxy, sandbox.end_sessions, times=None)
    with sandbox.traffic() as traffic:
        with (
            client_of(
                proxy, Reporter(), username=USERNAME, password=PASSWORD, auth="session"
            ) as client,
            pytest.raises(errors.AuthenticationError),
        ):
            query.run(client, {**WALK, "concurrency": 1})

    assert len(traffic.of("POST", "/login/")) == 2
    assert sandbox.sessions == 0


def test_a_password_that_is_changed_midway_is_said(sandbox: Sandbox, proxy: FaultProxy) -> None:
    """Changing it ends the sessions of the user."""
    user = sandbox.post("users/", {"username": "changing", "password": PASSWORD})["id"]

    def change() -> None:
        sandbox.patch(f"users/{user}/", {"password": f"{PASSWORD} changed"})
        sandbox.end_sessions()

    before_it_is_read(proxy, change)
    sandbox.patch(f"users/{user}/", {"is_superuser": True})
    with (
        client_of(
            proxy, Reporter(), username="changing", password=PASSWORD, auth="session"
        ) as client,
        pytest.raises(errors.AuthenticationError, match="refused the login") as failure,
    ):
        query.run(client, {**WALK, "concurrency": 1})
    assert PASSWORD not in str(failure.value)
    assert sandbox.sessions == 0


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_token_that_is_revoked_midway_is_one_clear_error(
    concurrency: int, sandbox: Sandbox, proxy: FaultProxy
) -> None:
    token = sandbox.new_token("revoked midway")
    is_there = [True]

    def revoke() -> None:
        if is_there:
            is_there.clear()
            sandbox.delete(f"tokens/{token['id']}/")

    before_it_is_read(proxy, revoke)
    reporter = Reporter()
    with sandbox.traffic() as traffic:
        with (
            client_of(proxy, reporter, token=token["token"]) as client,
            pytest.raises(errors.AuthenticationError, match="401") as failure,
        ):
            query.run(client, {**WALK, "concurrency": concurrency})

    said = str(failure.value)
    assert "awx_oauth_token" in said
    assert token["token"] not in said + reporter.text
    # Nobody tries again with a token that is refused, and no part of an answer is one.
    refused = [seen for seen in traffic if seen.status == 401]
    assert 1 <= len(refused) <= concurrency
    assert not [seen for seen in traffic if seen.method == "POST"]

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of server and of user is let in as it lets people in, and nothing is left there."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, lookup, query, token
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox, Traffic

pytestmark = pytest.mark.each_server

WHO: dict[str, t.Any] = {"resource": "me", "only": "username"}
# Enough requests for a session to pay.
MANY: dict[str, t.Any] = {
    "resource": "hosts?name__startswith=host-00",
    "only": "id",
    "concurrency": 1,
}
STRANGER = "stranger"


@pytest.fixture(autouse=True)
def _nothing_left_behind(sandbox: Sandbox) -> t.Iterator[None]:
    before = sandbox.tokens, sandbox.sessions
    yield
    assert (sandbox.tokens, sandbox.sessions) == before


@pytest.fixture(scope="module")
def stranger(sandbox: Sandbox) -> dict[str, t.Any]:
    """The login of an ordinary user, who may not read settings."""
    sandbox.post("users/", {"username": STRANGER, "password": PASSWORD})
    return {"awx_username": STRANGER, "awx_password": PASSWORD}


def password(sandbox: Sandbox, base_path: str = "") -> dict[str, str]:
    return {
        "AWX_HOST": sandbox.url + base_path,
        "AWX_USERNAME": USERNAME,
        "AWX_PASSWORD": PASSWORD,
    }


@dataclasses.dataclass(frozen=True)
class Server:
    """A kind of server: how the sandbox becomes it, and what the first question costs there."""

    presentation: dict[str, t.Any]
    first: list[str]
    root: str = "/api/"
    login: str = "/api/login/"


SERVERS = {
    "prefix": Server({"prefix": "controller"}, ["/api/v2/me/"]),
    "gateway": Server(
        {"gateway": True},
        ["/api/v2/me/", "/api/", "/api/controller/", "/api/controller/v2/me/"],
        root="/api/controller/",
        login="/api/gateway/v1/login/",
    ),
    "no tokens": Server({"tokens": False}, ["/api/v2/me/"]),
    "base path": Server(
        {"base_path": "/ingress"},
        ["/ingress/api/v2/me/"],
        root="/ingress/api/",
        login="/ingress/api/login/",
    ),
    "old cookie": Server({"session_cookie": "sessionid"}, ["/api/v2/me/"]),
}


@pytest.mark.quick
@pytest.mark.parametrize("kind", SERVERS)
def test_kinds_of_servers(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, kind: str
) -> None:
    """Each is found, and every way in works there."""
    server = SERVERS[kind]
    ways = {
        "auto, few": WHO,
        "auto, many": MANY,
        "session": {**WHO, "awx_auth": "session"},
        "root given": {**MANY, "awx_auth": "session", "api_root": server.root},
        "basic": {**WHO, "awx_auth": "basic"},
        "token": {**WHO, "awx_oauth_token": sandbox.token},
    }
    ids = sandbox.rows("SELECT id FROM main_host WHERE name LIKE 'host-00%' ORDER BY id")
    tasks = [query(name, **options) for name, options in ways.items()]
    tasks += [lookup("lookup", WHO["resource"], only="username")]
    environment = password(sandbox, server.presentation.get("base_path", ""))
    with sandbox.presented(**server.presentation), sandbox.traffic() as traffic:
        run = ansible.playbook(one_core, tasks, environment=environment)

    if kind == "no tokens":
        assert "401" in run["token"].error
    else:
        assert run["token"]["objects"] == [USERNAME]
    for name in ("auto, few", "session", "basic"):
        assert run[name]["objects"] == [USERNAME], name
    for name in ("auto, many", "root given"):
        assert sorted(run[name]["objects"]) == ids, name
    assert run["lookup"]["msg"] == [USERNAME]
    first = _of_first_connection(traffic)
    assert [seen.path for seen in first] == server.first
    logins = traffic.of("POST", "/login/")
    assert [(seen.path, seen.status) for seen in logins] == [(server.login, 302)] * 3
    assert len(traffic.of("POST", "/logout/")) == 3


def _of_first_connection(traffic: Traffic) -> Traffic:
    return Traffic(seen for seen in traffic if seen.connection == traffic[0].connection)


def test_a_session_that_comes_first_needs_no_login_page(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """The API's root sets the CSRF cookie and is asked for once."""
    task = query("ask", **WHO, awx_auth="session")
    with sandbox.traffic() as traffic:
        ansible.playbook(one_core, [task], environment=password(sandbox)).succeeded()

    asked = [f"{seen.method} {seen.path}" for seen in traffic]
    assert asked == ["GET /api/", "POST /api/login/", "GET /api/v2/me/", "POST /api/logout/"]


def test_basic_switched_off(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """It falls to a session, or says what to do; no write is done twice."""
    ask = "{{ query('steward.awx.awx_query', 'me', only='username') }}"
    create = token("create", description="made without Basic") | {"register": "made"}
    tasks = [
        query("few", **WHO),
        query("many", **MANY),
        {"name": "lookup", "ansible.builtin.debug": {"msg": ask}},
        create,
        token("revoke", state="absent", token="{{ made.token }}"),
        query("basic", **WHO, awx_auth="basic"),
        query("wrong", **WHO, awx_password="wrong"),
    ]
    with sandbox.configured(AUTH_BASIC_ENABLED=False), sandbox.traffic() as traffic:
        run = ansible.playbook(core, tasks, "-vvv", environment=password(sandbox))

    assert run["few"]["objects"] == run["lookup"]["msg"] == [USERNAME]
    assert len(run["many"]["objects"]) > 100
    made = [seen.status for seen in traffic.of("POST", "/tokens/")]
    assert sorted(made) == [201, 401]
    assert run["revoke"]["changed"]
    assert "Basic authentication was refused, a session login was not" in run.output
    assert "AUTH_BASIC_ENABLED" in run["basic"].error
    wrong = run["wrong"].error
    for words in ("awx_username and awx_password", "AUTH_BASIC_ENABLED", "awx_oauth_token", "SAML"):
        assert words in wrong


def test_sessions_are_limited(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, stranger: dict[str, t.Any]
) -> None:
    """Where a login would end another one, Basic stays and -vvv says why."""
    with sandbox.configured(SESSIONS_PER_USER=1):
        with sandbox.traffic() as knowing:
            told = ansible.playbook(
                one_core, [query("ask", **MANY)], "-vvv", environment=password(sandbox)
            ).succeeded()
        with sandbox.traffic() as unknowing:
            tasks = [query("ask", "labels", page_size=5, concurrency=1, **stranger)]
            tasks += [_several_questions(stranger)]
            ansible.playbook(one_core, tasks, environment={"AWX_HOST": sandbox.url}).succeeded()

    assert knowing.of("POST", "/login/") == []
    assert len(knowing.of("GET", "/settings/authentication/")) == 1
    assert "Basic authentication stays in use: the server allows 1 sessions" in told.output
    # An ordinary user is not told the limit, and logs in as in a browser.
    assert [seen.status for seen in unknowing.of("GET", "/settings/authentication/")] == [403]
    assert len(unknowing.of("POST", "/login/")) == 1


def _several_questions(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    asked = {"resource": "me", "only": "username", **options}
    return {"name": "several", "steward.awx.awx_query": asked, "loop": [1, 2, 3, 4]}


def test_users_of_other_services(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, stranger: dict[str, t.Any]
) -> None:
    """A directory's users log in with their password; others are told how."""
    known = sandbox.new_token("of a stranger", user=(STRANGER, PASSWORD))
    with_token = {**stranger, "awx_oauth_token": known}
    tasks = [
        query("auto", **WHO, **stranger),
        query("session", **WHO, **stranger, awx_auth="session"),
        query("basic", **WHO, **stranger, awx_auth="basic"),
        query("token", **WHO, **with_token),
    ]
    runs = {}
    try:
        for account in ("ldap", "enterprise", "social"):
            sandbox.belongs(STRANGER, account)
            environment = {"AWX_HOST": sandbox.url}
            runs[account] = ansible.playbook(one_core, tasks, environment=environment)
    finally:
        sandbox.belongs(STRANGER, None)
        sandbox.delete(f"tokens/{known['id']}/")

    for account in ("ldap", "enterprise"):
        for result in runs[account].results:
            assert result["objects"] == [STRANGER], (account, result.task)
    social = runs["social"]
    assert social["token"]["objects"] == [STRANGER]
    for name in ("auto", "session", "basic"):
        for words in ("SAML, OIDC, GitHub, Azure AD or Google", "awx_oauth_token", "awx_token"):
            assert words in social[name].error, name

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the connection comes from, and that nothing is left of it."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, lookup, query
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox, Traffic
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

# The first that is set is used.
HOSTS = ("AWX_HOST", "CONTROLLER_HOST", "AAP_HOSTNAME", "TOWER_HOST")
TOKENS = ("AWX_OAUTH_TOKEN", "CONTROLLER_OAUTH_TOKEN", "AAP_TOKEN", "TOWER_OAUTH_TOKEN")
USERNAMES = ("AWX_USERNAME", "CONTROLLER_USERNAME", "AAP_USERNAME", "TOWER_USERNAME")
PASSWORDS = ("AWX_PASSWORD", "CONTROLLER_PASSWORD", "AAP_PASSWORD", "TOWER_PASSWORD")

NOBODYS = "http://127.0.0.1:9"
WHO = {"only": "username"}


@pytest.fixture
def with_password(sandbox: Sandbox) -> dict[str, str]:
    return {"AWX_HOST": sandbox.url, "AWX_USERNAME": USERNAME, "AWX_PASSWORD": PASSWORD}


@pytest.mark.parametrize("first", range(4), ids=HOSTS)
def test_the_first_variable_that_is_set(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, first: int
) -> None:
    def variables(names: t.Sequence[str], right: str, wrong: str) -> dict[str, str]:
        return {names[first]: right, **dict.fromkeys(names[first + 1 :], wrong)}

    host = {**variables(HOSTS, sandbox.url, NOBODYS), "AWX_REQUEST_RETRIES": "0"}
    token = {**host, **variables(TOKENS, sandbox.token, "wrong")}
    login = {
        **host,
        **variables(USERNAMES, USERNAME, "wrong"),
        **variables(PASSWORDS, PASSWORD, "wrong"),
    }
    in_environment = [
        query("module", "me", **WHO) | {"environment": token},
        query("module with password", "me", **WHO) | {"environment": login},
    ]
    tasks = [query("action", "me", **WHO), lookup("lookup", "me", **WHO)]

    by_token = ansible.playbook(one_core, tasks, environment=token)
    by_password = ansible.playbook(one_core, tasks, environment=login)
    of_task = ansible.playbook(one_core, in_environment, environment={})

    for run in (by_token, by_password):
        assert run["action"]["objects"] == run["lookup"]["msg"] == [USERNAME]
    assert of_task["module"]["objects"] == of_task["module with password"]["objects"] == [USERNAME]


@pytest.mark.quick
def test_what_wins(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path) -> None:
    """Task option, module_defaults, environment, the file that is named, the files found."""
    users = ("operator", "auditor", "org-admin", "kimlee", "alice")
    tokens = {
        name: sandbox.new_token(f"precedence {name}", user=(name, SEED_PASSWORD))["token"]
        for name in users
    }
    home, named = tmp_path / "home", tmp_path / "named.cfg"
    home.mkdir()
    _write(home / ".tower_cli.cfg", f"host = {sandbox.url}\noauth_token = {tokens['alice']}\n")
    _write(named, f"host: {sandbox.url}\noauth_token: {tokens['kimlee']}\n")
    found = {"HOME": str(home)}
    file = {**found, "AWX_CONFIG_FILE": str(named)}
    environment = {**file, "TOWER_HOST": sandbox.url, "TOWER_OAUTH_TOKEN": tokens["org-admin"]}
    defaults = {
        "module_defaults": {"group/steward.awx.awx": {"awx_oauth_token": tokens["auditor"]}}
    }
    given = {"controller_oauthtoken": tokens["operator"]}
    password = {
        "AWX_HOST": sandbox.url,
        "AWX_USERNAME": "bob",
        "AWX_PASSWORD": SEED_PASSWORD,
    }

    def ask(**options: t.Any) -> list[dict[str, t.Any]]:
        return [query("who", "me", **WHO, **options)]

    runs = {
        "alice": ansible.playbook(one_core, ask(), environment=found),
        "kimlee": ansible.playbook(one_core, ask(), environment=file),
        # A token in a file does not replace the password that somebody gave.
        "bob": ansible.playbook(one_core, ask(), environment={**file, **password}),
        "org-admin": ansible.playbook(one_core, ask(), environment=environment),
        "auditor": ansible.playbook(one_core, ask(), environment=environment, play=defaults),
        "operator": ansible.playbook(
            one_core, ask(**given), environment=environment, play=defaults
        ),
    }

    assert {name: run["who"]["objects"] for name, run in runs.items()} == {
        name: [name] for name in (*users, "bob")
    }


def test_config_files(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    values = {"host": sandbox.url, "username": USERNAME, "password": PASSWORD}
    ini = "".join(f"{name} = {value}\n" for name, value in values.items())
    texts = {
        "ini": f"[general]\n{ini}verify_ssl = false\n",
        "without section": ini,
        "yaml": "---\n" + "".join(f"{name}: '{value}'\n" for name, value in values.items()),
        "json": json.dumps(values | {"verify_ssl": True}),
        "readable": ini,
    }
    tasks = []
    for name, text in texts.items():
        path = tmp_path / f"{name}.cfg"
        _write(path, text)
        options = {"awx_config_file": str(path), **WHO}
        tasks += [query(f"{name} module", "me", **options)]
        tasks += [lookup(f"{name} lookup", "me", **options)]
    (tmp_path / "readable.cfg").chmod(0o644)

    run = ansible.playbook(one_core, tasks, environment={}).succeeded()

    for name in texts:
        assert run[f"{name} module"]["objects"] == [USERNAME], name
        assert run[f"{name} lookup"]["msg"] == [USERNAME], name
    assert "chmod o-r" in " ".join(run["readable module"].data["warnings"])
    assert "warnings" not in run["ini module"].data
    assert PASSWORD not in run.output


@pytest.mark.quick
def test_ways_to_log_in(
    core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    with_password: dict[str, str],
) -> None:
    """Each on one connection, and with nothing left of it on the server."""
    tokens, sessions = sandbox.tokens, sandbox.sessions
    few = {"resource": "me"}
    many = {"resource": "hosts?name__startswith=host-00", "only": "id", "concurrency": 1}
    ways: dict[str, tuple[dict[str, t.Any], list[str]]] = {
        "auto, few": (few, ["basic"]),
        "auto, many": (many, ["basic", "session"]),
        "basic": ({**many, "awx_auth": "basic"}, ["basic"]),
        "session": ({**few, "awx_auth": "session"}, ["session"]),
        "session, many": ({**many, "awx_auth": "session"}, ["session"]),
        "token": ({**many, "awx_oauth_token": sandbox.token}, ["bearer"]),
        "basic beside a token": (
            {**few, "awx_auth": "basic", "awx_oauth_token": sandbox.token},
            ["basic"],
        ),
    }
    with sandbox.traffic() as traffic:
        tasks = [query(name, **options) for name, (options, _expected) in ways.items()]
        run = ansible.playbook(core, tasks, environment=with_password).succeeded()

    by_connection = {seen.connection: Traffic() for seen in traffic}
    for seen in traffic:
        by_connection[seen.connection].append(seen)
    assert len(by_connection) == len(ways), [*map(str, traffic)]
    for (name, (_options, expected)), requests in zip(ways.items(), by_connection.values()):
        signed = [seen.authentication for seen in requests if seen.path.startswith("/api/v2/")]
        assert sorted(set(signed)) == expected, name
        logins, logouts = requests.of("POST", "/login/"), requests.of("POST", "/logout/")
        assert len(logins) == len(logouts) == ("session" in expected), name
        assert run[name]["requests"] == len(requests) - len(logouts), name
        assert [seen.status for seen in requests if seen.status >= 400] == [], name
    assert sandbox.sessions == sessions
    assert sandbox.tokens == tokens


def test_as_many_connections_as_requests_at_once(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    with sandbox.traffic() as traffic:
        ansible.playbook(one_core, [query("all", "hosts", only="id", concurrency=3)]).succeeded()

    assert 1 < traffic.connections <= 3
    assert len(traffic) > 20


def test_items_of_a_loop_share_what_they_can(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, with_password: dict[str, str]
) -> None:
    names = [f"small-{number}" for number in (1, 2, 3)] * 4
    asking = "query('steward.awx.awx_query', 'hosts', filters={'name': item}, only='name')"
    tasks = [
        query("module", "hosts", filters={"name": "{{ item }}"}, only="name") | {"loop": names},
        {
            "name": "lookup",
            "ansible.builtin.debug": {"msg": f"{{{{ {asking} }}}}"},
            "loop": names,
        },
    ]
    for task in tasks:
        sessions = sandbox.sessions
        with sandbox.traffic() as traffic:
            run = ansible.playbook(core, [task], environment=with_password).succeeded()

        items = run[task["name"]]["results"]
        key = "objects" if task["name"] == "module" else "msg"
        assert [item[key] for item in items] == [[name] for name in names]
        assert len(traffic.of("GET", "/hosts/")) == len(names)
        assert sandbox.sessions == sessions
        # A login for each item would cost more than the question itself.
        assert len(traffic.of("POST", "/login/")) <= 1, task["name"]
        assert traffic.connections == 1, task["name"]
        assert len(traffic) <= len(names) + 4, task["name"]


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)

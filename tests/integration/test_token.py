# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens come, are used, and are gone afterwards, whatever happens in between."""

from __future__ import annotations

import contextlib
import threading
import typing as t
from pathlib import Path

import pytest
import requests

from tests.integration import sandbox as of_sandbox
from tests.integration.ansible_runs import AnsibleRuns, query, token
from tests.integration.sandbox import Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

pytestmark = pytest.mark.each_server

FIELDS = {"id", "token", "refresh_token", "scope", "description", "expires", "user", "application"}
AWX_TOKEN = "{{ awx.token }}"


@pytest.fixture
def with_password(ansible: AnsibleRuns, sandbox: Sandbox) -> dict[str, str]:
    """A connection by user name and password, as people have who need a token."""
    return {
        "AWX_HOST": sandbox.url,
        "AWX_USERNAME": of_sandbox.USERNAME,
        "AWX_PASSWORD": of_sandbox.PASSWORD,
    }


@pytest.fixture(autouse=True)
def _nothing_left_behind(sandbox: Sandbox) -> t.Iterator[None]:
    before = sandbox.tokens, sandbox.sessions
    yield
    assert (sandbox.tokens, sandbox.sessions) == before


@pytest.mark.quick
def test_create_use_revoke(
    core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    with_password: dict[str, str],
) -> None:
    use = {"awx_oauth_token": AWX_TOKEN}
    run = ansible.playbook(
        core,
        [
            token("dry", description="never made") | {"check_mode": True},
            token("create", description="for a test", scope="read") | {"register": "awx"},
            query("use", "me", only="username", **use),
            query("use its text", "me", only="username", awx_oauth_token="{{ awx.token.token }}"),
            token("would revoke", state="absent", token=AWX_TOKEN) | {"check_mode": True},
            query("still there", "tokens/{{ awx.token.id }}", only="description"),
            token("revoke", state="absent", token=AWX_TOKEN),
            query("use it once more", "me", **use),
            token("revoke again", state="absent", token=AWX_TOKEN),
            token("revoke again by text", state="absent", token="{{ awx.token.token }}"),
            token("would revoke again", state="absent", token=AWX_TOKEN) | {"check_mode": True},
            {"name": "facts", "ansible.builtin.debug": {"msg": "{{ ansible_facts.keys() }}"}},
        ],
        environment=with_password,
    )

    assert run["dry"]["changed"] is True
    assert "token" not in run["dry"].data
    created = run["create"]["token"]
    assert run["create"]["changed"] is True
    assert created.keys() >= FIELDS
    assert (created["description"], created["scope"]) == ("for a test", "read")
    assert "ansible_facts" not in run["create"].data
    assert run["facts"]["msg"] in ([], "dict_keys([])")
    assert run["use"]["objects"] == run["use its text"]["objects"] == [of_sandbox.USERNAME]
    assert run["would revoke"]["changed"] is True
    assert run["still there"]["objects"] == ["for a test"]
    assert run["revoke"]["changed"] is True
    assert "401" in run["use it once more"].error
    for again in ("revoke again", "revoke again by text", "would revoke again"):
        assert run[again]["changed"] is False


def test_revoke_by_anything(
    one_core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    with_password: dict[str, str],
) -> None:
    made = {
        name: sandbox.new_token(name)
        for name in ("mapping", "result", "text", "id", "itself", "of")
    }
    other = sandbox.new_token("of another user", user=("operator", SEED_PASSWORD))
    run = ansible.playbook(
        one_core,
        [
            token("mapping", state="absent", token=made["mapping"]),
            token("result", state="absent", token={"changed": True, "token": made["result"]}),
            token("text", state="absent", token=made["text"]["token"]),
            token("id", state="absent", token_id=made["id"]["id"]),
            token("itself", state="absent", token=made["itself"], awx_oauth_token=made["itself"]),
            token("of another user", state="absent", token=other["token"]),
            token("unknown id", state="absent", token_id=999999),
            token("unknown text", state="absent", token="abcdefghijklmnopqrstuvwxyz0123"),
        ],
        environment=with_password,
    )

    for name in ("mapping", "result", "text", "id", "itself", "of another user"):
        assert run[name]["changed"] is True, name
    for name in ("unknown id", "unknown text"):
        assert run[name]["changed"] is False, name
    left = sandbox.rows("SELECT description FROM main_oauth2accesstoken")
    assert set(left) & {*made, "of another user"} == {"of"}
    sandbox.delete(f"tokens/{made['of']['id']}/")


def test_a_busy_token_is_never_revoked_in_the_place_of_another(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, with_password: dict[str, str]
) -> None:
    """A token that is revoked by its text is that token or none."""
    given, busy = sandbox.new_token("given"), sandbox.new_token("busy")
    task = token("by text", state="absent", token=given["token"])
    with in_use(sandbox, busy["token"]):
        run = ansible.playbook(one_core, [task], environment=with_password)
    assert "cannot be distinguished from others: other tokens" in run["by text"].error
    left = sandbox.rows("SELECT description FROM main_oauth2accesstoken")
    assert {"given", "busy"} <= set(left)

    run = ansible.playbook(one_core, [task], environment=with_password)
    assert [row["description"] for row in run["by text"]["revoked"]] == ["given"]
    sandbox.delete(f"tokens/{busy['id']}/")


@contextlib.contextmanager
def in_use(sandbox: Sandbox, text: str) -> t.Iterator[None]:
    """Use a token again and again, as another client of the same user does."""
    is_over = threading.Event()

    def use() -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {text}"
            while not is_over.is_set():
                session.get(f"{sandbox.url}/api/v2/me/").raise_for_status()

    client = threading.Thread(target=use)
    client.start()
    try:
        yield
    finally:
        is_over.set()
        client.join()


@pytest.mark.parametrize("in_process", [True, False])
def test_a_token_alone_revokes_itself(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, in_process: bool
) -> None:
    """Nothing but the address and the token is needed."""
    text, mapping = sandbox.new_token("text"), sandbox.new_token("mapping")
    reads = sandbox.new_token("reads", scope="read")
    how = {"state": "absent", "awx_in_process": in_process}
    run = ansible.playbook(
        one_core,
        [
            token("would", token=text["token"], **how) | {"check_mode": True},
            token("text", token=text["token"], **how),
            token("mapping", token=mapping, **how),
            token("once more", token=text["token"], **how),
            token("reads", token=reads, **how),
            token("by filters", filters={"description": "x"}, **how),
        ],
        environment={"AWX_HOST": sandbox.url, "AWX_OAUTH_TOKEN": ""},
    )
    assert [run[name]["changed"] for name in ("would", "text", "mapping")] == [True] * 3
    assert run["once more"]["changed"] is False
    assert "expired" in run["once more"]["msg"]
    assert "set awx_username and awx_password" in run["reads"].error
    assert "older_than" in run["by filters"].error
    sandbox.delete(f"tokens/{reads['id']}/")


@pytest.mark.quick
@pytest.mark.parametrize("failing", ["a task", "a launch"])
def test_always_cleans_up(
    core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    with_password: dict[str, str],
    failing: str,
) -> None:
    between: dict[str, t.Any] = {
        "a task": {"ansible.builtin.fail": {"msg": "on purpose"}},
        "a launch": {"steward.awx.awx_job_launch": {"template": "Simulated - fail"}},
    }[failing]
    block = {
        "name": "work",
        "module_defaults": {
            "group/steward.awx.awx": {"awx_oauth_token": "{{ awx.token | default(omit) }}"}
        },
        "block": [
            {"name": "get", "steward.awx.awx_token": {"description": failing}, "register": "awx"},
            {"name": "fail", **between},
        ],
        "always": [
            {
                "name": "give back",
                "steward.awx.awx_token": {"state": "absent", "token": AWX_TOKEN},
                "when": "awx.token is defined",
            }
        ],
    }
    with sandbox.traffic() as traffic:
        run = ansible.playbook(core, [block], environment=with_password)

    assert run.status != 0
    assert run["fail"].outcome == "failed"
    assert run["give back"]["changed"] is True
    assert len(traffic.of("POST", "/tokens/")) == 1
    assert len(traffic.of("DELETE")) == 1


def test_what_a_scope_allows(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, with_password: dict[str, str]
) -> None:
    launched = {"template": "Simulated - ok", "awx_oauth_token": AWX_TOKEN}
    run = ansible.playbook(
        one_core,
        [
            token("create", scope="read") | {"register": "awx"},
            query("read", "job_templates", awx_oauth_token=AWX_TOKEN, limit=1),
            token("create another", awx_oauth_token=AWX_TOKEN),
            {
                "name": "launch",
                "steward.awx.awx_job_launch": launched,
                "ignore_errors": True,
            },
            token("give back", state="absent", token=AWX_TOKEN),
            token("both", scope="read write") | {"register": "awx"},
            token("give both back", state="absent", token=AWX_TOKEN),
            token("nonsense", scope="execute"),
            token("absent without which", state="absent"),
            token("of two", state="absent", token="abc", token_id=3),
        ],
        environment=with_password,
    )

    assert run["read"]["count"] > 0
    assert "the scope of the token is read" in run["create another"].error
    assert run["create another"].data["http_status"] == 403
    assert "scope" in run["launch"].error
    assert run["both"]["token"]["scope"] == "read write"
    assert "'read write'" in run["nonsense"].error
    assert "token_id" in run["absent without which"].error
    assert "mutually exclusive" in run["of two"].error


def test_a_token_that_only_reads_is_given_back_with_itself(
    one_core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    with_password: dict[str, str],
) -> None:
    """As the README shows it: one block that sets the token for all tasks, the last one too."""
    block = {
        "name": "work",
        "module_defaults": {
            "group/steward.awx.awx": {"awx_oauth_token": "{{ awx.token | default(omit) }}"}
        },
        "block": [
            {"name": "get", "steward.awx.awx_token": {"scope": "read"}, "register": "awx"},
            query("use", "me"),
        ],
        "always": [token("give back", state="absent", token=AWX_TOKEN)],
    }
    run = ansible.playbook(one_core, [block], environment=with_password)

    assert run["use"]["count"] == 1
    assert run["give back"]["changed"] is True


def test_for_an_application(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    run = ansible.playbook(
        one_core,
        [
            token("by name", application="Seed application") | {"register": "awx"},
            token("give back", state="absent", token=AWX_TOKEN),
            token("unknown", application="Seed aplication"),
        ],
    )

    application = sandbox.id_of("oauth2application", "Seed application")
    assert run["by name"]["token"]["application"] == application
    assert run["by name"]["token"]["refresh_token"]
    assert run["give back"]["changed"] is True
    assert "refresh token" in run.stderr + run.stdout
    assert "'Seed application'" in run["unknown"].error

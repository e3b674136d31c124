# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No password and no token in anything that Ansible writes, however much it is asked to show."""

from __future__ import annotations

import typing as t
from pathlib import Path

from tests.integration.ansible_runs import AnsibleRuns, launch, lookup, query, token
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox

WRONG = "Tq-wrong-password"
ANSWER = "Tq-survey-answer"
SSH = "Tq-ssh-password"
VAULT = "Tq-vault-password"


def test_nothing_is_shown(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    kept, log, cache = tmp_path / "token", tmp_path / "ansible.log", tmp_path / "cache"
    other = sandbox.new_token("to be revoked")
    with_token = {"awx_oauth_token": "{{ awx.token }}"}
    survey = {"required_text": "text", "secret_pw": ANSWER, "count": "{{ 3 }}", "color": "red"}
    passwords = {
        "ssh_password": SSH,
        "become_password": SSH,
        "ssh_key_unlock": SSH,
        "vault_password": VAULT,
        "vault_password.prod": VAULT,
    }
    wrong = {"awx_username": USERNAME, "awx_password": WRONG}
    tasks = [
        token("make", scope="write") | {"register": "awx", "no_log": True},
        {
            "name": "keep",
            "ansible.builtin.copy": {
                "content": "{{ awx.token.token }}",
                "dest": str(kept),
                "mode": "0600",
            },
            "no_log": True,
        },
        query("with token", "me", **with_token),
        query("with its text", "me", awx_oauth_token="{{ awx.token.token }}"),
        query("tokens", "tokens", **with_token),
        query("in a process of its own", "me", awx_in_process=False, **with_token),
        query("with password", "me"),
        query("by session", "me", awx_auth="session"),
        query("refused", "labels?nmae=x", **with_token),
        query("wrong password", "me", **wrong),
        query("wrong password for a session", "me", awx_auth="session", **wrong),
        query("wrong password in a process of its own", "me", awx_in_process=False, **wrong),
        lookup("lookup", "me", **with_token),
        lookup("lookup with wrong password", "me", **wrong),
        launch("survey", "Seed - Survey all types", extra_vars=survey, wait=False),
        launch("survey refused", "Seed - Survey all types", extra_vars=survey | {"color": "pink"}),
        launch("asked", "Seed - Ask all passwords", credential_passwords=passwords, wait=False),
        launch("not asked", "Demo - Deploy", credential_passwords=passwords, **with_token),
        token("revoke another", state="absent", token=other["token"], **with_token),
        token("give back", state="absent", token="{{ awx.token }}"),
        query("revoked", "me", **with_token),
    ]
    run = ansible.playbook(
        core,
        tasks,
        "-vvvv",
        "--diff",
        environment={
            "AWX_HOST": sandbox.url,
            "AWX_USERNAME": USERNAME,
            "AWX_PASSWORD": PASSWORD,
            "ANSIBLE_LOG_PATH": str(log),
            "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(cache),
        },
    ).succeeded()

    failed = {result.task for result in run.results if result.outcome == "failed"}
    assert failed == {
        "refused",
        "wrong password",
        "wrong password for a session",
        "wrong password in a process of its own",
        "lookup with wrong password",
        "survey refused",
        "not asked",
        "revoked",
    }
    secrets = {
        "token": kept.read_text(),
        "other token": other["token"],
        "password": PASSWORD,
        "wrong password": WRONG,
        "answer": ANSWER,
        "ssh password": SSH,
        "vault password": VAULT,
    }
    assert len(secrets["token"]) > 20
    written: dict[str, str] = {
        "stdout": run.stdout,
        "stderr": run.stderr,
        "log": log.read_text(),
        **{str(path): path.read_text() for path in cache.rglob("*") if path.is_file()},
        **{f"result of {result.task}": _text(result.data) for result in run.results},
    }
    assert len(written["log"]) > 10_000
    assert "GET " in written["stdout"]  # the calls to the API are shown
    seen = [
        (where, name)
        for where, text in written.items()
        for name, secret in secrets.items()
        if secret in text
    ]
    assert seen == []


def test_a_token_is_shown_where_it_is_asked_for_only(
    one_core: Path, ansible: AnsibleRuns, tmp_path: Path
) -> None:
    """Without `no_log` the returned value is shown, as documented, but nothing else of it."""
    run = ansible.playbook(
        one_core,
        [
            token("make") | {"register": "awx"},
            query("use", "me", awx_oauth_token="{{ awx.token }}"),
            token("give back", state="absent", token="{{ awx.token }}"),
        ],
        "-vvvv",
    ).succeeded()

    made = run["make"]["token"]["token"]
    assert made in run.stdout
    assert run.output.count(made) == 1
    for task in ("use", "give back"):
        assert made not in _text(run[task].data)


def _text(value: t.Any) -> str:
    """Return a value as text that shows every character as it is."""
    if isinstance(value, dict):
        return "\n".join(f"{key}\n{_text(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    return str(value)

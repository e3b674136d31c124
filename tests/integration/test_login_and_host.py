# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server gets a login: that of its own variables, in a module of either kind and in a lookup.

A second server listens where nothing may go.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, Run, lookup, query
from tests.integration.receiver import Received, receiving
from tests.integration.sandbox import Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

WHO = {"only": "username", "request_retries": 0}
WAYS = ("in process", "by process", "by lookup")


@pytest.fixture
def elsewhere() -> t.Iterator[Received]:
    """A server that is asked nothing."""
    with receiving() as received:
        yield received
        assert received == []


def ask(**options: t.Any) -> list[dict[str, t.Any]]:
    """Return tasks that ask who asks, in every way."""
    return [
        query("in process", "me", **WHO, **options),
        query("by process", "me", awx_in_process=False, **WHO, **options),
        lookup("by lookup", "me", **WHO, **options),
    ]


def who(run: Run) -> list[t.Any]:
    """Return who asked, in each way."""
    run.succeeded()
    return [run["in process"]["objects"], run["by process"]["objects"], run["by lookup"]["msg"]]


def errors_of(run: Run) -> list[str]:
    return [run[way].error for way in WAYS]


def in_a_job(credential: str, user: str, awx: str, **more: str) -> dict[str, str]:
    """Return what AWX puts into the environment of a job with a credential for an AWX."""
    families = {}
    for family in ("TOWER", "CONTROLLER"):
        families |= {
            f"{family}_HOST": credential,
            f"{family}_USERNAME": user,
            f"{family}_PASSWORD": SEED_PASSWORD,
            f"{family}_OAUTH_TOKEN": "",
            f"{family}_VERIFY_SSL": "False",
        }
    job = {"JOB_ID": "42", "INVENTORY_ID": "1", "AWX_PRIVATE_DATA_DIR": "/runner"}
    return {**job, "AWX_HOST": awx, **families, **more}


def test_a_job_with_a_credential_for_another_server(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, elsewhere: Received
) -> None:
    """AWX_HOST is the AWX that runs the job: the credential's server is asked, by its user."""
    environment = in_a_job(sandbox.url, "operator", elsewhere.url)
    assert who(ansible.playbook(core, ask(), environment=environment)) == [["operator"]] * 3


def test_a_job_with_a_credential_and_an_awx_that_does_not_know_its_address(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    environment = in_a_job(sandbox.url, "operator", "https://towerhost")
    assert who(ansible.playbook(one_core, ask(), environment=environment)) == [["operator"]] * 3


def test_a_job_with_a_credential_for_the_awx_that_runs_it(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    environment = in_a_job(sandbox.url, "operator", sandbox.url)
    assert who(ansible.playbook(one_core, ask(), environment=environment)) == [["operator"]] * 3


def test_a_job_without_a_credential(
    one_core: Path, ansible: AnsibleRuns, elsewhere: Received
) -> None:
    environment = {"JOB_ID": "42", "AWX_PRIVATE_DATA_DIR": "/runner", "AWX_HOST": elsewhere.url}
    run = ansible.playbook(one_core, ask(), environment=environment)
    for error in errors_of(run):
        assert f"no credentials for {elsewhere.url} (AWX_HOST)" in error


@pytest.mark.quick
def test_a_login_and_a_host_of_two_families(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, elsewhere: Received
) -> None:
    """Nothing is sent; the error says what was found where, and no secret."""
    login = {"AWX_USERNAME": "operator", "AWX_PASSWORD": SEED_PASSWORD}
    two_families = {**login, "CONTROLLER_HOST": elsewhere.url}
    other_task = {**login, "AWX_HOST": sandbox.url}

    apart = ansible.playbook(core, ask(), environment=two_families)
    named = ansible.playbook(core, ask(awx_host=elsewhere.url), environment=other_task)

    for error in errors_of(apart):
        assert "AWX_USERNAME and AWX_PASSWORD are not sent to" in error
        assert f"{elsewhere.url} (CONTROLLER_HOST), since AWX_HOST is not set" in error
    for error in errors_of(named):
        assert f"for {sandbox.url} (AWX_HOST), and not for {elsewhere.url} (the task's" in error
    assert SEED_PASSWORD not in apart.output + named.output


def test_a_login_of_the_task_wins_over_a_token_of_the_environment(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    environment = {"AWX_HOST": sandbox.url, "AWX_OAUTH_TOKEN": sandbox.token}
    login = {"awx_username": "operator", "awx_password": SEED_PASSWORD}
    assert who(ansible.playbook(core, ask(**login), environment=environment)) == [["operator"]] * 3


EMPTY = dict.fromkeys(
    (
        *("AWX_HOST", "AWX_USERNAME", "AWX_PASSWORD", "AWX_OAUTH_TOKEN", "AWX_VERIFY_SSL"),
        *("AWX_CA_PATH", "AWX_CLIENT_CERT", "AWX_CLIENT_KEY", "AWX_REQUEST_TIMEOUT"),
        *("AWX_REQUEST_RETRIES", "AWX_API_ROOT", "AWX_CONFIG_FILE", "AWX_AUTH", "AWX_IN_PROCESS"),
    ),
    "",
)


@pytest.mark.parametrize("way", ["password", "token"])
def test_variables_that_are_set_and_empty(
    way: str, core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """They hide nothing, whatever their type: in the environment, nor in a play's `environment`."""
    login = {"CONTROLLER_USERNAME": "operator", "CONTROLLER_PASSWORD": SEED_PASSWORD}
    if way == "token":
        made = sandbox.new_token("empty variables", user=("operator", SEED_PASSWORD))["token"]
        login = {"CONTROLLER_OAUTH_TOKEN": made}
    environment = {"CONTROLLER_HOST": sandbox.url, "CONTROLLER_VERIFY_SSL": "false", **login}
    played = [query("played", "me", **WHO) | {"environment": {**EMPTY, **environment}}]

    run = ansible.playbook(core, ask(), environment={**EMPTY, **environment})
    in_play = ansible.playbook(core, played, environment={})

    assert who(run) == [["operator"]] * 3
    assert in_play["played"]["objects"] == ["operator"]


def test_ansible_cfg_behind_empty_variables(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    config = tmp_path / "ansible.cfg"
    config.write_text(
        f"[awx]\nhost = {sandbox.url}\nusername = operator\npassword = {SEED_PASSWORD}\n"
        "validate_certs =\nrequest_timeout =\nauth =\nca_path =\n"
    )
    environment = {**EMPTY, "ANSIBLE_CONFIG": str(config)}
    variables = {"vars": {"awx_host": "", "awx_oauth_token": ""}}
    tasks = [lookup("ask", "me", **WHO, awx_host="", validate_certs="")]
    run = ansible.playbook(core, tasks, environment=environment, play=variables).succeeded()
    assert run["ask"]["msg"] == ["operator"]


def test_where_requests_go_is_shown_once(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    environment = {"AWX_HOST": sandbox.url, "AWX_OAUTH_TOKEN": sandbox.token}
    task = query("in process", "me", **WHO) | {"loop": [1, 2, 3]}
    run = ansible.playbook(core, [task], "-vvv", environment=environment).succeeded()
    shown = " ".join(run.output.split())
    assert shown.count(f"requests go to {sandbox.url} (AWX_HOST), with AWX_OAUTH_TOKEN") == 1


def test_a_refusal_says_who_was_asked(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    environment = {"CONTROLLER_HOST": sandbox.url, "CONTROLLER_OAUTH_TOKEN": "of-another-server"}
    refused = ansible.playbook(core, ask(), environment=environment)
    gone = ansible.playbook(core, ask(), environment={**environment, "CONTROLLER_HOST": NOBODYS})
    for error in errors_of(refused):
        assert f"went to {sandbox.url} (CONTROLLER_HOST), with CONTROLLER_OAUTH_TOKEN." in error
    for error in errors_of(gone):
        assert f"{NOBODYS} (CONTROLLER_HOST) cannot be reached" in error


NOBODYS = "http://127.0.0.1:9"

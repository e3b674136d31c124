# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks as people have them for awx.awx 24.6.1, with only the name changed."""

from __future__ import annotations

import re
import shlex
import typing as t
from pathlib import Path

import pytest
import yaml

from tests.integration.ansible_runs import AnsibleRuns, assert_no_traceback, lookup
from tests.integration.moved_tasks import TASKS_BY_SUBJECT
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_migrating.rst"
BENCH = ROOT / ".venv" / "bench"

NAMES = {
    "awx.awx.token": "steward.awx.awx_token",
    "awx.awx.job_launch": "steward.awx.awx_job_launch",
    "awx.awx.job_wait": "steward.awx.awx_job_wait",
    "awx.awx.job_cancel": "steward.awx.awx_job_cancel",
    "awx.awx.controller_api": "steward.awx.awx_query",
    "awx.awx.workflow_launch": "steward.awx.awx_job_launch",
    "awx.awx.project_update": "steward.awx.awx_job_launch",
    "awx.awx.inventory_source_update": "steward.awx.awx_job_launch",
    "awx.awx.ad_hoc_command_wait": "steward.awx.awx_job_wait",
    "awx.awx.ad_hoc_command_cancel": "steward.awx.awx_job_cancel",
}


def renamed(text: str) -> str:
    return re.sub(r"\bawx\.awx\.\w+", lambda name: NAMES[name[0]], text)


def with_values(text: str, sandbox: Sandbox) -> list[dict[str, t.Any]]:
    """Return tasks that know this server; the failure of one does not end the play."""
    values = {"THE_HOST": sandbox.url, "THE_USER": USERNAME, "THE_PASSWORD": PASSWORD}
    for name, value in values.items():
        text = text.replace(name, value)
    tasks: list[dict[str, t.Any]] = yaml.safe_load(text)
    return [{**task, "ignore_errors": True} for task in tasks]


TASKS = """
- name: a token
  awx.awx.token:
    description: Made by the tests of moving
    scope: write
    state: present
    controller_host: THE_HOST
    controller_username: THE_USER
    controller_password: THE_PASSWORD
    validate_certs: false
    request_timeout: 20
  register: made

- name: another token
  awx.awx.token:
    scope: read
    tower_host: THE_HOST
    tower_username: THE_USER
    tower_password: THE_PASSWORD
    tower_verify_ssl: false
  register: other

- name: launch
  awx.awx.job_launch:
    job_template: Simulated - ok
    wait: false
    controller_oauthtoken: "{{ made.token }}"
  register: job

- name: wait
  awx.awx.job_wait:
    job_id: "{{ job.id }}"
    timeout: 120
    interval: 0.2
    job_type: jobs
  register: waited

- name: launch and wait
  awx.awx.job_launch:
    name: Simulated - ok
    organization: Engineering
    wait: true
    interval: 0.2
    timeout: 120

- name: launch with everything
  awx.awx.job_launch:
    job_template: Seed - Ask everything
    job_type: run
    inventory: Seed Small Inventory++Engineering
    credential: Seed Machine
    extra_vars:
      greeting: Hello
    limit: small-1
    tags: [all, never]
    skip_tags: [slow]
    verbosity: 1
    diff_mode: true
    forks: 3
    job_timeout: 600
    wait: false
  register: everything

- name: launch a workflow
  awx.awx.workflow_launch:
    name: Simulated - Workflow
    wait: false
  register: workflow

- name: wait for the workflow
  awx.awx.job_wait:
    job_id: "{{ workflow.id }}"
    job_type: workflow_jobs
    interval: 0.2

- name: wait for it as another kind
  awx.awx.job_wait:
    job_id: "{{ workflow.id }}"
    job_type: jobs

- name: launch something slow
  awx.awx.job_launch:
    job_template: Simulated - slow
    extra_vars: {seconds: 30}
    wait: false
  register: slow

- name: cancel it
  awx.awx.job_cancel:
    job_id: "{{ slow.id }}"
    fail_if_not_running: true

- name: cancel it again
  awx.awx.job_cancel:
    job_id: "{{ slow.id }}"

- name: cancel it again where that is a failure
  awx.awx.job_cancel:
    job_id: "{{ slow.id }}"
    fail_if_not_running: true

- name: ask
  ansible.builtin.debug:
    msg:
      users: "{{ query('awx.awx.controller_api', 'users', query_params={'is_superuser': true}) | map(attribute='username') }}"
      connected: "{{ lookup('awx.awx.controller_api', 'me', host='THE_HOST', username='THE_USER', password='THE_PASSWORD', verify_ssl=false, request_timeout=20).username }}"
      with_token: "{{ lookup('awx.awx.controller_api', 'me', oauth_token=made.token.token).username }}"
      id: "{{ lookup('awx.awx.controller_api', 'organizations', query_params={'name': 'Engineering'}, return_ids=True, expect_one=True) }}"
      ids: "{{ lookup('awx.awx.controller_api', 'organizations', return_ids=True) }}"
      settings: "{{ lookup('awx.awx.controller_api', 'settings/ui') is mapping }}"
      hosts: "{{ query('awx.awx.controller_api', 'hosts', return_all=True, max_objects=100000, return_objects=True) | length }}"
      pages: "{{ query('awx.awx.controller_api', 'organizations', query_params={'page_size': 2}, return_all=True) | length }}"
      listed: "{{ query('awx.awx.controller_api', 'api/v2/organizations', query_params={'name': 'Engineering'}, expect_objects=True, return_objects=True) | map(attribute='name') }}"
      output: "{{ lookup('awx.awx.controller_api', 'jobs/' ~ job.id ~ '/stdout/?format=json').content is search('PLAY RECAP') }}"

- name: expect objects of what has none
  ansible.builtin.debug:
    msg: "{{ query('awx.awx.controller_api', 'settings/ui', expect_objects=True) }}"

- name: give the token back
  awx.awx.token:
    existing_token: "{{ made.token }}"
    state: absent

- name: give the other token back by its id
  awx.awx.token:
    existing_token_id: "{{ other.id }}"
    state: absent
"""  # noqa: E501


# What fails there too.
FAILURES = {
    "wait for it as another kind",
    "cancel it again where that is a failure",
    "expect objects of what has none",
}


def test_tasks_for_awx_awx_need_only_the_name_changed(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    before = sandbox.tokens

    run = ansible.playbook(core, with_values(renamed(TASKS), sandbox))

    failures = {
        result.task: str(result.data.get("msg")) for result in run.results if result.outcome != "ok"
    }
    assert failures.keys() == FAILURES, failures
    assert "Leave job_type out" in run["wait for it as another kind"].error
    assert "ended already" in run["cancel it again where that is a failure"].error
    assert run["launch"]["id"] == run["launch"]["job"]["id"]
    assert run["launch"]["status"] in ("pending", "waiting", "running")
    for name in ("wait", "launch and wait"):
        assert run[name]["status"] == "successful"
        assert run[name]["elapsed"] >= 0
    assert run["wait"]["id"] == run["launch"]["id"]
    assert "ansible_facts" not in run["a token"].data
    assert (run["cancel it"]["changed"], run["cancel it again"]["changed"]) == (True, False)
    job = sandbox.get(f"jobs/{run['launch with everything']['id']}/")
    assert (job["job_tags"], job["skip_tags"], job["limit"]) == ("all,never", "slow", "small-1")
    assert (job["verbosity"], job["diff_mode"], job["forks"], job["timeout"]) == (1, True, 3, 600)
    assert sandbox.tokens == before

    asked = run["ask"]["msg"]
    superusers = sandbox.rows("SELECT username FROM auth_user WHERE is_superuser ORDER BY id")
    assert asked["users"] == superusers
    assert (asked["connected"], asked["with_token"]) == (USERNAME, USERNAME)
    engineering = sandbox.id_of("organization", "Engineering")
    assert str(asked["id"]) == str(engineering)
    ids = sandbox.rows("SELECT id FROM main_organization ORDER BY id")
    assert asked["ids"] == ",".join(map(str, ids))
    assert asked["settings"] is True
    assert int(asked["hosts"]) == sandbox.rows("SELECT count(*) FROM main_host")[0]
    assert int(asked["pages"]) == len(ids)
    assert (asked["listed"], asked["output"]) == (["Engineering"], True)
    assert "neither a list of objects" in run["expect objects of what has none"].error


@pytest.mark.skipif(not BENCH.exists(), reason="awx.awx is there once `make bench` has run")
def test_these_tasks_are_for_awx_awx(ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """They do the same there, but for the one that runs into a mistake of awx.awx: it masks a job's
    id wherever the id of the token that is used is in it.
    """
    text = TASKS.replace("made.token", "made.ansible_facts.controller_token")
    text = text.replace("other.id", "other.ansible_facts.controller_token.id")
    tasks = with_values(text, sandbox)
    environment = {"CONTROLLER_HOST": sandbox.url, "CONTROLLER_OAUTH_TOKEN": sandbox.token}

    theirs = ansible.playbook(BENCH, tasks, environment=environment)

    failed = {result.task for result in theirs.results if result.outcome != "ok"} - {"wait"}
    assert failed == FAILURES, theirs.output
    asked = theirs["ask"]["msg"]
    assert int(asked["hosts"]) == sandbox.rows("SELECT count(*) FROM main_host")[0]


@pytest.mark.parametrize("subject", sorted(TASKS_BY_SUBJECT))
def test_what_playbooks_for_awx_awx_check_holds_with_only_the_name_changed(
    subject: str, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    text = TASKS_BY_SUBJECT[subject]
    if "COMMAND" in text:
        text = re.sub(r"\bCOMMAND\b", str(_running_command(sandbox)), text)
    before = sandbox.tokens

    run = ansible.playbook(one_core, yaml.safe_load(renamed(text)))

    run.succeeded()
    assert_no_traceback(run)
    assert sandbox.tokens == before


def _running_command(sandbox: Sandbox) -> int:
    inventory = sandbox.rows("SELECT id FROM main_inventory WHERE name = 'Seed Small Inventory'")[0]
    credential = sandbox.id_of("credential", "Seed Machine")
    command = {
        "inventory": inventory,
        "credential": credential,
        "module_name": "command",
        "module_args": "sleep 600",
    }
    command_id: int = sandbox.post("ad_hoc_commands/", command)["id"]
    return command_id


# What means something else is refused, and the error says what to write.
REFUSED = [
    ("job_launch", {"name": "x", "unified_job_template": 1}, "write template"),
    ("job_launch", {"name": "x", "timeout": 0}, "leave it out for that"),
    ("job_wait", {"workflow_job_id": 1}, "'workflow_job_id': write jobs"),
    ("job_wait", {"workflow_job_id": 1, "awx_in_process": False}, "'workflow_job_id': write jobs"),
    ("job_wait", {"job_id": 1, "timeout": 0, "awx_in_process": False}, "wait_timeout: 0"),
    ("job_cancel", {"command_id": 1, "interval": 1}, "'interval': leave it out"),
    ("token", {"state": "absent", "existing_token_id": 1, "scope": "read"}, "scope cannot be used"),
    ("token", {"tower_token": "Tq-token"}, "'tower_token': write token"),
    ("query", {"url": "x", "method": "GET"}, "'method': leave it out: this only reads"),
    ("lookup", {"return_all": False}, "Write limit=25"),
    ("lookup", {"return_objects": False}, "awx_query returns objects and their count"),
    ("lookup", {"query_params": {"format": "txt"}}, "resource: jobs/ID/stdout, only: content"),
    ("lookup", {"query_params": {"page_size": 5}}, "all pages are read"),
]


def test_what_means_something_else_is_refused_with_what_to_write(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    tasks = []
    for number, (plugin, options, _said) in enumerate(REFUSED):
        is_lookup = plugin == "lookup"
        name = str(number)
        task = {"name": name, f"steward.awx.awx_{plugin}": options, "ignore_errors": True}
        tasks.append(lookup(name, "jobs", **options) if is_lookup else task)

    with sandbox.traffic() as traffic:
        run = ansible.playbook(core, tasks)

    for number, (_plugin, options, said) in enumerate(REFUSED):
        assert said in run[str(number)].error, options
    assert_no_traceback(run)
    assert list(map(str, traffic)) == []


def test_the_commands_of_the_guide_run(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """What people type instead of `awx`, word for word."""
    job = sandbox.rows("SELECT unifiedjob_ptr_id FROM main_job ORDER BY 1 DESC LIMIT 1")[0]
    guide = GUIDE.read_text(encoding="utf-8").replace("jobs/123/", f"jobs/{job}/")
    commands = re.findall(r"^    ansible localhost (.+)$", guide, re.MULTILINE)
    assert len(commands) == 3

    for command in commands:
        run = ansible.adhoc(one_core, *shlex.split(command)).succeeded()
        shown, result, _rest = run.output.partition("localhost | ")
        assert result
        # Before the result, which may hold the output of a job too.
        assert ("PLAY [" in shown) is ("output=live" in command)

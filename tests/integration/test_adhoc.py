# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands as people type them."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, Run, assert_no_traceback
from tests.integration.sandbox import Sandbox


@pytest.mark.quick
def test_a_question(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    arguments = "resource=jobs?status=failed&id__lte=20000 limit=3 order_by=-id fields=id,status"
    run = ansible.adhoc(core, "-m", "steward.awx.awx_query", "-a", arguments).succeeded()

    answer = _answer(run, "SUCCESS")
    newest = sandbox.rows(
        "SELECT id FROM main_unifiedjob JOIN main_job ON unifiedjob_ptr_id = id"
        " WHERE status = 'failed' AND id <= 20000 ORDER BY id DESC LIMIT 3"
    )
    assert answer["objects"] == [{"id": id_, "status": "failed"} for id_ in newest]
    assert answer["truncated"] is True


@pytest.mark.quick
def test_a_launch_and_its_failure(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    answers = {"version": "2.4.1", "stage": "staging", "replicas": 1}
    options = json.dumps({"template": "Demo - Deploy", "extra_vars": answers, "wait": False})
    launched = ansible.adhoc(one_core, "-m", "steward.awx.awx_job_launch", "-a", options)
    template = f"template={sandbox.id_of('unifiedjobtemplate', 'Demo - Deploy')}"
    refused = ansible.adhoc(one_core, "-m", "steward.awx.awx_job_launch", "-a", template)

    assert _answer(launched.succeeded(), "CHANGED")["job"]["name"] == "Demo - Deploy"
    assert refused.status == 2
    assert "'version'" in _answer(refused, "FAILED!")["msg"]


def test_a_wrong_question(core: Path, ansible: AnsibleRuns) -> None:
    arguments = "resource=jobs?statsu=failed"
    run = ansible.adhoc(core, "-m", "steward.awx.awx_query", "-a", arguments)

    assert run.status == 2
    assert "'status'" in _answer(run, "FAILED!")["msg"]
    assert_no_traceback(run)


def test_a_token(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    before = sandbox.tokens
    made = ansible.adhoc(one_core, "-m", "steward.awx.awx_token", "-a", "scope=read").succeeded()
    token = _answer(made, "CHANGED")["token"]
    revoking = f"state=absent token={token['token']}"
    revoked = ansible.adhoc(one_core, "-m", "steward.awx.awx_token", "-a", revoking, "-vvvv")

    assert _answer(revoked.succeeded(), "CHANGED")["changed"] is True
    assert token["token"] not in revoked.output
    assert sandbox.tokens == before


def _answer(run: Run, state: str) -> dict[str, t.Any]:
    """Return the JSON that the command shows behind `localhost | STATE => `."""
    _before, found, text = run.stdout.partition(f"localhost | {state} => ")
    assert found, run.output
    answer: dict[str, t.Any] = json.JSONDecoder().raw_decode(text)[0]
    return answer

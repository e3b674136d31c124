# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""launch: one launch is one POST, with exactly what was given."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.launch import submit
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types

from tests.unit.connect import MakeClient
from tests.unit.launches import JT, make_config
from tests.unit.scripted_server import Answer, ScriptedServer, json_answer, page_of

LAUNCH = "/api/v2/job_templates/8/launch/"


# -- The body ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"verbosity": 0},
        {"diff_mode": False},
        {"limit": ""},
        {"credentials": []},
        {"labels": []},
        {"extra_vars": {}},
        {"forks": 0, "job_tags": "a,b", "inventory": 3},
    ],
)
def test_payload_sends_every_value(given: dict[str, t.Any]) -> None:
    """`false`, 0, "" and [] are values and are sent."""
    assert submit.payload(given, make_config()) == given


def test_payload_calls_the_timeout_of_the_job_as_the_api_does() -> None:
    """`job_timeout` must not be posted besides."""
    assert submit.payload({"job_timeout": 5}, make_config()) == {"timeout": 5}


def test_payload_holds_passwords_where_there_are_some() -> None:
    passwords = {"ssh_password": "hunter2"}
    assert submit.payload({"credential_passwords": passwords}, make_config()) == {
        "credential_passwords": passwords
    }
    assert submit.payload({"credential_passwords": {}}, make_config()) == {}


def test_payload_of_an_ad_hoc_command_has_passwords_at_its_top() -> None:
    """Not below `credential_passwords` (docs/awx-api.md#ad-hoc-commands)."""
    again = make_config(kind=template_types.RELAUNCHES["ad_hoc_command"])
    given = {"credential_passwords": {"ssh_password": "hunter2"}}
    assert submit.payload(given, again) == {"ssh_password": "hunter2"}


# -- The launch itself ---------------------------------------------------------------------


def start(client: AwxClient, kind: template_types.Kind = JT) -> submit.Launched:
    return submit.start(client, make_config(kind=kind), {"limit": ""})


def test_start_posts_once(client: AwxClient, server: ScriptedServer) -> None:
    answer = {"id": 20, "job": 20, "url": "/api/v2/jobs/20/", "ignored_fields": {}}
    server.expect("POST", LAUNCH, json_answer(answer, 201), body={"limit": ""})
    assert start(client) == submit.Launched(Job(answer))


def test_start_refused_says_what_the_server_said(client: AwxClient, server: ScriptedServer) -> None:
    body = {"inventory": ['Invalid pk "9" - object does not exist.']}
    server.handle(lambda request: json_answer(body, 400))
    with pytest.raises(errors.LaunchRefused) as failure:
        start(client)
    assert str(failure.value) == (
        "the job template 'Deploy' was not launched: "
        'inventory: Invalid pk "9" - object does not exist.'
    )
    assert failure.value.problems == ['inventory: Invalid pk "9" - object does not exist.']


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(json_answer({"detail": "slow down"}, 429), id="429"),
        pytest.param(Answer(302, headers=[("Location", "/migrations_notran/")]), id="upgrade page"),
        pytest.param(Answer(301, headers=[("Location", "/x/")]), id="redirect"),
        pytest.param(json_answer({"detail": "no"}, 403), id="403"),
        pytest.param(json_answer({"detail": "no"}, 404), id="404"),
    ],
)
def test_start_that_was_turned_away_claims_no_running_job(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    """What a proxy or a redirect turned away did not start anything."""
    server.handle(lambda request: answer)
    with pytest.raises(errors.AwxError) as failure:
        start(client)
    assert "sent once" not in str(failure.value)


def test_start_that_never_left_claims_no_running_job(make_client: MakeClient) -> None:
    with pytest.raises(errors.ConnectionFailed, match="cannot be reached") as failure:
        start(make_client(base_url="http://127.0.0.1:1"))
    assert "sent once" not in str(failure.value)


@pytest.mark.parametrize(
    ("reasons", "text"),
    [
        (["a"], "the job template 'Deploy' was not launched: a"),
        (["a", "b"], "the job template 'Deploy' was not launched:\n- a\n- b"),
    ],
)
def test_refused_lists_every_reason(reasons: list[str], text: str) -> None:
    error = make_config().refusal(reasons)
    assert str(error) == text
    assert error.as_result() == {"problems": reasons}


def test_start_that_is_not_permitted_says_what_it_takes(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A read-only token, or no use role on what is given: only the POST tells."""
    server.handle(lambda request: json_answer({"detail": "no"}, 403))
    with pytest.raises(errors.PermissionDenied, match=r"Nothing was launched.*scope is write"):
        start(client)


# -- What runs already ---------------------------------------------------------------------


def test_active_runs_are_asked_for_once(client: AwxClient, server: ScriptedServer) -> None:
    """The jobs of slices belong to a workflow job, which is what runs (docs/awx-api.md#slices)."""
    rows = [{"id": 23, "job_slice_number": 2}, {"id": 22, "job_slice_number": 0}, {"id": 21}]
    query = {
        "unified_job_template": "8",
        "status__in": "new,pending,waiting,running",
        "order_by": "-id",
        "page_size": "50",
    }
    server.expect("GET", "/api/v2/unified_jobs/", page_of(rows), query=query)
    assert [job.id for job in submit.active_runs(client, make_config())] == [22, 21]


def test_refused_names_a_job_that_was_to_be_launched_again() -> None:
    again = make_config(kind=template_types.RELAUNCHES["job"])
    assert str(again.refusal(["a"])) == "job 8 was not launched again: a"

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""launch_config: what the server says before a launch, in few requests."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.launch import launch_config
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types

from tests.unit.launches import JT, WFJT, make_config
from tests.unit.scripted_server import Answer, ScriptedServer, html_answer, json_answer, page_of

LAUNCH = "/api/v2/job_templates/8/launch/"
MISSING = json_answer({"detail": "x"}, 404)
QUESTION = {"variable": "v", "question_name": "V", "type": "text", "required": True}


def read(client: AwxClient, kind: template_types.Kind = JT) -> launch_config.LaunchConfig:
    return launch_config.read(client, kind, 8, {})


# -- Of a template -------------------------------------------------------------------------


def test_read_requirements_without_a_survey(client: AwxClient, server: ScriptedServer) -> None:
    data = {"ask_limit_on_launch": True, "job_template_data": {"id": 8, "name": "Deploy"}}
    server.expect("GET", LAUNCH, json_answer(data))
    needed = read(client)
    assert (needed.name, needed.target_id, list(needed.questions)) == ("Deploy", 8, [])
    assert needed.asks("limit")
    assert not needed.asks("forks")
    assert not needed.asks("nonsense")
    assert needed.defaults == {}


def test_read_requirements_with_a_survey(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LAUNCH, json_answer({"survey_enabled": True}))
    spec = json_answer({"spec": [QUESTION]})
    server.expect("GET", "/api/v2/job_templates/8/survey_spec/", spec)
    needed = read(client)
    assert needed.questions == [QUESTION]
    assert needed.name == "8"


def test_read_requirements_of_a_workflow(client: AwxClient, server: ScriptedServer) -> None:
    data = {"workflow_job_template_data": {"name": "Flow"}}
    server.expect("GET", "/api/v2/workflow_job_templates/8/launch/", json_answer(data))
    assert read(client, WFJT).name == "Flow"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (json_answer({"detail": "x"}, 404), errors.NoMatch, "no job template with id 8"),
        (json_answer({"detail": "x"}, 403), errors.PermissionDenied, "execute role"),
        (json_answer([]), errors.UnexpectedResponse, "."),
        (json_answer(None), errors.UnexpectedResponse, "."),
    ],
)
def test_read_requirements_that_cannot_be_read(
    answer: Answer,
    kind: type[errors.AwxError],
    said: str,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    server.handle(lambda request: answer)
    with pytest.raises(kind, match=said):
        read(client)


def test_read_requirements_of_an_update(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/projects/8/update/", json_answer({"can_update": True}))
    needed = launch_config.read(client, template_types.PROJECT, 8, {"name": "Code"})
    assert (needed.name, needed.path) == ("Code", "projects/8/update/")
    assert needed.title == "the project 'Code'"


def test_of_template_by_id_takes_one_request(client: AwxClient, server: ScriptedServer) -> None:
    """An id of a job template costs no more with `auto` than without."""
    server.expect("GET", LAUNCH, json_answer({}))
    assert launch_config.of_template(client, "auto", 8).kind is JT


def test_of_template_by_id_of_another_kind(client: AwxClient, server: ScriptedServer) -> None:
    """Ids are unique across kinds: the one that there is, is meant."""
    server.expect("GET", LAUNCH, MISSING)
    row = {"id": 8, "type": "workflow_job_template", "name": "Flow"}
    server.expect(
        "GET",
        "/api/v2/unified_job_templates/",
        page_of([row]),
        query={"id": "8", "type": ",".join(template_types.KINDS), "page_size": "10"},
    )
    server.expect("GET", "/api/v2/workflow_job_templates/8/launch/", json_answer({}))
    needed = launch_config.of_template(client, "auto", 8)
    assert (needed.kind, needed.name) == (WFJT, "Flow")


def test_of_template_by_id_of_nothing(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: MISSING if request.path == LAUNCH else page_of([]))
    with pytest.raises(errors.NoMatch, match="no template of any kind with id 8"):
        launch_config.of_template(client, "auto", 8)


def test_of_template_by_id_of_a_given_kind_looks_no_further(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", LAUNCH, MISSING)
    with pytest.raises(errors.NoMatch, match="no job template with id 8"):
        launch_config.of_template(client, "job_template", 8)


# -- Of a job that is launched again -------------------------------------------------------


def test_of_job_by_id_takes_one_request(client: AwxClient, server: ScriptedServer) -> None:
    data = {"passwords_needed_to_start": [], "retry_counts": {"all": 3, "failed": 3}}
    server.expect("GET", "/api/v2/jobs/20/relaunch/", json_answer(data))
    needed = launch_config.of_job(client, 20)
    assert (needed.path, needed.title, needed.data) == ("jobs/20/relaunch/", "job 20", data)
    assert needed.is_relaunch


@pytest.mark.parametrize("reference", ["20", 20])
def test_of_job_of_another_kind(
    reference: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/jobs/20/relaunch/", MISSING)
    row = {"id": 20, "type": "workflow_job"}
    server.expect("GET", "/api/v2/unified_jobs/", page_of([row]), query={"id": "20"})
    server.expect("GET", "/api/v2/workflow_jobs/20/relaunch/", json_answer({}))
    assert launch_config.of_job(client, reference).kind.name == "workflow_job"


@pytest.mark.parametrize("key", ["kind", "type"])
def test_of_job_as_a_task_or_the_api_returned_it(
    key: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/ad_hoc_commands/20/relaunch/", json_answer({}))
    job = {"id": 20, key: "ad_hoc_command", "name": "ping", "status": "failed"}
    assert launch_config.of_job(client, job).kind.resource == "ad_hoc_commands"


def test_of_job_that_cannot_be_launched_again(client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match="job 20 is a project update"):
        launch_config.of_job(client, {"id": 20, "type": "project_update"})


def test_of_job_that_is_not_there(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: MISSING if "relaunch" in request.path else page_of([]))
    with pytest.raises(errors.NoMatch, match="no job with id 20"):
        launch_config.of_job(client, 20)


@pytest.mark.parametrize("reference", [True, "deploy", "", [], {}, {"id": None}, 1.5])
def test_of_job_refuses_what_is_none(reference: t.Any, client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match="give the id of a job"):
        launch_config.of_job(client, reference)


def test_of_job_may_not_be_launched(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer({"detail": "x"}, 403))
    with pytest.raises(errors.PermissionDenied, match="the job with id 20 cannot be launched"):
        launch_config.of_job(client, 20)


def test_of_template_answered_in_html(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: html_answer(200))
    with pytest.raises(errors.UnexpectedResponse):
        launch_config.of_template(client, "auto", 8)


@pytest.mark.parametrize(
    ("recent", "before"),
    [
        ([], launch_config.JobsBefore(complete=True)),
        (
            [{"id": 7}, {"id": 20}, {"id": "x"}, 5],
            launch_config.JobsBefore(frozenset({7, 20}), complete=True),
        ),
        (
            [{"id": number} for number in range(10)],
            launch_config.JobsBefore(frozenset(range(10))),
        ),
    ],
)
def test_the_jobs_before_are_those_that_a_list_shows(
    recent: list[t.Any], before: launch_config.JobsBefore, client: AwxClient
) -> None:
    """What the list says of the template says it too: no request and no clock is needed."""
    config = make_config(row={"summary_fields": {"recent_jobs": recent}})
    assert launch_config.jobs_before(client, config) == before


@pytest.mark.parametrize(
    "row", [{}, {"summary_fields": {}}, {"summary_fields": {"recent_jobs": 1}}]
)
def test_the_jobs_before_are_asked_for_where_no_list_shows_them(
    row: dict[str, t.Any], client: AwxClient, server: ScriptedServer
) -> None:
    query = {"unified_job_template": "8", "order_by": "-created", "page_size": "1"}
    answer = page_of([{"id": 7, "created": "then"}], 2)
    server.expect("GET", "/api/v2/unified_jobs/", answer, query=query)
    before = launch_config.JobsBefore(frozenset({7}), complete=False, since="then")
    assert launch_config.jobs_before(client, make_config(row=row)) == before

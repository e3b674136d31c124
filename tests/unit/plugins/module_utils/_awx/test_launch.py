# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""launch: what is wrong is said at once and before; one launch is one job."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, launch
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient

from tests.unit.connect import MakeClient
from tests.unit.ports import Time
from tests.unit.scripted_server import (
    RESET,
    SILENCE,
    Answer,
    ScriptedServer,
    html_answer,
    json_answer,
)

JT, WFJT = launch.JOB_TEMPLATE, launch.WORKFLOW_JOB_TEMPLATE
LAUNCH = "/api/v2/job_templates/8/launch/"
FLAGS = (
    "scm_branch variables tags diff_mode skip_tags job_type limit verbosity inventory credential"
    " execution_environment labels forks job_slice_count timeout instance_groups"
).split()


def requirements(
    *asked: str,
    kind: launch.Kind = JT,
    questions: t.Sequence[dict[str, t.Any]] = (),
    **data: t.Any,
) -> launch.Requirements:
    """What a template says that prompts for `asked`, written as its flags are."""
    flags = {f"ask_{flag}_on_launch": flag in asked for flag in FLAGS}
    return launch.Requirements(kind, 8, "Deploy", {**flags, **data}, questions)


def problems(
    needed: launch.Requirements,
    given: dict[str, t.Any] | None = None,
    credentials: list[dict[str, t.Any]] | None = None,
) -> list[str]:
    return launch.problems(needed, given or {}, credentials)


def credential(number: int, kind: int = 1, **inputs: str) -> dict[str, t.Any]:
    return {"id": number, "name": f"cred {number}", "credential_type": kind, "inputs": inputs}


# -- The table of options ------------------------------------------------------------------


def test_every_flag_of_the_api_has_its_option() -> None:
    """16 flags, and the field that each lets in (awx-api 6.1)."""
    by_flag = {prompt.flag: prompt.field for prompt in JT.prompts.values()}
    assert set(by_flag) == {f"ask_{flag}_on_launch" for flag in FLAGS}
    assert by_flag["ask_variables_on_launch"] == "extra_vars"
    assert by_flag["ask_tags_on_launch"] == "job_tags"
    assert by_flag["ask_credential_on_launch"] == "credentials"
    assert by_flag["ask_timeout_on_launch"] == "timeout"


def test_workflows_take_what_the_api_says() -> None:
    """awx-api 6.4, workflow_job_templates."""
    fields = {prompt.field for prompt in WFJT.prompts.values()}
    assert fields == {
        "extra_vars",
        "inventory",
        "limit",
        "scm_branch",
        "labels",
        "skip_tags",
        "job_tags",
    }


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
    """`false`, 0, "" and [] are values and are sent (promise 6, trap 10)."""
    assert launch.payload(given, JT) == given


def test_payload_calls_the_timeout_of_the_job_as_the_api_does() -> None:
    """`job_timeout` must not be posted besides (trap 19)."""
    assert launch.payload({"job_timeout": 5}, JT) == {"timeout": 5}


def test_payload_holds_passwords_where_there_are_some() -> None:
    passwords = {"ssh_password": "hunter2"}
    assert launch.payload({"credential_passwords": passwords}, JT) == {
        "credential_passwords": passwords
    }
    assert launch.payload({"credential_passwords": {}}, JT) == {}


@pytest.mark.parametrize(
    ("value", "variables"),
    [
        pytest.param({"a": 1}, {"a": 1}, id="mapping"),
        pytest.param('{"a": [1, null]}', {"a": [1, None]}, id="JSON"),
        pytest.param("a: 1\nb: yes\n", {"a": 1, "b": True}, id="YAML"),
        pytest.param("", {}, id="empty"),
        pytest.param("---", {}, id="empty document"),
        pytest.param({1: "x"}, {"1": "x"}, id="keys that are no text"),
        pytest.param("d: 2026-01-31", {"d": "2026-01-31"}, id="date"),
        pytest.param(
            {"d": [datetime.datetime(2026, 1, 31, 10)]}, {"d": ["2026-01-31T10:00:00"]}, id="moment"
        ),
        pytest.param({"t": (1, 2)}, {"t": [1, 2]}, id="tuple"),
    ],
)
def test_parse_extra_vars(value: t.Any, variables: dict[str, t.Any]) -> None:
    """A mapping, or YAML or JSON text; JSON-compatible (awx-api 6.2: dates are refused)."""
    assert launch.parse_extra_vars(value) == variables


@pytest.mark.parametrize("value", [["a"], "- a\n", "words", 5, None, True, '"text"'])
def test_parse_extra_vars_refuses_what_is_no_mapping(value: t.Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="extra_vars must be a mapping"):
        launch.parse_extra_vars(value)


def test_parse_extra_vars_refuses_text_that_is_neither() -> None:
    with pytest.raises(errors.ConfigurationError, match="extra_vars cannot be parsed") as failure:
        launch.parse_extra_vars("password: 'hunter2")
    assert "hunter2" not in str(failure.value)


# -- Problems ------------------------------------------------------------------------------


def test_problems_of_a_launch_that_works_are_none() -> None:
    assert problems(requirements()) == []
    assert problems(requirements("limit", "inventory"), {"limit": "", "inventory": 3}) == []


@pytest.mark.parametrize("option", sorted(set(JT.prompts) - {"extra_vars"}))
def test_problems_of_a_field_that_is_not_prompted(option: str) -> None:
    """Fields the template does not prompt for (promise 1): AWX starts the job without them."""
    (problem,) = problems(requirements(), {option: 1})
    assert problem.startswith(f"{option} is given, but the template does not prompt for it")
    assert JT.prompts[option].flag in problem
    asked = requirements(JT.prompts[option].flag[len("ask_") : -len("_on_launch")])
    assert problems(asked, {option: 1}) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("forks", 5),
        ("verbosity", 1),
        ("credentials", []),
        ("diff_mode", False),
        ("credential_passwords", {"ssh_password": "x"}),
    ],
)
def test_problems_of_a_field_that_workflows_do_not_take(option: str, value: t.Any) -> None:
    (problem,) = problems(requirements(kind=WFJT), {option: value})
    assert problem == f"{option} is given, but a workflow job template takes none"


@pytest.mark.parametrize(
    ("asked", "given", "said"),
    [
        pytest.param((), {}, "does not prompt for one", id="not prompted"),
        pytest.param(("inventory",), {}, "inventory is required", id="prompted"),
        pytest.param(("inventory",), {"inventory": 3}, None, id="given"),
    ],
)
def test_problems_of_a_template_without_inventory(
    asked: tuple[str, ...], given: dict[str, t.Any], said: str | None
) -> None:
    found = problems(requirements(*asked, inventory_needed_to_start=True), given)
    assert (said is None and found == []) or (said is not None and said in found[0])


@pytest.mark.parametrize(
    ("needed", "passwords", "missing"),
    [
        pytest.param([], {}, [], id="none"),
        pytest.param(["ssh_password"], {}, ["ssh_password"], id="missing"),
        pytest.param(["ssh_password"], {"ssh_password": "x"}, [], id="given"),
        pytest.param(["ssh_password"], {"ssh_password": ""}, ["ssh_password"], id="empty"),
        pytest.param(
            ["vault_password", "vault_password.dev"],
            {"vault_password": "x"},
            ["vault_password.dev"],
            id="vault ids",
        ),
    ],
)
def test_problems_of_passwords(
    needed: list[str], passwords: dict[str, str], missing: list[str]
) -> None:
    """Missing passwords (promise 1); an empty one counts as missing (awx-api 6.2)."""
    given = {"credential_passwords": passwords} if passwords else {}
    found = problems(requirements(passwords_needed_to_start=needed), given)
    assert found == [f"credential_passwords must have '{name}'" for name in missing]


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        pytest.param([credential(1, password="ASK")], ["ssh_password"], id="password"),
        pytest.param([credential(1, password="$encrypted$")], [], id="stored"),
        pytest.param(
            [credential(1, become_password="ASK", ssh_key_unlock="ASK")],
            ["become_password", "ssh_key_unlock"],
            id="several",
        ),
        pytest.param([credential(1, 3, vault_password="ASK")], ["vault_password"], id="vault"),
        pytest.param(
            [credential(1, 3, vault_password="ASK", vault_id="dev")],
            ["vault_password.dev"],
            id="vault with an id",
        ),
    ],
)
def test_problems_of_passwords_that_given_credentials_ask_for(
    given: list[dict[str, t.Any]], needed: list[str]
) -> None:
    """The credentials that are given replace the template's, and so do their passwords."""
    asked = requirements("credential", passwords_needed_to_start=["ssh_password"])
    found = problems(asked, {"credentials": [1]}, given)
    assert found == [f"credential_passwords must have '{name}'" for name in needed]


@pytest.mark.parametrize(
    ("default", "given", "said"),
    [
        pytest.param([], [credential(1), credential(2, 2)], None, id="different types"),
        pytest.param([], [credential(1), credential(2)], "are of the same type", id="same type"),
        pytest.param(
            [],
            [credential(1, 3, vault_id="a"), credential(2, 3, vault_id="b")],
            None,
            id="different vault ids",
        ),
        pytest.param(
            [],
            [credential(1, 3, vault_id="a"), credential(2, 3, vault_id="a")],
            "are of the same vault id 'a'",
            id="same vault id",
        ),
        pytest.param([credential(1)], [credential(5)], None, id="replaced"),
        pytest.param(
            [credential(1)], [credential(5, 2)], "leave out the template's own", id="left out"
        ),
        pytest.param(
            [credential(1)], [], "leave out the template's own 'cred 1' (id 1)", id="emptied"
        ),
        pytest.param(
            [{"id": 1, "name": "v", "credential_type": 3, "vault_id": "a"}],
            [credential(2, 3, vault_id="b")],
            "leave out",
            id="another vault id",
        ),
        pytest.param(
            [{"id": 1, "name": "v", "credential_type": 3, "vault_id": "a"}],
            [credential(2, 3, vault_id="a")],
            None,
            id="vault id replaced",
        ),
    ],
)
def test_problems_of_credentials(
    default: list[dict[str, t.Any]], given: list[dict[str, t.Any]], said: str | None
) -> None:
    """The list must contain or replace every credential of the template (awx-api 6.2)."""
    asked = requirements("credential", defaults={"credentials": default} if default else {})
    found = problems(asked, {"credentials": [1]}, given)
    assert (said is None and found == []) or (said is not None and said in found[0])


QUESTION = {"variable": "v", "question_name": "V", "type": "text", "required": True}


@pytest.mark.parametrize(
    ("asked", "answers", "said"),
    [
        pytest.param((), {"v": "x"}, None, id="an answer needs no flag"),
        pytest.param((), {}, "survey answer 'v'", id="missing"),
        pytest.param((), {"v": "x", "w": 1}, "extra_vars w would be ignored", id="more"),
        pytest.param(("variables",), {"v": "x", "w": 1}, None, id="more, prompted"),
    ],
)
def test_problems_of_variables(
    asked: tuple[str, ...], answers: dict[str, t.Any], said: str | None
) -> None:
    """Survey variables are accepted without the flag (awx-api 6.3; trap 11)."""
    found = problems(requirements(*asked, questions=[QUESTION]), {"extra_vars": answers})
    assert (said is None and found == []) or (said is not None and said in found[0])


def test_problems_of_a_workflow_whose_nodes_lost_their_templates() -> None:
    found = problems(requirements(kind=WFJT, node_templates_missing=[3, 5]))
    assert found == ["nodes of the workflow have no template: 3, 5"]


def test_problems_says_everything_at_once() -> None:
    """Everything that is wrong is said at once, before the launch (promise 1)."""
    needed = requirements(
        questions=[QUESTION],
        inventory_needed_to_start=True,
        passwords_needed_to_start=["ssh_password"],
    )
    assert len(problems(needed, {"limit": "x", "forks": 3})) == 5


# -- What a template says ------------------------------------------------------------------


def test_read_requirements_without_a_survey(client: AwxClient, server: ScriptedServer) -> None:
    data = {"ask_limit_on_launch": True, "job_template_data": {"id": 8, "name": "Deploy"}}
    server.expect("GET", LAUNCH, json_answer(data))
    needed = launch.read_requirements(client, JT, 8)
    assert (needed.name, needed.template_id, list(needed.questions)) == ("Deploy", 8, [])
    assert needed.asks("limit")
    assert not needed.asks("forks")
    assert not needed.asks("nonsense")
    assert (needed.defaults, needed.default_credentials) == ({}, [])


def test_read_requirements_with_a_survey(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LAUNCH, json_answer({"survey_enabled": True}))
    spec = json_answer({"spec": [QUESTION]})
    server.expect("GET", "/api/v2/job_templates/8/survey_spec/", spec)
    needed = launch.read_requirements(client, JT, 8)
    assert needed.questions == [QUESTION]
    assert needed.name == "8"


def test_read_requirements_of_a_workflow(client: AwxClient, server: ScriptedServer) -> None:
    data = {"workflow_job_template_data": {"name": "Flow"}}
    server.expect("GET", "/api/v2/workflow_job_templates/8/launch/", json_answer(data))
    assert launch.read_requirements(client, WFJT, 8).name == "Flow"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (json_answer({"detail": "x"}, 404), errors.NoMatch, "no job template with id 8"),
        (json_answer({"detail": "x"}, 403), errors.PermissionDenied, "execute role"),
        (json_answer([]), errors.UnexpectedReply, "."),
        (json_answer(None), errors.UnexpectedReply, "."),
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
        launch.read_requirements(client, JT, 8)


# -- The launch itself ---------------------------------------------------------------------


def start(client: AwxClient, kind: launch.Kind = JT) -> dict[str, t.Any]:
    return launch.start(client, requirements(kind=kind), {"limit": ""})


def test_start_posts_once(client: AwxClient, server: ScriptedServer) -> None:
    answer = {"id": 20, "job": 20, "ignored_fields": {}}
    server.expect("POST", LAUNCH, json_answer(answer, 201), body={"limit": ""})
    assert start(client) == answer


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
        pytest.param(RESET, id="connection cut"),
        pytest.param(SILENCE, id="no answer"),
        pytest.param(html_answer(500), id="500"),
        pytest.param(html_answer(502), id="502"),
        pytest.param(html_answer(504), id="504"),
        pytest.param(html_answer(201), id="201 in HTML"),
        pytest.param(
            Answer(201, b'{"id"', [("Content-Type", "application/json")]), id="201, broken"
        ),
        pytest.param(Answer(201, b"{", [("Content-Type", "application/json")], 99), id="201, cut"),
    ],
)
def test_start_with_an_unknown_fate_says_that_the_job_may_run(
    answer: Answer, make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """Never repeated; the error says plainly that the job may be running (promise 2)."""
    server.handle(lambda request: answer)
    with pytest.raises(errors.AwxError, match="may be running") as failure:
        start(make_client(timeout=0.2 if answer is SILENCE else 10))
    assert len(server.requests) == 1
    assert time.sleeps == []
    assert "job_templates/8/jobs" in str(failure.value)


@pytest.mark.parametrize("kind", [JT, WFJT], ids=lambda kind: kind.name)
def test_start_with_an_unknown_fate_says_where_to_look(
    kind: launch.Kind, client: AwxClient, server: ScriptedServer
) -> None:
    """The runs of a workflow are at workflow_jobs, there is no jobs (awx-api 1.3)."""
    server.handle(lambda request: html_answer(504))
    with pytest.raises(errors.AwxError) as failure:
        start(client, kind)
    runs = {"job_template": "jobs", "workflow_job_template": "workflow_jobs"}[kind.name]
    assert f"resource: {kind.resource}/8/{runs}," in str(failure.value)


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
    assert "may be running" not in str(failure.value)


def test_start_that_never_left_claims_no_running_job(make_client: MakeClient) -> None:
    with pytest.raises(errors.ConnectionFailed, match="cannot be reached") as failure:
        start(make_client(base_url="http://127.0.0.1:1"))
    assert "may be running" not in str(failure.value)


@pytest.mark.parametrize("body", [None, [], {}, {"id": "20"}, {"job": 20}])
def test_start_wants_to_know_which_job_it_is(
    body: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer(body, 201))
    with pytest.raises(errors.UnexpectedReply, match="before launching again"):
        start(client)


@pytest.mark.parametrize(
    ("reasons", "text"),
    [
        (["a"], "the job template 'Deploy' was not launched: a"),
        (["a", "b"], "the job template 'Deploy' was not launched: \n- a\n- b"),
    ],
)
def test_refused_lists_every_reason(reasons: list[str], text: str) -> None:
    error = launch.refused(requirements(), reasons)
    assert str(error) == text
    assert error.as_result() == {"problems": reasons}

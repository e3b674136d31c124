# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""preflight: everything that is wrong is said at once, before the launch."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.launch import validate
from ansible_collections.steward.awx.plugins.module_utils._awx.launch.launch_config import (
    LaunchConfig,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.launch.validate import check
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types

from tests.unit.connect import MakeClient
from tests.unit.launches import JT, WFJT, credential, make_config
from tests.unit.ports import Reporter
from tests.unit.scripted_server import Answer, Received, ScriptedServer, json_answer, page_of


def problems(
    needed: LaunchConfig,
    given: dict[str, t.Any] | None = None,
    credentials: list[dict[str, t.Any]] | None = None,
) -> list[str]:
    """All sentences, those about what AWX would ignore included."""
    chosen = {} if credentials is None else {"credentials": credentials}
    ignored = [one.problem for one in validate.ignored_options(needed, given or {})]
    return [*ignored, *validate.problems(needed, given or {}, chosen)]


# -- Problems ------------------------------------------------------------------------------


def test_problems_of_a_launch_that_works_are_none() -> None:
    assert problems(make_config()) == []
    assert problems(make_config("limit", "inventory"), {"limit": "", "inventory": 3}) == []


@pytest.mark.parametrize("option", sorted(set(JT.prompts) - {"extra_vars"}))
def test_problems_of_a_field_that_is_not_prompted(option: str) -> None:
    """Fields the template does not prompt for: AWX starts the job without them."""
    (problem,) = problems(make_config(), {option: 1})
    assert problem.startswith(f"{option} is given, but the template does not prompt for it")
    assert JT.prompts[option].flag in problem
    asked = make_config(JT.prompts[option].flag[len("ask_") : -len("_on_launch")])
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
    (problem,) = problems(make_config(kind=WFJT), {option: value})
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
    found = problems(make_config(*asked, inventory_needed_to_start=True), given)
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
    """Missing passwords; an empty one counts as missing (docs/awx-api.md#credential-passwords)."""
    given = {"credential_passwords": passwords} if passwords else {}
    found = problems(make_config(passwords_needed_to_start=needed), given)
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
    asked = make_config("credential", passwords_needed_to_start=["ssh_password"])
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
    """The list must contain or replace every credential of the template."""
    asked = make_config("credential", defaults={"credentials": default} if default else {})
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
    """Survey variables are accepted without the flag (docs/awx-api.md#surveys)."""
    found = problems(make_config(*asked, questions=[QUESTION]), {"extra_vars": answers})
    assert (said is None and found == []) or (said is not None and said in found[0])


def test_problems_of_a_workflow_whose_nodes_lost_their_templates() -> None:
    found = problems(make_config(kind=WFJT, node_templates_missing=[3, 5]))
    assert found == ["nodes of the workflow have no template: 3, 5"]


def test_problems_says_everything_at_once() -> None:
    """Everything that is wrong is said at once, before the launch."""
    needed = make_config(
        questions=[QUESTION],
        inventory_needed_to_start=True,
        passwords_needed_to_start=["ssh_password"],
    )
    assert len(problems(needed, {"limit": "x", "forks": 3})) == 5


@pytest.mark.parametrize(
    "option", ["limit", "extra_vars", "credentials", "credential_passwords", "forks", "hosts"]
)
@pytest.mark.parametrize("kind", ["project", "inventory_source"])
def test_problems_of_a_field_that_updates_do_not_take(kind: str, option: str) -> None:
    """Unknown launch fields of a kind are named: AWX discards them without trace."""
    (problem,) = problems(make_config(kind=template_types.KINDS[kind]), {option: {"a": 1}})
    article = "a project" if kind == "project" else "an inventory source"
    assert problem == f"{option} is given, but {article} takes none"


def test_problems_of_a_system_job_are_not_its_variables() -> None:
    needed = make_config(kind=template_types.SYSTEM_JOB_TEMPLATE)
    assert problems(needed, {"extra_vars": {"days": 30}}) == []
    assert len(problems(needed, {"limit": "x"})) == 1


@pytest.mark.parametrize("kind", [template_types.PROJECT, template_types.INVENTORY_SOURCE])
def test_problems_of_what_cannot_be_updated(kind: template_types.Kind) -> None:
    """A POST would be answered with 405 (docs/awx-api.md#updates)."""
    assert problems(make_config(kind=kind, can_update=True)) == []
    (problem,) = problems(make_config(kind=kind, can_update=False))
    assert "cannot be updated" in problem


def test_problems_of_a_manual_project() -> None:
    """AWX says of it that nobody can start it: no role helps."""
    needed = make_config(kind=template_types.PROJECT, row={"scm_type": ""}, can_update=False)
    (problem,) = problems(needed)
    assert "it is a manual project" in problem


def test_problems_of_a_template_without_project() -> None:
    (problem,) = problems(make_config(row={"project": None}))
    assert "no project" in problem
    assert problems(make_config(row={"project": 3})) == []
    assert problems(make_config(kind=WFJT, row={"project": None})) == []


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        pytest.param({"all": 3, "failed": 2}, None, id="some failed"),
        pytest.param({"all": 3, "failed": 0}, "no host failed", id="none failed"),
        pytest.param("not available until the job ended", "has ended", id="running"),
    ],
)
def test_problems_of_a_relaunch_on_failed_hosts(counts: t.Any, said: str | None) -> None:
    needed = make_config(kind=template_types.RELAUNCHES["job"], retry_counts=counts)
    found = problems(needed, {"hosts": "failed"})
    assert (said is None and found == []) or (said is not None and said in found[0])
    assert problems(needed, {"hosts": "all"}) == []


@pytest.mark.parametrize("kind", ["workflow_job", "ad_hoc_command"])
def test_problems_of_hosts_for_what_takes_none(kind: str) -> None:
    (problem,) = problems(make_config(kind=template_types.RELAUNCHES[kind]), {"hosts": "failed"})
    assert problem.startswith("hosts is given, but a relaunch of a")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "ssh"}, None),
        ({"kind": "scm"}, "of the kind scm"),
        ({"kind": "galaxy_api_token"}, "of the kind galaxy_api_token"),
        ({"summary_fields": {"user_capabilities": {"use": False}}}, "may not use the credential"),
        ({"summary_fields": {"user_capabilities": {"use": True}}}, None),
    ],
)
def test_problems_of_credentials_that_cannot_be_used(
    more: dict[str, t.Any], said: str | None
) -> None:
    given = [{**credential(1), **more}]
    found = problems(make_config("credential"), {"credentials": [1]}, given)
    assert (said is None and found == []) or (said is not None and said in found[0])


def test_problems_of_one_credential_given_twice_are_none() -> None:
    assert problems(make_config("credential"), {"credentials": [1, 1]}, [credential(1)] * 2) == []


def test_problems_of_an_inventory_that_is_being_deleted() -> None:
    chosen = {"inventory": [{"id": 3, "name": "Web", "pending_deletion": True}]}
    found = validate.problems(make_config("inventory"), {"inventory": 3}, chosen)
    assert found == ["inventory 'Web' is being deleted"]


# -- The whole check -----------------------------------------------------------------------


def test_check_names_every_object_that_is_not_there(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Ids and names that do not exist: all of them, not the first one."""

    def answer(request: Received) -> Answer:
        return page_of([])

    server.handle(answer)
    given = {"credentials": ["a", 7, "c"], "labels": ["d"], "inventory": "e"}
    with pytest.raises(errors.LaunchRefused) as failure:
        validate.check(client, make_config("credential", "labels", "inventory"), given)
    said = "\n".join(failure.value.problems)
    for word in ("credential 'a'", "with id 7", "credential 'c'", "label 'd'", "inventory 'e'"):
        assert word in said
    assert len(failure.value.problems) == 5


def test_check_gives_ids_in_the_order_given(client: AwxClient, server: ScriptedServer) -> None:
    rows = [{"id": 4, "name": "b"}, {"id": 9, "name": "a"}]
    server.handle(lambda request: page_of(rows))
    found = validate.check(client, make_config("labels"), {"labels": ["b", "a"]})
    assert found.given == {"labels": [4, 9]}
    assert len(server.requests) == 1


def test_check_leaves_out_what_awx_would_ignore(client: AwxClient, reporter: Reporter) -> None:
    """`on_ignored: warn`: the rest is launched, and everything that is left out is named."""
    question = {"variable": "v", "type": "text", "required": True}
    given = {"limit": "x", "job_timeout": 0, "extra_vars": {"v": "1", "w": 2}}
    found = validate.check(client, make_config(questions=[question]), given, leave_out_ignored=True)
    assert found.given == {"extra_vars": {"v": "1"}}
    assert found.ignored == {"limit": "x", "timeout": 0, "extra_vars": {"w": 2}}
    assert len(reporter.warnings) == 3
    assert all("left out of the launch" in warning for warning in reporter.warnings)


def test_check_leaves_out_but_still_says_what_is_wrong(client: AwxClient) -> None:
    with pytest.raises(errors.LaunchRefused) as failure:
        validate.check(
            client,
            make_config(inventory_needed_to_start=True),
            {"limit": "x"},
            leave_out_ignored=True,
        )
    assert len(failure.value.problems) == 1


def test_check_conceals_passwords_of_the_survey(client: AwxClient, reporter: Reporter) -> None:
    question = {"variable": "pw", "type": "password", "required": True}
    given = {"extra_vars": {"pw": "hunter2"}}
    found = validate.check(client, make_config(questions=[question]), given)
    assert reporter.concealed == ["hunter2"]
    assert found.given == given
    assert "hunter2" not in str(found.diff)


# -- Who may start it ----------------------------------------------------------------------

NOT_STARTED = {"summary_fields": {"user_capabilities": {"start": False}}}
ME = "/api/v2/me/"


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (JT, "the execute role on it"),
        (WFJT, "the execute role on it"),
        (template_types.PROJECT, "the update role on it"),
        (template_types.INVENTORY_SOURCE, "the update role on its inventory"),
        (template_types.SYSTEM_JOB_TEMPLATE, "a superuser"),
    ],
)
def test_check_says_which_role_it_takes(
    kind: template_types.Kind, role: str, make_client: MakeClient, server: ScriptedServer
) -> None:
    """Whether the caller may launch at all, where the list tells it."""
    server.expect("GET", ME, page_of([{"id": 3, "is_superuser": False}]))
    with pytest.raises(errors.LaunchRefused) as found:
        check(make_client(**LOGIN), make_config(kind=kind, row=NOT_STARTED), {})
    title = f"the {kind.title} 'Deploy'"
    assert found.value.problems == [f"this user may not start {title}: it takes {role}"]


LOGIN = {"username": "al", "password": "pw", "auth": "basic"}


def test_check_asks_nothing_where_it_can_be_started(client: AwxClient) -> None:
    row = {"summary_fields": {"user_capabilities": {"start": True}}}
    check(client, make_config(row=row), {})


def test_check_says_that_the_token_may_only_read(client: AwxClient, server: ScriptedServer) -> None:
    """AWX shows the same for it as for a missing role."""
    server.expect("OPTIONS", "/api/v2/tokens/", json_answer({"actions": {"GET": {}}}))
    with pytest.raises(errors.LaunchRefused) as found:
        check(client, make_config(row=NOT_STARTED), {})
    (reason,) = found.value.problems
    assert "the scope of the token is read" in reason
    assert "role on it" not in reason


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        (
            make_config(
                kind=template_types.PROJECT, row={**NOT_STARTED, "scm_type": ""}, can_update=False
            ),
            "manual project",
        ),
        (make_config(row={**NOT_STARTED, "project": None}), "no project"),
        (make_config(row=NOT_STARTED, inventory_needed_to_start=True), "no inventory"),
    ],
)
def test_check_claims_no_missing_role_of_what_nobody_can_start(
    needed: LaunchConfig, said: str, make_client: MakeClient
) -> None:
    with pytest.raises(errors.LaunchRefused) as found:
        check(make_client(**LOGIN), needed, {})
    (reason,) = found.value.problems
    assert said in reason


def test_check_claims_no_missing_role_of_a_superuser(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    server.expect("GET", ME, page_of([{"id": 1, "is_superuser": True}]))
    with pytest.raises(errors.LaunchRefused) as found:
        check(make_client(**LOGIN), make_config(row=NOT_STARTED), {})
    (reason,) = found.value.problems
    assert "this user is a superuser" in reason
    assert "role" not in reason

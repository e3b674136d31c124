# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup, and that it, the module and the action plugin are one."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, lookup, query
from tests.integration.sandbox import Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

QUESTIONS: dict[str, tuple[str, dict[str, t.Any]]] = {
    "pages": ("hosts?name__startswith=host-00", {"fields": ["id", "name"]}),
    "ordered": ("job_templates", {"order_by": ["-name"], "limit": 7, "only": "name"}),
    "nothing": ("hosts", {"filters": {"name": "nowhere"}}),
    "object": ("organizations/1", {}),
    "array": ("projects/2/playbooks", {}),
    "related": ("organizations?id=1", {"related": ["inventories"]}),
    "too few": ("hosts?name=nowhere", {"expect": "one"}),
    "too many": ("hosts", {"max_objects": 3}),
    "no such field": ("labels?nmae=x", {}),
    "refused": ("labels", {"filters": {"not": {"or": {"id": 1}}}}),
    "wrong choice": ("labels", {"expect": "two"}),
    "wrong type": ("labels", {"limit": "many"}),
}


# What is asked with every ansible-core; a process of its own takes some time.
SOME = ("pages", "related", "wrong choice")


@pytest.mark.quick
def test_one_operation_three_callers(core: Path, one_core: Path, ansible: AnsibleRuns) -> None:
    """In the controller's process, in a process of its own, and in a template."""
    names = [*QUESTIONS] if core == one_core else SOME
    tasks = []
    for name in names:
        resource, options = QUESTIONS[name]
        tasks += [
            query(f"{name} action", resource, **options),
            query(f"{name} module", resource, awx_in_process=False, **options),
            lookup(f"{name} lookup", resource, **options),
        ]
    run = ansible.playbook(core, tasks)

    for name in names:
        action, module = run[f"{name} action"], run[f"{name} module"]
        assert action.outcome == module.outcome, name
        if action.outcome == "ok":
            for key in ("objects", "count", "truncated", "changed"):
                assert action[key] == module[key], (name, key)
            assert run[f"{name} lookup"]["msg"] == action["objects"], name
        else:
            assert action.error == module.error, name
            if name not in ("wrong choice", "wrong type"):  # Ansible's own words differ
                assert action.error in run[f"{name} lookup"].error, name
            assert run[f"{name} lookup"].error, name


@pytest.mark.quick
def test_terms_and_results(core: Path, ansible: AnsibleRuns) -> None:
    asking = "'steward.awx.awx_query', 'organizations?name=Default'"
    run = ansible.playbook(
        core,
        [
            lookup("in order", "labels?name=prod", "teams", "labels?name=staging", only="name"),
            lookup("each limited", "labels", "teams", order_by="name", limit=1, only="name"),
            lookup("twice", "labels?name=prod", "labels?name=prod", only="name"),
            lookup("counted", "labels?name=prod", "hosts?name=nowhere", count_only=True),
            {
                "name": "one count is a number",
                "ansible.builtin.debug": {
                    "msg": "{{ " + f"lookup({asking}, count_only=true) + 1" + " }}"
                },
            },
            {
                "name": "one object is no list for lookup",
                "ansible.builtin.debug": {"msg": f"{{{{ lookup({asking}).name }}}}"},
            },
            {
                "name": "in a loop",
                "ansible.builtin.debug": {"msg": "{{ item.name }}"},
                "loop": f"{{{{ query({asking}) }}}}",
            },
            {
                "name": "in a condition",
                "ansible.builtin.debug": {"msg": "it is there"},
                "when": f"query({asking}) | length == 1",
            },
        ],
    ).succeeded()

    teams = ["Web Operators", "Inventory Keepers", "Release Managers", "On Call", "Readers"]
    assert run["in order"]["msg"] == ["prod", *teams, "Shop operators", "staging"]
    assert run["each limited"]["msg"] == ["prod", "Inventory Keepers"]
    assert run["twice"]["msg"] == ["prod", "prod"]
    assert run["counted"]["msg"] == [1, 0]
    assert int(run["one count is a number"]["msg"]) == 2
    assert run["one object is no list for lookup"]["msg"] == "Default"
    assert run["in a loop"]["results"][0]["msg"] == "Default"
    assert run["in a condition"]["msg"] == "it is there"


def test_where_the_connection_comes_from(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """An option wins over a variable, that over the environment, that over ansible.cfg."""
    users = {
        name: sandbox.new_token(f"lookup {name}", user=(name, SEED_PASSWORD))["token"]
        for name in ("auditor", "operator", "org-admin", "kimlee")
    }
    settings = tmp_path / "ansible.cfg"
    settings.write_text(f"[awx]\nhost = {sandbox.url}\noauth_token = {users['kimlee']}\n")
    from_file = {"ANSIBLE_CONFIG": str(settings)}
    ask = {
        "ansible.builtin.debug": {"msg": "{{ query('steward.awx.awx_query', 'me')[0].username }}"}
    }
    given = "query('steward.awx.awx_query', 'me', awx_oauth_token=token)[0].username"
    tasks = [
        {"name": "without"} | ask,
        {"name": "variable", "vars": {"awx_oauth_token": users["auditor"]}} | ask,
        {
            "name": "option",
            "vars": {"awx_oauth_token": users["auditor"], "token": users["operator"]},
            "ansible.builtin.debug": {"msg": f"{{{{ {given} }}}}"},
        },
        {
            "name": "an alias is an option too",
            "vars": {"awx_oauth_token": users["auditor"], "token": users["operator"]},
            "ansible.builtin.debug": {"msg": f"{{{{ {given.replace('awx_oauth_', 'aap_')} }}}}"},
        },
        {
            "name": "the mapping that awx_token returns",
            "vars": {"token": {"token": users["operator"], "id": 1}},
            "ansible.builtin.debug": {"msg": f"{{{{ {given} }}}}"},
        },
    ]

    by_file = ansible.playbook(one_core, tasks[:2], environment=from_file).succeeded()
    environment = {
        **from_file,
        "CONTROLLER_HOST": sandbox.url,
        "CONTROLLER_OAUTH_TOKEN": users["org-admin"],
    }
    by_environment = ansible.playbook(one_core, tasks, environment=environment).succeeded()

    assert by_file["without"]["msg"] == "kimlee"
    assert by_file["variable"]["msg"] == "auditor"
    assert by_environment["without"]["msg"] == "org-admin"
    assert by_environment["variable"]["msg"] == "auditor"
    assert by_environment["option"]["msg"] == "operator"
    assert by_environment["an alias is an option too"]["msg"] == "operator"
    assert by_environment["the mapping that awx_token returns"]["msg"] == "operator"


def test_a_misspelt_option_is_no_silent_nothing(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                lookup("misspelt", "labels", filtrs={"name": "prod"}),
                lookup("of the other kind", "labels", wantlist=True),
                lookup("of the module", "labels", dest="/nonexistent"),
                query("misspelt in a module", "labels", filtrs={"name": "prod"}),
            ],
        )

    assert "'filtrs'" in run["misspelt"].error
    assert "'filters'" in run["misspelt"].error
    assert "'dest'" in run["of the module"].error
    assert "filtrs" in run["misspelt in a module"].error
    assert "filters" in run["misspelt in a module"].error
    assert {seen.path for seen in traffic} <= {"/api/v2/labels/"}
    assert len(run["of the other kind"]["msg"]) > 1

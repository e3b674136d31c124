# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every resource of AWX is reached by the name that its API gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, query
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox

pytestmark = pytest.mark.each_server

LISTS = """
    instances instance_groups me organizations users projects project_updates teams credentials
    credential_types credential_input_sources applications tokens inventory inventory_sources
    inventory_updates groups hosts job_templates jobs ad_hoc_commands system_job_templates
    system_jobs schedules roles notification_templates notifications labels unified_job_templates
    unified_jobs activity_stream workflow_job_templates workflow_jobs workflow_approvals
    workflow_job_template_nodes workflow_job_nodes settings execution_environments host_metrics
    constructed_inventory role_definitions
""".split()
OBJECTS = "ping config dashboard metrics bulk service_index mesh_visualizer".split()
PATHS = {"inventory": "inventories", "constructed_inventory": "constructed_inventories"}

# Ascender has the old roles only.
NOT_ASCENDERS = ("role_definitions",)

# Resources of older servers, and how to be told what there is instead.
GONE = {"inventory_scripts": "use inventory_sources", "job_template": "'job_templates'"}


@pytest.mark.quick
def test_every_resource_is_reached(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    missing = NOT_ASCENDERS if sandbox.is_ascender else ()
    lists = [name for name in LISTS if name not in missing]
    before = {name: _count(sandbox, name) for name in lists}
    tasks = [query(name, name, limit=2) for name in (*lists, *OBJECTS)]
    refused = (*GONE, *missing)
    run = ansible.playbook(one_core, [*tasks, *(query(name, name) for name in refused)])

    for name in lists:
        result = run[name]
        if result["count"] != before[name]:  # what these tests do is noted too
            assert before[name] <= result["count"] <= _count(sandbox, name), name
        assert len(result["objects"]) == min(result["count"], 2), name
        assert result["truncated"] is (result["count"] > 2), name
    for name in OBJECTS:
        [found] = run[name]["objects"]
        assert isinstance(found, dict), name
        assert found, name
    for name, nearest in GONE.items():
        assert f"no resource '{name}'" in run[name].error
        assert nearest in run[name].error
    for name in missing:
        assert f"no resource '{name}'" in run[name].error


def _count(sandbox: Sandbox, name: str) -> int:
    path = PATHS.get(name, name)
    return int(sandbox.get(f"{path}/?page_size=1")["count"])


def test_lists_below_an_object(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    [job] = sandbox.rows("SELECT max(job_id) FROM main_jobevent WHERE job_id <= 20052")
    workflow = sandbox.id_of("unifiedjobtemplate", "Seed - Workflow plain")
    deploy = sandbox.id_of("unifiedjobtemplate", "Demo - Deploy")
    paths = {
        "inventories/3/hosts": 3,
        "inventories/3/groups": 2,
        "/api/v2/inventories/3/hosts/": 3,
        "organizations/2/users": None,
        f"jobs/{job}/job_events": None,
        f"jobs/{job}/job_host_summaries": None,
        f"job_templates/{deploy}/labels": 1,
        f"workflow_job_templates/{workflow}/workflow_nodes": 4,
        "users/1/tokens": None,
    }
    run = ansible.playbook(one_core, [query(path, path) for path in paths])

    for path, number in paths.items():
        expected = sandbox.get(path.replace("/api/v2/", "").strip("/") + "/?page_size=1")
        count = run[path]["count"]
        assert len(run[path]["objects"]) == count
        assert count == (expected.get("count", count) if number is None else number)


def test_what_is_not_there(one_core: Path, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(
        one_core,
        [
            query("no object", "job_templates/99999"),
            query("no path", "inventories/3/hsots"),
            query("a url", "https://awx.example.com/api/v2/jobs/"),
            query("nothing", "  "),
            query("another path", "../../../etc"),
            query("events", "job_events"),
            query("scripts", "inventory_scripts"),
            query("graphs", "dashboard/graphs"),
            query("named", "unified_job_templates/Demo Job Template++Default"),
            query("job by name", "jobs/Demo Job Template"),
            query("another API", "/api/gateway/v1/users/"),
        ],
    )

    assert "job_templates/99999" in run["no object"].error
    assert run["no object"].data["http_status"] == 404
    assert "hsots" in run["no path"].error
    assert "is a URL" in run["a url"].error
    assert "names no resource" in run["nothing"].error
    assert "names no resource" in run["another path"].error
    assert "use jobs/ID/job_events" in run["events"].error
    assert "removed; an inventory source of a project" in run["scripts"].error
    assert "use dashboard/graphs/jobs" in run["graphs"].error
    named = "filters: {name: Demo Job Template, organization__name: Default}"
    assert f"Query unified_job_templates with {named}" in run["named"].error
    assert "Query jobs with filters: {name: Demo Job Template}" in run["job by name"].error
    assert "a path of the gateway, which awx_query does not query" in run["another API"].error


def test_what_lives_at_the_gateway(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    login = {"AWX_HOST": sandbox.url, "AWX_USERNAME": USERNAME, "AWX_PASSWORD": PASSWORD}
    tasks = [query("tokens", "tokens"), query("their path", "/api/gateway/v1/tokens/")]
    with sandbox.presented(gateway=True):
        run = ansible.playbook(one_core, tasks, environment=login)
    assert "tokens live at the gateway (/api/gateway/v1/tokens/)" in run["tokens"].error
    assert "creates, finds and revokes them there" in run["tokens"].error
    assert "Its tokens are found and revoked by awx_token" in run["their path"].error

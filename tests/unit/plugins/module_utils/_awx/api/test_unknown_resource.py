# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""unknown_resource: what to use instead of a resource that is not found."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import unknown_resource
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.scripted_server import ScriptedServer, html_answer, json_answer

NOT_FOUND = errors.NotFound("no", status=404, method="GET", path="/api/v2/job_template/")
ROOT = {
    "jobs": "/api/v2/jobs/",
    "job_templates": "/api/v2/job_templates/",
    "inventory": "/api/v2/inventories/",
}


def test_explained_names_the_nearest(client: AwxClient, server: ScriptedServer) -> None:
    """A resource the server does not have gives the nearest ones that it has."""
    server.expect("GET", "/api/v2/", json_answer(ROOT))
    error = unknown_resource.explained(client, "job_template", NOT_FOUND)
    assert isinstance(error, errors.NotFound)
    assert str(error).startswith("the server has no resource 'job_template'. ")
    assert "Did you mean 'job_templates'" in str(error)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("job_events", "use jobs/ID/job_events"),
        ("job_host_summaries", "use jobs/ID/job_host_summaries"),
        ("inventory_scripts", "it was removed; an inventory source of a project"),
        ("dashboard/graphs", "use dashboard/graphs/jobs"),
        ("project_update_events", "use project_updates/ID/events"),
        ("authtoken", "awx_token"),
        ("jobs/Deploy", r"takes ids in its paths, and no names. Query jobs with filters: {name"),
        ("unified_jobs/7", r"has only a list. Query unified_jobs with filters: {id: 7}"),
        (
            "unified_job_templates/Demo++Default",
            r"with filters: {name: Demo, organization__name: Default}",
        ),
    ],
)
def test_explained_knows_names_of_old_servers_and_documentation(
    path: str, said: str, client: AwxClient, server: ScriptedServer
) -> None:
    known = ["unified_jobs", "unified_job_templates", "dashboard"]
    root = {**ROOT, **{name: f"/api/v2/{name}/" for name in known}}
    server.expect("GET", "/api/v2/", json_answer(root))
    with pytest.raises(errors.NotFound, match=said):
        raise unknown_resource.explained(client, path, NOT_FOUND)


@pytest.mark.parametrize(
    ("apis", "said"),
    [
        ({"gateway": "/api/gateway/", "controller": "/api/controller/"}, "live at the gateway"),
        (None, "it has none, or they live at a gateway"),
    ],
)
def test_explained_says_where_tokens_live(
    apis: object, said: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/", json_answer(ROOT))
    current = {"current_version": "/api/v2/"}
    server.expect("GET", "/api/", json_answer({"apis": apis} if apis else current))
    if apis:
        server.expect("GET", "/api/controller/", json_answer(current))
    error = unknown_resource.explained(client, "tokens", NOT_FOUND)
    assert said in str(error)
    assert "awx_token" in str(error)


@pytest.mark.parametrize(
    "path", ["jobs/99", "inventory/9", "inventories/9/hosts", "job_templates/Demo++Default"]
)
def test_explained_leaves_a_missing_object_as_it_is(
    path: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/", json_answer(ROOT))
    assert unknown_resource.explained(client, path, NOT_FOUND) is NOT_FOUND


@pytest.mark.parametrize(
    "answer",
    [html_answer(200), json_answer({"detail": "no"}, 403), json_answer([1]), json_answer({})],
)
def test_explained_without_a_root_map_leaves_the_failure(
    answer: object, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: answer)  # type: ignore[arg-type, return-value]
    assert unknown_resource.explained(client, "nonsense", NOT_FOUND) is NOT_FOUND

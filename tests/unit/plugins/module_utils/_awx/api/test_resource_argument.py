# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""resources: from what a user calls a resource to its path."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import resource_argument
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

# What AWX's documentation names, and the path of each (docs/awx-api.md#root-map).
REQUIRED = (
    "ping instances instance_groups config settings me dashboard organizations users projects"
    " project_updates teams credentials credential_types credential_input_sources applications"
    " tokens metrics inventory_scripts inventory_sources inventory_updates groups hosts"
    " job_templates jobs job_events ad_hoc_commands system_job_templates system_jobs schedules"
    " roles notification_templates notifications labels unified_job_templates unified_jobs"
    " activity_stream workflow_job_templates workflow_jobs workflow_approvals"
    " workflow_job_template_nodes workflow_job_nodes"
).split()


@pytest.mark.parametrize(
    ("resource", "path", "query"),
    [
        ("jobs", "jobs", ""),
        (" jobs/ ", "jobs", ""),
        ("inventories/2/hosts", "inventories/2/hosts", ""),
        ("jobs?status=failed&name=a?b", "jobs", "status=failed&name=a?b"),
        ("job_templates/12/?x=1", "job_templates/12", "x=1"),
        ("/api/v2/jobs/7/", "jobs/7", ""),
        ("/api/controller/v2/jobs/7/job_events/", "jobs/7/job_events", ""),
        ("api/v2/organizations", "organizations", ""),
        ("api/v2/organizations/?name=x", "organizations", "name=x"),
        ("api/controller/v2/jobs/7/", "jobs/7", ""),
        ("/jobs/", "jobs", ""),
        ("job_templates/Deploy++Default", "job_templates/Deploy++Default", ""),
        ("organizations/v2/x", "organizations/v2/x", ""),
    ],
)
def test_split_path_and_query(resource: str, path: str, query: str) -> None:
    assert resource_argument.split(resource) == (path, query)


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ("", "names no resource"),
        ("  ", "names no resource"),
        ("/", "names no resource"),
        ("?status=failed", "names no resource"),
        ("/api/v2/", "names no resource"),
        ("/api/v2", "names no resource"),
        ("/api/gateway/v1/users/", "a path of the gateway, which awx_query does not query"),
        ("api/gateway/v1/users/", "a path of the gateway"),
        ("/api/gateway/v2/users/", "a path of the gateway"),
        ("/api/gateway/v1/tokens/", "found and revoked by awx_token"),
        ("/api/eda/v1/activations/", "a path of Event-Driven Ansible"),
        ("/api/galaxy/v3/plugin/", "a path of the automation hub"),
        ("/api/", "not below the API's /v2/"),
        ("/api/o/token/", "not below the API's /v2/"),
        ("/api/v1/jobs/", "not below the API's /v2/"),
        ("jobs//7", "names no resource"),
        ("jobs/../users", "names no resource"),
        ("./jobs", "names no resource"),
        ("https://awx.example.com/api/v2/jobs/", "is a URL"),
        ("//awx.example.com/jobs#x", "is a URL"),
    ],
)
def test_split_refuses(resource: str, said: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=said):
        resource_argument.split(resource)


@pytest.mark.parametrize("name", REQUIRED)
def test_path_of_every_required_resource(name: str) -> None:
    """The client must reach every one of them."""
    assert resource_argument.path_of(name) == f"{name}/"


@pytest.mark.parametrize(
    ("path", "encoded"),
    [
        pytest.param("inventory", "inventories/", id="another path"),
        pytest.param("inventory/2/hosts", "inventories/2/hosts/", id="below it"),
        pytest.param("constructed_inventory", "constructed_inventories/", id="constructed"),
        pytest.param("service_index", "service-index/", id="hyphen"),
        pytest.param("hosts/1/inventory", "hosts/1/inventory/", id="only the first"),
        pytest.param("job_templates/Deploy++Default", "job_templates/Deploy++Default/", id="named"),
        pytest.param("labels/a b++ä", "labels/a%20b++%C3%A4/", id="encoded"),
        pytest.param("labels/a%2Fb++x", "labels/a%252Fb++x/", id="percent"),
    ],
)
def test_path_of_encodes_and_ends_with_a_slash(path: str, encoded: str) -> None:
    """Every URL ends in a slash: without it there is a redirect."""
    assert resource_argument.path_of(path) == encoded

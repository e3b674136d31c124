# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""options: fields and relations of a resource; how paths are followed is in test_filter_errors."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.api.resource_metadata import (
    OptionsReader,
)

from tests.unit.scripted_server import ScriptedServer, json_answer

BODY = {
    "actions": {
        "GET": {
            "id": {"filterable": True},
            "last_job": {},
            "last_updated": {"filterable": False},
            "summary": {"filterable": False},
        }
    },
    "related_search_fields": ["organization__search", "created_by__search"],
}


def test_read_sorts_fields(client: AwxClient, server: ScriptedServer) -> None:
    """Filters take an alias though OPTIONS does not list it as filterable."""
    server.expect("OPTIONS", "/api/v2/projects/", json_answer(BODY))
    reader = OptionsReader(client)
    found = reader.read("projects/")
    assert found is not None
    assert reader.read("projects/") is found
    assert found.computed == {"summary"}
    assert found.relations == {"organization", "created_by"}
    assert found.fields == {"id", "last_job", "last_updated"}
    assert {"pk", "last_update"} <= found.unlisted


@pytest.mark.parametrize("body", [[], {}, {"actions": {"POST": {"id": {}}}}])
def test_read_without_fields(body: object, client: AwxClient, server: ScriptedServer) -> None:
    server.expect("OPTIONS", "/api/v2/projects/", json_answer(body))
    assert OptionsReader(client).read("projects/") is None

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that others write to while they are read."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import requests

from tests.integration.ansible_runs import AnsibleRuns, query
from tests.integration.sandbox import Sandbox

pytestmark = pytest.mark.each_server

HOSTS = 1500


@pytest.fixture
def walked(sandbox: Sandbox, request: pytest.FixtureRequest) -> t.Iterator[int]:
    """The id of an inventory of its own, with hosts, that is gone afterwards."""
    organization = sandbox.id_of("organization", "Default")
    # A deleted inventory is gone some time later, and keeps its name until then.
    body = {"name": f"Walked by {request.node.name}", "organization": organization}
    inventory = sandbox.post("inventories/", body)
    _change(sandbox, inventory["id"], after=0, insert=[f"old-{n:04}" for n in range(HOSTS)])
    yield inventory["id"]
    requests.delete(f"{sandbox.url}/sandbox/after-requests/").raise_for_status()
    sandbox.delete(f"inventories/{inventory['id']}/")


def _change(
    sandbox: Sandbox,
    inventory: int,
    *,
    after: int,
    insert: t.Sequence[str] = (),
    delete: t.Sequence[str] = (),
) -> None:
    """Have the sandbox insert and delete hosts after some more requests for hosts."""
    body = {
        "n": after,
        "inventory": inventory,
        "insert_hosts": list(insert),
        "delete_hosts": list(delete),
    }
    requests.post(f"{sandbox.url}/sandbox/after-requests/", json=body).raise_for_status()


@pytest.mark.quick
@pytest.mark.parametrize("concurrency", [1, 4])
def test_every_row_that_lives_throughout_is_read_once(
    concurrency: int, walked: int, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """Each object once, none lost, while others write."""
    doomed = [f"old-{n:04}" for n in range(0, HOSTS, 7)]
    for step, after in enumerate(range(1, 9)):
        _change(
            sandbox,
            walked,
            after=after,
            insert=[f"new-{after}-{n}" for n in range(40)],
            delete=doomed[step::8],
        )

    task = query(
        "walk",
        "hosts",
        filters={"inventory": walked},
        only="name",
        concurrency=concurrency,
    )
    names = ansible.playbook(one_core, [task]).succeeded()["walk"]["objects"]

    assert len(names) == len(set(names))
    lived = {f"old-{n:04}" for n in range(HOSTS)} - set(doomed)
    assert lived - set(names) == set()
    # The changes did come while the list was read.
    new = "SELECT count(*) FROM main_host WHERE inventory_id = ? AND name LIKE 'new-%'"
    assert sandbox.rows(new, walked) == [8 * 40]


def test_an_ordered_walk_that_shifted_is_repeated(
    walked: int, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """A walk that the data shifted under is detected and repeated."""
    _change(sandbox, walked, after=3, delete=[f"old-{n:04}" for n in range(HOSTS - 250, HOSTS)])

    task = query("walk", "hosts", filters={"inventory": walked}, order_by=["-name"], only="name")
    with sandbox.traffic() as traffic:
        names = ansible.playbook(one_core, [task]).succeeded()["walk"]["objects"]

    assert names == [f"old-{n:04}" for n in reversed(range(HOSTS - 250))]
    assert len([seen for seen in traffic.of("GET", "/hosts/") if "page=2" in seen.query]) == 2


def test_an_ordered_walk_is_not_disturbed_by_new_rows(
    walked: int, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """A row that lives throughout is returned once, however many come."""
    for after in range(2, 12):
        _change(sandbox, walked, after=after, insert=[f"aaa-{after}"])

    filters = {"inventory": walked}
    tasks = [
        query("by name", "hosts", filters=filters, order_by=["name"], only="name"),
        query("newest first", "hosts", filters=filters, order_by=["-id"], only="name"),
        query("first 700", "hosts", filters=filters, limit=700, only="name"),
    ]
    run = ansible.playbook(one_core, tasks).succeeded()

    old = [f"old-{n:04}" for n in range(HOSTS)]
    assert [name for name in run["by name"]["objects"] if name.startswith("old")] == old
    newest = [name for name in run["newest first"]["objects"] if name.startswith("old")]
    assert newest == old[::-1]
    assert run["first 700"]["objects"] == old[:700]
    assert run["first 700"]["truncated"]


def test_an_ordered_walk_that_never_rests_is_an_error(
    walked: int, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """All of it, or an error."""
    for after in range(1, 60):
        _change(sandbox, walked, after=after, delete=[f"old-{after:04}"])

    task = query("walk", "hosts", filters={"inventory": walked}, order_by=["name"], only="name")
    error = ansible.playbook(one_core, [task])["walk"].error

    assert "kept changing" in error
    assert "order_by" in error

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as Ascender differs from itself as AWX in what the recorded Ascender 25.5.1 did.

The facts are what the two real servers answered differently to the same requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from . import facts
from .facts.reduction import choices
from .facts.shapes import differences, shape
from .jobs.running import Awx, sandbox
from .test_recordings import LEFT_OUT as OF_EVERYBODY

# Of whole answers. Paths below an exchange's body.
LEFT_OUT: dict[str, dict[str, str]] = {
    "roots / config": {"analytics_collectors": "names only"},
    "roots / settings": {"": "shortened to names"},
    "roots / settings/all, keys": {"": "shortened to a count"},
    "roots / role_definitions": {"count": "of the recording, not of the answer"},
    "roots / named urls": {"": "shortened to the formats"},
    "roots / roles of a user": {"": "shortened to a count"},
    "roots / workflow_approval_votes": {
        "results[].related": "the first one is of a user who is gone",
        "results[].summary_fields": "the first one is of a user who is gone",
    },
    "roots / federated_inventories": {"results": "there are none in the sandbox"},
    "roots / include= on jobs": {"": "shortened to names"},
}
# Of what one has and the other has not.
NOT_COMPARED = re.compile(
    # Of the rows at hand, not of the server.
    r"(results\.\[\]\.)?(related\.next_schedule|summary_fields\.last_job\b.*|host_status_counts\..*"
    r"|changes\.id|_meta\..*)$"
)
# What the requests of these did is not in the sandbox.
OTHER_DATA = {
    "inventory_script / constructed after its update",
    "inventory_script / constructed: its hosts",
    "settings / changed",
    "settings / changed, now",
    "settings / activity stream of it",
}
# Which objects an exchange shows, by its path: as a list's rows, or one by one.
SHOWN = (
    (r"^GET .*/workflow_nodes/$", "workflow_job_nodes"),
    (r"^POST .*/workflow_nodes/$", "workflow_job_template_nodes"),
    (r"/create_approval_template/$", "workflow_approval_templates"),
    (r"/job_templates/\d+/launch/$", "jobs"),
    (r"/projects/\d+/update/$", "project_updates"),
    (r"/(?:organizations|teams)/\d+/(?:users|admins)/$", "users"),
    (r"/inventories/\d+/inventory_sources/$", "inventory_sources"),
    (r"/api/v2/(settings/\w+)/$", ""),
    (r"/api/v2/(\w+)/", ""),
)


def exchanges(wanted: Any) -> list[Any]:
    return [pytest.param(row, id=row["name"]) for row in facts.of_ascender() if wanted(row)]


@pytest.fixture(scope="module")
def ascender() -> Iterator[Awx]:
    with sandbox("--ascender") as running:
        prepare(running)
        yield running


@pytest.fixture(scope="module")
def plain() -> Iterator[Awx]:
    with sandbox() as running:
        prepare(running)
        yield running


def prepare(awx: Awx) -> None:
    """Have a job with artifacts, and an approval that somebody gave."""
    awx.finished(awx.launch("Simulated - artifacts"))
    workflow = awx.launch(
        "Seed - Workflow approval", resource="workflow_job_templates", extra_vars={"who": "me"}
    )
    approvals = awx.until("workflow_approvals/?status=pending", lambda now: now["count"])
    awx.request("POST", f"workflow_approvals/{approvals['results'][0]['id']}/approve/")
    awx.finished(workflow)


def _is_whole(row: dict[str, Any]) -> bool:
    """Whether the answer is there, and a request that can be sent as it is brings it."""
    return row["name"].startswith("roots / ") and row["request"]["method"] in ("GET", "HEAD")


@pytest.mark.parametrize("exchange", exchanges(_is_whole))
def test_answers(ascender: Awx, exchange: dict[str, Any]) -> None:
    request = exchange["request"]
    auth = None if request["auth"] == "basic" else _nobody
    path = request["path"]
    response = ascender.request(request["method"], path, auth=auth, allow_redirects=False)
    assert response.status_code == exchange["status"], response.text[:500]
    expected = exchange["headers"]
    for name in ("Allow", "WWW-Authenticate", "X-API-Product-Name", "X-API-Product-Version"):
        assert _words(response.headers.get(name)) == _words(expected.get(name)), name
    assert (
        response.headers["Content-Type"].replace(" ", "").partition(";")[0]
        == (expected["Content-Type"].partition(";")[0])
    )
    assert response.headers.get("Warning", "").partition(" ")[0] == expected.get("Warning", "")
    if exchange["body"] is None:
        return
    ignored = {**OF_EVERYBODY["*"], **LEFT_OUT.get(exchange["name"], {})}
    body = exchange["body"]
    if "" not in ignored:
        answer = response.json()
        if exchange["name"] == "roots / me":  # the recording holds the one row
            [answer] = answer["results"]
        assert list(differences(body, shape(answer), ignored=ignored)) == []


def _nobody(request: Any) -> Any:
    return request


def _words(text: str | None) -> set[str]:
    return set(re.split(r"[ ,]+", text or ""))


def test_rows_with_what_is_asked_for(ascender: Awx) -> None:
    [exchange] = [row for row in facts.of_ascender() if row["name"] == "roots / include= on jobs"]
    [row] = ascender.request("GET", exchange["request"]["path"]).json()["results"]
    assert set(exchange["keys"]) == row.keys()


def _has_other_keys(row: dict[str, Any]) -> bool:
    return "only_here" in row and row["name"] not in OTHER_DATA


@pytest.mark.parametrize("exchange", exchanges(_has_other_keys))
def test_what_only_one_of_them_has(ascender: Awx, plain: Awx, exchange: dict[str, Any]) -> None:
    here, there = keys(ascender, exchange), keys(plain, exchange)
    for path in exchange["only_here"]:
        if not NOT_COMPARED.match(path):
            assert (path in here, path in there) == (True, False), path
    for path in exchange["only_there"]:
        if not NOT_COMPARED.match(path):
            assert (path in here, path in there) == (False, True), path


def keys(awx: Awx, exchange: dict[str, Any]) -> set[str]:
    """All keys of the objects that an exchange shows, as paths."""
    request = exchange["request"]
    resource = _resource(request)
    if resource.startswith("settings/"):
        return set(awx.get(f"{resource}/"))
    if request["method"] == "POST" and resource == "ad_hoc_commands":
        return set(_ad_hoc_command(awx))
    paths = exchange["only_here"] + exchange["only_there"]
    if any(path.startswith("results.") for path in paths):
        return set(_paths(awx.get(f"{resource}/", page_size=100)))
    if resource == "workflow_approval_templates":
        node = awx.one("workflow_job_nodes", job__isnull="false", identifier="decide", page_size=1)
        return set(_paths(awx.get(node["related"]["unified_job_template"])))
    rows = awx.get(f"{resource}/", page_size=15, order_by="-id")["results"]
    return {path for row in rows for path in _paths(awx.get(row["url"]))}


def _resource(request: dict[str, Any]) -> str:
    for pattern, resource in SHOWN:
        if (found := re.search(pattern, f"{request['method']} {request['path']}")) is not None:
            return resource or found[1]
    raise AssertionError(request["path"])


def _ad_hoc_command(awx: Awx) -> Any:
    inventory = awx.one(
        "inventories", name="Seed Small Inventory", organization__name="Engineering"
    )
    credential = awx.one("credentials", name="Seed Machine")
    body = {"inventory": inventory["id"], "credential": credential["id"], "module_name": "ping"}
    answer = awx.request("POST", "ad_hoc_commands/", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _paths(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            below = f"{path}.{key}".lstrip(".")
            yield below
            yield from _paths(item, below)
    elif isinstance(value, list):
        for item in value:
            yield from _paths(item, f"{path}.[]")


def _is_refused_there(row: dict[str, Any]) -> bool:
    return row["name"].startswith("ad_hoc / try: ")


@pytest.mark.parametrize("exchange", exchanges(_is_refused_there))
def test_variables_of_ad_hoc_commands_are_not_looked_at(
    ascender: Awx, exchange: dict[str, Any]
) -> None:
    own = {name: value for name, value in _ad_hoc_command(ascender).items() if value is not None}
    sent = exchange["request"]["json"]
    body = sent | {name: own[name] for name in ("inventory", "credential")}
    answer = ascender.request("POST", "ad_hoc_commands/", json=body)
    assert answer.status_code == exchange["status"]
    ignored = {"related", "summary_fields"}
    assert list(differences(exchange["body"], shape(answer.json()), ignored=ignored)) == []


[_OPTIONS] = [row["options"] for row in facts.of_ascender() if "options" in row]
# Changes of choices that the sandbox does not make.
_SAME = {"notification_type", "scm_type"}


@pytest.mark.parametrize("resource", _OPTIONS)
def test_fields_of_lists(ascender: Awx, plain: Awx, resource: str) -> None:
    if resource not in ascender.get("/api/v2/"):
        return
    difference = _OPTIONS[resource]
    url = ascender.get("/api/v2/")[resource]
    here = ascender.request("OPTIONS", url).json()["actions"]
    if "fields" in difference:
        assert set(here["GET"]) == set(difference["fields"])
        return
    there = plain.request("OPTIONS", url).json()["actions"]
    for method in ("GET", "POST"):
        expected = difference.get(method, {})
        before, after = set(there.get(method, ())), set(here.get(method, ()))
        assert before - after == set(expected.get("gone", ())), method
        assert after - before == set(expected.get("new", ())), method
        for name, change in expected.get("choices", {}).items():
            if name not in _SAME:
                _compare_choices(there[method][name], here[method][name], change)


def _compare_choices(there: Any, here: Any, change: dict[str, Any]) -> None:
    before, after = (_pairs(choices(field["choices"])) for field in (there, here))
    # The sandbox's AWX has not all of them.
    assert before - after == before & _pairs(change["only there"])
    assert after - before == _pairs(change["only here"])


def _pairs(found: list[Any]) -> set[Any]:
    return {tuple(pair) for pair in found}

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox answers as the recorded AWX 24.6.1 did: status, keys and types of values.

Launches and jobs are compared in ``jobs/test_recorded_launches.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.users import PASSWORD as SEED_PASSWORD

from . import facts
from .facts.reduction import NOT_JSON, options
from .facts.shapes import differences, digest, shape
from .jobs.running import Awx, sandbox

_SLICED = {
    "results[].related": "the first one there is of a sliced job template",
    "results[].summary_fields": "the first one there is of a sliced job template",
}
# What is not compared, and why. Paths below an exchange's body; ``*`` stands for every exchange.
LEFT_OUT: dict[str, dict[str, str]] = {
    "*": {
        "results[].summary_fields.labels.results": "other rows",
        "results[].summary_fields.recent_jobs": "other rows",
        "results[].summary_fields.credentials": "other rows",
        "results[].summary_fields.tokens.results": "other rows",
        "results[].summary_fields.owners": "other rows",
        "results[].summary_fields.organization": "the first row has another owner",
        "results[].related.organization": "the first row has another owner",
        "results[].summary_fields.survey": "the first template has none",
        "results[].summary_fields.last_job": "only of templates that ran",
        "results[].summary_fields.last_update": "only of templates that ran",
        "results[].related.last_job": "only of templates that ran",
        "results[].related.last_update": "only of templates that ran",
        "results[].related.created_by": "not of scheduled jobs",
        "results[].summary_fields.created_by": "not of scheduled jobs",
        "results[].related.modified_by": "only where somebody made the row",
        "results[].summary_fields.modified_by": "only where somebody made the row",
        "results[].summary_fields.instance_group": "other rows",
        "results[].launched_by": "other rows",
    },
    "activity_stream": {
        "results[].related": "the objects concerned are other ones",
        "results[].summary_fields": "the objects concerned are other ones",
    },
    "config": {"analytics_collectors": "names only"},
    "/api/v2/config/": {"analytics_collectors": "names only"},
    "credential_types": {"results[].inputs": "another type is first"},
    "credentials": {"results[].inputs": "another type"},
    "roles": {"results[].related": "a role of another kind of object is first"},
    "role_user_assignments": {"results[].summary_fields.content_object": "another kind of object"},
    "notifications": {"results[].body": "shortened"},
    "notification_templates": {
        "results[].notification_configuration": "shortened",
        "results[].messages": "other rows",
    },
    "schedules": {
        "results[].summary_fields.unified_job_template.job_type": "of a system job template",
    },
    "system_job_templates": {"results[].related.next_schedule": "not scheduled"},
    "unified_job_templates": {
        "results[].related": "another type is first",
        "results[].summary_fields": "another type is first",
        "results[]": "another type is first",
    },
    "hosts": {
        "results[].related": "the first host has run a job",
        "results[].summary_fields": "the first host has run a job",
    },
    "chain": {"results[].related": "other rows", "results[].summary_fields": "other rows"},
    "chain not": {"results[].related": "other rows", "results[].summary_fields": "other rows"},
    "host filter": {"results[].related": "other rows", "results[].summary_fields": "other rows"},
    "no slash object": {
        "related.next_schedule": "not scheduled there",
        "related.last_job": "never run there",
        "summary_fields.last_job": "never run there",
        "summary_fields.last_update": "never run there",
    },
    "workflow_jobs": _SLICED,
    "type": _SLICED,
}
TEMPLATES = {"13": "Seed - No prompts"}


def exchanges(*topics: str) -> list[Any]:
    return [
        pytest.param(exchange, id=f"{topic}: {exchange['name']}")
        for topic in topics
        for exchange in facts.of_awx(topic)
    ]


@pytest.fixture(scope="module")
def awx() -> Iterator[Awx]:
    with sandbox() as running:
        yield running


def compare(exchange: dict[str, Any], response: requests.Response) -> None:
    """Fails with everything that differs."""
    assert response.status_code == exchange["status"], response.text[:500]
    for name in ("Allow", "Location", "WWW-Authenticate", "X-API-Session-Cookie-Name"):
        if name in exchange["headers"]:
            assert name in response.headers
    for name in ("Allow", "WWW-Authenticate"):
        if (expected := exchange["headers"].get(name)) is not None:
            assert _words(response.headers[name]) == _words(expected), name
    body = exchange["body"]
    kind = exchange["headers"].get("Content-Type", "").partition(";")[0]
    if body is None:
        assert not response.content or kind == "text/html"
        return
    assert response.headers["Content-Type"].partition(";")[0] == kind
    if body == NOT_JSON:
        return
    ignored = {**LEFT_OUT["*"], **LEFT_OUT.get(exchange["name"], {})}
    assert list(differences(body, shape(response.json()), ignored=ignored)) == []


def _words(text: str) -> set[str]:
    return set(re.split(r"[ ,]+", text))


def send(awx: Awx, exchange: dict[str, Any], **more: Any) -> requests.Response:
    """The recorded request, without what the recording masks."""
    request = exchange["request"]
    path = request["path"]
    for recorded_id, name in TEMPLATES.items():
        if f"/job_templates/{recorded_id}" in path:
            template = awx.one("job_templates", name=name)
            path = path.replace(f"/{recorded_id}", f"/{template['id']}", 1)
    return requests.request(
        request["method"],
        awx.url + path,
        **{
            "params": request.get("params"),
            "json": request.get("json"),
            "data": request.get("data"),
            "auth": ("admin", SEED_PASSWORD) if request["auth"] == "basic" else _nothing,
            "allow_redirects": False,
            "timeout": 60,
        }
        | more,
    )


def _nothing(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


@pytest.mark.parametrize("exchange", exchanges("lists", "paging"))
def test_lists(awx: Awx, exchange: dict[str, Any]) -> None:
    compare(exchange, send(awx, exchange))


@pytest.mark.parametrize("exchange", exchanges("filters"))
def test_filters(awx: Awx, exchange: dict[str, Any]) -> None:
    response = send(awx, exchange)
    compare(exchange, response)
    # The very code of the real server: it says the same, and finds something where that does.
    if exchange["status"] >= 400:
        assert digest(response.json()) == exchange["words"], response.text
    elif "values" in exchange:
        assert bool(response.json()["count"]) == bool(exchange["values"]["count"])


@pytest.mark.parametrize("exchange", exchanges("named_urls"))
def test_named_urls(awx: Awx, exchange: dict[str, Any]) -> None:
    compare(exchange, send(awx, exchange))


@pytest.mark.parametrize("exchange", exchanges("roots"))
def test_roots(awx: Awx, exchange: dict[str, Any]) -> None:
    more: dict[str, Any] = {}
    if exchange["name"] == "bad password":
        more["auth"] = ("admin", "wrong")
    elif exchange["name"] == "bad token":
        more["headers"] = {"Authorization": "Bearer wrong"}
    elif exchange["name"] == "not allowed by role":
        more["auth"] = ("nobody", SEED_PASSWORD)
    elif exchange["name"] == "bad json":
        more["headers"] = {"Content-Type": "application/json"}
    elif exchange["name"] == "unsupported media":
        more["headers"] = {"Content-Type": "application/x-www-form-urlencoded"}
    compare(exchange, send(awx, exchange, **more))


@pytest.mark.parametrize("exchange", exchanges("options"))
def test_options(awx: Awx, exchange: dict[str, Any]) -> None:
    """The fields with their types; the texts and the relations' order are the server's own."""
    response = send(awx, exchange)
    assert response.status_code == exchange["status"]
    assert options(response.json()) == exchange["options"]


class Walk:
    """Replays exchanges that build on each other: ids, secrets and tokens of the sandbox's own."""

    def __init__(self, awx: Awx) -> None:
        self.awx = awx
        self.ids: dict[str, str] = {}
        self.bodies: dict[str, Any] = {}

    def path(self, path: str) -> str:
        for recorded_id, own in self.ids.items():
            path = path.replace(recorded_id, own)
        return path

    def send(self, exchange: dict[str, Any], **more: Any) -> requests.Response:
        exchange = json.loads(json.dumps(exchange))
        exchange["request"]["path"] = self.path(exchange["request"]["path"])
        response = send(self.awx, exchange, **more)
        compare(exchange, response)
        if response.status_code == 201:
            self.ids[exchange["headers"]["Location"]] = response.json()["url"]
        if response.content and "json" in response.headers["Content-Type"]:
            self.bodies[exchange["name"]] = response.json()
        return response


def test_tokens(awx: Awx) -> None:
    walk = Walk(awx)
    for exchange in facts.of_awx("tokens"):
        walk.send(exchange, **_token_request(walk, exchange))


def _token_request(walk: Walk, exchange: dict[str, Any]) -> dict[str, Any]:
    """What the recording masks: passwords, secrets, tokens and the ids in bodies."""
    name, request = exchange["name"], exchange["request"]
    if request["auth"] == "bearer":
        token = walk.bodies["create"]["token"]
        return {"auth": _nothing, "headers": {"Authorization": f"Bearer {token}"}}
    if name == "bad password":
        return {"auth": ("admin", "wrong")}
    if name == "application token":
        application = walk.bodies["create application"]["id"]
        return {"json": request["json"] | {"application": application}}
    if not request["path"].startswith("/api/o/"):
        return {}
    application = walk.bodies["create application"]
    client = (application["client_id"], application["client_secret"])
    data = dict(request["data"])
    if "password" in data:
        data["password"] = "wrong" if name == "wrong user password" else SEED_PASSWORD
    if "refresh_token" in data:
        data["refresh_token"] = walk.bodies["password grant"]["refresh_token"]
    if name == "revoke":
        data["token"] = walk.bodies["refresh"]["access_token"]
    if name == "wrong secret":
        client = (client[0], "wrong")
    if request["auth"] == "none":
        return {"data": data}
    return {"data": data, "auth": client}


def test_session(awx: Awx) -> None:
    session = requests.Session()
    session.trust_env = False
    for exchange in facts.of_awx("session"):
        request = exchange["request"]
        name, data = exchange["name"], dict(request.get("data") or {})
        headers = {"X-CSRFToken": session.cookies.get("csrftoken") or ""}
        if name in ("no csrf", "write without csrf"):
            headers = {}
        if data:
            data["password"] = "wrong" if name == "bad password" else SEED_PASSWORD
        response = session.request(
            request["method"],
            awx.url + request["path"],
            data=data or None,
            json=request.get("json"),
            headers=headers,
            allow_redirects=False,
            timeout=60,
        )
        compare(exchange, response)
        expected = exchange["headers"].get("Set-Cookie", ())
        sent = response.headers.get("Set-Cookie", "")
        assert all(f"{cookie}=" in sent for cookie in expected), name
    assert "awx_sessionid" not in session.cookies

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An AWX made of recorded replies: one job of each kind, a template, tokens, a login.

It answers every request that an operation may send, mostly the same whatever is asked in the query:
what an operation makes of right answers is tested elsewhere, here the answers get spoiled.
"""

from __future__ import annotations

import re
import typing as t

from tests.unit.mangling import GRANTED
from tests.unit.recorded import body
from tests.unit.scripted_server import Answer, Received, html_answer, json_answer, page_of
from tests.unit.table import Table

OK, FAILED, LAUNCHED, WORKFLOW, UPDATE = 20132, 20135, 20134, 20144, 20143
NOW = "Mon, 23 Nov 2026 01:00:00 GMT"

# So many looks at a job find it running.
_LOOKS = 2

Route = t.Callable[["Stage", Received, "re.Match[str]"], Answer]


class TooManyRequests(BaseException):
    """An operation does not come to an end."""


class Stage:
    """Answer requests; `most` of them are answered, and then the test fails."""

    def __init__(self, *, most: int = 3000) -> None:
        self.number = 0
        self._most = most
        self._looks: dict[int, int] = {}

    def __call__(self, request: Received) -> Answer:
        self.number += 1
        if self.number > self._most:
            raise TooManyRequests(f"{self.number} requests")
        for pattern, route in _ROUTES:
            found = re.fullmatch(pattern, f"{request.method} {request.path}")
            if found:
                return _dated(route(self, request, found))
        raise AssertionError(f"no answer to {request.method} {request.path}")

    def job(self, number: int) -> dict[str, t.Any]:
        """Return a job as its detail shows it; it runs when it is first looked at."""
        looks = self._looks[number] = self._looks.get(number, 0) + 1
        job: dict[str, t.Any] = {
            OK: body("a job"),
            WORKFLOW: {**body("a workflow job"), "status": "failed"},
            UPDATE: {**body("a job that failed"), "type": "project_update", "status": "failed"},
        }.get(number, body("a job that failed"))
        collection = {WORKFLOW: "workflow_jobs", UPDATE: "project_updates"}.get(number, "jobs")
        job.update(id=number, url=f"/api/v2/{collection}/{number}/")
        if number == UPDATE:
            job["job_explanation"] = ""
        return {**job, "status": "running"} if looks <= _LOOKS else job


def _dated(answer: Answer) -> Answer:
    named = [*answer.headers, ("Date", NOW), ("X-API-Product-Name", "AWX")]
    return Answer(answer.status, answer.body, named)


def _fixed(name: str, status: int = 200, **changes: t.Any) -> Route:
    return lambda _stage, _request, _found: json_answer({**body(name), **changes}, status)


def _whole(name: str) -> Route:
    """Answer a list that was cut short as if it were all there is."""
    return lambda _stage, _request, _found: page_of(body(name)["results"])


def _always(answer: Answer) -> Route:
    return lambda _stage, _request, _found: answer


# -- Lists ---------------------------------------------------------------------------------


def _list(_stage: Stage, request: Received, found: re.Match[str]) -> Answer:
    """Answer a list of labels by any name: seven, three on a page."""
    query = dict(request.query)
    if "nmae" in query:
        return json_answer({"detail": "Label has no field named 'nmae'"}, 400)
    row = body("a page of a list")["results"][0]
    url = f"/api/v2/{found[1]}"
    rows = [{**row, "id": number, "url": f"{url}{number}/"} for number in range(1, 8)]
    for row in rows:
        row["credential_type"] = row["id"]
    if any(name.startswith(("or__", "name")) for name in query):
        names = [value for name, value in request.query if name in ("name", "or__name")]
        chosen = [{**row, "name": name} for row, name in zip(rows, names)]
        return page_of(chosen)
    known = [(name, value) for name, value in request.query if name.partition("__")[0] in _KNOWN]
    if query.get("order_by", "id").lstrip("-").partition(",")[0] not in ("id", "name"):
        return json_answer({"detail": "no such field"}, 400)
    plain = Received(request.method, request.path, known, {}, b"", 0)
    return Table(rows, max_page_size=3)(plain)


_KNOWN = frozenset({"id", "order_by", "page", "page_size", "count_disabled"})


def _events(_stage: Stage, request: Received, _found: re.Match[str]) -> Answer:
    query = dict(request.query)
    kept = [event for event in body("events")["results"] if event["failed"]]
    if query.get("failed") == "true":
        return page_of(kept)
    base = body("events")["results"][0]
    rows = [
        {**base, "id": 900 + n, "counter": n, "stdout": f"line {n}\r\nmore\u2026"}
        for n in range(1, 61)
    ]
    after = int(query.get("counter__gt", 0))
    before = int(query.get("counter__lt", 99))
    rows = [row for row in rows if after < row["counter"] < before]
    if query.get("order_by") == "-counter":
        rows.reverse()
    if "limit" in query:
        return json_answer({"results": rows[: min(int(query["limit"]), 25)]})
    return page_of(rows)


def _jobs(stage: Stage, request: Received, _found: re.Match[str]) -> Answer:
    query = dict(request.query)
    if "id__in" in query:
        rows = [stage.job(int(number)) for number in query["id__in"].split(",")]
        if "status__in" in query:
            rows = [row for row in rows if row["status"] in query["status__in"].split(",")]
        return page_of(rows)
    if "id" in query:
        return page_of([stage.job(int(query["id"]))])
    launched = body("a launch")
    active = {**launched, "status": "running"}
    return page_of([active] if "page" not in query else [])


def _job(stage: Stage, _request: Received, found: re.Match[str]) -> Answer:
    return json_answer(stage.job(int(found[2])))


def _nodes(_stage: Stage, _request: Received, _found: re.Match[str]) -> Answer:
    page = body("nodes")
    rows = page["results"]
    for row, number in zip(rows, (FAILED, UPDATE)):
        collection, kind = (
            ("jobs", "job") if number == FAILED else ("project_updates", "project_update")
        )
        row["job"] = number
        row["related"]["job"] = f"/api/v2/{collection}/{number}/"
        row["summary_fields"]["job"] = {
            "id": number, "name": "x", "type": kind, "status": "failed", "elapsed": 1.5
        }  # fmt: skip
    return json_answer({**page, "count": len(rows)})


# -- Ways in -------------------------------------------------------------------------------


def _page(status: int = 200, **headers: str) -> Route:
    return _always(html_answer(status, **headers))


def _authorize(_stage: Stage, request: Received, _found: re.Match[str]) -> Answer:
    query = dict(request.query) or request.form
    if request.method == "GET":
        return html_answer()
    target = f"{query['redirect_uri']}?code=the-code-of-the-stage&state={query['state']}"
    return html_answer(302, Location=target)


def _tokens(_stage: Stage, _request: Received, _found: re.Match[str]) -> Answer:
    page = body("tokens")
    row = {**page["results"][0], "user": 1, "description": "ci"}
    return page_of([{**row, "id": number} for number in (21, 22)][:1])


_GRANT = {"access_token": f"{GRANTED}-access", "refresh_token": f"{GRANTED}-refresh"}
_V2 = "/api/v2/"
_ROUTES: tuple[tuple[str, Route], ...] = (
    ("GET /api/", _fixed("the root")),
    (f"GET {_V2}", _fixed("the map of the resources")),
    (f"OPTIONS {_V2}.*", _fixed("OPTIONS of a list")),
    ("GET /api/login/", _page(Set_Cookie="csrftoken=the-csrf-token; Path=/")),
    ("POST /api/login/", _page(302, Location="/api/", Set_Cookie="awx_sessionid=session; Path=/")),
    ("POST /api/logout/", _page(302, Location="/api/")),
    ("POST /api/o/token/", _fixed("a grant", **_GRANT)),
    ("POST /api/o/revoke_token/", _always(Answer(200, b"", [("Content-Type", "text/html")]))),
    ("(GET|POST) /api/o/authorize/", _authorize),
    (f"GET {_V2}me/", _fixed("who asks")),
    (f"GET {_V2}settings/authentication/", _fixed("settings of authentication")),
    (f"GET {_V2}settings/", _whole("settings")),
    (f"POST {_V2}tokens/", _fixed("a token", 201, token=f"{GRANTED}-new")),
    (f"GET {_V2}tokens/", _tokens),
    (f"GET {_V2}tokens/\\d+/", _fixed("a token", token="************")),
    (f"DELETE {_V2}tokens/\\d+/", _always(Answer(204))),
    (f"GET {_V2}applications/", _whole("applications")),
    (f"GET {_V2}unified_job_templates/", _whole("templates")),
    (f"GET {_V2}job_templates/31/launch/", _fixed("what a template with a survey asks for")),
    (f"GET {_V2}workflow_job_templates/\\d+/launch/", _fixed("what a workflow asks for")),
    (f"GET {_V2}\\w+/\\d+/(launch|update)/", _fixed("what a template asks for")),
    (f"GET {_V2}\\w+/\\d+/survey_spec/", _fixed("a survey")),
    (f"GET {_V2}jobs/\\d+/relaunch/", _fixed("what another run asks for")),
    (f"POST {_V2}job_templates/31/launch/", _always(html_answer(502))),
    (f"POST {_V2}\\w+/\\d+/(launch|update|relaunch)/", _fixed("a launch", 201)),
    (f"GET {_V2}unified_jobs/", _jobs),
    (f"GET {_V2}\\w+/\\d+/job_host_summaries/", _whole("hosts of a job")),
    (f"GET {_V2}\\w+/\\d+/(job_)?events/", _events),
    (f"GET {_V2}\\w+/\\d+/stdout/", _fixed("output")),
    (f"GET {_V2}(workflow_jobs/\\d+/workflow_nodes|workflow_job_nodes)/", _nodes),
    (f"POST {_V2}\\w+/\\d+/cancel/", _always(Answer(202, b"", [("Content-Type", "")]))),
    (f"GET {_V2}(jobs|workflow_jobs|project_updates)/(\\d+)/", _job),
    (f"GET {_V2}organizations/\\w+/", _fixed("an object")),
    (f"GET {_V2}nonsense/", _page(404)),
    (f"GET {_V2}((?:\\w+/)+)", _list),
    # Whatever else a spoiled reply leads to.
    ("GET .*", _page(404)),
    ("(POST|DELETE|OPTIONS) .*", _page(404)),
)

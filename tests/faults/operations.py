# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done while a server, or what is before it, misbehaves; and the request that is hit."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import typing as t

import requests
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import (
    job_cancel,
    job_launch,
    job_wait,
    query,
    token,
)
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import FileClaims

from tests.faults import following
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox
from tests.unit.ports import Time

Run = t.Callable[[AwxClient, Sandbox], t.Any]


@dataclasses.dataclass(frozen=True)
class Operation:
    """An operation, and the one of its requests that is hit.

    `run` returns what must be the same with and without a fault. `made` counts what the operation
    makes on the server, `unmade` is that if nothing is done. `serve` starts another server than the
    sandbox. One that `lasts` makes the request that is hit again and again.
    """

    name: str
    method: str
    path: str
    run: Run
    made: t.Callable[[Sandbox], int] | None = None
    access: t.Mapping[str, str] | None = None
    unmade: int = 0
    serve: t.Callable[[Time], contextlib.AbstractContextManager[str]] | None = None

    @property
    def writes(self) -> bool:
        """Whether the request that is hit must not be repeated: login and logout may be."""
        return self.method != "GET" and self.name not in ("login", "logout")

    @property
    def lasts(self) -> bool:
        return self.serve is not None


def _asking(**options: t.Any) -> Run:
    def run(client: AwxClient, _sandbox: Sandbox) -> t.Any:
        answer = query.run(client, {"concurrency": 1, **options})
        return answer["objects"], answer["count"]

    return run


def _create_token(client: AwxClient, _sandbox: Sandbox) -> t.Any:
    made = token.run(client, {"state": "present", "description": "made"})
    return made["changed"]


def _revoke_token(client: AwxClient, sandbox: Sandbox) -> t.Any:
    doomed = sandbox.new_token("doomed")
    return token.run(client, {"state": "absent", "token_id": doomed["id"]})["changed"]


# A job of another trial is not to be taken for the one whose launch got no answer.
_NUMBERS = itertools.count()


def _launch(client: AwxClient, _sandbox: Sandbox) -> t.Any:
    options = {
        "template": "Seed - ask_variables_on_launch",
        "extra_vars": {"trial": next(_NUMBERS)},
        "wait": False,
    }
    return job_launch.run(client, options, claims=FileClaims())["changed"]


_APPLICATION = {"client_id": "seed-application", "client_secret": "seed-secret"}


def _finished(sandbox: Sandbox, number: int) -> list[int]:
    sql = "SELECT id FROM main_unifiedjob WHERE status = 'successful' ORDER BY id LIMIT ?"
    return sandbox.rows(sql, number)


def _wait_for(number: int) -> Run:
    def run(client: AwxClient, sandbox: Sandbox) -> t.Any:
        ended = job_wait.run(client, {"jobs": _finished(sandbox, number)})
        return [job["id"] for job in ended["jobs"]]

    return run


def _cancel(client: AwxClient, sandbox: Sandbox) -> t.Any:
    template = sandbox.id_of("unifiedjobtemplate", "Simulated - slow")
    job = sandbox.post(f"job_templates/{template}/launch/", {})["id"]
    return job_cancel.run(client, {"jobs": [job], "wait": False})["changed"]


def _jobs_to_cancel(sandbox: Sandbox) -> int:
    return len(sandbox.rows("SELECT id FROM main_unifiedjob WHERE cancel_flag"))


def _pair(sandbox: Sandbox) -> dict[str, str]:
    """Return a token of an application, with its refresh token."""
    form = {"grant_type": "password", "username": USERNAME, "password": PASSWORD}
    asked = {**form, **_APPLICATION}
    answer = requests.post(f"{sandbox.url}/api/o/token/", data=asked, timeout=30).json()
    return {"token": answer["access_token"], "refresh_token": answer["refresh_token"]}


def _refresh_token(client: AwxClient, sandbox: Sandbox) -> t.Any:
    refresh = {"state": "refreshed", "token": _pair(sandbox), **_APPLICATION}
    return token.run(client, refresh)["changed"]


def _revoke_pair(client: AwxClient, sandbox: Sandbox) -> t.Any:
    revoke = {"state": "absent", "token": _pair(sandbox), **_APPLICATION}
    return token.run(client, revoke)["changed"]


def _grant(client: AwxClient, _sandbox: Sandbox) -> t.Any:
    return token.run(client, {"grant_type": "password", **_APPLICATION})["changed"]


def _tokens_of_applications(sandbox: Sandbox) -> int:
    sql = "SELECT id FROM main_oauth2accesstoken WHERE application_id IS NOT NULL"
    return len(sandbox.rows(sql))


def _ask_and_log_out(client: AwxClient, sandbox: Sandbox) -> t.Any:
    answer = _asking(resource="organizations/1")(client, sandbox)
    client.close()
    return answer


def _events(client: AwxClient, sandbox: Sandbox) -> t.Any:
    [job] = sandbox.rows("SELECT max(job_id) FROM main_jobevent WHERE job_id <= 20050")
    answer = query.run(client, {"resource": f"jobs/{job}/job_events", "only": "counter"})
    return answer["objects"]


def _tokens_called(description: str) -> t.Callable[[Sandbox], int]:
    sql = "SELECT id FROM main_oauth2accesstoken WHERE description = ?"
    return lambda sandbox: len(sandbox.rows(sql, description))


def _jobs(sandbox: Sandbox) -> int:
    return len(sandbox.rows("SELECT id FROM main_unifiedjob"))


_BY_PASSWORD = {"username": USERNAME, "password": PASSWORD}
LOGIN = {**_BY_PASSWORD, "auth": "session"}
# Where the API is known its root is not asked, and the login page has to be.
_KNOWN_ROOT = {"api_root": "/api/"}
_LOGIN_PAGE = {**LOGIN, **_KNOWN_ROOT}

_SOME_HOSTS = {"resource": "hosts", "filters": {"id__lte": 230}, "fields": ["id"]}

OPERATIONS = (
    Operation("query, first page", "GET", r"/hosts/.*page_size=200$", _asking(**_SOME_HOSTS)),
    Operation("query, later page", "GET", r"/hosts/.*id__gt", _asking(**_SOME_HOSTS)),
    Operation(
        "query, ordered",
        "GET",
        r"/hosts/.*page=2",
        _asking(order_by=["-name"], **_SOME_HOSTS),
    ),
    Operation("object", "GET", r"/organizations/1/", _asking(resource="organizations/1")),
    Operation("root", "GET", r"/api/$", _asking(resource="organizations/1"), access=LOGIN),
    Operation("login", "POST", r"/api/login/", _asking(resource="organizations/1"), access=LOGIN),
    Operation(
        "login page", "GET", r"/login/", _asking(resource="organizations/1"), access=_LOGIN_PAGE
    ),
    Operation("query by session", "GET", r"/hosts/.*id__gt", _asking(**_SOME_HOSTS), access=LOGIN),
    Operation("logout", "POST", r"/api/logout/", _ask_and_log_out, access=LOGIN),
    Operation("token create", "POST", r"/tokens/", _create_token, _tokens_called("made")),
    Operation(
        "token revoke", "DELETE", r"/tokens/", _revoke_token, _tokens_called("doomed"), unmade=1
    ),
    Operation("token refresh", "POST", r"/api/o/token/", _refresh_token),
    Operation(
        "token by password",
        "POST",
        r"/api/o/token/",
        _grant,
        _tokens_of_applications,
        access={**_BY_PASSWORD, "auth": "basic"},
    ),
    Operation(
        "token revoke as application",
        "POST",
        r"/api/o/revoke_token/",
        _revoke_pair,
        _tokens_of_applications,
        unmade=1,
    ),
    Operation("launch, preflight", "GET", r"/launch/", _launch, _jobs),
    Operation("launch", "POST", r"/launch/", _launch, _jobs),
    Operation("wait", "GET", r"/unified_jobs/", _wait_for(2)),
    Operation(
        "poll", "GET", r"/jobs/20/$", following.poll, serve=following.job, access=_KNOWN_ROOT
    ),
    Operation("events", "GET", r"/job_events/", _events),
    Operation(
        "live output",
        "GET",
        r"/job_events/",
        following.live,
        serve=following.job,
        access=_KNOWN_ROOT,
    ),
    Operation(
        "live output of a workflow",
        "GET",
        r"/workflow_nodes/",
        following.nodes,
        serve=following.workflow,
        access=_KNOWN_ROOT,
    ),
    Operation(
        "progress",
        "GET",
        r"/job_events/",
        following.progress,
        serve=following.job,
        access=_KNOWN_ROOT,
    ),
    Operation("cancel", "POST", r"/cancel/", _cancel, _jobs_to_cancel),
)

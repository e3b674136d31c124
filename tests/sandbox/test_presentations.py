# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of server that the sandbox can be has the URLs that such a server has.

See docs/awx-api.md#gateway.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.users import PASSWORD as SEED_PASSWORD

from .__main__ import _options
from .jobs.running import Awx, sandbox


@pytest.fixture(scope="module")
def running() -> Iterator[Awx]:
    with sandbox() as awx:
        yield awx


@pytest.fixture
def awx(running: Awx) -> Iterator[Awx]:
    yield running
    present(running)


def present(awx: Awx, **presentation: Any) -> None:
    answer = awx.request("PUT", "/sandbox/presentation/", json=presentation)
    answer.raise_for_status()


def page(awx: Awx, path: str, method: str = "GET", **more: Any) -> tuple[int, str]:
    answer = awx.request(method, path, allow_redirects=False, **more)
    return answer.status_code, answer.headers.get("Content-Type", "").partition(";")[0]


NOT_THERE = (404, "text/html")


def test_below_a_prefix_too(awx: Awx) -> None:
    plain = awx.get("/api/")
    present(awx, prefix="controller")
    assert awx.get("/api/") == plain
    root = awx.get("/api/controller/")
    assert root["current_version"] == "/api/controller/v2/"
    assert root["available_versions"] == {"v2": "/api/controller/v2/"}
    assert "oauth2" not in root
    assert awx.get("/api/controller/v2/")["inventory"] == "/api/controller/v2/inventories/"
    for path in ("/api/v2", "/api/controller/v2"):
        hosts = awx.get(f"{path}/hosts/", page_size=1)
        assert hosts["next"] == f"{path}/hosts/?page=2&page_size=1"
        host = hosts["results"][0]
        assert host["url"] == f"{path}/hosts/{host['id']}/"
        assert host["related"]["inventory"].startswith(f"{path}/inventories/")
    body = {"description": "below the prefix"}
    made = awx.request("POST", "/api/controller/v2/tokens/", json=body)
    assert made.headers["Location"] == f"/api/controller/v2/tokens/{made.json()['id']}/"
    slashless = awx.request("GET", "/api/controller/v2/jobs", allow_redirects=False)
    assert (slashless.status_code, slashless.headers["Location"]) == (
        301,
        "/api/controller/v2/jobs/",
    )
    named = awx.get("/api/controller/v2/organizations/Engineering/")
    assert named["name"] == "Engineering"


def test_behind_a_gateway(awx: Awx) -> None:
    present(awx, gateway=True)
    root = awx.request("GET", "/api/")
    assert root.json()["apis"]["controller"] == "/api/controller/"
    assert "current_version" not in root.json()
    assert awx.get("/api/controller/")["current_version"] == "/api/controller/v2/"
    assert awx.get("/api/gateway/")["current_version"] == "/api/gateway/v1/"
    assert awx.get("/api/controller/v2/me/")["count"] == 1
    for path in ("", "me/", "tokens/"):
        assert page(awx, f"/api/v2/{path}") == NOT_THERE
    answer = awx.request("GET", "/api/v2/me/")
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    for path in ("v2/tokens/", "v2/applications/", "o/", "o/token/", "v2/users/1/tokens/"):
        assert page(awx, f"/api/controller/{path}") == NOT_THERE
    assert "tokens" not in awx.get("/api/controller/v2/")
    assert page(awx, "/api/gateway/v1/hosts/") == NOT_THERE


def test_the_gateways_tokens(awx: Awx) -> None:
    present(awx, gateway=True)
    tokens = "/api/gateway/v1/tokens/"
    made = awx.request("POST", tokens, json={"description": "gateway", "scope": "read"})
    token = made.json()
    assert (made.status_code, token["url"]) == (201, f"{tokens}{token['id']}/")
    assert len(token["token"]) == 30
    assert awx.get(tokens, description="gateway")["count"] == 1
    bearer = {"Authorization": f"Bearer {token['token']}"}
    url = f"{awx.url}/api/controller/v2/me/"
    assert requests.get(url, headers=bearer, timeout=60).status_code == 200
    assert awx.request("DELETE", token["url"]).status_code == 204
    assert requests.get(url, headers=bearer, timeout=60).status_code == 401
    assert awx.request("DELETE", token["url"]).json()["detail"]


def test_the_gateways_sessions(awx: Awx) -> None:
    present(awx, gateway=True)
    assert page(awx, "/api/controller/login/")[0] == 302
    assert page(awx, "/api/controller/login/", "POST")[0] == 401
    logout = awx.request("GET", "/api/controller/logout/", allow_redirects=False)
    assert logout.headers["Location"] == "/api/gateway/v1/logout/"
    session = requests.Session()
    assert session.get(f"{awx.url}/api/", timeout=60).cookies.get("csrftoken") is None
    answer = log_in(awx, session, "/api/gateway/v1/")
    assert (answer.status_code, "gateway_sessionid" in answer.cookies) == (302, True)
    me = f"{awx.url}/api/controller/v2/me/"
    assert session.get(me, timeout=60).json()["count"] == 1
    session.get(f"{awx.url}/api/gateway/v1/logout/", allow_redirects=False, timeout=60)
    assert session.get(me, timeout=60).status_code == 401


def log_in(awx: Awx, session: requests.Session, root: str) -> requests.Response:
    url = f"{awx.url}{root}login/"
    session.get(url, timeout=60)
    return session.post(
        url,
        data={"username": "admin", "password": SEED_PASSWORD, "next": "/api/"},
        headers={"X-CSRFToken": session.cookies.get("csrftoken") or ""},
        allow_redirects=False,
        timeout=60,
    )


def test_without_tokens(awx: Awx) -> None:
    token = awx.request("POST", "tokens/", json={}).json()["token"]
    present(awx, tokens=False)
    assert "oauth2" not in awx.get("/api/")
    assert {"tokens", "applications"}.isdisjoint(awx.get("/api/v2/"))
    for path in (
        "/api/o/",
        "/api/o/token/",
        "/api/v2/tokens/",
        "/api/v2/tokens/1/",
        "/api/v2/applications/",
        "/api/v2/users/1/personal_tokens/",
    ):
        assert page(awx, path) == NOT_THERE
        assert page(awx, path, "POST", json={}) == NOT_THERE
    assert "tokens" not in awx.get("users/1/")["related"]
    me, bearer = f"{awx.url}/api/v2/me/", {"Authorization": f"Bearer {token}"}
    assert requests.get(me, headers=bearer, timeout=60).status_code == 401


def test_below_a_base_path(awx: Awx) -> None:
    """An ingress takes the path away, so that links do not have it."""
    present(awx, base_path="/ingress")
    assert page(awx, "/api/") == NOT_THERE
    assert awx.get("/ingress/api/")["current_version"] == "/api/v2/"
    assert awx.get("/ingress/api/v2/hosts/", page_size=1)["next"].startswith("/api/v2/hosts/?")


def test_the_cookie_of_old_servers(awx: Awx) -> None:
    present(awx, session_cookie="sessionid")
    session = requests.Session()
    answer = log_in(awx, session, "/api/")
    assert answer.headers["X-API-Session-Cookie-Name"] == "sessionid"
    assert "sessionid" in answer.cookies
    assert session.get(f"{awx.url}/api/v2/me/", timeout=60).json()["count"] == 1


def test_a_kind_that_there_is_not(awx: Awx) -> None:
    assert page(awx, "/sandbox/presentation/", "PUT", json={"bogus": 1})[0] == 400


def test_users_of_social_logins_have_no_password(awx: Awx) -> None:
    alice = Awx(awx.url, user="alice")
    for account, expected in (("social", 401), ("enterprise", 200), ("ldap", 200)):
        awx.request("POST", "/sandbox/users/alice/", json={"external_account": account})
        assert alice.request("GET", "me/").status_code == expected, account
    awx.request("POST", "/sandbox/users/alice/", json={"external_account": None})


def test_the_command_line_says_how_it_starts() -> None:
    def presented(*arguments: str) -> Any:
        return json.loads(json.dumps(_options([*arguments]).presentation))

    plain = presented()
    assert plain == {
        "prefix": "",
        "gateway": False,
        "tokens": True,
        "base_path": "",
        "session_cookie": "awx_sessionid",
        "ascender": False,
    }
    assert presented("--prefix", "/controller/") == plain | {"prefix": "controller"}
    assert presented("--gateway") == plain | {"gateway": True}
    assert presented("--no-tokens") == plain | {"tokens": False}
    assert presented("--base-path", "ingress/") == plain | {"base_path": "/ingress"}
    assert presented("--session-cookie", "sessionid") == plain | {"session_cookie": "sessionid"}
    assert presented("--ascender") == plain | {"ascender": True}

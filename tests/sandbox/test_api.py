# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no recording shows: rights, writing, associations, and the sandbox's own control."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.users import PASSWORD as SEED_PASSWORD

from .jobs.running import Awx, sandbox


@pytest.fixture(scope="module")
def awx() -> Iterator[Awx]:
    with sandbox() as running:
        yield running


@pytest.fixture
def inventory(awx: Awx) -> Iterator[int]:
    """An inventory for one test."""
    body = {"name": "for a test", "organization": 1}
    made = awx.request("POST", "inventories/", json=body).json()["id"]
    yield made
    hosts = awx.get("hosts/", inventory=made, page_size=200)["results"]
    awx.request("POST", "bulk/host_delete/", json={"hosts": [row["id"] for row in hosts]})
    awx.request("DELETE", f"inventories/{made}/")
    awx.until("inventories/?name=for a test", lambda now: now["count"] == 0)


def user(awx: Awx, name: str) -> Awx:
    return Awx(awx.url, user=name)


def status(awx: Awx, path: str, method: str = "GET", **more: Any) -> int:
    return awx.request(method, path, **more).status_code


# --- rights


def test_nobody_sees_nothing(awx: Awx) -> None:
    nobody = user(awx, "nobody")
    for name in ("job_templates", "inventories", "hosts", "jobs", "unified_jobs", "credentials"):
        assert nobody.get(f"{name}/")["count"] == 0
    assert nobody.get("me/")["results"][0]["username"] == "nobody"


def test_an_unreadable_object_leaks_by_id_but_not_by_name(awx: Awx) -> None:
    template = awx.one("job_templates", name="Seed - Ask everything")
    operator = user(awx, "operator")
    assert status(operator, template["url"]) == 403
    assert status(operator, "job_templates/Seed - Ask everything++Engineering/") == 404


def test_an_operator_launches_what_they_may(awx: Awx) -> None:
    operator = user(awx, "operator")
    names = {row["name"] for row in operator.get("job_templates/")["results"]}
    assert {"Seed - No prompts", "Demo - Deploy", "Seed - ask_limit_on_launch"} <= names
    allowed = operator.get("job_templates/", role_level="execute_role")["results"]
    assert names == {row["name"] for row in allowed}
    template = operator.one("job_templates", name="Simulated - ok")
    assert template["summary_fields"]["user_capabilities"]["start"] is True
    assert template["summary_fields"]["user_capabilities"]["edit"] is False
    assert status(operator, template["url"], "PATCH", json={"description": "x"}) == 403


def test_an_organization_admin_has_all_in_it_and_nothing_beside(awx: Awx) -> None:
    admin = user(awx, "org-admin")
    mine = awx.one("job_templates", name="Duplicate Name", organization__name="Engineering")
    other = awx.one("job_templates", name="Duplicate Name", organization__name="Operations")
    assert status(admin, mine["url"], "PATCH", json={"description": "seed"}) == 200
    assert status(admin, other["url"]) == 403
    assert status(admin, "organizations/", "POST", json={"name": "another"}) == 403


def test_an_auditor_reads_all_and_changes_nothing(awx: Awx) -> None:
    auditor = user(awx, "auditor")
    assert auditor.get("jobs/")["count"] == awx.get("jobs/")["count"]
    assert status(auditor, "organizations/", "POST", json={"name": "another"}) == 403
    assert status(auditor, "organizations/1/", "PATCH", json={"description": "x"}) == 403


def test_a_role_that_is_given_counts_at_once(awx: Awx) -> None:
    nobody = user(awx, "nobody")
    template = awx.one("job_templates", name="C++ build")
    role = template["summary_fields"]["object_roles"]["execute_role"]["id"]
    person = awx.one("users", username="nobody")["id"]
    assert awx.request("POST", f"roles/{role}/users/", json={"id": person}).status_code == 204
    assert nobody.get("job_templates/")["count"] == 1
    body = {"id": person, "disassociate": True}
    assert awx.request("POST", f"roles/{role}/users/", json=body).status_code == 204
    assert nobody.get("job_templates/")["count"] == 0


# --- filters and orders


def test_an_order_over_several_related_objects_multiplies_rows_and_not_their_count(
    awx: Awx,
) -> None:
    """As many rows as were counted, of which some are there twice and others are not."""
    for order in ("credentials__name", "-credentials__name,id"):
        page = awx.get("job_templates/", order_by=order, page_size=200)
        ids = [row["id"] for row in page["results"]]
        assert len(ids) == page["count"] > len(set(ids))
    # One that nobody counts is cut by its size alone.
    twice = next(one for one in ids if ids.count(one) > 1)
    asked = {"id__in": twice, "order_by": "credentials__name", "page_size": 200}
    assert len(awx.get("job_templates/", **asked)["results"]) == 1
    uncounted = awx.get("job_templates/", **asked, count_disabled=1)["results"]
    assert len(uncounted) == ids.count(twice)


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        ("users/", {"role_level": "read_role"}),
        ("job_templates/", {"role_level": "bogus"}),
        ("jobs/", {"name": "\0"}),
        ("jobs/", {"name__regex": "a{99999}"}),
    ],
)
def test_values_that_the_database_or_the_roles_lack_are_a_500(
    awx: Awx, path: str, filters: dict[str, str]
) -> None:
    assert awx.request("GET", path, params=filters).status_code == 500


# --- named URLs


@pytest.mark.parametrize(
    "name", ["C++ build", "a/b 100%", "Ünïcode", "what? & why; [maybe]", "12345"]
)
def test_every_name_works_when_encoded_twice(awx: Awx, name: str) -> None:
    quoted = requests.utils.quote(requests.utils.quote(name, safe=""), safe="")
    found = awx.get(f"job_templates/{quoted}++Engineering/")
    assert found["name"] == name


def test_a_name_encoded_once_splits_at_its_slash(awx: Awx) -> None:
    quoted = requests.utils.quote("a/b 100%", safe="")
    response = awx.request("GET", f"job_templates/{quoted}++Engineering/")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_bare_template_name_is_the_oldest_organizations(awx: Awx) -> None:
    found = awx.get("job_templates/Duplicate Name/")
    assert found["summary_fields"]["organization"]["name"] == "Engineering"
    assert status(awx, "inventories/Seed Large Inventory/") == 404


# --- writing


def test_put_resets_what_it_leaves_out(awx: Awx, inventory: int) -> None:
    body = {"name": "h", "inventory": inventory, "variables": "a: 1", "enabled": False}
    host = awx.request("POST", "hosts/", json=body)
    assert host.headers["Location"] == host.json()["url"]
    url = host.json()["url"]
    assert awx.request("PATCH", url, json={"description": "x"}).json()["variables"] == "a: 1"
    after = awx.request("PUT", url, json={"name": "h", "inventory": inventory}).json()
    assert (after["variables"], after["description"], after["enabled"]) == ("", "", True)


def test_variables_are_text_and_variable_data_an_object(awx: Awx, inventory: int) -> None:
    body: dict[str, Any] = {"name": "v", "inventory": inventory, "variables": {"a": 1}}
    refused = awx.request("POST", "hosts/", json=body)
    assert (refused.status_code, refused.json()) == (400, {"variables": ["Not a valid string."]})
    url = awx.request("POST", "hosts/", json=body | {"variables": "a: 1"}).json()["url"]
    assert awx.get(f"{url}variable_data/") == {"a": 1}
    assert awx.request("PATCH", f"{url}variable_data/", json={"b": 2}).json() == {"b": 2}
    assert awx.get(f"{url}variable_data/") == {"b": 2}


def test_associating_is_idempotent_and_the_key_alone_disassociates(
    awx: Awx, inventory: int
) -> None:
    host = awx.request("POST", "hosts/", json={"name": "a", "inventory": inventory}).json()["id"]
    group = awx.request("POST", "groups/", json={"name": "g", "inventory": inventory}).json()
    hosts = f"{group['url']}hosts/"
    for _ in range(2):
        assert status(awx, hosts, "POST", json={"id": host}) == 204
    assert awx.get(hosts)["count"] == 1
    assert status(awx, hosts, "POST", json={"id": 999_999}) == 400
    assert status(awx, hosts, "POST", json={"id": str(host)}) == 400
    assert status(awx, hosts, "POST", json={"id": host, "disassociate": False}) == 204
    assert awx.get(hosts)["count"] == 0
    # The parent is a foreign key: taking the host out deletes it.
    body = {"id": host, "disassociate": True}
    assert status(awx, f"inventories/{inventory}/hosts/", "POST", json=body) == 204
    assert status(awx, f"hosts/{host}/") == 404


def test_a_label_is_made_attached_and_gone_with_its_last_user(awx: Awx) -> None:
    labels = f"{awx.one('job_templates', name='C++ build')['url']}labels/"
    body = {"name": "of a test", "organization": 2}
    made = awx.request("POST", labels, json=body)
    assert made.status_code == 201
    assert status(awx, labels, "POST", json=body) == 204
    assert awx.get(labels)["count"] == 1
    assert status(awx, made.json()["url"], "DELETE") == 405
    gone = {"id": made.json()["id"], "disassociate": True}
    assert status(awx, labels, "POST", json=gone) == 204
    assert status(awx, made.json()["url"]) == 404


def test_a_copy_has_what_the_original_has(awx: Awx) -> None:
    original = awx.one("job_templates", name="Seed - No prompts")
    copy = f"{original['url']}copy/"
    assert awx.get(copy) == {"can_copy": True}
    assert status(awx, copy, "POST", json={"name": original["name"]}) == 400
    made = awx.request("POST", copy, json={"name": "a copy"}).json()
    assert made["playbook"] == original["playbook"]
    names = [row["name"] for row in made["summary_fields"]["credentials"]]
    assert names == ["Seed Machine"]
    assert "execute_role" in made["summary_fields"]["object_roles"]
    assert status(awx, made["url"], "DELETE") == 204


def test_hosts_are_counted(awx: Awx, inventory: int) -> None:
    body = {"inventory": inventory, "hosts": [{"name": f"b{n}"} for n in range(3)]}
    assert status(awx, "bulk/host_create/", "POST", json=body) == 201
    assert awx.get(f"inventories/{inventory}/")["total_hosts"] == 3
    script = awx.get(f"inventories/{inventory}/script/", hostvars=1)
    assert script["all"]["hosts"] == ["b0", "b1", "b2"]


def test_a_schedule_needs_a_beginning(awx: Awx) -> None:
    template = awx.one("job_templates", name="Seed - No prompts")["id"]
    body = {"name": "s", "unified_job_template": template, "rrule": "RRULE:FREQ=DAILY"}
    assert awx.request("POST", "schedules/", json=body).status_code == 400
    body["rrule"] = "DTSTART:20300101T000000Z RRULE:FREQ=DAILY;INTERVAL=1"
    made = awx.request("POST", "schedules/", json=body)
    assert made.status_code == 201
    assert made.json()["next_run"] == "2030-01-01T00:00:00Z"
    assert status(awx, made.json()["url"], "DELETE") == 204


# --- authentication


def bearer(awx: Awx, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    response = requests.get(f"{awx.url}/api/v2/me/", headers=headers, timeout=60)
    return response.status_code


def test_an_expired_token_is_none(awx: Awx) -> None:
    token = awx.request("POST", "tokens/", json={}).json()
    assert bearer(awx, token["token"]) == 200
    assert status(awx, f"/sandbox/tokens/{token['id']}/expire/", "POST") == 204
    assert bearer(awx, token["token"]) == 401


def test_sessions_end(awx: Awx) -> None:
    with requests.Session() as browser:
        browser.get(f"{awx.url}/api/login/", timeout=60)
        form = {"username": "admin", "password": SEED_PASSWORD, "next": "/api/"}
        proof = {"X-CSRFToken": browser.cookies.get("csrftoken") or ""}
        browser.post(f"{awx.url}/api/login/", data=form, headers=proof, timeout=60)
        assert browser.get(f"{awx.url}/api/v2/me/", timeout=60).status_code == 200
        assert status(awx, "/sandbox/sessions/", "DELETE") == 204
        assert browser.get(f"{awx.url}/api/v2/me/", timeout=60).status_code == 401
    assert awx.request("GET", "/sandbox/counts/").json()["sessions"] == 0


def test_tokens_are_always_the_callers_own(awx: Awx) -> None:
    operator = user(awx, "operator")
    own = operator.get("me/")["results"][0]["id"]
    made = operator.request("POST", "users/1/personal_tokens/", json={})
    assert (made.status_code, made.json()["user"]) == (201, own)
    assert awx.request("POST", f"users/{own}/tokens/", json={}).json()["user"] == 1


def test_external_users_get_no_token(awx: Awx) -> None:
    awx.request("POST", "/sandbox/users/alice/", json={"external_account": "ldap"})
    refused = user(awx, "alice").request("POST", "tokens/", json={})
    assert refused.status_code == 403
    assert "(ldap)" in refused.json()["detail"]
    awx.request("POST", "/sandbox/users/alice/", json={"external_account": None})
    assert user(awx, "alice").request("POST", "tokens/", json={}).status_code == 201


def test_basic_can_be_switched_off(awx: Awx) -> None:
    token = awx.request("POST", "tokens/", json={}).json()["token"]
    settings = f"{awx.url}/api/v2/settings/authentication/"
    headers = {"Authorization": f"Bearer {token}"}
    body = {"AUTH_BASIC_ENABLED": False}
    try:
        requests.patch(settings, json=body, headers=headers, timeout=60).raise_for_status()
        assert status(awx, "me/") == 401
        assert status(awx, "tokens/", "POST", json={}) == 401
        assert bearer(awx, token) == 200
    finally:
        requests.delete(settings, headers=headers, timeout=60)
    assert status(awx, "me/") == 200


def login(awx: Awx) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.get(f"{awx.url}/api/login/", timeout=60)
    session.post(
        f"{awx.url}/api/login/",
        data={"username": "admin", "password": SEED_PASSWORD, "next": "/api/"},
        headers={"X-CSRFToken": session.cookies.get("csrftoken") or ""},
        allow_redirects=False,
        timeout=60,
    )
    return session


@pytest.mark.parametrize(
    ("method", "proves", "expected"),
    [("POST", True, 302), ("POST", False, 403), ("GET", False, 302)],
)
def test_a_logout_by_post_wants_a_csrf_token(
    method: str, proves: bool, expected: int, awx: Awx
) -> None:
    with login(awx) as session:
        proof = {"X-CSRFToken": session.cookies.get("csrftoken") or ""} if proves else {}
        answer = session.request(
            method, f"{awx.url}/api/logout/", headers=proof, allow_redirects=False, timeout=60
        )
        assert answer.status_code == expected
        left = 200 if expected == 403 else 401
        assert session.get(f"{awx.url}/api/v2/me/", timeout=60).status_code == left
    status(awx, "/sandbox/sessions/", "DELETE")


def test_another_login_ends_the_oldest_session_where_they_are_limited(awx: Awx) -> None:
    settings = "settings/authentication/"
    awx.request("PATCH", settings, json={"SESSIONS_PER_USER": 1}).raise_for_status()
    try:
        first, second = login(awx), login(awx)
        assert first.get(f"{awx.url}/api/v2/me/", timeout=60).status_code == 401
        assert second.get(f"{awx.url}/api/v2/me/", timeout=60).status_code == 200
    finally:
        awx.request("DELETE", settings)


# --- control


def test_requests_are_counted_by_connection(awx: Awx) -> None:
    awx.request("DELETE", "/sandbox/requests/")
    for _ in range(3):
        awx.get("me/")
    requests.get(f"{awx.url}/api/v2/ping/?a=1", timeout=60)
    seen = awx.get("/sandbox/requests/")
    assert (seen["count"], seen["connections"]) == (4, 2)
    assert [row["authentication"] for row in seen["requests"]] == ["basic"] * 3 + ["none"]
    last = seen["requests"][-1]
    assert (last["path"], last["query"], last["status"]) == ("/api/v2/ping/", "a=1", 200)


def test_hosts_change_between_two_pages(awx: Awx, inventory: int) -> None:
    change = {"n": 2, "path": "/api/v2/hosts/", "inventory": inventory, "insert_hosts": ["late"]}
    awx.request("POST", "/sandbox/after-requests/", json=change)
    counts = [awx.get("hosts/", inventory=inventory)["count"] for _ in range(4)]
    assert counts == [0, 0, 1, 1]
    gone = change | {"n": 0, "insert_hosts": [], "delete_hosts": ["late"]}
    awx.request("POST", "/sandbox/after-requests/", json=gone)
    assert awx.get("hosts/", inventory=inventory)["count"] == 0


def test_a_url_that_is_too_long_is_refused_as_nginx_does(awx: Awx) -> None:
    ids = ",".join(["20000"] * 1200)
    assert status(awx, f"jobs/?id__in={ids}") == 200
    refused = awx.request("GET", f"jobs/?id__in={ids},{ids}")
    assert refused.status_code == 414
    assert refused.headers["Content-Type"].startswith("text/html")


def test_requests_are_served_side_by_side(awx: Awx) -> None:
    """More clients than workers: each gets its own whole answer."""
    results: list[int] = []

    def ask() -> None:
        own = user(awx, "admin")
        results.extend(own.get("hosts/", page_size=50, page=n)["count"] for n in (1, 2))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 24
    assert len(set(results)) == 1


# --- OAuth


def test_an_authorization_code_with_and_without_pkce(awx: Awx) -> None:
    body = {
        "name": "code",
        "organization": 1,
        "client_type": "confidential",
        "authorization_grant_type": "authorization-code",
        "redirect_uris": "http://127.0.0.1:9/cb",
    }
    application = awx.request("POST", "applications/", json=body).json()
    client = (application["client_id"], application["client_secret"])
    asked = {"response_type": "code", "client_id": client[0], "scope": "read"}
    authorize = f"{awx.url}/api/o/authorize/"
    anonymous = requests.get(authorize, params=asked, allow_redirects=False, timeout=60)
    assert anonymous.headers["Location"].startswith("/api/login/?next=")
    session = login(awx)
    for challenge, proofs in (({}, [""]), ({"code_challenge": "v" * 43}, ["", "v" * 43])):
        consent = asked | challenge | {"redirect_uri": body["redirect_uris"], "allow": "yes"}
        headers = {"X-CSRFToken": session.cookies.get("csrftoken") or ""}
        answer = session.post(
            authorize, data=consent, headers=headers, allow_redirects=False, timeout=60
        )
        code = answer.headers["Location"].partition("code=")[2]
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": body["redirect_uris"],
        }
        statuses = []
        for proof in proofs:
            sent = data | ({"code_verifier": proof} if proof else {})
            answer = requests.post(f"{awx.url}/api/o/token/", data=sent, auth=client, timeout=60)
            statuses.append(answer.status_code)
        # A missing verifier is refused, and the code is good for one use only.
        assert statuses == [400] * (len(proofs) - 1) + [200]
        assert bearer(awx, answer.json()["access_token"]) == 200
        again = requests.post(f"{awx.url}/api/o/token/", data=sent, auth=client, timeout=60)
        assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token"])
def test_an_external_user_gets_no_token_by_any_grant(awx: Awx, grant: str) -> None:
    """AWX refuses to store one, whatever asked for it: 403 in plain text.

    See docs/awx-api.md#external-users.
    """
    kind = "password" if grant == "refresh_token" else grant.replace("_", "-")
    uri = "http://127.0.0.1:9/cb"
    body = {
        "name": f"for {grant}",
        "organization": 1,
        "client_type": "confidential",
        "authorization_grant_type": kind,
        "redirect_uris": uri,
    }
    application = awx.request("POST", "applications/", json=body).json()
    client = (application["client_id"], application["client_secret"])
    form = {"grant_type": grant, "username": "admin", "password": SEED_PASSWORD}
    if grant == "authorization_code":
        session = login(awx)
        asked = {"response_type": "code", "client_id": client[0], "scope": "read"}
        consent = {**asked, "redirect_uri": uri, "allow": "yes"}
        headers = {"X-CSRFToken": session.cookies.get("csrftoken") or ""}
        address = f"{awx.url}/api/o/authorize/"
        answer = session.post(
            address, data=consent, headers=headers, allow_redirects=False, timeout=60
        )
        code = answer.headers["Location"].partition("code=")[2]
        form = {"grant_type": grant, "code": code, "redirect_uri": uri}
    url = f"{awx.url}/api/o/token/"
    if grant == "refresh_token":
        pair = requests.post(url, data={**form, "grant_type": "password"}, auth=client, timeout=60)
        form = {"grant_type": grant, "refresh_token": pair.json()["refresh_token"]}
    control = f"{awx.url}/sandbox/users/admin/"
    for external, status in (("social", 403), (None, 200)):
        requests.post(control, json={"external_account": external}, timeout=60)
        answer = requests.post(url, data=form, auth=client, timeout=60)
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith("text/html") == (status == 403)


def test_a_token_can_be_made_old(awx: Awx) -> None:
    made = awx.request("POST", "tokens/", json={}).json()
    control = f"{awx.url}/sandbox/tokens/{made['id']}/age/"
    assert requests.post(control, json={"hours": 2}, timeout=60).status_code == 204
    assert awx.get(f"tokens/{made['id']}/")["created"] < made["created"]

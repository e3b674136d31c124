# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every grant, refreshing, purging and revoking as an application (docs/awx-api.md#grants)."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest

from tests.integration import sandbox as of_sandbox
from tests.integration.ansible_runs import AnsibleRuns, lookup, query, token
from tests.integration.sandbox import Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

pytestmark = pytest.mark.each_server

REDIRECT = "https://portal.example.com/callback"
PASSWORD_CLIENT = {"client_id": "seed-application", "client_secret": "seed-secret"}
CODE_CLIENT = {"client_id": "partner-portal", "client_secret": "portal-secret-of-the-seed"}
LOGIN = {"awx_username": of_sandbox.USERNAME, "awx_password": of_sandbox.PASSWORD}
MADE = {"register": "awx"}
AWX_TOKEN = "{{ awx.token }}"
PAIR = "{{ pair.token }}"


@pytest.fixture
def anonymous(sandbox: Sandbox) -> dict[str, str]:
    """A connection that knows the server and nobody."""
    return {"AWX_HOST": sandbox.url}


@pytest.fixture(autouse=True)
def _nothing_left_behind(sandbox: Sandbox) -> t.Iterator[None]:
    before = sandbox.tokens, sandbox.sessions, refresh_tokens(sandbox)
    yield
    assert (sandbox.tokens, sandbox.sessions, refresh_tokens(sandbox)) == before


def refresh_tokens(sandbox: Sandbox) -> int:
    [count] = sandbox.rows("SELECT COUNT(*) FROM main_oauth2refreshtoken WHERE revoked IS NULL")
    return int(count)


@pytest.fixture
def public_portal(sandbox: Sandbox) -> t.Iterator[dict[str, t.Any]]:
    """A public application that asks nobody for consent."""
    body = {
        "name": "Public portal",
        "organization": 1,
        "client_type": "public",
        "authorization_grant_type": "authorization-code",
        "redirect_uris": REDIRECT,
        "skip_authorization": True,
    }
    made = sandbox.post("applications/", body)
    yield made
    sandbox.delete(f"applications/{made['id']}/")


@pytest.mark.quick
def test_password_grant_refresh_and_revocation(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, anonymous: dict[str, str]
) -> None:
    """A pair is replaced, the old one is dead at once."""
    refresh = {"state": "refreshed", "token": AWX_TOKEN, **PASSWORD_CLIENT}
    with_awx = {"awx_oauth_token": AWX_TOKEN}
    run = ansible.playbook(
        core,
        [
            token("dry", grant_type="password", **PASSWORD_CLIENT, **LOGIN) | {"check_mode": True},
            token("get", grant_type="password", scope="read", **PASSWORD_CLIENT, **LOGIN) | MADE,
            query("use", "me", only="username", **with_awx),
            lookup("use in a lookup", "me", only="username", **with_awx),
            {
                "name": "by default",
                "module_defaults": {"group/steward.awx.awx": with_awx},
                "block": [query("use by default", "me", only="username")],
            },
            token("would refresh", **refresh) | {"check_mode": True},
            token("refresh", **refresh) | {"register": "pair"},
            query("use the old one", "me", **with_awx),
            query("use the new one", "me", only="username", awx_oauth_token=PAIR),
            token("refresh the old one", **refresh),
            token("would revoke", state="absent", token=PAIR, **PASSWORD_CLIENT)
            | {"check_mode": True},
            token("revoke", state="absent", token=PAIR, **PASSWORD_CLIENT),
            token("revoke again", state="absent", token=PAIR, **PASSWORD_CLIENT),
            token("refresh the revoked", state="refreshed", token=PAIR, **PASSWORD_CLIENT),
        ],
        environment=anonymous,
    )

    assert run["dry"]["changed"] is True
    assert "token" not in run["dry"].data
    made, pair = run["get"]["token"], run["refresh"]["token"]
    [application] = sandbox.rows(
        "SELECT id FROM main_oauth2application WHERE client_id = 'seed-application'"
    )
    assert made["scope"] == pair["scope"] == "read"
    assert made["application"] == pair["application"] == application
    assert made["expires"] > "3000"
    assert made["id"] != pair["id"]
    assert made["token"] != pair["token"]
    assert made["refresh_token"] != pair["refresh_token"]
    for use in ("use", "use by default", "use the new one"):
        assert run[use]["objects"] == [of_sandbox.USERNAME]
    assert run["use in a lookup"]["msg"] == [of_sandbox.USERNAME]
    assert "401" in run["use the old one"].error
    for name in ("would refresh", "refresh"):
        assert [gone["id"] for gone in run[name]["revoked"]] == [made["id"]]
    assert "invalid_grant" in run["refresh the old one"].error
    assert "is used, revoked, or another application" in run["refresh the old one"].error
    assert [gone["id"] for gone in run["would revoke"]["revoked"]] == [pair["id"]]
    assert run["revoke"]["changed"] is True
    assert run["revoke again"]["changed"] is False
    assert "invalid_grant" in run["refresh the revoked"].error


def test_always_cleans_up_a_pair(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, anonymous: dict[str, str]
) -> None:
    """The documented clean-up works when tasks before it fail too."""
    get = {"grant_type": "password", **PASSWORD_CLIENT, **LOGIN}
    defaults = {"awx_oauth_token": "{{ awx.token | default(omit) }}"}
    block = {
        "name": "work",
        "module_defaults": {"group/steward.awx.awx": defaults},
        "block": [
            {"name": "get", "steward.awx.awx_token": get, **MADE},
            {"name": "fail", "steward.awx.awx_query": {"resource": "labels?nmae=x"}},
        ],
        "always": [token("give back", state="absent", token=AWX_TOKEN, **PASSWORD_CLIENT)],
    }
    run = ansible.playbook(one_core, [block], environment=anonymous)

    assert run.status != 0
    assert run["fail"].outcome == "failed"
    assert run["give back"]["changed"] is True


def test_authorization_code_without_a_browser(
    core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    anonymous: dict[str, str],
    public_portal: dict[str, t.Any],
) -> None:
    """A program of a partner can be set up from a playbook."""
    grant = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, **LOGIN}
    public = {"client_id": public_portal["client_id"]}
    elsewhere = {**grant, "redirect_uri": "https://elsewhere.example.com/callback"}
    by_name = {"application": "Partner portal", "client_secret": CODE_CLIENT["client_secret"]}
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            core,
            [
                token("consent", **grant, **CODE_CLIENT) | MADE,
                query("use", "me", only="username", awx_oauth_token=AWX_TOKEN),
                token("give back", state="absent", token=AWX_TOKEN, **CODE_CLIENT),
                token("skip", **grant, **public, awx_in_process=False) | {"register": "pair"},
                query("use public", "me", only="username", awx_oauth_token=PAIR),
                token("give public back", state="absent", token=PAIR, **public),
                token("by name", grant_type="authorization_code", **by_name, **LOGIN) | MADE,
                token("give named back", state="absent", token=AWX_TOKEN, **CODE_CLIENT),
                token("not redirected", **elsewhere, **CODE_CLIENT),
                token("another grant", **grant, **PASSWORD_CLIENT),
                token(
                    "another grant by name",
                    grant_type="authorization_code",
                    application="Seed application",
                    client_secret="seed-secret",
                    **LOGIN,
                ),
                token("no such client", **grant, client_id="nobody"),
                token("wrong secret", **grant, client_id="partner-portal", client_secret="Tq-no"),
                token("wrong password", **{**grant, "awx_password": "Tq-wrong"}, **CODE_CLIENT),
            ],
            environment=anonymous,
        )

    for name in ("use", "use public"):
        assert run[name]["objects"] == [of_sandbox.USERNAME]
    for name in ("give back", "give public back", "give named back"):
        assert run[name]["changed"] is True
    consents = traffic.of("POST", "/authorize/")
    assert [seen.status for seen in consents] == [302] * len(consents)
    assert "redirect_uris" in run["not redirected"].error
    assert "authorization_grant_type" in run["another grant"].error
    assert "authorization_grant_type" in run["another grant by name"].error
    assert "Check client_id" in run["no such client"].error
    assert "invalid_client" in run["wrong secret"].error
    assert "refused the login" in run["wrong password"].error
    assert "portal.example.com" not in {seen.path for seen in traffic}


def test_codes_from_a_browser(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, anonymous: dict[str, str]
) -> None:
    """With and without PKCE, without which Ascender gives none; a code is good for one use."""
    verifier = "v" * 43
    grant = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, **CODE_CLIENT}
    plain = sandbox.authorization_code("partner-portal", REDIRECT)
    if sandbox.is_ascender:
        assert not plain
        plain = sandbox.authorization_code("partner-portal", REDIRECT, code_challenge=verifier)
        grant["code_verifier"] = verifier
    proven = sandbox.authorization_code("partner-portal", REDIRECT, code_challenge=verifier)
    run = ansible.playbook(
        one_core,
        [
            token("plain", code=plain, **grant) | MADE,
            token("plain again", code=plain, **grant),
            token("give plain back", state="absent", token=AWX_TOKEN, **CODE_CLIENT),
            token("without verifier", code=proven, **{**grant, "code_verifier": None}),
            token("proven", code=proven, **{**grant, "code_verifier": verifier}) | MADE,
            token("give proven back", state="absent", token=AWX_TOKEN, **CODE_CLIENT),
        ],
        environment=anonymous,
    )

    for name in ("plain", "proven"):
        assert run[name]["token"]["scope"] == "read"
        assert run[f"give {name} back"]["changed"] is True
    assert "good for one use" in run["plain again"].error
    assert "code_verifier" in run["without verifier"].error


def test_purge(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """All of the caller's own tokens that match, and nobody else's."""
    purge: dict[str, t.Any] = {"state": "absent", "description": "purge me"}
    made = [sandbox.new_token("purge me") for _turn in range(3)]
    kept = sandbox.new_token("keep me")
    other = sandbox.new_token("purge me", user=("operator", SEED_PASSWORD))
    sandbox.age(made[0]["id"], hours=48)
    run = ansible.playbook(
        core,
        [
            token("would", **purge) | {"check_mode": True},
            token("old ones", **purge, older_than="1d"),
            token("all", **purge, awx_oauth_token=made[1]),
            token("again", **purge),
            token("older than anything", state="absent", older_than="10w"),
            token("nonsense", state="absent", older_than="a day"),
        ],
        "--diff",
    )

    ids = [row["id"] for row in made]
    assert [row["id"] for row in run["would"]["revoked"]] == ids
    assert [row["id"] for row in run["old ones"]["revoked"]] == ids[:1]
    assert [row["id"] for row in run["all"]["revoked"]] == ids[1:]
    assert (run["again"]["changed"], run["again"]["revoked"]) == (False, [])
    assert run["older than anything"]["changed"] is False
    assert "30d" in run["nonsense"].error
    assert '"purge me"' in run.stdout
    assert not any(row["token"] in run.output for row in (*made, other))
    left = sandbox.rows("SELECT id FROM main_oauth2accesstoken WHERE description LIKE '% me'")
    assert sorted(left) == sorted([kept["id"], other["id"]])
    for row in (kept, other):
        sandbox.delete(f"tokens/{row['id']}/")


@pytest.mark.parametrize(
    ("presentation", "below"),
    [
        pytest.param({"gateway": True}, "/api/gateway/v1/tokens/", id="gateway"),
        pytest.param({"prefix": "controller"}, "/api/v2/tokens/", id="prefix"),
        pytest.param({"base_path": "/ingress"}, "/api/v2/tokens/", id="ingress"),
    ],
)
def test_tokens_are_found_where_they_live(
    one_core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    presentation: dict[str, t.Any],
    below: str,
) -> None:
    """AWX, controller, gateway; the rest is the same."""
    host = sandbox.url + presentation.get("base_path", "")
    purge: dict[str, t.Any] = {"state": "absent", "description": "of this place", **LOGIN}
    with sandbox.presented(**presentation):
        run = ansible.playbook(
            one_core,
            [
                token("get", description="of this place", **LOGIN) | MADE,
                query("use", "me", awx_oauth_token=AWX_TOKEN),
                token("would", state="absent", token=AWX_TOKEN, **LOGIN) | {"check_mode": True},
                token("by text", state="absent", token="{{ awx.token.token }}", **LOGIN),
                token("by mapping", state="absent", token=AWX_TOKEN, **LOGIN),
                token("another", description="of this place", **LOGIN) | MADE,
                token("by id", state="absent", token_id="{{ awx.token.id }}", **LOGIN),
                token("a third", description="of this place", **LOGIN) | MADE,
                token("purge", **purge),
                token("purge again", **purge),
            ],
            environment={"AWX_HOST": host},
        )

    made = run["get"]["token"]
    assert made["url"] == f"{below}{made['id']}/"
    assert run["use"]["count"] == 1
    changed = {name: run[name]["changed"] for name in ("would", "by text", "by id", "purge")}
    assert set(changed.values()) == {True}, changed
    assert run["by mapping"]["changed"] is run["purge again"]["changed"] is False


def test_servers_without_tokens(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """The message says what to use instead."""
    grant = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, **CODE_CLIENT}
    with sandbox.presented(tokens=False):
        run = ansible.playbook(
            one_core,
            [
                token("personal", **LOGIN),
                token("password", grant_type="password", **PASSWORD_CLIENT, **LOGIN),
                token("code", **grant, **LOGIN),
                token("revoke", state="absent", token_id=1, **LOGIN),
                token("purge", state="absent", description="d", **LOGIN),
            ],
            environment={"AWX_HOST": sandbox.url},
        )

    for result in run.results:
        assert "awx_username and awx_password" in result.error, result.task
        assert re.search("has no (tokens|OAuth grants)", result.error), result.task


def test_external_users(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, anonymous: dict[str, str]
) -> None:
    """A refusal is explained with the setting's name."""
    login = {"awx_username": "operator", "awx_password": SEED_PASSWORD}
    grant = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, **CODE_CLIENT}
    with sandbox.external("operator", "ldap"):
        run = ansible.playbook(
            one_core,
            [
                token("personal", **login),
                token("password", grant_type="password", **PASSWORD_CLIENT, **login),
                token("code", **grant, **login),
            ],
            environment=anonymous,
        )

    for name in ("personal", "password", "code"):
        assert "ALLOW_OAUTH2_FOR_EXTERNAL_USERS" in run[name].error
        assert run[name].data["http_status"] == 403


def test_secrets_of_grants_are_shown_nowhere(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, anonymous: dict[str, str], tmp_path: Path
) -> None:
    """Codes, verifiers, client secrets, passwords and refresh tokens, even at -vvvv."""
    log = tmp_path / "ansible.log"
    verifier = "Tq" + "v" * 43
    code = sandbox.authorization_code("partner-portal", REDIRECT, code_challenge=verifier)
    grant = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, **CODE_CLIENT}
    hidden = {"no_log": True}
    run = ansible.playbook(
        core,
        [
            token("code", code=code, code_verifier=verifier, **grant) | MADE | hidden,
            token("used code", code=code, code_verifier=verifier, **grant),
            token("used code by module", code=code, awx_in_process=False, **grant),
            token("refresh", state="refreshed", token=AWX_TOKEN, **CODE_CLIENT)
            | {"register": "pair"}
            | hidden,
            token("refresh again", state="refreshed", token=AWX_TOKEN, **CODE_CLIENT),
            token(
                "refresh by module",
                state="refreshed",
                refresh_token="{{ awx.token.refresh_token }}",
                awx_in_process=False,
                **CODE_CLIENT,
            ),
            token("headless", **grant, **LOGIN) | MADE | hidden,
            token("headless refused", **{**grant, "client_secret": "Tq-wrong-secret"}, **LOGIN),
            token("give back", state="absent", token=AWX_TOKEN, **CODE_CLIENT),
            token("give the pair back", state="absent", token=PAIR, **CODE_CLIENT),
            {
                "name": "keep",
                "ansible.builtin.copy": {
                    "content": "{{ awx.token | to_json }}\n{{ pair.token | to_json }}",
                    "dest": str(tmp_path / "kept"),
                    "mode": "0600",
                },
                "no_log": True,
            },
        ],
        "-vvvv",
        "--diff",
        environment={**anonymous, "ANSIBLE_LOG_PATH": str(log)},
    )

    assert run["give back"]["changed"] is True
    assert run["give the pair back"]["changed"] is True
    secrets = {
        code,
        verifier,
        CODE_CLIENT["client_secret"],
        "Tq-wrong-secret",
        of_sandbox.PASSWORD,
        *(run_secrets(tmp_path / "kept")),
    }
    written = run.output + log.read_text() + str([result.data for result in run.results])
    assert "/api/o/authorize/" in written  # the calls are shown
    assert [secret for secret in secrets if secret in written] == []
    assert "code=" not in written
    assert sandbox.sessions == 0


def run_secrets(kept: Path) -> set[str]:
    import json

    rows = [json.loads(line) for line in kept.read_text().splitlines()]
    return {row[name] for row in rows for name in ("token", "refresh_token")}


def test_what_cannot_be_is_refused_before_any_request(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                token("implicit", grant_type="implicit"),
                token("no client", grant_type="password", **LOGIN),
                token("code for personal", code="x"),
                token(
                    "personal refresh", state="refreshed", token={"token": "Tq-text"}, client_id="x"
                ),
                token("both", state="absent", token="Tq-text", description="d"),
            ],
        )

    assert "AWX 5.0.0" in run["implicit"].error
    assert "client_id or application" in run["no client"].error
    assert "grant_type: authorization_code" in run["code for personal"].error
    assert "personal access tokens have none" in run["personal refresh"].error
    assert "give one of them" in run["both"].error
    assert traffic == []

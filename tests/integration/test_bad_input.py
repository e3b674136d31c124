# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong is said in one clear message that tells what to do: no traceback, no secret.

Each case is asked by the action plugin and by the lookup, some in a process of their own too.
"""

from __future__ import annotations

import dataclasses
import ssl
import typing as t
from pathlib import Path

import pytest
import trustme

from tests.integration import other_servers
from tests.integration.ansible_runs import (
    AnsibleRuns,
    Run,
    assert_no_traceback,
    launch,
    lookup,
    query,
    token,
)
from tests.integration.sandbox import PASSWORD, Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

WRONG_PASSWORD = "Tq-wrong-4711"
NO_RETRY = {"request_retries": 0}


@dataclasses.dataclass(frozen=True)
class Case:
    """A question, and the words that the answer to it must have."""

    words: t.Sequence[str]
    options: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    resource: str = "labels"


class Everywhere(t.NamedTuple):
    """The servers and credentials that cases are about."""

    host: str
    good: dict[str, t.Any]
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def way_in(sandbox: Sandbox) -> Everywhere:
    """Credentials of all kinds: the environment of these runs has none."""
    host = {"awx_host": sandbox.url}
    expired, revoked = sandbox.new_token("expired"), sandbox.new_token("revoked")
    sandbox.expire(expired["id"])
    sandbox.delete(f"tokens/{revoked['id']}/")
    secrets = {
        "expired": expired["token"],
        "revoked": revoked["token"],
        "nobody": sandbox.new_token("no rights", user=("nobody", SEED_PASSWORD))["token"],
        "good": sandbox.token,
        "password": PASSWORD,
        "wrong": WRONG_PASSWORD,
    }
    return Everywhere(sandbox.url, {**host, "awx_oauth_token": sandbox.token}, secrets)


def test_connections(core: Path, ansible: AnsibleRuns, way_in: Everywhere, tmp_path: Path) -> None:
    broken = tmp_path / "broken.cfg"
    broken.write_text(f"[general\npassword = {PASSWORD}\n: nonsense\n")
    host, secrets = {"awx_host": way_in.host}, way_in.secrets
    refused = f"http://127.0.0.1:{other_servers.closed_port()}"

    def user(name: str, password: str) -> dict[str, str]:
        return {**host, "awx_username": name, "awx_password": password}

    with other_servers.serving({"*": other_servers.HTML}, content_type="text/html") as html:
        with other_servers.serving({"*": b'{"hello": "world"}'}) as other_json:
            with other_servers.serving({}) as nothing:
                cases = {
                    "no host": Case(["awx_host", "AWX_HOST"]),
                    "no credentials": Case(["awx_oauth_token", "awx_username"], host),
                    "no password": Case(["awx_password"], {**host, "awx_username": "admin"}),
                    "wrong password": Case(
                        ["401", "awx_username and awx_password"], user("admin", WRONG_PASSWORD)
                    ),
                    "wrong password for a session": Case(
                        ["401", "awx_username and awx_password"],
                        {**user("admin", WRONG_PASSWORD), "awx_auth": "session"},
                    ),
                    "expired token": Case(
                        ["401", "awx_oauth_token", "expired"],
                        {**host, "awx_oauth_token": secrets["expired"]},
                    ),
                    "revoked token": Case(
                        ["401", "awx_oauth_token", "revoked"],
                        {**host, "awx_oauth_token": {"token": secrets["revoked"], "id": 1}},
                    ),
                    "masked token": Case(
                        ["asterisks", "once"], {**host, "awx_oauth_token": {"token": "*" * 8}}
                    ),
                    "a mapping without token": Case(
                        ["awx_oauth_token", "steward.awx.awx_token"],
                        {**host, "awx_oauth_token": {"id": 3}},
                    ),
                    "token wanted": Case(
                        ["awx_auth", "awx_oauth_token"],
                        {**user("admin", PASSWORD), "awx_auth": "token"},
                    ),
                    "no rights": Case(
                        ["403", "does not allow"],
                        {**host, "awx_oauth_token": secrets["nobody"]},
                        "settings/all",
                    ),
                    "HTML": Case(
                        ["does not respond like an AWX", "Welcome to nginx!", "awx_host"],
                        {**way_in.good, "awx_host": html},
                    ),
                    "HTML below a known root": Case(
                        ["Welcome to nginx!", "instead of JSON"],
                        {**way_in.good, "awx_host": html, "api_root": "/api/"},
                    ),
                    "other JSON": Case(
                        ["does not respond like an AWX", "current_version", "awx_host"],
                        {**way_in.good, "awx_host": other_json},
                    ),
                    "nothing there": Case(
                        ["does not respond like an AWX", "404", "awx_host"],
                        {**way_in.good, "awx_host": nothing},
                    ),
                    "refused": Case(
                        ["cannot be reached", "Connection refused", "awx_host"],
                        {**way_in.good, "awx_host": refused, **NO_RETRY},
                    ),
                    "unknown host": Case(
                        ["cannot be reached", "awx_host"],
                        {**way_in.good, "awx_host": "http://awx.invalid", **NO_RETRY},
                    ),
                    "no address": Case(
                        ["awx_host", "https://awx.example.com"],
                        {**way_in.good, "awx_host": "ftp://awx.example.com"},
                    ),
                    "password in the address": Case(
                        ["awx_host", "awx_password"],
                        {**way_in.good, "awx_host": "http://admin:Tq-in-url@awx.invalid"},
                    ),
                    "config file that is not there": Case(
                        ["/nowhere/awx.cfg", "No such file"],
                        {"awx_config_file": "/nowhere/awx.cfg"},
                    ),
                    "broken config file": Case(
                        [str(broken), "INI", "YAML"], {"awx_config_file": str(broken)}
                    ),
                    "no number": Case(
                        ["request_timeout"], {**way_in.good, "request_timeout": "soon"}
                    ),
                    "no such way": Case(
                        ["awx_auth", "magic"], {**way_in.good, "awx_auth": "magic"}
                    ),
                    "no such authorities": Case(
                        ["ca_path", "/nowhere/ca.pem"],
                        {**way_in.good, "ca_path": "/nowhere/ca.pem"},
                    ),
                }
                run = _ask(core, ansible, cases, in_process=("no host", "expired token", "HTML"))

    _assert_said(run, cases)
    _assert_clean(run, secrets.values())


@pytest.mark.quick
def test_questions(one_core: Path, ansible: AnsibleRuns, way_in: Everywhere) -> None:
    cases = {
        "unknown resource": Case(["no resource 'job'", "'jobs'"], {}, "job"),
        "unknown object": Case(["404", "job_templates/99999"], {}, "job_templates/99999"),
        "filter": Case(["'nmae'", "'name'"], {"filters": {"nmae": "x"}}),
        "filter in the resource": Case(["'nmae'", "'name'"], {}, "labels?nmae=x"),
        "filter of hosts": Case(["'enbled'", "'enabled'"], {"filters": {"enbled": True}}, "hosts"),
        "lookup": Case(["'icontain'", "'icontains'"], {"filters": {"name__icontain": "x"}}),
        "negated filter": Case(["'nmae'", "'name'"], {"filters": {"not": {"nmae": "x"}}}),
        "filter behind a relation": Case(
            ["'nmae' behind 'job_template'", "'name'"],
            {"filters": {"not": {"job_template__nmae": "x"}}},
            "jobs",
        ),
        "filter behind two relations": Case(
            ["'nam' behind 'organization'", "'name'"],
            {"filters": {"inventory__organization__nam": "x"}},
            "jobs",
        ),
        "lookup behind a relation": Case(
            ["'icontain'", "'icontains'"], {}, "jobs?created_by__email__icontain=x"
        ),
        "order": Case(["'nmae'", "'name'"], {"order_by": "-nmae"}),
        "order behind a relation": Case(
            ["'nmae' behind 'inventory'", "'name'"], {"order_by": "inventory__nmae"}, "hosts"
        ),
        "filter that is no field of the database": Case(
            ["400", "'summary_fields' is computed"], {"filters": {"summary_fields": "x"}}
        ),
        "protected": Case(["403", "password"], {"filters": {"password": "x"}}, "users"),
        "value": Case(["400"], {"filters": {"id": "many"}}),
        "field": Case(["'nmae'", "'name'"], {"fields": ["id", "nmae"]}),
        "field within": Case(
            ["'summary_fields.organisation.name'", "'organization'"],
            {"fields": ["summary_fields.organisation.name"]},
        ),
        "only": Case(["'nmae'", "'name'"], {"only": "nmae"}),
        "related": Case(["'lables'", "'labels'"], {"related": ["lables"]}, "job_templates"),
        "both": Case(["fields", "only"], {"fields": ["id"], "only": "id"}),
        "limit": Case(["limit", "at least 1"], {"limit": 0}),
        "choice": Case(["expect", "two"], {"expect": "two"}),
        "order twice": Case(["order_by", "once"], {"order_by": "id"}, "labels?order_by=name"),
        "broken host_filter": Case(["400"], {"filters": {"host_filter": "name=("}}, "hosts"),
    }  # fmt: skip
    cases = {
        name: dataclasses.replace(case, options={**way_in.good, **case.options})
        for name, case in cases.items()
    }
    run = _ask(one_core, ansible, cases, in_process=("filter", "field"))

    _assert_said(run, cases)
    _assert_clean(run, way_in.secrets.values())


def test_launches_and_tokens(one_core: Path, ansible: AnsibleRuns, way_in: Everywhere) -> None:
    """The refusals of single launches are in test_job_launch; here is what they look like."""
    nobody = {"awx_host": way_in.host, "awx_oauth_token": way_in.secrets["nobody"]}
    expired = {"awx_host": way_in.host, "awx_oauth_token": way_in.secrets["expired"]}
    wrong = {"awx_host": way_in.host, "awx_username": "admin", "awx_password": WRONG_PASSWORD}
    good = way_in.good
    tasks: dict[str, tuple[dict[str, t.Any], list[str]]] = {
        "unknown": (launch("unknown", "Demo - Dploy", **good), ["'Demo - Deploy'"]),
        "ambiguous": (
            launch("ambiguous", "Duplicate Name", **good),
            ["'Engineering'", "'Operations'"],
        ),
        "missing": (
            launch("missing", "Demo - Deploy", credential_passwords={"x": "Tq-cp"}, **good),
            ["'version'", "'stage'"],
        ),
        "no rights": (launch("no rights", 7, **nobody), ["lacks the execute role"]),
        "expired": (launch("expired", 7, **expired), ["401", "expired"]),
        "login": (launch("login", 7, **wrong), ["401", "awx_password"]),
        "token": (token("token", **wrong), ["401", "awx_password"]),
        "revoke": (token("revoke", state="absent", token_id=1, **expired), ["401"]),
        "which": (token("which", state="absent", **good), ["token_id"]),
        "no template": (
            {"name": "no template", "steward.awx.awx_job_launch": good, "ignore_errors": True},
            ["template"],
        ),
        "not an option": (launch("not an option", 7, extra_var={}, **good), ["extra_vars"]),
    }
    run = ansible.playbook(
        one_core, [task for task, _words in tasks.values()], "-vvvv", environment={}
    )

    unsaid = [
        (name, word, run[name].error)
        for name, (_task, words) in tasks.items()
        for word in words
        if word not in run[name].error
    ]
    assert unsaid == []
    _assert_clean(run, [*way_in.secrets.values(), "Tq-cp"])


def test_tls(core: Path, ansible: AnsibleRuns, tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    stranger.cert_pem.write_to_path(str(tmp_path / "stranger.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    elsewhere = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example.com").configure_cert(elsewhere)
    with_token = {"awx_oauth_token": "Tq-tls-token", **NO_RETRY}
    trusted = {**with_token, "ca_path": str(tmp_path / "ca.pem")}
    unverified = {**with_token, "validate_certs": False}
    pages = other_servers.small_awx()

    with other_servers.serving(pages, tls=context) as url:
        with other_servers.serving(pages, tls=elsewhere) as other_name:
            with other_servers.serving(pages) as plain:
                cases = {
                    "unknown authority": Case(
                        ["TLS", "certificate", "ca_path"], {"awx_host": url, **with_token}, "ping"
                    ),
                    "another authority": Case(
                        ["TLS", "ca_path"],
                        {"awx_host": url, **with_token, "ca_path": str(tmp_path / "stranger.pem")},
                        "ping",
                    ),
                    "another name": Case(
                        ["TLS", "127.0.0.1"], {"awx_host": other_name, **trusted}, "ping"
                    ),
                    "no TLS": Case(
                        ["TLS"],
                        {"awx_host": plain.replace("http://", "https://"), **trusted},
                        "ping",
                    ),
                }
                failing = _ask(core, ansible, cases)
                working = ansible.playbook(
                    core,
                    [
                        query("trusted", "ping", awx_host=url, **trusted),
                        lookup("in lookup", "ping", awx_host=url, **trusted),
                        query("by variable", "ping", awx_host=url, **with_token)
                        | {"environment": {"AWX_CA_PATH": str(tmp_path / "ca.pem")}},
                        query("not verified", "ping", awx_host=url, **unverified),
                    ],
                    environment={},
                )

    _assert_said(failing, cases)
    _assert_clean(failing, ["Tq-tls-token"])
    for task in ("trusted", "by variable", "not verified"):
        assert working[task]["objects"][0]["version"] == "24.6.1"
    assert working["in lookup"]["msg"][0]["version"] == "24.6.1"
    assert "is not verified" in " ".join(working["not verified"].data["warnings"])
    assert "warnings" not in working["trusted"].data
    assert "InsecureRequestWarning" not in working.output


def _ask(
    core: Path,
    ansible: AnsibleRuns,
    cases: t.Mapping[str, Case],
    in_process: t.Collection[str] = (),
) -> Run:
    """Ask by every caller, in a run that shows all that it may and has no connection of its own."""
    tasks = []
    for name, case in cases.items():
        tasks.append(query(f"{name}: module", case.resource, **case.options))
        tasks.append(lookup(f"{name}: lookup", case.resource, **case.options))
        if name in in_process:
            own = {**case.options, "awx_in_process": False}
            tasks.append(query(f"{name}: own process", case.resource, **own))
    return ansible.playbook(core, tasks, "-vvvv", environment={})


def _assert_said(run: Run, cases: t.Mapping[str, Case]) -> None:
    unsaid = [
        (result.task, word, result.error)
        for result in run.results
        for word in cases[result.task.partition(":")[0]].words
        if word not in result.error
    ]
    assert unsaid == []
    assert len(run.results) >= 2 * len(cases)


def _assert_clean(run: Run, secrets: t.Iterable[str]) -> None:
    assert_no_traceback(run)
    for secret in secrets:
        assert secret not in run.output
        assert all(secret not in str(result.data) for result in run.results)

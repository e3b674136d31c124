# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that go wrong, each in another way: what the guide to troubleshooting is about."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import ssl
import tempfile
import typing as t
from pathlib import Path

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_launch
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import FileClaims

from tests.faults.faults import FAULTS, HTML, answer, page, redirect
from tests.faults.proxy import Act, Exchange, FaultProxy, Rule
from tests.integration.ansible_runs import launch, query, token
from tests.integration.other_servers import HTML as WELCOME
from tests.integration.other_servers import closed_port, serving, small_awx
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD
from tests.unit.forward_proxy import forward_proxy
from tests.unit.ports import Reporter, Time
from tests.unit.tls import Authority, encrypted

Task = dict[str, t.Any]

JSON = ("Content-Type", "application/json")
WRONG_PASSWORD = "Tq-wrong-4711"
LAUNCHES = "/launch/$"


class Troublemaker:
    """A place where everything can go wrong; `options` are right ones."""

    def __init__(self, sandbox: Sandbox, directory: Path, stack: contextlib.ExitStack) -> None:
        self.sandbox = sandbox
        self.directory = directory
        self.stack = stack
        self.options: dict[str, t.Any] = {
            "awx_host": sandbox.url,
            "awx_oauth_token": sandbox.token,
            "request_retries": 0,
        }

    def behind(self, act: Act, *, path: str = ".", method: str = "GET") -> dict[str, t.Any]:
        """Return options with which this happens to all requests with such a path."""
        proxy = FaultProxy(self.sandbox.url)
        proxy.rule = Rule(method, path, act, None)
        self.stack.callback(proxy.close)
        return {**self.options, "awx_host": proxy.url}

    def at(self, pages: t.Mapping[str, bytes], **how: t.Any) -> dict[str, t.Any]:
        """Return options that lead to another server."""
        return {**self.options, "awx_host": self.stack.enter_context(serving(pages, **how))}

    def without(self, *names: str) -> dict[str, t.Any]:
        return {name: value for name, value in self.options.items() if name not in names}

    def file(self, name: str, text: str, mode: int = 0o600) -> str:
        path = self.directory / name
        path.write_text(text)
        path.chmod(mode)
        return str(path)


def all_of(trouble: Troublemaker) -> list[Task]:
    """Return every task that goes wrong by itself, for a play without any login."""
    groups = (_settings, _network, _certificates, _proxies, _no_awx, _logins, _answers)
    more = (_questions, _launches, _jobs, _tokens)
    return [task for group in (*groups, *more) for task in group(trouble)]


# -- Before anything is sent ---------------------------------------------------


def _settings(trouble: Troublemaker) -> t.Iterator[Task]:
    def ask(name: str, *without: str, **options: t.Any) -> Task:
        return query(name, "me", **{**trouble.without(*without), **options})

    login = ("awx_oauth_token",)
    yield ask("no host", "awx_host")
    yield ask("no credentials", *login)
    yield ask("no password", *login, awx_username="maria")
    yield ask("no address", awx_host="ftp://awx.example.com")
    yield ask("broken address", awx_host="https://[::1")
    yield ask("address of a page", awx_host="https://awx.example.com/#/jobs")
    yield from _environments()
    yield ask("password in the address", awx_host="https://maria:Tq-secret@awx.example.com")
    yield ask("no token", awx_oauth_token={"id": 7})
    yield ask("masked token", awx_oauth_token={"token": "*" * 8})
    yield ask(
        "token wanted", *login, awx_username="maria", awx_password=WRONG_PASSWORD, awx_auth="token"
    )
    yield ask("no way in", awx_auth="kerberos")
    yield ask("no number", request_timeout="soon")
    yield ask("no path", api_root="https://awx.example.com/api/")
    yield ask("neither", validate_certs="maybe", awx_in_process=False)
    yield ask("plain http", awx_host="http://awx.invalid")
    yield ask("no file", awx_config_file="/nowhere/awx.cfg")
    text = "[general\nhost = awx.example.com\n: nonsense\n"
    yield ask("broken file", awx_config_file=trouble.file("broken.cfg", text))
    text = f"host = {trouble.sandbox.url}\npassword = secret of maria\n"
    yield ask("readable", awx_config_file=trouble.file("readable.cfg", text, 0o644))
    yield ask("no authorities", ca_path="/nowhere/ca.pem")
    yield ask("not an option", nmae="x")
    yield ask("dest", dest="/nowhere/jobs.jsonl")
    yield ask("hidden", "awx_host") | {"no_log": True}


def _environments() -> t.Iterator[Task]:
    """Yield tasks whose variables do not fit, or cannot be understood."""

    def ask(name: str, variables: dict[str, str], **options: str) -> Task:
        return query(name, "me", **options) | {"environment": variables}

    whole = {"AWX_HOST": "https://awx.example.com", "AWX_OAUTH_TOKEN": "t" * 30}
    login = {"AWX_USERNAME": "maria", "AWX_PASSWORD": WRONG_PASSWORD}
    yield ask("another server", whole, awx_host="https://other.example.com")
    yield ask("two families", {**login, "CONTROLLER_HOST": "https://awx.example.com"})
    yield ask("variable, number", {**whole, "AWX_REQUEST_TIMEOUT": "soon"})
    yield ask("variable, boolean", {**whole, "AWX_VERIFY_SSL": "maybe"})


# -- The way to the server -----------------------------------------------------


def _network(trouble: Troublemaker) -> t.Iterator[Task]:
    def ask(name: str, **options: t.Any) -> Task:
        return query(name, "me", **{**trouble.options, **options})

    yield ask("refused", awx_host=f"http://127.0.0.1:{closed_port()}")
    yield ask("no such name", awx_host="https://awx.invalid")
    yield ask("full", awx_host=_full_server(trouble.stack), request_timeout=0.5)
    short = {"request_timeout": 0.5}
    yield ask("silence", **{**trouble.behind(FAULTS["silence"]), **short})
    yield ask("reset", **trouble.behind(FAULTS["reset before the request was read"]))
    yield ask("cut", **trouble.behind(FAULTS["body cut"]))


def _full_server(stack: contextlib.ExitStack) -> str:
    """Return the address of a server that accepts no more connections, and refuses none."""
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    port = listener.getsockname()[1]
    for _turn in range(4):
        waiting = stack.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(("127.0.0.1", port))
    return f"http://127.0.0.1:{port}"


def _certificates(trouble: Troublemaker) -> t.Iterator[Task]:
    directory = trouble.directory / "certificates"
    directory.mkdir()
    ours, strangers = Authority(directory, "ours"), Authority(directory, "strangers")
    trusted = {"ca_path": str(ours.path)}
    certificate, key = map(str, ours.certificate("client.example.com"))
    _other, other_key = map(str, ours.certificate("other.example.com"))
    picky, refusing, old = (
        ours.server(clients=ours),
        ours.server(clients=strangers),
        ours.server(),
    )
    picky.maximum_version = refusing.maximum_version = ssl.TLSVersion.TLSv1_2
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1

    def ask(name: str, tls: ssl.SSLContext | None, **options: t.Any) -> Task:
        return query(name, "ping", **{**trouble.at(small_awx(), tls=tls), **trusted, **options})

    yield ask("unknown authority", strangers.server())
    unknown = trouble.at(small_awx(), tls=strangers.server())
    yield query("unknown to the system", "ping", **unknown)
    yield ask("other name", ours.server("awx.example.com"))
    yield ask("expired", ours.server(starts=-2, ends=-0.5))
    yield ask("not yet valid", ours.server(starts=0.5))
    yield ask("old TLS", old)
    yield ask("no client certificate", picky)
    yield ask("refused certificate", refusing, client_cert=certificate, client_key=key)
    yield ask("passphrase", picky, client_cert=certificate, client_key=str(encrypted(Path(key))))
    yield ask("wrong key", picky, client_cert=certificate, client_key=other_key)
    yield ask("no certificates", ours.server(), ca_path=trouble.file("no.pem", "nothing"))
    yield ask("not verified", ours.server(), validate_certs=False)
    plain, secure = trouble.at(small_awx()), trouble.at(small_awx(), tls=ours.server())
    host = plain["awx_host"].replace("http:", "https:")
    yield query("no TLS", "ping", **{**plain, "awx_host": host})
    host = secure["awx_host"].replace("https:", "http:")
    yield query("only TLS", "ping", **{**secure, "awx_host": host})
    said = page(400, "400 The plain HTTP request was sent to HTTPS port")
    yield query("a page about TLS", "ping", **trouble.behind(said))


def _proxies(trouble: Troublemaker) -> t.Iterator[Task]:
    proxy = trouble.stack.enter_context(
        forward_proxy(login=("maria", "x"), routes={}, refused=["refused.example.com"])
    )

    def ask(name: str, host: str, address: str) -> Task:
        options = {**trouble.options, "awx_host": host, "awx_in_process": False}
        return query(name, "ping", **options) | {"environment": {"https_proxy": address}}

    gone = f"http://127.0.0.1:{closed_port()}"
    yield ask("proxy gone", "https://awx.example.com", gone)
    yield ask("proxy refuses", "https://refused.example.com", f"http://maria:x@{proxy.address}")
    yield ask("proxy wants login", "https://awx.example.com", f"http://{proxy.address}")
    yield ask("no proxy", "https://awx.example.com", "http://")


# -- What answers --------------------------------------------------------------


def _no_awx(trouble: Troublemaker) -> t.Iterator[Task]:
    apis = json.dumps({"apis": {"galaxy": "/api/galaxy/"}}).encode()
    old = json.dumps({"current_version": "/api/v1/"}).encode()
    here = redirect(302, "{target}")
    given = {"api_root": "/api/"}
    html = {"content_type": "text/html"}
    yield query("page", "me", **trouble.at({"*": WELCOME}, **html))
    yield query("other JSON", "me", **trouble.at({"*": b'{"hello": "world"}'}))
    yield query("nothing there", "me", **trouble.at({}))
    yield query("gateway", "me", **trouble.at({"/api/": apis}))
    yield query("old version", "me", **trouble.at({"/api/": old}))
    yield query("page below a root", "me", **trouble.at({"*": WELCOME}, **html), **given)
    elsewhere = redirect(302, "https://login.example.com/")
    yield query("redirect", "me", **trouble.behind(elsewhere), **given)
    yield query("circle", "me", **trouble.behind(here), **given)
    yield query("upgrade", "me", **trouble.behind(redirect(302, "/migrations_notran/")), **given)
    moved = trouble.behind(redirect(301, "/awx{target}"), method="POST", path=LAUNCHES)
    yield launch("redirected launch", 7, **moved)
    yield query("broken JSON", "me", **trouble.behind(answer(200, b'{"count": 1', JSON)))
    yield query("no list", "hosts", **trouble.behind(answer(200, b'"words"', JSON), path="/hosts/"))


def _logins(trouble: Troublemaker) -> t.Iterator[Task]:
    sandbox = trouble.sandbox
    expired = sandbox.new_token("expired")
    sandbox.expire(expired["id"])
    nobody = sandbox.new_token("no rights", user=("nobody", SEED_PASSWORD))
    wrong = {
        **trouble.without("awx_oauth_token"),
        "awx_username": "maria",
        "awx_password": WRONG_PASSWORD,
    }
    nobodys = {**trouble.options, "awx_oauth_token": nobody["token"]}
    reading = {**trouble.options, "awx_oauth_token": sandbox.new_token("r", scope="read")["token"]}
    yield query("expired token", "me", **{**trouble.options, "awx_oauth_token": expired["token"]})
    yield query("wrong password", "me", **wrong)
    yield query("wrong password, Basic", "me", **wrong, awx_auth="basic")
    yield query("wrong password, session", "me", **wrong, awx_auth="session")
    page_without_form = answer(200, b"<html></html>", HTML)
    no_form = trouble.behind(page_without_form, path="/login/")
    session = {"awx_auth": "session", "api_root": "/api/", "awx_oauth_token": ""}
    by_password = {"awx_username": "maria", "awx_password": WRONG_PASSWORD, **session}
    yield query("no login page", "me", **{**no_form, **by_password})
    secure = trouble.behind(_secure_cookies, path="/login/")
    yield query("secure cookies", "me", **{**secure, **by_password})
    left = trouble.behind(page(502, "Bad Gateway"), path="/logout/", method="POST")
    right = {"awx_username": USERNAME, "awx_password": PASSWORD}
    yield query("no logout", "me", **{**left, **session, **right})
    yield query("no rights", "settings/all", **nobodys)
    yield launch("no execute role", 7, **nobodys)
    yield launch("token that reads", "Deploy shop", extra_vars=DEPLOYMENT, **reading)


def _secure_cookies(exchange: Exchange) -> None:
    head, body = exchange.forward()
    exchange.send(head.replace(b"csrftoken=", b"csrftoken=x; Secure; x="), body)


def _answers(trouble: Troublemaker) -> t.Iterator[Task]:
    at_hosts = {"path": "/hosts/"}
    said = answer(409, b'{"error": "Resource is being used by running jobs."}', JSON)
    yield query("409", "hosts", **trouble.behind(said, **at_hosts))
    yield query("413", "hosts", **trouble.behind(FAULTS["413 page"], **at_hosts))
    yield query("414", "hosts", **trouble.behind(FAULTS["414 page"], **at_hosts))
    limited = page(429, "Too Many Requests")
    yield query("429", "hosts", **trouble.behind(limited, **at_hosts))
    for status, title in ((502, "Bad Gateway"), (503, "Service Temporarily Unavailable")):
        yield query(str(status), "hosts", **trouble.behind(page(status, title), **at_hosts))


# -- Questions -----------------------------------------------------------------


def _questions(trouble: Troublemaker) -> t.Iterator[Task]:
    def ask(name: str, resource: str, **options: t.Any) -> Task:
        return query(name, resource, **{**trouble.options, **options})

    yield ask("no resource", "job")
    yield ask("URL", "https://awx.example.com/api/v2/jobs/")
    yield ask("no object", "job_templates/99999")
    yield ask("no field", "jobs", filters={"statsu": "failed"})
    yield ask("no field behind", "jobs", filters={"job_template__nmae": "x"})
    yield ask("no lookup", "jobs", filters={"name__icontain": "x"})
    yield ask("computed", "jobs", filters={"summary_fields": "x"})
    yield ask("no value", "jobs", filters={"id": "many"})
    yield ask("no such fields", "jobs", fields=["id", "nmae"], limit=1)
    yield ask("page number", "jobs?page=2")
    yield ask("text", "jobs/1/stdout?format=txt")
    yield ask("no such value", "jobs", filters={"status": "cancelled"})
    yield ask("type of another list", "unified_jobs", filters={"type": "workflow_approval"})
    yield ask("year", "jobs", filters={"created__year": 2026})
    yield ask("search in or", "jobs", filters={"or": [{"name": "x"}, {"project__search": "y"}]})
    yield ask("no roles", "users", filters={"role_level": "read_role"}, request_retries=0)
    yield ask("pattern", "jobs", filters={"name__regex": "("})
    yield ask("of another database", "jobs?name__regex=a{999}", request_retries=0)
    yield ask("several related", "job_templates", order_by="credentials__name")
    yield ask("left out", "jobs", fields=["id", "job_env"], limit=1)
    yield ask("old name", "inventory_scripts")
    yield ask("name in a path", "jobs/Deploy")
    yield ask("another API", "/api/gateway/v1/users/")
    yield ask("nested", "jobs", filters={"or": [{"status": "failed", "id": 1}, {"id": 2}]})
    yield ask("two ors", "jobs?or__id=1&or__id=2", filters={"or": [{"id": 3}, {"id": 4}]})
    yield ask("too many", "hosts", max_objects=100)
    yield ask("one", "hosts", filters={"name__startswith": "web-"}, expect="one")
    yield ask("none", "hosts", filters={"name": "nobody"}, expect="at_least_one")
    changing = trouble.behind(_always_another_count(), path=r"/hosts/\?.*page_size=200")
    yield query("changing", "hosts", order_by="name", only="id", concurrency=1, **changing)


def _always_another_count() -> Act:
    counts = itertools.count(10_000)

    def act(exchange: Exchange) -> None:
        _head, body = exchange.forward()
        answer(200, json.dumps({**json.loads(body), "count": next(counts)}).encode(), JSON)(
            exchange
        )

    return act


# -- Launches and jobs ---------------------------------------------------------

DEMO = "Demo Job Template"
DEPLOYMENT = {"version": "2.4.1", "stage": "staging", "replicas": 1}


def _launches(trouble: Troublemaker) -> t.Iterator[Task]:
    def start(name: str, template: t.Any, **options: t.Any) -> Task:
        return launch(name, template, **{**trouble.options, **options})

    yield start("misspelt", "Deploy shp")
    yield start("no template", 99999)
    yield start("two templates", "Duplicate Name")
    yield start("survey", "Deploy shop", extra_vars={"version": "2.4.1", "stage": "moon"})
    yield start("not prompted for", DEMO, limit="web")
    yield start("variables", DEMO, extra_vars={"a": 1})
    yield start("passwords", "Seed - Ask machine password")
    yield start("inventory", "Seed - Missing inventory (prompted)")
    yield start("broken inventory", "Seed - Missing inventory (broken)")
    yield start("no credential", "Patch web servers", credentials=["Shop SSH ky"])
    yield start("no YAML", "Deploy shop", extra_vars="version: [1")
    yield start("a file", "Deploy shop", extra_vars="@/etc/deploy.yml")
    yield start("pairs", "Deploy shop", extra_vars="version=2.4.1 stage=staging")
    yield _of("awx_job_launch", "two kinds", job_template=DEMO, kind="project", **trouble.options)
    refused = trouble.behind(FAULTS["403"], path=LAUNCHES, method="POST")
    yield launch("launch refused", "Restart web servers", **refused)
    lost = {"path": "/api/v2/me/", "method": "GET"}
    proxy = trouble.behind(FAULTS["403"], **lost)
    yield launch("lost", "Restart web servers", **{**proxy, "awx_host": _losing(trouble, proxy)})
    ignoring = trouble.behind(_ignoring, path=LAUNCHES, method="POST")
    yield launch("ignored", "Restart web servers", **ignoring)


def _losing(trouble: Troublemaker, behind: t.Mapping[str, t.Any]) -> str:
    """Return the address of a proxy before another one, that loses the answers to launches."""
    proxy = FaultProxy(behind["awx_host"])
    proxy.rule = Rule("POST", LAUNCHES, FAULTS["reset after the server acted"], None)
    trouble.stack.callback(proxy.close)
    return proxy.url


def _ignoring(exchange: Exchange) -> None:
    _head, body = exchange.forward()
    said = {**json.loads(body), "ignored_fields": {"limit": "web"}}
    answer(201, json.dumps(said).encode(), JSON)(exchange)


def _jobs(trouble: Troublemaker) -> t.Iterator[Task]:
    def start(name: str, template: str, **options: t.Any) -> Task:
        return launch(name, template, **{**trouble.options, **options})

    yield start("job fails", "Deploy shop to staging")
    slow = "Back up database"
    late = {"wait_timeout": 0}
    yield start("late", slow, **late) | {"register": "late"}
    wait = {"jobs": "{{ late }}", "wait_timeout": 0}
    yield _of("awx_job_wait", "late wait", **wait, **trouble.options)
    yield from _workflows(trouble)
    forbidden = trouble.behind(FAULTS["403"], path="/cancel/", method="POST")
    yield _of("awx_job_cancel", "cancel refused", jobs="{{ late }}", **forbidden)
    yield start("running already", slow, when_running="fail")
    yield start("canceled late", slow, **late, on_timeout="cancel")
    yield _of("awx_job_cancel", "cancel", jobs=["{{ late }}", "{{ flow }}"], **trouble.options)
    again = {"relaunch": "{{ flow.job }}", **trouble.options}
    yield {
        "name": "nodes again",
        "steward.awx.awx_job_launch": {**again, "relaunch_nodes": "failed"},
        "ignore_errors": True,
    }
    yield _of("awx_job_wait", "canceled", jobs="{{ late }}", **trouble.options)
    yield _of("awx_job_wait", "no such jobs", jobs=[999999], **trouble.options)
    yield _of("awx_job_wait", "no jobs", jobs=["Deploy shop"], **trouble.options)
    yield _of("awx_job_cancel", "everything", filters={}, **trouble.options)
    deleted = trouble.behind(_deleted, path=r"/(unified_)?jobs/(\d+/)?(\?|$)", method="GET")
    yield launch("deleted", "Restart web servers", **deleted)
    forgotten = trouble.behind(FAULTS["403"], path=r"/(unified_)?jobs/(\d+/)?(\?|$)")
    yield launch("lost sight of", "Restart web servers", **forgotten)


def _workflows(trouble: Troublemaker) -> t.Iterator[Task]:
    """A workflow that waits for somebody, and its approval, which is no job."""
    variables = {"extra_vars": {"who": "the night shift"}}
    flow = launch("flow", "Seed - Workflow approval", **variables, **trouble.options, wait=False)
    yield {**flow, "register": "flow"}
    approval = {
        "resource": "workflow_approvals",
        "filters": {"unified_job_node__workflow_job": "{{ flow.id }}"},
        "only": "id",
        "expect": "one",
    }
    found = _of("awx_query", "approval", **approval, **trouble.options)
    yield {
        **found,
        "register": "approval",
        "retries": 60,
        "delay": 1,
        "until": "approval is success",
    }
    wait = {"jobs": "{{ flow }}", "wait_timeout": 0}
    yield _of("awx_job_wait", "waits for approval", **wait, **trouble.options)
    yield _of("awx_job_wait", "an approval", jobs="{{ approval.objects }}", **trouble.options)


def _deleted(exchange: Exchange) -> None:
    """Answer as if somebody had deleted the job."""
    if "unified_jobs" in exchange.target:
        nothing = {"count": 0, "next": None, "previous": None, "results": []}
        answer(200, json.dumps(nothing).encode(), JSON)(exchange)
    else:
        gone = {"detail": "No Job matches the given query."}
        answer(404, json.dumps(gone).encode(), JSON)(exchange)


def _tokens(trouble: Troublemaker) -> t.Iterator[Task]:
    read = {"scope": "read write everything"}
    yield token("scope", **trouble.options, **read)
    yield token("no selection", state="absent", **trouble.options)
    lost = trouble.behind(FAULTS["reset after the server acted"], path="/tokens/$", method="POST")
    yield token("lost token", description="Nightly report", **lost)


# -- Launches whose fate takes long to find out, at a clock that nobody waits for ---------------


def patient_launches(trouble: Troublemaker) -> t.Iterator[tuple[errors.AwxError, list[str]]]:
    """Yield the error, and the warnings, of launches whose answers are lost."""
    lost, not_read = (
        FAULTS["reset after the server acted"],
        FAULTS["reset before the request was read"],
    )
    fails = {"on_lost_answer": "fail"}
    with tempfile.TemporaryDirectory() as directory:
        claims = FileClaims(f"{directory}/claims")
        known = {"claims": claims}
        ok = trouble.sandbox.id_of("unifiedjobtemplate", "Simulated - ok")
        for template, act, options, more in (
            ("Seed - No prompts", not_read, {}, known),
            ("Simulated - fail", _twice, {}, known),
            (DEMO, lost, {}, known),
            ("Simulated - artifacts", lost, fails, known),
            ("Simulated - artifacts", lost, {}, {"claims": FileClaims("/dev/null")}),
            ("Simulated - ok", lost, {}, known),
        ):
            connection = trouble.behind(act, path=LAUNCHES, method="POST")
            reporter = Reporter()
            client = _client(connection, reporter)
            # Another launch, whose response does not come.
            other = claims.begin(client.settings.base_url, str(ok))
            try:
                job_launch.run(client, {"template": template, "wait": False, **options}, **more)
            except errors.AwxError as exc:
                yield exc, reporter.warnings
            else:
                yield errors.AwxError(), reporter.warnings
            finally:
                other.close()
                client.close()


def asked(trouble: Troublemaker) -> errors.AwxError | None:
    """Return the error of a question, None if there is none."""
    client = _client(trouble.options, Reporter())
    try:
        client.get("me/")
    except errors.AwxError as exc:
        return exc
    finally:
        client.close()
    return None


def _client(options: t.Mapping[str, t.Any], reporter: Reporter) -> AwxClient:
    host, secret = options["awx_host"], options["awx_oauth_token"]
    settings = ConnectionSettings(
        base_url=host, token=secret, retries=0, host_from="AWX_HOST", login_from="AWX_OAUTH_TOKEN"
    )
    time = Time()
    transport = Transport(settings, clock=time.clock.now)
    return AwxClient(settings, transport=transport, reporter=reporter, clock=time.clock)


def _twice(exchange: Exchange) -> None:
    """Launch twice, as somebody else does in the same moment with the same options."""
    exchange.forward()
    FAULTS["reset after the server acted"](exchange)


def _of(module: str, name: str, **options: t.Any) -> Task:
    return {"name": name, f"steward.awx.{module}": options, "ignore_errors": True}

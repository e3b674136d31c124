# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret in anything that Ansible writes, however much it is asked to show.

Every module has its scenarios in SCENARIOS, successes and failures; a module without any fails the
test. All are run in one play, in Ansible's process and in one of their own, and what the run wrote
is searched for every secret: those in SECRETS, and what a proxy has seen go over the wire.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
import threading
import typing as t
import urllib.parse
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, Run, launch, lookup, query, token
from tests.integration.sandbox import PASSWORD, ROOT, USERNAME, Sandbox
from tests.unit.forward_proxy import ForwardProxy, forward_proxy
from tests.unit.scripted_server import Answer, Received, ScriptedServer, json_answer

Task = dict[str, t.Any]

# Tasks get them as variables, so that no file that Ansible reads aloud holds one.
SECRETS = {
    "password": PASSWORD,
    "wrong": "Tq-wrong-password",
    "answer": "Tq-survey-answer",
    "ssh": "Tq-ssh-password",
    "vault": "Tq-vault-password",
    "address": "Tq-in-the-address",
    "proxy": "Tq-of-the-proxy",
    "no_token": "Tq-no-token-at-all",
    "client": "seed-secret",
    "portal": "portal-secret-of-the-seed",
    "code": "Tq-a-code-that-is-none",
    "refresh": "Tq-a-refresh-token-that-is-none",
}
WITH_TOKEN = {"awx_oauth_token": "{{ awx.token }}"}
WRONG = {"awx_username": USERNAME, "awx_password": "{{ secrets.wrong }}"}
ADDRESS = {"awx_host": "https://al:{{ secrets.address }}@awx.invalid"}
NOWHERE = {"awx_host": "http://127.0.0.1:9", "request_retries": 0}


def of_query() -> list[Task]:
    return [
        query("with token", "me", **WITH_TOKEN),
        query("with its text", "me", awx_oauth_token="{{ awx.token.token }}"),
        query("tokens", "tokens", **WITH_TOKEN),
        query("with password", "me"),
        query("by session", "me", awx_auth="session"),
        query("many requests", "hosts?name__startswith=host-00", only="id", concurrency=1),
        failing(query("refused", "labels?nmae=x", **WITH_TOKEN)),
        failing(query("wrong password", "me", **WRONG)),
        failing(query("wrong password for a session", "me", awx_auth="session", **WRONG)),
        failing(query("wrong token", "me", awx_oauth_token="{{ secrets.no_token }}")),
        failing(query("no token", "me", awx_oauth_token="{{ secrets.no_token }} x")),
        failing(query("nowhere", "me", **NOWHERE, **WITH_TOKEN)),
        failing(query("password in the address", "me", **ADDRESS, **WITH_TOKEN)),
        failing(query("misspelt option", "me", awx_pasword=1, **ADDRESS, **WITH_TOKEN)),
        failing(query("misspelt secret", "me", awx_pasword="{{ secrets.wrong }}", **WITH_TOKEN)),
    ]


def of_token() -> list[Task]:
    again = token("make another", scope="read") | {"register": "other", "no_log": True}
    pair = {"register": "pair", "no_log": True}
    client = {"client_id": "seed-application", "client_secret": "{{ secrets.client }}"}
    by_code = {
        "grant_type": "authorization_code",
        "client_id": "partner-portal",
        "client_secret": "{{ secrets.portal }}",
        "redirect_uri": "https://portal.example.com/callback",
    }
    return [
        token("get by password", grant_type="password", **client) | pair,
        token("refresh", state="refreshed", token="{{ pair.token }}", **client) | pair,
        token("revoke the pair", state="absent", token="{{ pair.token }}", **client),
        token("get by code", **by_code) | pair,
        query("with a token by code", "me", awx_oauth_token="{{ pair.token }}"),
        failing(token("no such code", code="{{ secrets.code }}", **by_code)),
        failing(
            token("refresh", state="refreshed", refresh_token="{{ secrets.refresh }}", **client)
        ),
        again,
        token("revoke another", state="absent", token="{{ other.token }}", **WITH_TOKEN),
        token("revoke it again", state="absent", token="{{ other.token.token }}"),
        failing(token("wrong password to make", **WRONG)),
        failing(token("wrong scope", scope="everything", **WITH_TOKEN)),
        failing(token("address to make", **ADDRESS)),
    ]


def of_job_launch() -> list[Task]:
    survey = {
        "required_text": "text",
        "secret_pw": "{{ secrets.answer }}",
        "count": "{{ 3 }}",
        "color": "red",
    }
    passwords = {
        "ssh_password": "{{ secrets.ssh }}",
        "become_password": "{{ secrets.ssh }}",
        "ssh_key_unlock": "{{ secrets.ssh }}",
        "vault_password": "{{ secrets.vault }}",
        "vault_password.prod": "{{ secrets.vault }}",
    }
    asked = {"credential_passwords": passwords}
    named = "Seed - Survey all types"
    return [
        launch("survey", named, extra_vars=survey, wait=False),
        launch("asked", "Seed - Ask all passwords", wait=False, **asked),
        failing(launch("survey refused", named, extra_vars=survey | {"color": "pink"})),
        # Nobody knows which answers are secret before the survey was read.
        failing(launch("survey, no server", named, extra_vars=survey, **NOWHERE)),
        failing(launch("survey, wrong password", named, extra_vars=survey, **WRONG)),
        failing(launch("survey, no template", "Seed - Survey al types", extra_vars=survey)),
        failing(launch("survey, no option", named, extra_vars=survey, wiat=False)),
        failing(launch("not asked", "Demo - Deploy", **asked, **WITH_TOKEN)),
        failing(launch("wrong password to launch", "Demo - Deploy", **asked, **WRONG)),
        failing(launch("nowhere to launch", "Demo - Deploy", **asked, **NOWHERE, **WITH_TOKEN)),
        failing(launch("address to launch", "Demo - Deploy", **asked, **ADDRESS)),
    ]


def of_job_wait() -> list[Task]:
    passed = "{{ query('steward.awx.awx_query', 'jobs?status=successful', limit=2, only='id') }}"
    options = {"jobs": passed}
    return [
        job_task("awx_job_wait", "wait", **options, **WITH_TOKEN),
        failing(job_task("awx_job_wait", "wrong password to wait", **options, **WRONG)),
        failing(job_task("awx_job_wait", "nowhere to wait", **options, **NOWHERE, **WITH_TOKEN)),
    ]


def of_job_cancel() -> list[Task]:
    passed = "{{ query('steward.awx.awx_query', 'jobs?status=successful', limit=2, only='id') }}"
    options = {"jobs": passed}
    return [
        job_task("awx_job_cancel", "cancel", **options, **WITH_TOKEN),
        failing(job_task("awx_job_cancel", "wrong password to cancel", **options, **WRONG)),
        failing(job_task("awx_job_cancel", "address to cancel", **options, **ADDRESS)),
    ]


def job_task(module: str, name: str, **options: t.Any) -> Task:
    return {"name": name, f"steward.awx.{module}": options, "ignore_errors": True}


# A new module, or a new way to handle secrets, gets its tasks here.
SCENARIOS: t.Mapping[str, t.Callable[[], list[Task]]] = {
    "awx_query": of_query,
    "awx_token": of_token,
    "awx_job_launch": of_job_launch,
    "awx_job_wait": of_job_wait,
    "awx_job_cancel": of_job_cancel,
}


def of_lookup() -> list[Task]:
    return [
        lookup("lookup", "me", **WITH_TOKEN),
        lookup("lookup by session", "me", awx_auth="session"),
        failing(lookup("lookup with wrong password", "me", **WRONG)),
        failing(lookup("lookup nowhere", "me", **NOWHERE, **WITH_TOKEN)),
        failing(lookup("lookup with a password in the address", "me", **ADDRESS)),
        failing(lookup("lookup with no token", "me", awx_oauth_token="{{ secrets.no_token }} x")),
    ]


def failing(task: Task) -> Task:
    """Mark a task that must fail."""
    return {**task, "name": f"{task['name']} (fails)"}


def both_ways(tasks: t.Iterable[Task]) -> t.Iterator[Task]:
    for task in tasks:
        for here in (True, False):
            [key] = [key for key in task if key.startswith("steward.awx.")]
            name = f"{task['name']}, {'in process' if here else 'on its own'}"
            yield {**task, "name": name, key: {**task[key], "awx_in_process": here}}


def test_every_module_has_scenarios() -> None:
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    assert set(SCENARIOS) == modules


@pytest.fixture
def traces() -> t.Iterator[Path]:
    """A directory for all that a run leaves, with a name that is short enough for sockets in it."""
    with tempfile.TemporaryDirectory(prefix="awx-") as directory:
        yield Path(directory)


@pytest.mark.quick
def test_nothing_is_shown(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path, traces: Path
) -> None:
    kept, variables = tmp_path / "kept", tmp_path / "secrets.json"
    kept.mkdir()
    variables.write_text(json.dumps({"secrets": SECRETS}))
    for name in ("cache", "local", "remote", "temporary", "home"):
        (traces / name).mkdir(parents=True)
    tasks = [
        token("make") | {"register": "awx", "no_log": True},
        keep("{{ awx.token.token }}", kept / "token"),
        *(task for make in SCENARIOS.values() for task in both_ways(make())),
        *of_lookup(),
        token("give back", state="absent", token="{{ awx.token }}"),
        failing(query("revoked", "me", **WITH_TOKEN)),
    ]
    with forward_proxy(login=("pat", SECRETS["proxy"])) as proxy, watched_processes() as lines:
        run = ansible.playbook(
            core,
            tasks,
            *("-vvvv", "--diff", "--extra-vars", f"@{variables}"),
            environment={
                "AWX_HOST": sandbox.url,
                "AWX_USERNAME": USERNAME,
                "AWX_PASSWORD": PASSWORD,
                "http_proxy": f"http://pat:{SECRETS['proxy']}@{proxy.address}",
                "no_proxy": "127.0.0.1:9",
                "HOME": str(traces / "home"),
                "TMPDIR": str(traces / "temporary"),
                "ANSIBLE_LOG_PATH": str(traces / "ansible.log"),
                "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
                "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(traces / "cache"),
                "ANSIBLE_LOCAL_TEMP": str(traces / "local"),
                "ANSIBLE_REMOTE_TEMP": str(traces / "remote"),
                # From ansible-core 2.19 and 2.21 on both are off unless asked for.
                "ANSIBLE_DISPLAY_TRACEBACK": "always",
                "ANSIBLE_INJECT_INVOCATION": "true",
            },
        ).succeeded()

    wrong = [
        result.task
        for result in run.results
        if (result.outcome == "failed") is not ("(fails)" in result.task)
    ]
    assert wrong == [], [(name, run[name].data.get("msg")) for name in wrong]
    secrets = {
        **SECRETS,
        "token": (kept / "token").read_text(),
        **on_the_wire(proxy),
    }
    assert len(secrets["token"]) > 20
    written = {**_written(run, traces), "arguments of processes": "\n".join(lines)}
    assert len(written[str(traces / "ansible.log")]) > 10_000
    assert "GET " in written["stdout"]  # the calls to the API are shown
    assert "module_args" in written["stdout"]
    assert "AnsiballZ" in written["arguments of processes"]
    assert found_in(written, secrets) == []


def test_a_token_is_shown_where_it_is_asked_for_only(
    one_core: Path, ansible: AnsibleRuns, tmp_path: Path
) -> None:
    """Without `no_log` the returned value is shown, as documented, but nothing else of it."""
    run = ansible.playbook(
        one_core,
        [
            token("make") | {"register": "awx"},
            query("use", "me", awx_oauth_token="{{ awx.token }}"),
            token("give back", state="absent", token="{{ awx.token }}"),
        ],
        "-vvvv",
    ).succeeded()

    made = run["make"]["token"]["token"]
    assert made in run.stdout
    assert run.output.count(made) == 1
    for task in ("use", "give back"):
        assert made not in _text(run[task].data)


def test_nothing_is_sent_elsewhere(one_core: Path, ansible: AnsibleRuns, tmp_path: Path) -> None:
    """A redirect to another port gets nothing at all, and ~/.netrc replaces nothing."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".netrc").write_text("default login mallory password stolen\n")
    (home / ".netrc").chmod(0o600)
    ways: dict[str, dict[str, t.Any]] = {
        "token": {"awx_oauth_token": "Tq-token"},
        "basic": {"awx_auth": "basic", **LOGIN},
        "session": {"awx_auth": "session", **LOGIN},
    }
    with scripted_server() as elsewhere, scripted_server() as server:
        elsewhere.handle(lambda request: json_answer({"count": 0, "results": []}))
        server.handle(lambda request: away(request, elsewhere.url))
        tasks = []
        for name, way in ways.items():
            options = {"awx_host": server.url, "request_retries": 0, **way}
            tasks += [
                query(f"{name}, action", "me", **options),
                query(f"{name}, module", "me", awx_in_process=False, **options),
                lookup(f"{name}, lookup", "me", **options),
                launch(f"{name}, launch", 7, **options),
                token(f"{name}, token", **options),
            ]
        run = ansible.playbook(one_core, tasks, environment={"HOME": str(home)}).succeeded()

    for task in tasks:
        error = run[task["name"]].error
        assert elsewhere.url in error or "login" in error, task["name"]
    assert elsewhere.asked == []
    signed = {request.headers.get("authorization", "") for request in server.requests}
    assert "Bearer Tq-token" in signed
    assert signed <= {"", "Bearer Tq-token", "Basic YWw6VHEtcGFzc3dvcmQ="}


LOGIN = {"awx_username": "al", "awx_password": "Tq-password"}


def away(request: Received, url: str) -> Answer:
    """Answer as an AWX of which all but the root has moved to `url`."""
    if request.path == "/api/":
        return json_answer({"current_version": "/api/v2/"})
    return Answer(307, headers=[("Location", url + request.path), ("Set-Cookie", "csrftoken=x")])


@contextlib.contextmanager
def scripted_server() -> t.Iterator[ScriptedServer]:
    with contextlib.closing(ScriptedServer()) as server:
        yield server


def keep(value: str, path: Path) -> Task:
    """Return a task that writes a secret where only the test looks."""
    copy = {"content": value, "dest": str(path), "mode": "0600"}
    return {"name": f"keep {path.name}", "ansible.builtin.copy": copy, "no_log": True}


def on_the_wire(proxy: ForwardProxy) -> dict[str, str]:
    """Return the cookies and signatures of all requests that a proxy has passed on."""
    found: dict[str, str] = {}
    for name, value in re.findall(r"(?im)^([\w-]+): (.*?)\r?$", proxy.bytes.decode("latin-1")):
        header = name.lower()
        if header in ("authorization", "proxy-authorization"):
            found[f"{header} {len(found)}"] = value.partition(" ")[2]
        elif header == "cookie":
            for pair in value.split("; "):
                cookie, _equals, inner = pair.partition("=")
                if inner != "true":  # AWX tells its pages whether somebody is logged in
                    found[f"{cookie} {len(found)}"] = inner
        elif header == "x-csrftoken":
            found[f"{header} {len(found)}"] = value
    sent = proxy.bytes.decode("latin-1")
    for name, value in re.findall(r"(?m)(?:^|&)(code|code_verifier|refresh_token)=([^&\s]+)", sent):
        found[f"{name} {len(found)}"] = urllib.parse.unquote_plus(value)
    kinds = {name.split(" ")[0] for name in found}
    assert {"code", "code_verifier", "refresh_token"} < kinds
    assert {"authorization", "proxy-authorization", "csrftoken", "x-csrftoken"} < kinds
    assert any("session" in kind for kind in kinds)
    return found


@contextlib.contextmanager
def watched_processes() -> t.Iterator[set[str]]:
    """Give a set of the arguments of all processes that run meanwhile."""
    lines: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    lines.add(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lines
    finally:
        done.set()
        thread.join()


def found_in(written: t.Mapping[str, str], secrets: t.Mapping[str, str]) -> list[tuple[str, str]]:
    """Return where which secret stands, as it is or as URLs and forms write it."""
    return [
        (where, name)
        for where, text in written.items()
        for name, secret in secrets.items()
        for form in (secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret))
        if form in text
    ]


def _written(run: Run, traces: Path) -> dict[str, str]:
    """Return all that a run wrote, and left behind in files."""
    files = [path for path in traces.rglob("*") if path.is_file()]
    return {
        "stdout": run.stdout,
        "stderr": run.stderr,
        **{f"result of {result.task}": _text(result.data) for result in run.results},
        **{str(path): path.read_bytes().decode(errors="replace") for path in files},
    }


def _text(value: t.Any) -> str:
    """Return a value as text that shows every character as it is."""
    if isinstance(value, dict):
        return "\n".join(f"{key}\n{_text(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    return str(value)

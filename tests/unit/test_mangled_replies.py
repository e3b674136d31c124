# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a server answers: a result of the documented types, or one error of the one tree.

Replies that a real AWX gave are mangled; only typed errors come out. More examples are tried with
the variable EXAMPLES, a factor.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import Terminal
from ansible_collections.steward.awx.plugins.modules import (
    awx_job_cancel,
    awx_job_launch,
    awx_job_wait,
    awx_query,
    awx_token,
)
from hypothesis import given

from tests.unit import stage
from tests.unit.connect import MakeClient
from tests.unit.in_memory import client_of
from tests.unit.mangling import GRANTED, KNOWN, PLANS, Change, Mangling, Plan, plan_of
from tests.unit.ports import Reporter
from tests.unit.properties import examples
from tests.unit.scripted_server import Answer, Handler, Received, ScriptedServer
from tests.unit.stage import Stage

Options = dict[str, t.Any]

FACTOR = int(os.environ.get("EXAMPLES", "1"))

SECRETS = (KNOWN, GRANTED)
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclasses.dataclass(frozen=True)
class Case:
    """An operation with its options, and what the client of it is given."""

    name: str
    module: t.Any
    options: Options
    settings: Options = dataclasses.field(default_factory=dict)
    terminal: Terminal = dataclasses.field(default_factory=Terminal)
    check_mode: bool = False

    def run(self, client: AwxClient, dest: Path) -> dict[str, t.Any]:
        operation = self.module.SPECIFICATION.operation
        defaults = {
            name: spec.get("default") for name, spec in self.module.SPECIFICATION.options.items()
        }
        options = {**defaults, **self.options}
        if options.get("dest"):
            options["dest"] = str(dest)
        result: dict[str, t.Any] = operation(client, options, check_mode=self.check_mode)
        return result


def q(name: str, **options: t.Any) -> Case:
    known = {"resource": "labels", "concurrency": 1}
    return Case(f"query: {name}", awx_query, {**known, **options})


def tok(name: str, **options: t.Any) -> Case:
    login = {"username": "ci", "password": KNOWN}
    return Case(f"token: {name}", awx_token, options, login if "state" not in options else {})


def launch(name: str, **more: t.Any) -> Case:
    fields = {field.name for field in dataclasses.fields(Case)}
    known = {"template": 14, "interval": 10.0, "wait": True, "wait_timeout": 300.0}
    options = {key: value for key, value in more.items() if key not in fields}
    given = {key: value for key, value in more.items() if key in fields}
    return Case(f"launch: {name}", awx_job_launch, {**known, **options}, **given)


def wait(name: str, *jobs: int, **more: t.Any) -> Case:
    terminal = more.pop("terminal", Terminal())
    options = {"jobs": list(jobs), "interval": 10.0, "wait_timeout": 300.0, **more}
    return Case(f"wait: {name}", awx_job_wait, options, terminal=terminal)


def cancel(name: str, **options: t.Any) -> Case:
    return Case(f"cancel: {name}", awx_job_cancel, {"wait": True, "wait_timeout": 60.0, **options})


SEEN = Terminal(is_visible=True, has_colour=True)
TERMINAL = Terminal(is_visible=True, is_tty=True)
PASSWORD = {"token": None, "username": "ci", "password": KNOWN}
APPLICATION = {"application": "Seed authcode", "client_secret": KNOWN}
TOKEN = {"id": 22, "token": KNOWN, "refresh_token": f"{KNOWN}-r", "url": "x"}
MANY = {"name__in": [f"{number:080}" for number in range(100)]}
ANSWERS = {
    "required_text": "some",
    "count": 3,
    "ratio": 1.5,
    "color": "red",
    "features": ["a"],
    "secret_pw": KNOWN,
}

CASES = (
    q("list"),
    q("side by side", concurrency=3),
    q("in an order", order_by=["name"]),
    q("downwards", order_by=["-id"], limit=5),
    q("first", limit=2),
    q("count", count_only=True),
    q("fields", fields=["name", "summary_fields.organization.name"]),
    q("only", only="summary_fields.organization.id"),
    q("related", related=["organization"]),
    q("to a file", dest="x"),
    q("to a file, in an order, with related", dest="x", order_by=["name"], related=["created_by"]),
    q("one", filters={"name": "x"}, expect="one"),
    q("events", resource="jobs/20132/job_events"),
    q("events, first", resource="jobs/20132/job_events", limit=26),
    q("object", resource="organizations/1"),
    q("settings", resource="settings/authentication"),
    q("rows without id", resource="settings"),
    q("merged", filters=MANY),
    q("no resource", resource="nonsense"),
    q("no field", filters={"organization__nmae": "x", "nmae": 1}),
    dataclasses.replace(q("with a password"), settings={**PASSWORD, "api_root": None}),
    dataclasses.replace(
        q("in a session"), settings={**PASSWORD, "auth": "session", "api_root": None}
    ),
    tok("personal", description="ci"),
    tok("of an application", application="Seed authcode"),
    tok("by password", grant_type="password", client_id="x"),
    tok(
        "by code",
        grant_type="authorization_code",
        code="x",
        redirect_uri="https://portal.example.com/callback",
        **APPLICATION,
    ),
    tok(
        "by login",
        grant_type="authorization_code",
        client_id="x",
        redirect_uri="https://portal.example.com/callback",
    ),
    tok("refreshed", state="refreshed", token=TOKEN, client_id="x"),
    tok("revoked", state="absent", token=TOKEN),
    tok("revoked by text", state="absent", token=KNOWN),
    tok("revoked by id", state="absent", token_id=22),
    tok("revoked by application", state="absent", token=TOKEN, **APPLICATION),
    tok("revoked by age", state="absent", description="ci", older_than="30d"),
    launch(
        "with everything",
        inventory="x",
        credentials=["a", "b"],
        labels=["c"],
        extra_vars={"a": 1},
        limit="x",
        output="live",
        terminal=SEEN,
    ),
    launch("by name", template="x", on_ignored="warn"),
    launch("a named URL", template="x++y", kind="job_template"),
    launch("a workflow", template=62, kind="workflow_job_template", extra_vars=ANSWERS),
    launch("in check mode", inventory={"name": "x"}, check_mode=True, on_ignored="warn"),
    launch("lost", template=31, extra_vars=ANSWERS, on_ignored="warn"),
    launch("attached", when_running="attach", on_ignored="warn"),
    launch("again", template=None, relaunch=20135, hosts="failed"),
    launch("late", wait_timeout=0.1, on_timeout="cancel"),
    wait("one", stage.OK),
    wait("several", stage.OK, stage.FAILED, stage.UPDATE, fail_on=["failed", "error"]),
    wait("a workflow", stage.WORKFLOW),
    wait("live", stage.FAILED, stage.WORKFLOW, output="live", terminal=SEEN),
    wait("with progress", stage.WORKFLOW, output="progress", terminal=TERMINAL),
    wait("one with progress", stage.FAILED, output="progress", terminal=TERMINAL),
    wait("late", stage.OK, wait_timeout=0.1, on_timeout="cancel"),
    cancel("by id", jobs=[stage.OK, stage.FAILED]),
    cancel("by filters", filters={"id__gt": 0}, resource="unified_jobs"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_stage_is_an_awx(case: Case, tmp_path: Path) -> None:
    """Unspoilt replies give what they give elsewhere: no error but that a job failed."""
    problem = _problem(case, _client(case, Stage(), Reporter()), tmp_path / "objects")
    assert not isinstance(problem, (errors.UnexpectedResponse, errors.JobLost)), problem


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_only_typed_errors_come_out(case: Case, tmp_path: Path) -> None:
    @given(PLANS)
    @examples(20 * FACTOR)
    def holds(plan: Plan) -> None:
        _run_mangled(case, plan, tmp_path / "objects")

    holds()


def wrong(key: str, value: t.Any) -> Mangling:
    """Return what makes every value that is called `key` another one."""
    return Mangling((Change((), "wrong", value, 0, key),))


def without(key: str) -> Mangling:
    return Mangling((Change((), "drop", None, 0, key),))


# What was found in this way, and was not typed: an operation, the first reply that is mangled, how.
FOUND: tuple[tuple[str, int, Mangling], ...] = (
    ("query: downwards", 0, wrong("id", "@infinity@")),
    ("query: no field", 1, wrong("related_search_fields", [{}])),
    ("query: list", 0, Mangling(headers=(("X-API-Total-Time", "\x9b2J"),))),
    ("query: list", 0, Mangling(status=302, headers=(("Location", "http://["),))),
    ("query: list", 0, Mangling(status=400, changes=(Change((), "wrong", '["a",' + "[" * 5000),))),
    ("token: personal", 0, wrong("token", 1.5)),
    ("token: personal", 0, wrong("id", "1")),
    ("token: by password", 0, wrong("refresh_token", ["x"])),
    ("token: by password", 0, wrong("scope", {"a": 1})),
    ("token: by password", 0, Mangling((Change((), "wrong", {"error": []}),), status=400)),
    ("token: by password", 0, Mangling(headers=(("Content-Type", "text/plain"),))),
    ("token: by password", 0, Mangling(status=502)),
    ("token: by password", 1, wrong("id", [])),
    ("token: by login", 3, Mangling(headers=(("Location", "http://["),))),
    ("token: revoked by text", 0, wrong("id", "../../x")),
    ("token: revoked by age", 0, wrong("results", [1])),
    ("token: revoked by age", 1, without("id")),
    ("launch: with everything", 0, wrong("defaults", "x")),
    ("launch: with everything", 0, wrong("inventory", [1])),
    ("launch: with everything", 0, wrong("job_template_data", [1])),
    ("launch: with everything", 1, wrong("summary_fields", "x")),
    ("launch: with everything", 1, wrong("credential_type", [])),
    ("launch: with everything", 1, without("id")),
    ("launch: with everything", 4, wrong("ignored_fields", [1])),
    ("launch: with everything", 4, wrong("launched_by", 1)),
    ("launch: with everything", 4, wrong("status", [])),
    ("launch: with everything", 4, wrong("elapsed", 10**400)),
    ("launch: with everything", 4, wrong("host_status_counts", "x")),
    ("launch: with everything", 4, wrong("host_status_counts", {"ok": "x"})),
    ("launch: with everything", 4, wrong("range", 1)),
    ("launch: with everything", 4, wrong("dark", "x")),
    ("launch: with everything", 4, without("host_name")),
    ("launch: with everything", 4, wrong("host_name", "@half@")),
    ("launch: again", 0, wrong("passwords_needed_to_start", [[]])),
    ("launch: by name", 0, wrong("name", {"a": 1})),
    ("launch: a workflow", 0, wrong("node_templates_missing", 1)),
    ("launch: a workflow", 1, wrong("spec", 1)),
    ("launch: a workflow", 1, wrong("choices", 1)),
    ("launch: a workflow", 1, wrong("min", 10**400)),
    ("launch: lost", 3, wrong("extra_vars", "[" * 5000)),
    ("wait: several", 0, wrong("type", [])),
    ("wait: a workflow", 3, without("id")),
    ("wait: a workflow", 3, wrong("success_nodes", [{}])),
    ("wait: a workflow", 3, wrong("unified_job_template", 1.5)),
    ("wait: a workflow", 3, wrong("related", 1)),
    ("wait: live", 1, wrong("summary_fields", 1)),
    ("wait: with progress", 1, wrong("summary_fields", 1)),
    ("cancel: by filters", 0, without("id")),
)


@pytest.mark.parametrize(("name", "first", "mangling"), FOUND)
def test_what_was_found_stays_so(name: str, first: int, mangling: Mangling, tmp_path: Path) -> None:
    (case,) = (case for case in CASES if case.name == name)
    _run_mangled(case, Plan(first, is_lasting=True, manglings=(mangling,)), tmp_path / "objects")


@pytest.mark.parametrize(
    "name", ["query: list", "query: in a session", "token: by password", "token: by login"]
)
def test_only_typed_errors_come_out_of_connections(
    name: str, server: ScriptedServer, make_client: MakeClient, reporter: Reporter, tmp_path: Path
) -> None:
    """What is sent is what a real server sends: headers and bytes as they are on the wire."""
    (case,) = (case for case in CASES if case.name == name)
    for seed in range(25 * FACTOR):
        play, plan = Stage(), plan_of(seed)

        def answer(request: Received, play: Stage = play, plan: Plan = plan) -> Answer:
            number = play.number
            return plan(number, play(request))

        server.handle(answer)
        client = make_client(**{"token": KNOWN, "retries": 1, **case.settings})
        _check_texts(_problem(case, client, tmp_path / "objects"), reporter)


def _run_mangled(case: Case, plan: Plan, dest: Path) -> None:
    play = Stage()
    reporter = Reporter()

    def answer(request: Received) -> Answer:
        number = play.number
        return plan(number, play(request))

    problem = _problem(case, _client(case, answer, reporter), dest)
    _check_texts(problem, reporter)


def _check_texts(problem: errors.AwxError | None, reporter: Reporter) -> None:
    for text in (str(problem or ""), reporter.text):
        assert not any(secret in text for secret in SECRETS), text
        assert not HARMFUL.search(text.replace("\x1b[0m", "")), ascii(text)


def _client(case: Case, answer: Handler, reporter: Reporter) -> AwxClient:
    reporter.terminal = case.terminal
    return client_of(answer, reporter, **{"token": KNOWN, **case.settings})


def _problem(case: Case, client: AwxClient, dest: Path) -> errors.AwxError | None:
    """Run an operation; return its error, or None if it had a result that is as documented."""
    try:
        result = case.run(client, dest)
    except errors.AwxError as exc:
        json.dumps(exc.as_result(), allow_nan=False)
        check_documented(case.module, {"changed": False, **exc.as_result()})
        # As whoever uses a client does.
        return exc.redacted(client.redact)
    finally:
        client.close()
    json.dumps(result, allow_nan=False)
    check_documented(case.module, result)
    if result.get("dest"):
        for line in dest.read_text("utf-8").splitlines():
            json.loads(line, parse_constant=pytest.fail)
    return None


# -- The types that the documentation promises ---------------------------------------------

_TYPES: t.Mapping[str, t.Any] = {
    "str": str, "int": int, "float": (int, float), "bool": bool, "list": list, "dict": dict,
}  # fmt: skip


def check_documented(module: t.Any, result: t.Mapping[str, t.Any]) -> None:
    documented = yaml.safe_load(module.RETURN)
    _check(result, {**documented, "changed": {"type": "bool"}, "diff": {"type": "dict"}}, "")


def _check(values: t.Mapping[str, t.Any], documented: t.Mapping[str, t.Any], where: str) -> None:
    for name, value in values.items():
        assert name in documented, f"{where}{name} is not documented"
        _check_one(value, documented[name], f"{where}{name}")


def _check_one(value: t.Any, about: t.Mapping[str, t.Any], where: str) -> None:
    expected = about.get("type", "raw")
    if value is None or expected == "raw":
        return
    is_one = isinstance(value, _TYPES[expected])
    is_other = expected != "bool" and isinstance(value, bool)
    assert is_one is not is_other, f"{where}: {value!r}"
    if isinstance(value, float):
        assert math.isfinite(value), where
    if expected == "dict" and "contains" in about:
        _check(value, about["contains"], f"{where}.")
    for item in value if expected == "list" else ():
        _check_one(item, {**about, "type": about.get("elements", "raw")}, f"{where}[]")

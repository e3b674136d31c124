# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that come with the collection, run by their names."""

from __future__ import annotations

import csv
import email
import email.policy
import hashlib
import json
import re
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, Run, assert_no_traceback, launch
from tests.integration.receiver import mailer, receiving
from tests.integration.sandbox import USERNAME, Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

pytestmark = pytest.mark.each_server

PLAYBOOKS = Path(__file__).parents[2] / "playbooks"
LONG_AGO = 24 * 60

# What hostile text becomes if it is taken for a template: 7 * 191.
EVALUATED = "1337"


def launched(ansible: AnsibleRuns, core: Path, *templates: str) -> list[int]:
    """Return the ids of jobs of `templates` that have ended."""
    each = {"loop": list(templates), "register": "launched"}
    ended = {"jobs": "{{ launched }}", "fail_on": []}
    run = ansible.playbook(
        core,
        [
            launch("launch", "{{ item }}", wait=False) | each,
            {"name": "wait", "steward.awx.awx_job_wait": ended},
        ],
    ).succeeded()
    return [job["id"] for job in run["wait"]["jobs"]]


def shown(run: Run, task: str) -> str:
    """Return the lines that a task shows."""
    return "\n".join(run[task]["msg"])


# -- failed_jobs_report -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def failed(ansible: AnsibleRuns, sandbox: Sandbox) -> list[int]:
    """Jobs of which most failed, in many ways."""
    kinds = ["fail", "fail", "bad_items", "unreachable", "ok", "fail"]
    core = PLAYBOOKS.parent / ".venv" / "core-2.19"
    every = [f"Simulated - {kind}" for kind in kinds]
    return launched(ansible, core, *every, "Seed - Every kind of event")


def test_failed_jobs_are_reported(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, failed: list[int], tmp_path: Path
) -> None:
    with sandbox.traffic() as traffic:
        run = ansible.collection_playbook(
            one_core,
            "failed_jobs_report",
            filters={"id__in": failed},
            dest=str(tmp_path / "report.json"),
        ).succeeded()

    print(f"{len(failed) - 1} failed jobs: {len(traffic)} requests")
    assert len(traffic) == 4 + len(failed) - 1
    assert traffic.writes == []

    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (report["jobs_ended"], report["jobs_failed"]) == (len(failed), len(failed) - 1)
    by_task = {row["task"]: (row["failures"], row["hosts"]) for row in report["by_task"]}
    everywhere = ["small-1", "small-2", "small-3"]
    assert by_task == {
        "Install nginx-9.9": (3, ["small-2"]),
        "Check {{ 7 * 191 }}": (3, everywhere),
        "Ping": (3, everywhere),
        # This job has rescued and ignored failures too, on every host.
        "Fails on one host": (1, ["small-2"]),
    }
    counts = [row["failures"] for row in report["by_task"]]
    assert counts == sorted(counts, reverse=True)
    by_host = [(row["host"], row["failures"], row["unreachable"]) for row in report["by_host"]]
    assert by_host == [("small-2", 6, 1), ("small-1", 2, 1), ("small-3", 2, 1)]
    jobs = {job["id"]: job for job in report["jobs"]}
    assert list(jobs) == sorted((set(failed) - {failed[4]}), reverse=True)
    assert jobs[failed[0]]["failures"] == [
        {
            "host": "small-2",
            "message": "package nginx-9.9 not found",
            "play": "Simulated fail",
            "task": "Install nginx-9.9",
            "unreachable": False,
        }
    ]
    assert jobs[failed[2]]["failures"][0]["message"] == "bad: no {{ 7 * 191 }} <b>&"

    text = shown(run, "Show the report")
    assert f"{len(failed) - 1} of {len(failed)} jobs failed or could not run." in text
    assert "| 3 | Install nginx-9.9 | small-2 | package nginx-9.9 not found |" in text
    assert f"Job {failed[3]} Simulated - unreachable, failed at " in text
    assert EVALUATED not in text
    assert "\x1b" not in text
    assert_no_traceback(run)


def test_failed_jobs_are_reported_in_files(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, failed: list[int], tmp_path: Path
) -> None:
    """The last jobs, to a spreadsheet; what is left out is said."""
    variables = {"filters": {"id__in": failed}, "most_jobs": 2, "hours": 0.9}
    dest = tmp_path / "report.csv"

    run = ansible.collection_playbook(
        core, "failed_jobs_report", dest=str(dest), **variables
    ).succeeded()

    with dest.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["host"], row["task"], row["message"]) for row in rows] == [
        ("small-2", "Fails on one host", "Intended failure on small-2"),
        ("small-2", "Install nginx-9.9", "package nginx-9.9 not found"),
    ]
    assert "The last 2 of them follow." in shown(run, "Show the report")
    assert dest.stat().st_mode & 0o777 == 0o600


def test_jobs_that_never_started_are_reported(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Ascender never says when such a job ended: its ``finished`` stays null."""
    ended = launched(ansible, one_core, "Simulated - ok", "Simulated - fail")
    sandbox.never_started(ended[0])
    for name in ("report.md", "report.csv", "report.json"):
        run = ansible.collection_playbook(
            one_core,
            "failed_jobs_report",
            filters={"id__in": ended},
            dest=str(tmp_path / name),
        ).succeeded()
        text = shown(run, "Show the report")
        assert "2 of 2 jobs failed or could not run." in text
        assert f"Job {ended[0]} Simulated - ok, failed before it started" in text
    assert "None" not in (tmp_path / "report.csv").read_text(encoding="utf-8")


def test_a_report_of_nothing(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    dest = tmp_path / "report.md"

    with sandbox.traffic() as traffic:
        run = ansible.collection_playbook(
            one_core, "failed_jobs_report", "--check", filters={"id": 1}, dest=str(dest)
        ).succeeded()

    assert "0 of 0 jobs failed or could not run." in shown(run, "Show the report")
    assert len(traffic) == 4
    assert not dest.exists()
    refused = ansible.collection_playbook(one_core, "failed_jobs_report", dest="report.docx")
    assert "its extension must be" in refused["Validate the file name"].error


# -- clean_up_tokens ----------------------------------------------------------------------------


@pytest.fixture
def tokens(sandbox: Sandbox) -> t.Iterator[dict[str, int]]:
    """Old tokens of several kinds, by name; they are gone afterwards."""
    asking = sandbox.get("tokens/?description=integration+tests&user__username=" + USERNAME)
    [own] = [row["id"] for row in asking["results"]]
    other = ("operator", SEED_PASSWORD)
    made = {
        "old": sandbox.new_token("Nightly {{ 7 * 191 }}")["id"],
        "expired": sandbox.new_token("expired")["id"],
        "used": (used := sandbox.new_token("used"))["id"],
        "young": sandbox.new_token("Nightly young")["id"],
        "others": sandbox.new_token("Nightly of another user", user=other)["id"],
    }
    sandbox.use(used["token"])
    for name, number in made.items():
        if name != "young":
            sandbox.age(number, hours=LONG_AGO)
    sandbox.age(own, hours=LONG_AGO)
    sandbox.expire(made["expired"])
    yield made | {"asking": own}
    sandbox.age(own, hours=0)
    for number in set(made.values()) & left(sandbox):
        sandbox.delete(f"tokens/{number}/")


def left(sandbox: Sandbox) -> set[int]:
    return set(sandbox.rows("SELECT id FROM main_oauth2accesstoken"))


def listed(run: Run) -> set[int]:
    """Return the tokens that were listed."""
    found = re.findall(r"^token (\d+) of ", shown(run, "List the tokens"), re.MULTILINE)
    return {int(number) for number in found}


def test_tokens_are_listed_and_then_revoked(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tokens: dict[str, int]
) -> None:
    before = left(sandbox)
    mine = {tokens["old"], tokens["expired"]}

    with sandbox.traffic() as traffic:
        run = ansible.collection_playbook(one_core, "clean_up_tokens").succeeded()
        check = ansible.collection_playbook(one_core, "clean_up_tokens", "--check", remove=True)
    assert listed(run) == listed(check.succeeded()) == mine
    assert traffic.writes == []
    assert "-e remove=true revokes them" in run.output
    assert EVALUATED not in run.output

    with sandbox.traffic() as traffic:
        run = ansible.collection_playbook(one_core, "clean_up_tokens", remove=True).succeeded()
    assert listed(run) == mine
    assert before - left(sandbox) == mine
    print(f"{len(mine)} tokens revoked: {len(traffic)} requests")
    # Before its first write the client looks where the API is.
    assert len(traffic) == 4 + len(mine)


def test_that_there_is_no_token_to_revoke_is_said(core: Path, ansible: AnsibleRuns) -> None:
    run = ansible.collection_playbook(core, "clean_up_tokens", description="no such").succeeded()

    assert run["List the tokens"]["msg"] == [
        "0 tokens are no longer needed; -e remove=true revokes them"
    ]


def test_the_token_that_asks_is_never_revoked(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tokens: dict[str, int]
) -> None:
    before = left(sandbox)
    everything = {"older_than_days": 1, "unused_hours": 0, "user": USERNAME, "remove": True}

    run = ansible.collection_playbook(core, "clean_up_tokens", **everything).succeeded()

    assert listed(run) == before - left(sandbox)
    assert before - left(sandbox) == {tokens["old"], tokens["expired"], tokens["used"]}
    assert tokens["asking"] in left(sandbox)


def test_tokens_are_chosen_by_everything_that_is_given(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tokens: dict[str, int]
) -> None:
    nightly = {"description": "NIGHTLY", "user": "all", "older_than_days": 0}
    described = ansible.collection_playbook(one_core, "clean_up_tokens", **nightly).succeeded()
    expired = ansible.collection_playbook(
        one_core, "clean_up_tokens", expired=True, user="all"
    ).succeeded()
    many = ansible.collection_playbook(
        one_core, "clean_up_tokens", most_tokens=1, remove=True, user="all"
    )

    # Tokens that other tests have made may be there too.
    ours = set(tokens.values())
    assert listed(described) & ours == {tokens["old"], tokens["young"], tokens["others"]}
    assert listed(expired) & ours == {tokens["expired"]}
    assert "max_objects" in many["Find the tokens that are no longer needed"].error
    assert set(tokens.values()) <= left(sandbox)


# -- launch_and_notify --------------------------------------------------------------------------

SEND, MAIL = "Send a notification to the webhook", "Send a mail"


def test_a_failed_job_is_told_and_fails_the_play(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    program, mail = mailer(tmp_path)
    with receiving() as received:
        run = ansible.collection_playbook(
            core,
            "launch_and_notify",
            "-vvv",
            template="Simulated - bad_items",
            notify_url=f"{received.url}/services/very-secret",
            mail_to=["ops@example.com", "dev@example.com"],
            mail_command=[str(program)],
        )

    assert run.status == 2
    job = run["Launch the template and wait for the job"].data["job"]
    [(path, message)] = received
    assert path == "/services/very-secret"
    assert message == {
        "text": ":x: Simulated - bad_items: failed\n"
        f"job {job['id']} 'Simulated - bad_items' failed after 0 s: 3 of 3 hosts failed\n"
        "small-1, task 'Check {{ 7 * 191 }}': bad: no {{ 7 * 191 }} &lt;b&gt;&amp; (and 2 more"
        " hosts)\n"
        f"<{job['browser_url']}|job {job['id']}>"
    }
    assert "very-secret" not in _without_extra_vars(run)
    mailed = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert mailed["To"] == "ops@example.com, dev@example.com"
    assert mailed["Subject"] == "Simulated - bad_items: failed"
    text = mailed.get_content()
    assert "task 'Check {{ 7 * 191 }}': bad: no {{ 7 * 191 }} <b>&" in text
    assert text.count(job["browser_url"]) == 1
    # Its output was shown.
    assert "PLAY [Simulated bad_items] ***" in run.stdout


def _without_extra_vars(run: Run) -> str:
    """Return what was shown, but for the command line, which holds what the user wrote there."""
    return "\n".join(line for line in run.output.splitlines() if "extra_vars" not in line)


def test_a_job_is_told_as_data(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    template = {"template": "Simulated - ok", "output": "none"}
    program, _mail = mailer(tmp_path, status=67)
    with receiving() as received:
        data = {"notify_url": received.url, "notify_format": "json"}
        ok = ansible.collection_playbook(one_core, "launch_and_notify", **template, **data)
        refused = ansible.collection_playbook(
            one_core, "launch_and_notify", template="No such template", **data
        )
        only = ansible.collection_playbook(
            one_core, "launch_and_notify", **template, **data, only_failures=True
        )
        with sandbox.traffic() as traffic:
            check = ansible.collection_playbook(
                one_core, "launch_and_notify", "--check", **template, **data
            )
        assert traffic.writes == []
        assert len(received) == 2
        unheard = ansible.collection_playbook(
            one_core,
            "launch_and_notify",
            **template,
            notify_url=f"{received.url}/refuse",
            mail_to=["ops@example.com"],
            mail_command=[str(program)],
        )

    assert [run.status for run in (ok, refused, only, check, unheard)] == [0, 2, 0, 0, 0]
    job = ok["Launch the template and wait for the job"]["job"]
    first, second, _last = [message for _path, message in received]
    assert first == {
        "template": "Simulated - ok",
        "succeeded": True,
        "status": "successful",
        "timed_out": False,
        "reason": "",
        "job": job["id"],
        "url": job["url"],
        "browser_url": job["browser_url"],
        "elapsed": job["elapsed"],
        "failures": [],
    }
    assert (second["status"], second["job"], second["succeeded"]) == ("not launched", None, False)
    assert second["reason"].startswith("there is no template of any kind 'No such template'")
    said = shown(unheard, "Show notifications that could not be delivered")
    assert "the webhook responded with status 500" in said
    assert "the mail was not sent" in said
    nothing = ansible.collection_playbook(one_core, "launch_and_notify")
    assert "template is required" in nothing["Validate the variables"].error


# -- export_resources ---------------------------------------------------------------------------


SAID_EXPORTED = "Show the number of objects"


def test_resources_are_exported(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """All that the playbook exports by itself."""
    dest = tmp_path / "export"
    secret = "a-secret-of-a-credential"
    machine = sandbox.get("credential_types/?name=Machine")["results"][0]["id"]
    inputs = {"username": "deploy", "password": secret}
    body = {"name": "Exported", "credential_type": machine, "organization": 1, "inputs": inputs}
    credential = sandbox.post("credentials/", body)
    try:
        with sandbox.traffic() as traffic:
            run = ansible.collection_playbook(one_core, "export_resources", dest=str(dest))
    finally:
        sandbox.delete(f"credentials/{credential['id']}/")

    assert traffic.writes == []
    hosts = sandbox.get("hosts/?page_size=1")["count"]
    assert f"{hosts} hosts" in shown(run.succeeded(), SAID_EXPORTED)
    manifest = json.loads((dest / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["server"]["version"] == sandbox.get("ping/")["version"]
    for entry in manifest["files"]:
        content = (dest / entry["file"]).read_bytes()
        rows = [json.loads(line) for line in content.splitlines()]
        assert len(rows) == len({row["id"] for row in rows}) == entry["objects"]
        assert len(content) == entry["bytes"]
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    names = {entry["file"] for entry in manifest["files"]} | {"manifest.json"}
    assert {path.name for path in dest.iterdir()} == names
    assert secret.encode() not in b"".join(path.read_bytes() for path in dest.iterdir())
    [row] = [row for row in _rows(dest / "credentials.jsonl") if row["name"] == "Exported"]
    assert row["inputs"] == {"username": "deploy", "password": "$encrypted$"}
    surveys = {row["name"]: row["survey_spec"] for row in _rows(dest / "job_templates.jsonl")}
    assert surveys["Demo - Deploy"]["spec"][0]["variable"]


def _rows(path: Path) -> list[t.Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_some_resources_are_exported(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """In check mode nothing is written, and where nothing has changed, no file changes."""
    some = [
        {"resource": "hosts?name__startswith=small", "file": "small hosts"},
        {"resource": "inventories/Seed Small Inventory++Engineering/groups", "file": "groups"},
        {"resource": "labels"},
    ]
    dest = tmp_path / "some"

    def export(*arguments: str) -> Run:
        return ansible.collection_playbook(
            core, "export_resources", *arguments, dest=str(dest), resources=some
        ).succeeded()

    check = export("--check")
    assert not dest.exists()
    with sandbox.traffic() as traffic:
        first = export()
    before = {path.name: path.stat().st_ino for path in dest.iterdir()}
    again = export()

    assert len(traffic) == 1 + len(some)
    assert shown(check, SAID_EXPORTED) == shown(first, SAID_EXPORTED)
    assert "5 labels" in shown(first, SAID_EXPORTED)
    assert set(before) == {"small hosts.jsonl", "groups.jsonl", "labels.jsonl", "manifest.json"}
    assert {row["name"][:5] for row in _rows(dest / "small hosts.jsonl")} == {"small"}
    assert dest.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_ino for path in dest.iterdir()} == before
    assert not again["Write the manifest"]["changed"]


def test_an_export_stays_in_its_directory(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    outside = [{"resource": "labels", "file": "../labels"}]

    refused = ansible.collection_playbook(
        one_core, "export_resources", dest=str(tmp_path / "some"), resources=outside
    )

    assert "valid file name" in refused["Validate the variables"].error
    assert list(tmp_path.iterdir()) == []


# -- run_everywhere -----------------------------------------------------------------------------

SAID = "Show the results"


def test_a_template_runs_everywhere_some_at_a_time(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    limits = ["small-1", "small-3", "small-1", "small-3", "small-1"]
    template = {"template": "Simulated - ok", "output": "none", "at_a_time": 2, "first": 1}

    with sandbox.traffic() as traffic:
        run = ansible.collection_playbook(core, "run_everywhere", limits=limits, **template)

    run.succeeded()
    jobs = [int(number) for number in re.findall(r"job (\d+) ", shown(run, SAID))]
    rows = sandbox.rows(
        "SELECT id, created, finished FROM main_unifiedjob WHERE id IN (?, ?, ?, ?, ?) ORDER BY id",
        *jobs,
    )
    assert [row[0] for row in rows] == sorted(jobs)
    ends = [row[2] for row in rows]
    for batch in (1, 3):
        assert rows[batch][1] > max(ends[:batch]), "a batch waits for the one before it"
    asked = [*traffic.of("GET", "/launch/"), *traffic.of("GET", "/unified_job_templates/")]
    launching = len(traffic.of("POST", "/launch/")) + len(asked)
    print(f"5 jobs in 3 batches: {launching} requests, and {len(traffic) - launching} to wait")
    # Two for each launch, and two to see what is launched.
    assert launching == 2 * 5 + 2
    assert "all 5 jobs were successful" in run["Fail if a job was not successful"]["msg"]


def test_no_other_batch_is_launched_after_a_failure(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    limits = ["small-1", "small-2", "small-3", "all"]
    template = {"template": "Simulated - fail", "output": "none", "limits": limits}

    with sandbox.traffic() as traffic:
        stopped = ansible.collection_playbook(one_core, "run_everywhere", **template, at_a_time=2)
        on = ansible.collection_playbook(
            one_core, "run_everywhere", **template, at_a_time=2, stop_on_failure=False
        )
    assert len(traffic.of("POST")) == 2 + 4
    assert (stopped.status, on.status) == (2, 2)
    lines = shown(stopped, SAID).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "successful",
        "failed",
        "not reached",
        "not reached",
    ]
    assert lines[1].endswith("/output: package nginx-9.9 not found")
    assert lines[2:] == ["not reached: small-3", "not reached: all"]
    assert "2 of 4 jobs were successful" in on["Fail if a job was not successful"].error


def test_every_launch_is_checked_in_check_mode(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    small = {"name": "Seed Small Inventory", "organization": "Engineering"}
    template = {"template": "Seed - ask_inventory_on_launch"}

    with sandbox.traffic() as traffic:
        run = ansible.collection_playbook(
            one_core, "run_everywhere", "--check", **template, inventories=[small, "None such"]
        )
        refused = ansible.collection_playbook(
            one_core, "run_everywhere", **template, inventories=["None such"]
        )

    assert traffic.writes == []
    first, second = shown(run, SAID).splitlines()
    assert first.startswith("checked: ")
    assert second.startswith("not launched: None such: ")
    assert "there is no inventory 'None such'" in second
    assert "1 of 2 launches" in run["Fail if a job was not successful"].error
    assert "None such" in refused["Validate the first launch and look up the template"].error


# -- All of them --------------------------------------------------------------------------------


def test_every_playbook_says_how_it_is_called() -> None:
    """The comment at the top names the playbook as it is run, and each variable has its own."""
    files = sorted(PLAYBOOKS.glob("*.yml"))
    assert len(files) >= 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        head, _name, play = text.partition("\n- name: ")
        assert f"ansible-playbook steward.awx.{path.stem}" in head
        assert "AWX_HOST" in head, "it says where the connection comes from"
        variables = play.partition("  vars:\n")[2].partition("\n\n")[0].splitlines()
        for line, before in zip(variables[1:], variables):
            if re.match(r"    \w+:", line) and not re.match(r"    \w+:", before):
                assert before.lstrip().startswith(("#", "-")), f"{path.name}: {line}"

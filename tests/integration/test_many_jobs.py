# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guide to many jobs says of plays and of requests is so."""

from __future__ import annotations

import re
import textwrap
import typing as t
from pathlib import Path

import pytest
import yaml

from tests.integration.ansible_runs import AnsibleRuns
from tests.integration.sandbox import Sandbox, Traffic

GUIDE = Path(__file__).parents[2] / "docs" / "docsite" / "rst" / "guide_many_jobs.rst"
HOSTS = ("web-1", "web-2", "web-3")
MANY = 20

LAUNCH = "steward.awx.awx_job_launch"
ITEMS = {"loop": list(range(MANY)), "loop_control": {"label": "-"}, "register": "started"}
WAIT = {"name": "wait", "steward.awx.awx_job_wait": {"jobs": "{{ started }}"}}
FIND = {
    "name": "find",
    "steward.awx.awx_query": {
        "resource": "job_templates",
        "filters": {"name": "Simulated - ok"},
        "only": "id",
        "expect": "one",
    },
    "register": "template",
}


def launching(template: t.Any, **options: t.Any) -> dict[str, t.Any]:
    return {"name": "launch", LAUNCH: {"template": template, **options}, **ITEMS}


WAYS: dict[str, list[dict[str, t.Any]]] = {
    "Each task waits for its own job; template by name": [launching("Simulated - ok")],
    "Launch in a loop without waiting, one task waits; template by name": [
        launching("Simulated - ok", wait=False),
        WAIT,
    ],
    "The same, but the template is looked up once and launched by its id,"
    " with ``on_lost_answer: fail``": [
        FIND,
        launching({"id": "{{ template.objects[0] }}"}, on_lost_answer="fail", wait=False),
        WAIT,
    ],
}


@pytest.mark.parametrize("way", WAYS)
def test_many_jobs_take_as_many_requests_as_the_guide_says(
    way: str, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """One request a look for any number of jobs."""
    with sandbox.traffic() as traffic:
        ansible.playbook(one_core, WAYS[way]).succeeded()

    looks = _looks(traffic)
    launching = len(traffic) - len(looks)
    jobs_of_a_look = MANY if not way.startswith("Each task") else 1
    print(f"{way}: {launching} requests to launch {MANY} jobs, {MANY // jobs_of_a_look} a look")
    # Later looks are for those that have not ended yet.
    assert max(len(jobs) for jobs in looks) == len(looks[0]) == jobs_of_a_look
    assert (str(launching), str(MANY // jobs_of_a_look)) == _table()[way]


def _looks(traffic: Traffic) -> list[list[str]]:
    """Return the ids of the jobs that each look was for; in a list, or one by itself."""
    looks = []
    for seen in traffic.of("GET"):
        several = re.search(r"id__in=([\d,]+)", seen.query)
        alone = re.fullmatch(r"/api/v2/(?:unified_)?jobs/(\d+)/", seen.path)
        if several or alone:
            looks.append((several or t.cast("re.Match[str]", alone)).group(1).split(","))
    return looks


def _table() -> dict[str, tuple[str, str]]:
    """Return the rows of the guide's table."""
    rows = re.findall(r"   \* - (.+)\n     - (\d+)\n     - (\d+)\n", GUIDE.read_text("utf-8"))
    return {way: (launch, look) for way, launch, look in rows}


@pytest.mark.each_server
def test_the_plays_of_the_guide_launch_a_job_for_each_host(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """They run as they stand there, for three hosts that nothing is connected to."""
    blocks = re.findall(
        r"^\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", GUIDE.read_text("utf-8"), re.MULTILINE
    )
    plays = [
        item
        for block in blocks
        for item in yaml.safe_load(textwrap.dedent(block))
        if "hosts" in item
    ]
    assert len(plays) == 2
    inventory = tmp_path / "hosts"
    inventory.write_text("\n".join(HOSTS), encoding="utf-8")
    for play in plays:
        [last] = sandbox.rows("SELECT max(id) FROM main_unifiedjob")
        tasks, keywords = play["tasks"], {k: v for k, v in play.items() if k != "tasks"}

        run = ansible.playbook(core, tasks, "-i", str(inventory), play=keywords).succeeded()

        jobs = sandbox.rows(
            'SELECT j."limit", u.status, u.created, u.finished FROM main_job j'
            " JOIN main_unifiedjob u ON u.id = j.unifiedjob_ptr_id WHERE u.id > ? ORDER BY u.id",
            last,
        )
        assert sorted((job[0], job[1]) for job in jobs) == [(host, "successful") for host in HOSTS]
        if "serial" in play:
            assert min(job[2] for job in jobs[1:]) > jobs[0][3], "one host is first"
        else:
            # Each line says whose it is, as several jobs are shown at once.
            assert re.search(r"^job \d+.*Hello from web-2", run.stdout, re.MULTILINE), run.stdout

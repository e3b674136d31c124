# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of strangers that looks like templates, or would do something to a terminal."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest

from tests.integration import other_servers
from tests.integration.ansible_runs import AnsibleRuns, assert_no_traceback, lookup, query

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")

TOKEN = "token-of-the-tests"

# The deepest object that is taken (replies._MOST_LEVELS).
DEEPEST = 99


def page(*rows: t.Mapping[str, t.Any]) -> bytes:
    return json.dumps({"count": len(rows), "results": rows}).encode()


def nested(levels: int) -> dict[str, t.Any]:
    value: dict[str, t.Any] = {"id": 1}
    for _turn in range(levels - 1):
        value = {"a": value}
    return {"id": 1, "nested": value}


def show(name: str, expression: str) -> dict[str, t.Any]:
    return {"name": name, "ansible.builtin.debug": {"msg": f"{{{{ {expression} }}}}"}}


def kept(task: dict[str, t.Any], name: str) -> dict[str, t.Any]:
    return {**task, "register": name}


@pytest.mark.quick
def test_what_looks_like_a_template_is_never_evaluated(
    core: Path, ansible: AnsibleRuns, tmp_path: Path
) -> None:
    """Results of module, action and lookup, the file of `dest`, and errors, on each core."""
    trace, dest = tmp_path / "evaluated", tmp_path / "objects"
    command = f"lookup('ansible.builtin.pipe', 'touch {trace}')"
    evil = "{{ " + command + " }}{% if %}{{ 1 + 1 }}"
    rows = [{"id": n, "type": "label", "name": evil, "{{ 2 + 2 }}": [evil]} for n in (1, 2)]
    pages = {
        "/api/v2/labels/": page(rows[0]),
        "/api/v2/hosts/": page(*rows),
        "/api/v2/organizations/1/": json.dumps(nested(DEEPEST)).encode(),
    }
    tasks = [
        kept(query("action", "labels"), "action"),
        kept(query("module", "labels", awx_in_process=False), "module"),
        lookup("lookup", "labels"),
        query("file", "labels", dest=str(dest)),
        show("read back", f"lookup('ansible.builtin.file', '{dest}')"),
        {"name": "-", "ansible.builtin.set_fact": {"found": "{{ action.objects[0].name }}"}},
        show("fact", "found"),
        show("of a module", "module.objects[0].name ~ ''"),
        kept(query("error", "hosts", expect="one"), "error"),
        kept(query("error of a module", "hosts", expect="one", awx_in_process=False), "other"),
        lookup("error of a lookup", "hosts", expect="one"),
        show("message", "error.msg"),
        show("message of a module", "other.msg"),
        query("deep", "organizations/1"),
        query("deep module", "organizations/1", awx_in_process=False),
        lookup("deep lookup", "organizations/1"),
    ]
    with other_servers.serving(pages) as url:
        environment = {"AWX_HOST": url, "AWX_OAUTH_TOKEN": TOKEN, "AWX_API_ROOT": "/api/"}
        run = ansible.playbook(core, tasks, environment=environment)

    assert_no_traceback(run)
    assert not trace.exists()
    assert run["action"]["objects"] == run["module"]["objects"] == rows[:1]
    assert run["lookup"]["msg"] == rows[:1]
    assert json.loads(dest.read_text()) == rows[0]
    assert evil in json.dumps(run["read back"]["msg"])
    assert run["fact"]["msg"] == run["of a module"]["msg"] == evil
    for name in ("error", "error of a module", "error of a lookup"):
        assert evil in run[name].error, name
    assert evil in run["message"]["msg"]
    assert evil in run["message of a module"]["msg"]
    for name in ("deep", "deep module"):
        assert run[name]["objects"] == [nested(DEEPEST)], name
    assert run["deep lookup"]["msg"] == [nested(DEEPEST)]


@pytest.mark.quick
def test_names_do_nothing_to_the_terminal(core: Path, ansible: AnsibleRuns) -> None:
    """Errors and warnings name what the server named, without escape sequences."""
    evil = "Web\x1b[2J\x1b]0;title\x07\x9b31m\u202e"
    rows = [{"id": number, "name": evil} for number in (1, 2)]
    tasks = [
        query("action", "labels", expect="one"),
        query("module", "labels", expect="one", awx_in_process=False),
        lookup("lookup", "labels", expect="one"),
        query("page", "hosts"),
    ]
    with other_servers.serving({"/api/v2/labels/": page(*rows)}) as url:
        environment = {"AWX_HOST": url, "AWX_OAUTH_TOKEN": TOKEN, "AWX_API_ROOT": "/api/"}
        run = ansible.playbook(core, tasks, "-vvv", environment=environment)

    assert_no_traceback(run)
    for name in ("action", "module", "lookup"):
        assert "id 1 'Web" in run[name].error
        assert not HARMFUL.search(run[name].error), name
    assert not HARMFUL.search(run.output)

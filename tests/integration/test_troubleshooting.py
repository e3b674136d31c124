# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to troubleshooting has the messages that there are, and there are those it has."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import venv
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http import transport

from tests.integration import troubles
from tests.integration.ansible_runs import AnsibleRuns, Run, assert_no_traceback, query, token
from tests.integration.documents import blocks_of, pattern_of
from tests.integration.sandbox import PASSWORD, Sandbox

GUIDE = Path(__file__).parents[2] / "docs" / "docsite" / "rst" / "guide_troubleshooting.rst"
MESSAGES = [block.text for block in blocks_of(GUIDE) if block.language == "text"]

# The guide's address of an AWX, and those that stand for it here.
_ADDRESS = "https://awx.example.com"
_OURS = (
    (re.compile(r"https?://127\.0\.0\.1:\d+|https://refused\.example\.com"), _ADDRESS),
    (re.compile(r"https?://awx\.invalid(?= cannot| \()"), _ADDRESS),
    # The guide's reader has set variables, and a task of the test its own options.
    (re.compile(r"(https://awx\.example\.com) \(the task's awx_host\)"), r"\1 (AWX_HOST)"),
    (re.compile(r"with the task's awx_oauth_token"), "with AWX_OAUTH_TOKEN"),
    (
        re.compile(r"with the task's awx_username and awx_password"),
        "with AWX_USERNAME and AWX_PASSWORD",
    ),
    (re.compile(r"http://awx\.invalid"), "http://awx.example.com"),
    # The guide uses names that users have.
    (re.compile("Duplicate Name"), "Restart services"),
    (re.compile("Seed - Ask machine password"), "Configure switches"),
    (re.compile(r"Seed - Missing inventory \(prompted\)"), "Patch servers"),
    (re.compile(r"Seed - Missing inventory \(broken\)"), "Update database"),
    (re.compile("Seed - Workflow approval"), "Release to production"),
    # A machine without any name server says that it may be so for a while.
    (re.compile("Temporary failure in name resolution"), "Name or service not known"),
)


# What nothing is wrong with.
_NO_TROUBLE = {"approval", "cancel", "flow", "no logout", "readable", "not verified"}


@pytest.fixture(scope="module")
def said(
    one_core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """Everything that goes wrong, and what is said of it."""
    directory = tmp_path_factory.mktemp("trouble")
    with contextlib.ExitStack() as stack:
        trouble = troubles.Troublemaker(sandbox, directory, stack)
        run = ansible.playbook(one_core, troubles.all_of(trouble), environment={})
        found = {
            **_messages_of(run),
            **_of_other_servers(one_core, ansible, trouble),
            **_of_launches(trouble),
            "no end": _without_end(trouble),
            "without requests": _without_requests(one_core, ansible, directory),
            **_of_ansible(one_core, ansible, directory),
        }
    assert_no_traceback(run)
    return {name: _as_in_guide(text) for name, text in found.items()}


def _as_in_guide(text: str) -> str:
    for ours, theirs in _OURS:
        text = ours.sub(theirs, text)
    return text


def test_what_goes_wrong_is_in_the_guide(said: dict[str, str]) -> None:
    """A person finds the message that is printed."""
    known = [re.compile(pattern_of(message)) for message in MESSAGES]
    missing = [
        f"{name}: {text}"
        for name, text in said.items()
        if not any(one.search(text) for one in known)
    ]
    assert not missing, "\n".join(missing)


def test_what_the_guide_has_is_said(said: dict[str, str]) -> None:
    texts = "\n\n".join(said.values())
    never = [text for text in MESSAGES if not re.search(pattern_of(text), texts)]
    assert not never, "\n".join(never)


def test_the_guide_has_every_kind_of_error() -> None:
    kinds = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.AwxError)
    }
    text = GUIDE.read_text(encoding="utf-8")
    assert kinds
    assert {name for name in kinds if f"``{name}``" not in text} == set()


def _messages_of(run: Run) -> dict[str, str]:
    assert run.results, run.output
    found: dict[str, str] = {}
    for result in run.results:
        warnings = [str(warning) for warning in result.data.get("warnings", [])]
        message = result.data.get("censored") or result.data.get("msg")
        assert result.task not in found, result.task
        has_failed = result.outcome == "failed"
        assert has_failed != (result.task in _NO_TROUBLE), f"{result.task}: {result.outcome}"
        found.update({f"{result.task}, {number}": said for number, said in enumerate(warnings)})
        if has_failed:
            found[result.task] = str(message)
    return found


def _of_other_servers(
    core: Path, ansible: AnsibleRuns, trouble: troubles.Troublemaker
) -> dict[str, str]:
    """Say what servers of another kind, and users of other services, are told."""
    sandbox = trouble.sandbox
    user = {"username": "of-a-directory", "password": PASSWORD}
    login = {"awx_username": user["username"], "awx_password": PASSWORD}
    sandbox.post("users/", user)
    alone = {**trouble.without("awx_oauth_token"), **login}
    with sandbox.external(user["username"], "ldap"):
        foreign = ansible.playbook(core, [token("foreign user", **alone)], environment={})
    with sandbox.presented(tokens=False):
        tasks = [token("no tokens", **alone), query("token refused", "me", **trouble.options)]
        without = ansible.playbook(core, tasks, environment={})
    return {**_messages_of(foreign), **_messages_of(without)}


def _of_launches(trouble: troubles.Troublemaker) -> dict[str, str]:
    found = {}
    for number, (error, warnings) in enumerate(troubles.patient_launches(trouble)):
        found |= {f"launch {number}": str(error)} if str(error) else {}
        found |= {f"launch {number}, warning": warning for warning in warnings}
    return found


def _without_end(trouble: troubles.Troublemaker) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "MAX_RESPONSE_SIZE", 10)
        return str(troubles.asked(trouble))


def _without_requests(core: Path, ansible: AnsibleRuns, directory: Path) -> str:
    venv.create(directory / "bare", symlinks=True)
    python = {"ansible_python_interpreter": str(directory / "bare" / "bin" / "python")}
    task = query(
        "ask", "me", awx_host="awx.example.com", awx_oauth_token="-" * 9, awx_in_process=False
    )
    return ansible.playbook(core, [task | {"vars": python}], environment={})["ask"].error


def _of_ansible(core: Path, ansible: AnsibleRuns, directory: Path) -> dict[str, str]:
    """Return what Ansible itself says where the collection, or a vault's password, is missing."""
    elsewhere = dataclasses.replace(ansible, scratch=directory, collections=directory / "nowhere")
    vault = directory / "login.yml"
    vault.write_text("$ANSIBLE_VAULT;1.1;AES256\n3030\n")
    ask = ("-m", "steward.awx.awx_query", "-a", "resource=me")
    return {
        "no collection": _in_one_line(elsewhere.playbook(core, [query("ask", "me")])),
        "no vault password": _in_one_line(ansible.adhoc(core, *ask, "-e", f"@{vault}")),
    }


def _in_one_line(run: Run) -> str:
    assert run.status, run.output
    return " ".join(run.output.split())

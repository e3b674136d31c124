# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running a job's playbook for real, through ansible-runner."""

from __future__ import annotations

import os
import re
import shlex
import sys
import typing as t
from collections.abc import Mapping
from pathlib import Path

import ansible_runner

from tests.sandbox.awx.models import Credential, Job

from .extra_vars import parse_extra_vars
from .run import Command, Outcome, RunContext

PLAYBOOKS: t.Final = Path(__file__).parent.parent / "playbooks"
_TIMED_OUT: t.Final = "Job terminated due to timeout"


def run_playbook(job: Job, context: RunContext) -> Outcome:
    """Run the job's playbook to its end, or until it is canceled or its time is over."""
    environment = _environment(job, context.directory)
    vaults = list(job.credentials.filter(credential_type__kind="vault"))
    machine = job.credentials.filter(credential_type__kind="ssh").first()

    def tell_command(status: Mapping[str, t.Any], runner_config: t.Any) -> None:
        if status["status"] == "running":
            context.started(
                Command(
                    args=tuple(runner_config.command),
                    cwd=str(runner_config.cwd),
                    env=environment,
                )
            )

    def take_event(event: Mapping[str, t.Any]) -> bool:
        context.record(event)
        return False  # no copy on disk

    runner = ansible_runner.run(
        private_data_dir=str(context.directory),
        project_dir=str(PLAYBOOKS),
        playbook=job.playbook,
        inventory=str(context.directory / "inventory.json"),
        extravars=_extra_vars(job),
        cmdline=" ".join(_arguments(job, machine=machine, vaults=vaults)) or None,
        limit=job.limit or None,
        tags=job.job_tags or None,
        skip_tags=job.skip_tags or None,
        forks=job.forks or None,
        verbosity=job.verbosity or None,
        envvars=environment,
        passwords=_answers(machine=machine, vaults=vaults, given=context.secrets.passwords),
        settings={"pexpect_timeout": 0.25, "job_timeout": job.timeout or None},
        event_handler=take_event,
        status_handler=tell_command,
        cancel_callback=context.canceled.is_set,
        quiet=True,
    )
    if runner.status == "timeout":
        return Outcome(status="failed", explanation=_TIMED_OUT)
    if runner.status not in ("successful", "failed", "canceled"):
        return Outcome(status="error", explanation=f"The run ended as {runner.status}.")
    return Outcome(status=runner.status)


def _environment(job: Job, directory: Path) -> dict[str, str]:
    """The run's environment: our own ansible first on PATH, and no trace in the user's home."""
    own_bin = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join([own_bin, "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(directory),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_HOME": str(directory / "ansible"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_FORCE_COLOR": "True",
        "ANSIBLE_NOCOWS": "True",
        "ANSIBLE_HOST_KEY_CHECKING": "False",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "JOB_ID": str(job.pk),
        "INVENTORY_ID": str(job.inventory_id),
        "PROJECT_REVISION": job.scm_revision,
        "MAX_EVENT_RES": "700000",
    }


def _arguments(job: Job, *, machine: Credential | None, vaults: list[Credential]) -> list[str]:
    inputs = machine.inputs if machine else {}
    arguments = []
    if username := inputs.get("username"):
        arguments += ["-u", shlex.quote(username)]
    if inputs.get("password"):
        arguments.append("--ask-pass")
    if inputs.get("become_password"):
        arguments.append("--ask-become-pass")
    if job.job_type == "check":
        arguments.append("--check")
    if job.diff_mode:
        arguments.append("--diff")
    if job.force_handlers:
        arguments.append("--force-handlers")
    if job.start_at_task:
        arguments += ["--start-at-task", shlex.quote(job.start_at_task)]
    for vault in vaults:
        if vault.vault_id:
            arguments += ["--vault-id", shlex.quote(f"{vault.vault_id}@prompt")]
        else:
            arguments.append("--ask-vault-pass")
    return arguments


def _answers(
    *, machine: Credential | None, vaults: list[Credential], given: Mapping[str, str]
) -> dict[str, str]:
    """What is typed at ansible-playbook's prompts: the launch's passwords or the stored ones."""
    answers = {}
    for name, field, prompt in (
        ("ssh_password", "password", r"SSH password:\s*?$"),
        ("become_password", "become_password", r"BECOME password.*:\s*?$"),
        ("ssh_key_unlock", "ssh_key_unlock", r"Enter passphrase for .*:\s*?$"),
    ):
        if machine and machine.inputs.get(field):
            answers[prompt] = given.get(name) or machine.inputs[field]
    for vault in vaults:
        name, shown = "vault_password", ""
        if vault.vault_id:
            name, shown = f"vault_password.{vault.vault_id}", rf" \({re.escape(vault.vault_id)}\)"
        stored = vault.inputs.get("vault_password", "")
        answers[rf"Vault password{shown}:\s*?$"] = given.get(name) or stored
    return answers


def _extra_vars(job: Job) -> dict[str, t.Any]:
    """The job's variables, its survey passwords in clear, and what AWX tells every playbook."""
    told = {
        "awx_job_id": job.pk,
        "awx_job_launch_type": job.launch_type,
        "awx_job_template_id": job.job_template_id,
        "awx_job_template_name": job.job_template.name if job.job_template else None,
        "awx_inventory_id": job.inventory_id,
        "awx_inventory_name": job.inventory.name if job.inventory else None,
        "awx_user_id": job.created_by_id,
        "awx_user_name": job.created_by.username if job.created_by else None,
    }
    known = {name: value for name, value in told.items() if value is not None}
    return known | parse_extra_vars(job.extra_vars) | job.survey_passwords

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects and job templates: one for each prompt, survey, refusal and way to fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .. import models as m
from . import surveys
from .rows import make, named

_PLAYBOOKS = Path(__file__).parents[2] / "playbooks"
_SIMULATED = ("ok", "fail", "bad_items", "unreachable", "slow", "long_output", "artifacts")
ASK = [
    field.name for field in m.JobTemplate._meta.fields if field.name.startswith("ask_")
]  # one for each prompt


def seed() -> None:
    _projects()
    _seed_templates()
    _survey_templates()
    _credential_templates()
    _run_templates()
    _demo_templates()
    _odd_names()
    _system_job_templates()
    _inventory_source()


def _playbook_files() -> list[str]:
    real = [path.name for path in sorted(_PLAYBOOKS.glob("*.yml"))]
    return [*real, *(f"simulated/{name}.yml" for name in (*_SIMULATED, "flaky"))]


def _projects() -> None:
    git: dict[str, Any] = {"scm_type": "git", "status": "successful"}
    project("Demo Project", "Default", **git)
    project("Seed Manual Project", "Engineering", status="ok")
    project("Seed Git Project", "Engineering", **git, allow_override=True)
    project("Seed Broken Project", "Engineering", scm_type="git", status="failed")
    project("Operations Project", "Operations", status="ok")


def project(name: str, organization: str, /, *, status: str, **values: Any) -> m.Project:
    """A project with all playbooks of the sandbox."""
    git = values.get("scm_type") == "git"
    return make(
        m.Project,
        name,
        organization=named(m.Organization, organization),
        local_path="playbooks",
        scm_url=f"https://git.example.com/{name.lower().replace(' ', '-')}.git" if git else "",
        scm_revision="b9eb7d349fc6bac40e8aed3d7b9e737224c3f1a8" if git else "",
        playbook_files=_playbook_files(),
        inventory_files=["inventories/hosts.ini"],
        status=status,
        last_job_failed=status == "failed",
        **values,
    )


def template(name: str, playbook: str = "ok.yml", /, **values: Any) -> m.JobTemplate:
    """A job template in Engineering, on three local hosts, unless said otherwise."""
    credentials = values.pop("credentials", ())
    project = values.pop("project", named(m.Project, "Seed Manual Project"))
    engineering = named(m.Organization, "Engineering")
    obj = make(
        m.JobTemplate,
        name,
        playbook=playbook,
        project=project,
        **{
            "organization": project.organization if project else engineering,
            "inventory": named(m.Inventory, "Seed Small Inventory", organization=engineering),
            "status": "never updated",
        }
        | values,
    )
    obj.credentials.set([named(m.Credential, name) for name in credentials])
    return obj


def _seed_templates() -> None:
    template(
        "Demo Job Template",
        project=named(m.Project, "Demo Project"),
        inventory=named(m.Inventory, "Demo Inventory"),
        credentials=["Demo Credential"],
        description="",
    )
    template("Seed - No prompts", credentials=["Seed Machine"]).labels.add(named(m.Label, "prod"))
    asks: dict[str, Any] = dict.fromkeys(ASK, True)
    template(
        "Seed - Ask everything",
        project=named(m.Project, "Seed Git Project"),
        credentials=["Seed Machine"],
        **asks,
    )
    for name in ASK:
        project = "Seed Git Project" if "scm_branch" in name else "Seed Manual Project"
        values: dict[str, Any] = {name: True, "project": named(m.Project, project)}
        template(f"Seed - {name}", **values)
    template("Seed - Missing inventory (prompted)", inventory=None, ask_inventory_on_launch=True)
    template("Seed - Missing inventory (broken)", inventory=None)
    template("Seed - Missing project (broken)", project=None)
    template("Seed - Failed project", project=named(m.Project, "Seed Broken Project"))


def _survey_templates() -> None:
    for name, spec in (
        ("Seed - Survey all types", surveys.ALL_TYPES),
        ("Seed - Survey optional only", surveys.OPTIONAL),
        ("Seed - Survey required no defaults", surveys.NO_DEFAULTS),
    ):
        template(name, "survey_echo.yml", survey_enabled=True, survey_spec=spec)
    template("Seed - Survey disabled", "survey_echo.yml", survey_spec=surveys.NO_DEFAULTS)


def _credential_templates() -> None:
    template("Seed - Ask machine password", credentials=["Seed Machine ask password"])
    template("Seed - Ask vault password", credentials=["Seed Vault ask"])
    template(
        "Seed - Ask all passwords",
        credentials=["Seed Machine ask everything", "Seed Vault ask", "Seed Vault id prod ask"],
    )
    template(
        "Seed - Many credentials",
        credentials=[
            "Seed AWS",
            "Seed Custom",
            "Seed Machine SSH key",
            "Seed Network",
            "Seed Vault",
        ],
    )


def _run_templates() -> None:
    template("Seed - Sliced 3", job_slice_count=3)
    template("Seed - Failing playbook", "fail.yml")
    template("Seed - Long running", "slow.yml", ask_variables_on_launch=True)
    template(
        "Seed - Simultaneous", "slow.yml", ask_variables_on_launch=True, allow_simultaneous=True
    )
    template("Seed - Every kind of event", "kinds.yml")
    template("Seed - Long output", "long_output.yml", ask_variables_on_launch=True)
    template("Seed - Unreachable host", "unreachable.yml")
    template(
        "Seed - One host unreachable",
        inventory=named(m.Inventory, "Seed Unreachable Inventory"),
    )
    template("Seed - set_stats artifacts", "artifacts.yml")
    template("Seed - Large inventory", inventory=named(m.Inventory, "Seed Large Inventory"))
    for name in _SIMULATED:
        simulated(name)


def simulated(name: str) -> m.JobTemplate:
    """A template whose jobs take milliseconds."""
    return template(
        f"Simulated - {name}",
        f"simulated/{name}.yml",
        description="no process is run, events are scripted",
        allow_simultaneous=True,
        ask_variables_on_launch=True,
        ask_limit_on_launch=True,
    )


def _demo_templates() -> None:
    deploy = template(
        "Demo - Deploy",
        "deploy.yml",
        description="Deploys a version to a stage",
        survey_enabled=True,
        survey_spec=surveys.DEPLOY,
        ask_limit_on_launch=True,
        allow_simultaneous=True,
    )
    deploy.labels.add(named(m.Label, "staging"))
    template(
        "Demo - Deploy broken",
        "deploy_broken.yml",
        description="Fails on one host",
        ask_variables_on_launch=True,
        allow_simultaneous=True,
    )


def _odd_names() -> None:
    operations = named(m.Organization, "Operations")
    template("Duplicate Name")
    template(
        "Duplicate Name",
        project=named(m.Project, "Operations Project"),
        inventory=named(m.Inventory, "Seed Small Inventory", organization=operations),
    )
    for name in ("C++ build", "12345", "a/b 100%", "Ünïcode", "what? & why; [maybe]"):
        template(name)


def _system_job_templates() -> None:
    for name, description, job_type in (
        ("Cleanup Job Details", "Remove job history", "cleanup_jobs"),
        (
            "Cleanup Activity Stream",
            "Remove activity stream history",
            "cleanup_activitystream",
        ),
        ("Cleanup Expired OAuth 2 Tokens", "Cleanup expired OAuth 2 tokens", "cleanup_tokens"),
        ("Cleanup Expired Sessions", "Cleans out expired browser sessions", "cleanup_sessions"),
    ):
        make(m.SystemJobTemplate, name, description=description, job_type=job_type)
    m.SystemJobTemplate.objects.update(created_by=None, modified_by=None)


def _inventory_source() -> None:
    inventory = make(
        m.Inventory,
        "Seed SCM Inventory",
        description="filled from a project",
        organization=named(m.Organization, "Engineering"),
    )
    source = make(
        m.InventorySource,
        "Seed SCM Source",
        inventory=inventory,
        organization=inventory.organization,
        source="scm",
        source_path="inventories/hosts.ini",
        source_project=named(m.Project, "Seed Git Project"),
        status="successful",
        overwrite=True,
    )
    host = make(m.Host, "scm-1", inventory=inventory)
    host.inventory_sources.add(source)
    inventory.update_computed_fields()

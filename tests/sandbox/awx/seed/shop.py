# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization Shop: the objects that README, guides and plugin examples use.

They are created last, so that all other objects keep their ids.
"""

from __future__ import annotations

import json
import sys

from .. import models as m
from . import roles, surveys, templates
from .rows import make, named
from .workflows import node

_LOCAL = json.dumps({"ansible_connection": "local", "ansible_python_interpreter": sys.executable})


def seed() -> None:
    shop = make(m.Organization, "Shop", description="Runs the web shop")
    make(m.Label, "production", organization=shop)
    make(
        m.Credential,
        "Shop SSH key",
        description="",
        credential_type=named(m.CredentialType, "Machine"),
        organization=shop,
        inputs={"username": "deploy", "ssh_key_data": "not a real key"},
    )
    templates.project("Shop", "Shop", scm_type="git", status="successful", allow_override=True)
    _web_servers(shop)
    _all_servers(shop)
    _job_templates(shop)
    _workflow(shop)
    _application(shop)
    operators = make(m.Team, "Shop operators", organization=shop)
    roles.add_missing()
    member = roles.role(operators, "member_role")
    member.members.add(*m.User.objects.filter(username__in=("operator", "alice")))


def _web_servers(shop: m.Organization) -> None:
    inventory = make(
        m.Inventory,
        "Web servers",
        description="3 local hosts",
        organization=shop,
        variables=_LOCAL,
    )
    one, two, three = (
        make(m.Host, f"web-{n}", description="local", inventory=inventory) for n in (1, 2, 3)
    )
    for name, hosts in (("berlin", (one, two)), ("rome", (three,)), ("canary", (one,))):
        make(m.Group, name, inventory=inventory).hosts.add(*hosts)
    inventory.update_computed_fields()


def _all_servers(shop: m.Organization) -> None:
    inventory = make(m.Inventory, "All servers", description="", organization=shop)
    make(
        m.InventorySource,
        "Servers from Git",
        inventory=inventory,
        organization=shop,
        source="scm",
        source_path="inventories/hosts.ini",
        source_project=named(m.Project, "Shop"),
        status="never updated",
        overwrite=True,
    )
    inventory.update_computed_fields()


def _job_templates(shop: m.Organization) -> None:
    values = {
        "project": named(m.Project, "Shop"),
        "inventory": named(m.Inventory, "Web servers"),
        "allow_simultaneous": True,
    }
    prompts = {"ask_limit_on_launch": True, "ask_variables_on_launch": True}
    deploy = templates.template(
        "Deploy shop",
        "deploy.yml",
        description="Deploys a version to a stage",
        survey_enabled=True,
        survey_spec=surveys.DEPLOY,
        ask_limit_on_launch=True,
        credentials=["Shop SSH key"],
        **values,
    )
    deploy.labels.add(named(m.Label, "production"))
    templates.template(
        "Deploy shop to staging",
        "deploy_broken.yml",
        description="Fails on one host",
        ask_variables_on_launch=True,
        **values,
    )
    templates.template(
        "Patch web servers",
        description="Prompts for everything",
        credentials=["Shop SSH key"],
        **values | dict.fromkeys(templates.ASK, True),
    )
    for name, script in (
        ("Restart web servers", "ok"),
        ("Check web servers", "fail"),
        ("Back up database", "slow"),
    ):
        templates.template(name, f"simulated/{script}.yml", **values, **prompts)


def _workflow(shop: m.Organization) -> None:
    release = make(
        m.WorkflowJobTemplate,
        "Release shop",
        description="two scripted jobs",
        organization=shop,
        status="never updated",
        allow_simultaneous=True,
    )
    restart = named(m.JobTemplate, "Restart web servers")
    node(release, "restart", restart).success_nodes.add(node(release, "verify", restart))


def _application(shop: m.Organization) -> None:
    m.OAuth2Application(
        name="Shop portal",
        description="",
        organization=shop,
        client_id="shop-portal",
        client_secret="secret-of-the-shop-portal",
        client_type="confidential",
        authorization_grant_type="password",
        hash_client_secret=False,
    ).save()

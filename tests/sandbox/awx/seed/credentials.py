# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credential types and credentials of every kind a template can need."""

from __future__ import annotations

from typing import Any

from .. import models as m
from .rows import BEGIN, make, named


def _field(name: str, label: str, *, secret: bool = False, ask: bool = False) -> dict[str, Any]:
    field: dict[str, Any] = {"id": name, "label": label, "type": "string"}
    if secret:
        field["secret"] = True
    if ask:
        field["ask_at_runtime"] = True
    return field


_USER = _field("username", "Username")
_PASSWORD = _field("password", "Password", secret=True)
_KEY = _field("ssh_key_data", "SSH Private Key", secret=True)
_UNLOCK = _field("ssh_key_unlock", "Private Key Passphrase", secret=True, ask=True)
_TOKEN = _field("token", "Token", secret=True)

# name, kind, namespace, fields, required fields
_TYPES: tuple[tuple[str, str, str, list[dict[str, Any]], list[str]], ...] = (
    (
        "Machine",
        "ssh",
        "ssh",
        [
            _USER,
            _PASSWORD | {"ask_at_runtime": True},
            _KEY,
            _UNLOCK,
            _field("become_method", "Privilege Escalation Method"),
            _field("become_username", "Privilege Escalation Username"),
            _field("become_password", "Privilege Escalation Password", secret=True, ask=True),
        ],
        [],
    ),
    ("Source Control", "scm", "scm", [_USER, _PASSWORD, _KEY, _UNLOCK], []),
    (
        "Vault",
        "vault",
        "vault",
        [
            _field("vault_password", "Vault Password", secret=True, ask=True),
            _field("vault_id", "Vault Identifier"),
        ],
        ["vault_password"],
    ),
    ("Network", "net", "net", [_USER, _PASSWORD, _KEY, _UNLOCK], ["username"]),
    (
        "Amazon Web Services",
        "cloud",
        "aws",
        [
            _field("username", "Access Key"),
            _field("password", "Secret Key", secret=True),
            _field("security_token", "STS Token", secret=True),
        ],
        ["username", "password"],
    ),
    ("OpenStack", "cloud", "openstack", [_USER, _PASSWORD, _field("host", "Host")], ["username"]),
    ("VMware vCenter", "cloud", "vmware", [_field("host", "Host"), _USER, _PASSWORD], ["host"]),
    (
        "Google Compute Engine",
        "cloud",
        "gce",
        [_field("username", "Service Account Email Address"), _KEY],
        ["username"],
    ),
    ("GitHub Personal Access Token", "token", "github_token", [_TOKEN], ["token"]),
    ("GitLab Personal Access Token", "token", "gitlab_token", [_TOKEN], ["token"]),
    (
        "Container Registry",
        "registry",
        "registry",
        [_field("host", "Authentication URL"), _USER, _PASSWORD],
        ["host"],
    ),
    (
        "OpenShift or Kubernetes API Bearer Token",
        "kubernetes",
        "kubernetes_bearer_token",
        [_field("host", "API Endpoint"), _field("bearer_token", "Token", secret=True)],
        ["host", "bearer_token"],
    ),
    (
        "Ansible Galaxy/Automation Hub API Token",
        "galaxy",
        "galaxy_api_token",
        [_field("url", "Galaxy Server URL"), _TOKEN],
        ["url"],
    ),
    (
        "Red Hat Ansible Automation Platform",
        "cloud",
        "controller",
        [_field("host", "Host"), _USER, _PASSWORD, _field("oauth_token", "Token", secret=True)],
        ["host"],
    ),
    (
        "HashiCorp Vault Secret Lookup",
        "external",
        "hashivault_kv",
        [_field("url", "URL"), _TOKEN],
        ["url"],
    ),
    ("Insights", "insights", "insights", [_USER, _PASSWORD], ["username", "password"]),
)

# name, type, inputs
_CREDENTIALS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Demo Credential", "Machine", {"username": "admin"}),
    (
        "Ansible Galaxy",
        "Ansible Galaxy/Automation Hub API Token",
        {"url": "https://galaxy.ansible.com/"},
    ),
    ("Seed Machine", "Machine", {"username": "seed", "password": "seed"}),
    ("Seed Machine SSH key", "Machine", {"username": "seed", "ssh_key_data": "not a real key"}),
    ("Seed Machine ask password", "Machine", {"username": "seed", "password": "ASK"}),
    (
        "Seed Machine ask everything",
        "Machine",
        {
            "username": "seed",
            "password": "ASK",
            "become_password": "ASK",
            "ssh_key_unlock": "ASK",
        },
    ),
    ("Seed Vault", "Vault", {"vault_password": "seed"}),
    ("Seed Vault ask", "Vault", {"vault_password": "ASK"}),
    ("Seed Vault id prod ask", "Vault", {"vault_password": "ASK", "vault_id": "prod"}),
    ("Seed Vault id dev", "Vault", {"vault_password": "seed", "vault_id": "dev"}),
    ("Seed AWS", "Amazon Web Services", {"username": "seed", "password": "seed"}),
    ("Seed AWS 2", "Amazon Web Services", {"username": "seed2", "password": "seed"}),
    ("Seed Network", "Network", {"username": "seed", "password": "seed"}),
    ("Seed SCM", "Source Control", {"username": "seed", "password": "seed"}),
    ("Seed Registry", "Container Registry", {"host": "quay.io", "username": "seed"}),
    ("Seed Custom", "Seed Custom Type", {"token": "seed", "region": "north"}),
    ("Seed Google", "Google Compute Engine", {"username": "seed@example.com"}),
)


def seed() -> None:
    m.CredentialType.objects.bulk_create(
        m.CredentialType(
            name=name,
            kind=kind,
            namespace=namespace,
            managed=True,
            inputs={"fields": fields} | ({"required": required} if required else {}),
            created=BEGIN,
            modified=BEGIN,
        )
        for name, kind, namespace, fields, required in _TYPES
    )
    make(
        m.CredentialType,
        "Seed Custom Type",
        kind="cloud",
        inputs={"fields": [_TOKEN, _field("region", "Region")], "required": ["token"]},
        injectors={"env": {"SEED_TOKEN": "{{ token }}", "SEED_REGION": "{{ region }}"}},
    )
    engineering = named(m.Organization, "Engineering")
    for name, kind, inputs in _CREDENTIALS:
        make(
            m.Credential,
            name,
            description="",
            credential_type=named(m.CredentialType, kind),
            organization=engineering if name.startswith("Seed") else None,
            managed=name == "Ansible Galaxy",
            inputs=inputs,
        )
    galaxy = named(m.Credential, "Ansible Galaxy")
    named(m.Organization, "Default").galaxy_credentials.add(galaxy)

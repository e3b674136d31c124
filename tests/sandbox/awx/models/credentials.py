# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials and their types."""

from __future__ import annotations

from typing import Any

from django.db import models

from .foundation import Described, Installed


class CredentialType(Described):
    kind = models.CharField(
        max_length=32,
        choices=[
            ("ssh", "Machine"),
            ("vault", "Vault"),
            ("net", "Network"),
            ("scm", "Source Control"),
            ("cloud", "Cloud"),
            ("registry", "Container Registry"),
            ("token", "Personal Access Token"),
            ("insights", "Insights"),
            ("external", "External"),
            ("kubernetes", "Kubernetes"),
            ("galaxy", "Galaxy/Automation Hub"),
            ("cryptography", "Cryptography"),
        ],
    )
    managed = models.BooleanField(default=False, editable=False)
    namespace = models.CharField(max_length=1024, null=True, default=None, editable=False)
    inputs = models.JSONField(blank=True, default=dict)
    injectors = models.JSONField(blank=True, default=dict)

    class Meta:
        ordering = ("kind", "name")
        unique_together = [("name", "kind")]

    @property
    def secret_fields(self) -> set[str]:
        return {field["id"] for field in self.inputs.get("fields", []) if field.get("secret")}


class Credential(Described):
    PASSWORD_FIELDS = ["inputs"]

    organization = models.ForeignKey(
        "Organization",
        null=True,
        blank=True,
        default=None,
        on_delete=models.CASCADE,
        related_name="credentials",
    )
    credential_type = models.ForeignKey(
        CredentialType, on_delete=models.CASCADE, related_name="credentials"
    )
    managed = models.BooleanField(default=False, editable=False)
    inputs = models.JSONField(blank=True, default=dict)

    objects = Installed()

    class Meta:
        ordering = ("name",)
        unique_together = [("organization", "name", "credential_type")]

    @property
    def kind(self) -> str:
        """The namespace of the type: ``ssh``, ``vault``, ``aws`` ..."""
        return self.credential_type.namespace or ""

    @property
    def cloud(self) -> bool:
        return self.credential_type.kind == "cloud"

    @property
    def kubernetes(self) -> bool:
        return self.credential_type.kind == "kubernetes"

    def display_inputs(self) -> dict[str, Any]:
        """The inputs as the API shows them: secrets hidden, ``ASK`` readable."""
        secret = self.credential_type.secret_fields
        return {
            name: "$encrypted$" if name in secret and value not in ("", "ASK") else value
            for name, value in self.inputs.items()
        }

    @property
    def vault_id(self) -> str | None:
        return self.inputs.get("vault_id") or None

    @property
    def passwords_needed(self) -> list[str]:
        """What a launch has to ask for, in AWX's names (docs/awx-api.md#credential-passwords)."""
        needed = [
            name
            for field, name in (
                ("password", "ssh_password"),
                ("become_password", "become_password"),
                ("ssh_key_unlock", "ssh_key_unlock"),
            )
            if self.credential_type.kind == "ssh" and self.inputs.get(field) == "ASK"
        ]
        if self.credential_type.kind == "vault" and self.inputs.get("vault_password") == "ASK":
            needed.append(f"vault_password.{self.vault_id}" if self.vault_id else "vault_password")
        return needed


class CredentialInputSource(Described):
    name = None  # type: ignore[assignment]
    target_credential = models.ForeignKey(
        Credential, null=True, on_delete=models.CASCADE, related_name="input_sources"
    )
    source_credential = models.ForeignKey(
        Credential, null=True, on_delete=models.CASCADE, related_name="target_input_sources"
    )
    input_field_name = models.CharField(max_length=1024)
    metadata = models.JSONField(blank=True, default=dict)

    class Meta:
        ordering = ("target_credential", "source_credential", "input_field_name")
        unique_together = [("target_credential", "input_field_name")]

    def __str__(self) -> str:
        return self.input_field_name

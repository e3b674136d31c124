# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials at launch: one a kind, replaced but never removed, with their passwords."""

from __future__ import annotations

from .credentials import (
    LaunchCredential,
    merged,
    passwords_missing,
    problems,
)


def credential(pk: int, kind: str = "ssh", vault_id: str | None = None) -> LaunchCredential:
    types = {"ssh": (1, "Machine"), "vault": (3, "Vault"), "scm": (2, "Source Control")}
    type_id, type_name = types[kind]
    return LaunchCredential(
        id=pk,
        name=f"credential {pk}",
        kind=kind,
        type_id=type_id,
        type_name=type_name,
        vault_id=vault_id,
    )


def test_a_credential_of_the_same_kind_replaces_the_templates():
    old, new = credential(1), credential(2)
    assert problems(template=[old], given=[new]) == []
    assert merged(template=[old], given=[new]) == [new]


def test_removing_without_replacement_is_refused():
    (problem,) = problems(template=[credential(1), credential(5, "vault")], given=[credential(2)])
    assert "Removing Vault credential" in problem
    assert "credential 5" in problem


def test_two_new_ones_of_a_kind_are_refused_but_one_beside_the_templates_is_not():
    assert problems(template=[], given=[credential(1), credential(2)]) == [
        "Cannot assign multiple Machine credentials."
    ]
    assert problems(template=[credential(1)], given=[credential(1), credential(2)]) == []


def test_vaults_are_told_apart_by_their_id():
    vaults = [credential(1, "vault"), credential(2, "vault", "dev"), credential(3, "vault", "prod")]
    assert problems(template=[], given=vaults) == []
    again = problems(template=[], given=[*vaults, credential(4, "vault", "dev")])
    assert again == ["Cannot assign multiple Vault (id=dev) credentials."]


def test_kinds_that_no_job_can_use():
    assert problems(template=[], given=[credential(1, "scm")]) == [
        "Cannot assign a Credential of kind `scm`"
    ]


def test_an_empty_password_is_missing():
    asks = LaunchCredential(
        id=1,
        name="asks",
        kind="ssh",
        type_id=1,
        type_name="Machine",
        passwords_needed=("ssh_password", "become_password"),
    )
    given = {"ssh_password": "", "become_password": "x"}
    assert passwords_missing([asks, asks], given) == ["ssh_password"]

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials at launch: one of each kind, none taken away, every password given."""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LAUNCHABLE_KINDS: t.Final = ("ssh", "vault", "cloud", "net", "kubernetes")


@dataclass(frozen=True, kw_only=True)
class LaunchCredential:
    """A credential as far as a launch has to know it."""

    id: int
    name: str
    kind: str
    type_id: int
    type_name: str
    vault_id: str | None = None
    passwords_needed: tuple[str, ...] = ()

    @property
    def slot(self) -> tuple[int, str | None]:
        """A job has room for one credential of each type, vaults: of each vault id."""
        return (self.type_id, self.vault_id if self.kind == "vault" else None)

    @property
    def slot_name(self) -> str:
        if self.kind == "vault" and self.vault_id:
            return f"{self.type_name} (id={self.vault_id})"
        return self.type_name


def problems(
    *, template: Collection[LaunchCredential], given: Collection[LaunchCredential]
) -> list[str]:
    """What AWX says against a launch's list of credentials, which replaces the template's."""
    found: list[str] = []
    seen: set[tuple[int, str | None]] = set()
    for credential in given:
        if credential in template:
            continue
        if credential.slot in seen:
            found.append(f"Cannot assign multiple {credential.slot_name} credentials.")
        if credential.kind not in LAUNCHABLE_KINDS:
            found.append(f"Cannot assign a Credential of kind `{credential.kind}`")
        seen.add(credential.slot)
    provided = {credential.slot for credential in given}
    for credential in template:
        if credential.slot not in provided:
            found.append(
                f"Removing {credential.slot_name} credential at launch time without replacement "
                f"is not supported. Provided list lacked credential(s): {credential.name}."
            )
    return found


def merged(
    *, template: Iterable[LaunchCredential], given: Iterable[LaunchCredential]
) -> list[LaunchCredential]:
    """The credentials of the job: a given one takes the place of the template's in its slot."""
    slots = {credential.slot: credential for credential in template}
    slots |= {credential.slot: credential for credential in given}
    return list(slots.values())


def passwords_missing(
    credentials: Iterable[LaunchCredential], passwords: Mapping[str, t.Any]
) -> list[str]:
    """The names of the passwords that are needed and were not given; an empty one was not."""
    needed = (name for credential in credentials for name in credential.passwords_needed)
    return [name for name in dict.fromkeys(needed) if not passwords.get(name)]

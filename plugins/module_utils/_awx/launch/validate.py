# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Validate a launch before it: AWX's own rules, and every problem at once.

AWX itself stops at the first kind of mistake, and drops fields that the template does not prompt
for while it starts the job all the same (docs/awx-api.md#ignored-fields).
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..api.lookup import resolve_each
from ..common import errors, json_fields
from ..schema.resources import of_relation
from ..schema.template_types import (
    INVENTORY_SOURCE,
    JOB_TEMPLATE,
    PROJECT,
    REFERENCES,
    SYSTEM_JOB_TEMPLATE,
    with_article,
)
from . import template_diff
from .launch_config import LaunchConfig

_Object = t.Mapping[str, t.Any]
_Problems = t.Iterator[str]

# What an input that a credential asks for is called at launch
# (docs/awx-api.md#credential-passwords).
_PASSWORD_OF_INPUT: t.Mapping[str, str] = {
    "password": "ssh_password",
    "become_password": "become_password",
    "ssh_key_unlock": "ssh_key_unlock",
    "vault_password": "vault_password",
}

# Where an object has what this user may do with it.
_CAPABILITIES = ("summary_fields", "user_capabilities")

# What it takes to start others than templates of jobs and workflows.
_ROLES = {
    SYSTEM_JOB_TEMPLATE.name: "a superuser",
    INVENTORY_SOURCE.name: "the update role on its inventory",
    PROJECT.name: "the update role on it",
}

# Credentials that no job takes; the list shows the namespace of their type
# (docs/awx-api.md#launch-credentials).
_NOT_FOR_JOBS = frozenset({"scm", "galaxy_api_token", "registry"})


class IgnoredOption(t.NamedTuple):
    """An option that AWX would ignore, or of extra_vars the variables, and the problem in words."""

    option: str
    value: t.Any
    problem: str


class ValidLaunch(t.NamedTuple):
    """A launch without problems.

    `given` has the options to send, references as ids; `ignored` the fields that are left out
    because AWX would ignore them; `diff` the differences from the template's defaults.
    """

    given: dict[str, t.Any]
    ignored: dict[str, t.Any]
    diff: dict[str, t.Any] | None


def check(
    client: AwxClient,
    config: LaunchConfig,
    given: t.Mapping[str, t.Any],
    *,
    leave_out_ignored: bool = False,
    numbers_are_text: bool = False,
) -> ValidLaunch:
    """Check a launch without launching: one request for each kind of object that is given.

    With `leave_out_ignored` what AWX would ignore is left out with a warning, else it is a problem.
    `numbers_are_text` says that templates make text of numbers, also of those that can be chosen.

    Raises:
        LaunchRefused: with every problem.
        AwxError: a request failed.
    """
    given = dict(given)
    if "extra_vars" in given:
        if config.questions:
            from . import survey

            for secret in survey.secrets(config.questions, given["extra_vars"]):
                client.reporter.add_secret(secret)
            given["extra_vars"] = survey.with_numbers(
                config.questions, given["extra_vars"], of_choices=numbers_are_text
            )
        client.reporter.reveal_option("extra_vars")
    ignored = list(ignored_options(config, given))
    found = [one.problem for one in ignored]
    if leave_out_ignored:
        for problem in found:
            client.reporter.warn(f"{problem}; it is left out of the launch")
        found = []
        given = _without(given, ignored)
    chosen, unresolved = _resolve(client, config, given)
    found = [
        *_missing_role(client, config),
        *unresolved,
        *found,
        *problems(config, given, chosen),
        *_failed_nodes(client, config, given),
    ]
    if found:
        raise config.refusal(found)
    return ValidLaunch(
        given,
        {config.kind.field_of(one.option): one.value for one in ignored},
        template_diff.of(config, given, chosen),
    )


def ignored_options(
    config: LaunchConfig, given: t.Mapping[str, t.Any]
) -> t.Iterator[IgnoredOption]:
    """Yield what is given but not prompted for, with the setting that would let it in."""
    for option, value in given.items():
        prompt = config.kind.prompts.get(option)
        if config.asks(option):
            continue
        if prompt is None:
            problem = f"{option} is given, but {with_article(config.kind.title)} takes none"
            if (config.kind, option) == (INVENTORY_SOURCE, "inventory"):
                problem += ": to select the source by its inventory, write kind: inventory_source"
        elif option == "extra_vars":
            answers = {question["variable"] for question in config.questions}
            value = {name: inner for name, inner in value.items() if name not in answers}
            if not value:
                continue
            problem = (
                f"extra_vars {', '.join(value)} would be ignored: the template prompts for no"
                " variables and its survey does not ask for them; leave them out, or switch"
                f" {prompt.flag} on"
            )
        else:
            problem = (
                f"{option} is given, but the template does not prompt for it and AWX would ignore"
                f" it: leave it out, or switch the template's {prompt.flag} on"
            )
        yield IgnoredOption(option, value, problem)


def _without(given: t.Mapping[str, t.Any], ignored: t.Iterable[IgnoredOption]) -> dict[str, t.Any]:
    kept = dict(given)
    for one in ignored:
        value = kept.pop(one.option)
        if one.option == "extra_vars" and len(value) > len(one.value):
            kept["extra_vars"] = {n: value[n] for n in value if n not in one.value}
    return kept


def _resolve(
    client: AwxClient, config: LaunchConfig, given: dict[str, t.Any]
) -> tuple[dict[str, list[_Object]], list[str]]:
    """Put ids for references into `given`; return their objects, and the problems with others."""
    chosen: dict[str, list[_Object]] = {}
    unresolved: list[str] = []
    for option in REFERENCES:
        if option not in given or not config.asks(option):
            continue
        is_list = isinstance(given[option], (list, tuple))
        references = given[option] if is_list else [given[option]]
        rows: list[_Object] = []
        for row in resolve_each(client, of_relation(option).name, references):
            if isinstance(row, errors.AwxError):
                unresolved.append(f"{option}: {row}")
            else:
                rows.append(row)
        if len(rows) == len(references):
            chosen[option] = rows
            ids = [row["id"] for row in rows]
            given[option] = ids if is_list else ids[0]
    return chosen, unresolved


# -- What needs requests ---------------------------------------------------------------------


def _missing_role(client: AwxClient, config: LaunchConfig) -> _Problems:
    """Yield why AWX would not let this user start it: two requests, where it would not."""
    if json_fields.mapping(config.row, *_CAPABILITIES).get("start") is not False:
        return
    from ..api import read_only_token

    if read_only_token.is_read_only(client):
        yield f"{config.title} cannot be started: {read_only_token.ADVICE}"
        return
    if any(_startable(config, {})):
        # AWX denies the same capability for what nobody can start.
        return
    me, _count = client.get_page("me/")
    if me and me[0].get("is_superuser") is True:
        yield f"AWX says that {config.title} cannot be started, though this user is a superuser"
        return
    role = _ROLES.get(config.kind.name, "the execute role on it")
    yield f"this user may not start {config.title}: it takes {role}"


def _failed_nodes(
    client: AwxClient, config: LaunchConfig, given: t.Mapping[str, t.Any]
) -> _Problems:
    """Yield why a workflow job cannot be relaunched from its failed nodes; one request if wanted.

    A server without this feature would silently rerun all nodes; the nodes show if it is supported.
    """
    if given.get("relaunch_nodes") != "failed" or not config.asks("relaunch_nodes"):
        return
    path = f"{config.kind.resource}/{config.target_id}/workflow_nodes/"
    failed = ("job__status__in", "failed,error,canceled")
    rows, _count = client.get_page(path, [failed, ("page_size", "1")])
    if not rows:
        yield "relaunch_nodes is failed, but no node of the workflow job failed"
    elif "prior_run_succeeded" not in rows[0]:
        yield (
            "relaunch_nodes is failed, but this server can only run all nodes again: leave"
            " relaunch_nodes out for that, or launch the templates of the failed nodes"
        )


# -- What the launch configuration shows -----------------------------------------------------


def problems(
    config: LaunchConfig,
    given: t.Mapping[str, t.Any],
    chosen: t.Mapping[str, t.Sequence[_Object]],
) -> list[str]:
    """Return everything that keeps this launch from doing what is wanted.

    `given` has the options that were given, references as ids; `chosen` the objects of those.
    """
    credentials = chosen.get("credentials") if config.asks("credentials") else None
    missing = json_fields.list_or_empty(config.data.get("node_templates_missing"))
    found = [
        *_startable(config, given),
        *_relaunch(config, given),
        *(
            f"inventory '{row.get('name')}' is being deleted"
            for row in chosen.get("inventory", ())
            if row.get("pending_deletion") is True
        ),
        *_credentials(config, credentials),
        *_passwords(config, given, credentials),
    ]
    if config.questions:
        from . import survey

        found += survey.problems(config.questions, given.get("extra_vars") or {})
    if missing:
        found.append(f"nodes of the workflow have no template: {', '.join(map(str, missing))}")
    return found


def _relaunch(config: LaunchConfig, given: t.Mapping[str, t.Any]) -> _Problems:
    if given.get("hosts") == "failed" and config.asks("hosts"):
        counts = config.data.get("retry_counts")
        if not isinstance(counts, t.Mapping):
            yield "hosts is failed, but which hosts failed is not known before the job has ended"
        elif counts.get("failed") == 0:
            yield "hosts is failed, but no host failed in the job"


def _startable(config: LaunchConfig, given: t.Mapping[str, t.Any]) -> _Problems:
    """Yield what keeps everybody from launching it, whatever their roles are."""
    # Manual projects, and inventory sources without a source, cannot be updated.
    if config.kind.action == "update" and config.data.get("can_update") is False:
        is_manual = config.kind == PROJECT and config.row.get("scm_type") == ""
        reason = (
            "is a manual project, whose files AWX uses as they are in its projects directory"
            if is_manual
            else "has no source to update from"
        )
        yield f"{config.title} cannot be updated: it {reason}"
    if config.kind == JOB_TEMPLATE and config.row.get("project", ...) is None:
        yield "the template has no project, so there is no playbook to run"
    if config.data.get("inventory_needed_to_start") and "inventory" not in given:
        yield (
            "inventory is required: the template has none of its own"
            if config.asks("inventory")
            else "the template has no inventory and does not prompt for one: give it an inventory,"
            " or switch its ask_inventory_on_launch on"
        )


def _credentials(config: LaunchConfig, credentials: t.Sequence[_Object] | None) -> _Problems:
    if credentials is None:
        return
    by_slot: dict[tuple[t.Any, str], dict[t.Any, str]] = {}
    for credential in credentials:
        names = by_slot.setdefault(_slot(credential), {})
        names[credential.get("id")] = str(credential.get("name"))
    for (_type, vault_id), same in by_slot.items():
        if len(same) > 1:
            what = f"vault id '{vault_id}'" if vault_id else "type"
            yield (
                f"credentials {' and '.join(same.values())} are of the same {what}; a job takes one"
                " of each"
            )
    for default in json_fields.list_of_mappings(config.defaults.get("credentials")):
        slot = _slot(default)
        if slot not in by_slot:
            what = f"type and vault id '{slot[1]}'" if slot[1] else "type"
            yield (
                f"credentials leave out the template's own '{default.get('name')}' (id"
                f" {default.get('id')}) without replacing it by one of its {what}: add it to the"
                " list"
            )
    for credential in credentials:
        name, kind = credential.get("name"), credential.get("kind")
        if isinstance(kind, str) and kind in _NOT_FOR_JOBS:
            yield f"credential '{name}' is of the kind {kind}, which jobs do not take"
        elif json_fields.mapping(credential, *_CAPABILITIES).get("use") is False:
            yield f"this user may not use the credential '{name}'"


def _slot(credential: _Object) -> tuple[t.Any, str]:
    """Return what a job takes only one credential of: a type, and for vaults a vault id."""
    inputs = json_fields.mapping(credential, "inputs")
    vault_id = str(credential.get("vault_id") or inputs.get("vault_id") or "")
    return json_fields.int_or_none(credential.get("credential_type")), vault_id


def _passwords(
    config: LaunchConfig, given: t.Mapping[str, t.Any], credentials: t.Sequence[_Object] | None
) -> _Problems:
    if credentials is None:
        needed = json_fields.list_or_empty(config.data.get("passwords_needed_to_start"))
    else:
        needed = [name for credential in credentials for name in _prompted_passwords(credential)]
    known = given.get("credential_passwords") or {}
    for name in dict.fromkeys(map(str, needed)):
        if known.get(name) in (None, ""):
            yield f"credential_passwords must have '{name}'"


def _prompted_passwords(credential: _Object) -> t.Iterator[str]:
    """Yield the passwords that a credential asks for at launch."""
    inputs = json_fields.mapping(credential, "inputs")
    for field, name in _PASSWORD_OF_INPUT.items():
        if inputs.get(field) == "ASK":
            vault_id = inputs.get("vault_id") if name == "vault_password" else None
            yield f"{name}.{vault_id}" if vault_id else name

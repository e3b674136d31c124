# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Everything that is wrong with a launch, before it: the checks are AWX's own rules, all at once.

AWX itself stops at the first kind of mistake, and drops fields that the template does not prompt
for while it starts the job all the same (docs/awx-api.md#ignored-fields).
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import typing as t

from ..api import token_scope
from ..api.client import AwxClient
from ..api.lookup import resolve_each
from ..common import errors, json_fields, yaml_json
from ..schema.resources import of_relation
from ..schema.template_types import (
    INVENTORY_SOURCE,
    PROJECT,
    REFERENCES,
    SYSTEM_JOB_TEMPLATE,
    with_article,
)
from . import survey, template_diff
from .launch_config import Requirements

Rows = t.Mapping[str, t.Sequence[t.Mapping[str, t.Any]]]

# What an input that a credential asks for is called at launch
# (docs/awx-api.md#credential-passwords).
_PASSWORD_OF_INPUT: t.Mapping[str, str] = {
    "password": "ssh_password",
    "become_password": "become_password",
    "ssh_key_unlock": "ssh_key_unlock",
    "vault_password": "vault_password",
}

# Where an object says what this user may do with it.
_CAPABILITIES = ("summary_fields", "user_capabilities")

# A variable as ansible-playbook takes it on its command line.
_PAIR = re.compile(r"(?:^|\s)([A-Za-z_]\w*)=")

# Credentials that no job takes; the list shows the namespace of their type
# (docs/awx-api.md#launch-credentials).
_NOT_FOR_JOBS = frozenset({"scm", "galaxy_api_token", "registry"})


@dataclasses.dataclass(frozen=True)
class Ignored:
    """A field that AWX would ignore, and the sentence that says so."""

    field: str
    value: t.Any
    sentence: str


@dataclasses.dataclass(frozen=True)
class Preflight:
    """A launch that nothing keeps from doing what was asked.

    `given` has the options that are sent, references as ids; `ignored` the fields that are left
    out because AWX would ignore them; `diff` what differs from the template's defaults.
    """

    given: t.Mapping[str, t.Any]
    ignored: t.Mapping[str, t.Any]
    diff: t.Mapping[str, t.Any] | None


class Problems(Exception):
    """Something is wrong; `reasons` has a sentence for everything."""

    def __init__(self, reasons: t.Sequence[str]) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


def check(
    client: AwxClient,
    requirements: Requirements,
    given: t.Mapping[str, t.Any],
    *,
    leave_out_ignored: bool = False,
    numbers_are_text: bool = False,
) -> Preflight:
    """Check a launch without launching: one request for each kind of object that is given.

    With `leave_out_ignored` what AWX would ignore is left out with a warning, else it is a problem.
    `numbers_are_text` says that templates make text of numbers, also of those that can be chosen.

    Raises:
        Problems: with everything that is wrong.
        AwxError: the server could not be asked.
    """
    given = dict(given)
    if "extra_vars" in given:
        for secret in survey.secrets(requirements.questions, given["extra_vars"]):
            client.reporter.add_secret(secret)
        client.reporter.reveal_option("extra_vars")
        given["extra_vars"] = survey.with_numbers(
            requirements.questions, given["extra_vars"], of_choices=numbers_are_text
        )
    ignored = ignored_fields(requirements, given)
    if leave_out_ignored:
        for field in ignored:
            client.reporter.warn(f"{field.sentence}; it is left out of the launch")
        given = _without(given, requirements, ignored)
    chosen, reasons = _resolved(client, requirements, given)
    if not leave_out_ignored:
        reasons += [field.sentence for field in ignored]
    reasons = [*_rights(client, requirements), *reasons, *problems(requirements, given, chosen)]
    reasons += _nodes(client, requirements, given)
    if reasons:
        raise Problems(reasons)
    return Preflight(
        given,
        {field.field: field.value for field in ignored},
        template_diff.of(requirements, given, chosen),
    )


def parse_extra_vars(value: t.Any) -> dict[str, t.Any]:
    """Return extra variables as a mapping: from one, or from YAML or JSON text.

    Raises:
        ConfigurationError: the text cannot be parsed, or is no mapping.
    """
    if isinstance(value, str):
        if value.lstrip().startswith("@"):
            raise errors.ConfigurationError(
                "extra_vars is the name of a file; files are not read here. Write extra_vars:"
                f" \"{{{{ lookup('ansible.builtin.file', '{value.strip()[1:]}') }}}}\""
            )
        try:
            value = yaml_json.parse(value)
        except errors.ConfigurationError as exc:
            raise errors.ConfigurationError(f"extra_vars cannot be parsed: {exc}") from None
        value = {} if value is None else value
        _refuse_pairs(value)
    if not isinstance(value, t.Mapping):
        raise errors.ConfigurationError(
            "extra_vars must be a mapping, or the YAML or JSON text of one, not"
            f" {type(value).__name__}"
        )
    return {str(name): _plain(inner) for name, inner in value.items()}


def _refuse_pairs(value: t.Any) -> None:
    """Refuse variables as they stand on a command line; their values may be secret."""
    names = _PAIR.findall(value) if isinstance(value, str) else []
    if names:
        mapping = ", ".join(f"{name}: ..." for name in dict.fromkeys(names))
        raise errors.ConfigurationError(
            "extra_vars is text of the form key=value, as for a command line; write a mapping:"
            f" extra_vars: {{{mapping}}}"
        )


def _plain(value: t.Any) -> t.Any:
    """Return a value as JSON can say it: AWX refuses the dates that YAML makes of unquoted text."""
    if isinstance(value, t.Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return value


# -- What AWX would ignore -----------------------------------------------------


def ignored_fields(requirements: Requirements, given: t.Mapping[str, t.Any]) -> list[Ignored]:
    """Return what is given but not asked for, with the setting that would let it in."""
    found = []
    kind = requirements.kind
    for option, value in given.items():
        prompt = kind.prompts.get(option)
        if requirements.asks(option) or (option == "extra_vars" and prompt is not None):
            continue
        if prompt is None:
            sentence = f"{option} is given, but {with_article(kind.title)} takes none"
            if (kind, option) == (INVENTORY_SOURCE, "inventory"):
                sentence += (
                    ": to say by its inventory which source is meant, write kind: " + kind.name
                )
        else:
            sentence = (
                f"{option} is given, but the template does not prompt for it and AWX would ignore"
                f" it: leave it out, or switch the template's {prompt.flag} on"
            )
        found.append(Ignored(kind.field_of(option), value, sentence))
    return [*found, *_ignored_variables(requirements, given)]


def _ignored_variables(requirements: Requirements, given: t.Mapping[str, t.Any]) -> list[Ignored]:
    if requirements.asks("extra_vars") or "extra_vars" not in requirements.kind.prompts:
        return []
    asked = {question["variable"] for question in requirements.questions}
    answers = given.get("extra_vars") or {}
    extra = {name: value for name, value in answers.items() if name not in asked}
    if not extra:
        return []
    sentence = (
        f"extra_vars {', '.join(extra)} would be ignored: the template prompts for no variables and"
        " its survey does not ask for them; leave them out, or switch ask_variables_on_launch on"
    )
    return [Ignored("extra_vars", extra, sentence)]


def _without(
    given: t.Mapping[str, t.Any], requirements: Requirements, ignored: t.Sequence[Ignored]
) -> dict[str, t.Any]:
    """Return what is given without what AWX would ignore."""
    left_out = {field.field: field.value for field in ignored}
    kept = dict(given)
    for option, value in given.items():
        field = requirements.kind.field_of(option)
        if field not in left_out:
            continue
        rest = {}
        if option == "extra_vars":
            rest = {name: inner for name, inner in value.items() if name not in left_out[field]}
        if rest:
            kept[option] = rest
        else:
            del kept[option]
    return kept


# -- What does not exist -------------------------------------------------------


def _resolved(
    client: AwxClient, requirements: Requirements, given: dict[str, t.Any]
) -> tuple[dict[str, list[t.Mapping[str, t.Any]]], list[str]]:
    """Put ids for references into `given`; return their objects, and why some have none."""
    chosen: dict[str, list[t.Mapping[str, t.Any]]] = {}
    reasons: list[str] = []
    for option in REFERENCES:
        if option not in given or not requirements.asks(option):
            continue
        is_list = isinstance(given[option], (list, tuple))
        found = resolve_each(
            client, of_relation(option).name, given[option] if is_list else [given[option]]
        )
        rows = [row for row in found if not isinstance(row, errors.AwxError)]
        reasons += [f"{option}: {row}" for row in found if isinstance(row, errors.AwxError)]
        if len(rows) == len(found):
            chosen[option] = list(rows)
            ids = [row["id"] for row in rows]
            given[option] = ids if is_list else ids[0]
    return chosen, reasons


# -- What is missing or wrong --------------------------------------------------


def problems(requirements: Requirements, given: t.Mapping[str, t.Any], chosen: Rows) -> list[str]:
    """Return a sentence for everything that keeps this launch from doing what was asked.

    `given` has the options that were given, references as ids; `chosen` the objects of those.
    """
    credentials = chosen.get("credentials")
    return [
        *_updates(requirements),
        *_relaunch(requirements, given),
        *_template(requirements),
        *_inventory(requirements, given, chosen),
        *_credential_problems(requirements, credentials),
        *_passwords(requirements, given, credentials),
        *survey.problems(requirements.questions, given.get("extra_vars") or {}),
        *_workflow_nodes(requirements),
    ]


def _rights(client: AwxClient, requirements: Requirements) -> list[str]:
    """Say why AWX would not let this user start it: two requests, where it would not."""
    if json_fields.mapping(requirements.row, *_CAPABILITIES).get("start") is not False:
        return []
    title = requirements.title
    if token_scope.is_read_only(client):
        return [f"{title} cannot be started: {token_scope.ADVICE}"]
    others = (_updates(requirements), _template(requirements), _inventory(requirements, {}, {}))
    if any(others):
        # Of what nobody can start AWX says the same.
        return []
    me, _count = client.get_page("me/")
    if me and me[0].get("is_superuser") is True:
        return [f"AWX says that {title} cannot be started, though this user is a superuser"]
    return [f"this user may not start {title}: it takes {_role(requirements)}"]


def _role(requirements: Requirements) -> str:
    if requirements.kind == SYSTEM_JOB_TEMPLATE:
        return "a superuser"
    if requirements.kind == INVENTORY_SOURCE:
        return "the update role on its inventory"
    return f"the {'update' if requirements.kind.action == 'update' else 'execute'} role on it"


def _updates(requirements: Requirements) -> list[str]:
    """A project of a local directory, and a source of nowhere, have nothing to update from."""
    if requirements.kind.action != "update" or requirements.data.get("can_update") is not False:
        return []
    if requirements.kind == PROJECT and requirements.row.get("scm_type") == "":
        return [
            f"{requirements.title} cannot be updated: it is a manual project, whose files AWX takes"
            " as they lie in its directory of projects"
        ]
    return [f"{requirements.title} cannot be updated: it has no source to update from"]


def _relaunch(requirements: Requirements, given: t.Mapping[str, t.Any]) -> list[str]:
    if given.get("hosts") != "failed" or not requirements.asks("hosts"):
        return []
    counts = requirements.data.get("retry_counts")
    if not isinstance(counts, t.Mapping):
        return ["hosts is failed, but which hosts failed is not known before the job has ended"]
    if counts.get("failed") == 0:
        return ["hosts is failed, but no host failed in the job"]
    return []


def _nodes(
    client: AwxClient, requirements: Requirements, given: t.Mapping[str, t.Any]
) -> list[str]:
    """Whether a workflow job can be launched again from its failed nodes; one request if wanted.

    A server that cannot would run all nodes again, and say nothing: that it can is seen in nodes.
    """
    if given.get("relaunch_nodes") != "failed" or not requirements.asks("relaunch_nodes"):
        return []
    path = f"{requirements.kind.resource}/{requirements.target_id}/workflow_nodes/"
    failed = ("job__status__in", "failed,error,canceled")
    rows, _count = client.get_page(path, [failed, ("page_size", "1")])
    if not rows:
        return ["relaunch_nodes is failed, but no node of the workflow job failed"]
    if "prior_run_succeeded" not in rows[0]:
        return [
            "relaunch_nodes is failed, but this server can only run all nodes again: leave"
            " relaunch_nodes out for that, or launch the templates of the failed nodes"
        ]
    return []


def _template(requirements: Requirements) -> list[str]:
    row = requirements.row
    if requirements.kind.name == "job_template" and "project" in row and row["project"] is None:
        return ["the template has no project, so that there is no playbook to run"]
    return []


def _inventory(requirements: Requirements, given: t.Mapping[str, t.Any], chosen: Rows) -> list[str]:
    deleted = [row for row in chosen.get("inventory", ()) if row.get("pending_deletion") is True]
    if deleted:
        return [f"inventory '{deleted[0].get('name')}' is being deleted"]
    if not requirements.data.get("inventory_needed_to_start") or "inventory" in given:
        return []
    if requirements.asks("inventory"):
        return ["inventory is required: the template has none of its own"]
    return [
        "the template has no inventory and does not prompt for one: give it an inventory, or switch"
        " its ask_inventory_on_launch on"
    ]


def _credential_problems(
    requirements: Requirements, credentials: t.Sequence[t.Mapping[str, t.Any]] | None
) -> list[str]:
    if credentials is None or not requirements.asks("credentials"):
        return []
    found = []
    by_slot: dict[tuple[t.Any, str], dict[t.Any, str]] = {}
    for credential in credentials:
        names = by_slot.setdefault(_slot(credential), {})
        names[credential.get("id")] = str(credential.get("name"))
    for (_type, vault_id), same in by_slot.items():
        if len(same) > 1:
            what = f"vault id '{vault_id}'" if vault_id else "type"
            found.append(
                f"credentials {' and '.join(same.values())} are of the same {what}; a job takes one"
                " of each"
            )
    for default in requirements.default_credentials:
        slot = _slot(default)
        if slot not in by_slot:
            slot_name = f"type and vault id '{slot[1]}'" if slot[1] else "type"
            found.append(
                f"credentials leave out the template's own '{default.get('name')}' (id"
                f" {default.get('id')}) without replacing it by one of its {slot_name}: add it to"
                " the list"
            )
    return [*found, *_unusable(credentials)]


def _unusable(credentials: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    found = []
    for credential in credentials:
        capabilities = json_fields.mapping(credential, *_CAPABILITIES)
        if json_fields.str_or_empty(credential.get("kind")) in _NOT_FOR_JOBS:
            found.append(
                f"credential '{credential.get('name')}' is of the kind {credential['kind']}, which"
                " jobs do not take"
            )
        elif capabilities.get("use") is False:
            found.append(f"this user may not use the credential '{credential.get('name')}'")
    return found


def _slot(credential: t.Mapping[str, t.Any]) -> tuple[t.Any, str]:
    """Return what a job takes only one credential of: a type, and for vaults a vault id."""
    inputs = json_fields.mapping(credential, "inputs")
    vault_id = json_fields.str_or_empty(credential.get("vault_id")) or json_fields.str_or_empty(
        inputs.get("vault_id")
    )
    return json_fields.int_or_none(credential.get("credential_type")), vault_id


def _passwords(
    requirements: Requirements,
    given: t.Mapping[str, t.Any],
    credentials: t.Sequence[t.Mapping[str, t.Any]] | None,
) -> list[str]:
    if credentials is not None and requirements.asks("credentials"):
        needed = [name for credential in credentials for name in _asked_passwords(credential)]
    else:
        listed = json_fields.list_or_empty(requirements.data.get("passwords_needed_to_start"))
        needed = [name for name in listed if isinstance(name, str)]
    known = given.get("credential_passwords") or {}
    missing = [name for name in dict.fromkeys(needed) if known.get(name) in (None, "")]
    return [f"credential_passwords must have '{name}'" for name in missing]


def _asked_passwords(credential: t.Mapping[str, t.Any]) -> list[str]:
    """Return the passwords that a credential asks for at launch."""
    inputs = json_fields.mapping(credential, "inputs")
    names = [name for field, name in _PASSWORD_OF_INPUT.items() if inputs.get(field) == "ASK"]
    vault_id = inputs.get("vault_id")
    return [
        f"{name}.{vault_id}" if name == "vault_password" and vault_id else name for name in names
    ]


def _workflow_nodes(requirements: Requirements) -> list[str]:
    missing = json_fields.list_or_empty(requirements.data.get("node_templates_missing"))
    return (
        [f"nodes of the workflow have no template: {', '.join(map(str, missing))}"]
        if missing
        else []
    )

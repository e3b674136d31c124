# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What a template asks for at launch, everything that is wrong with what was given, and the launch.

The checks are AWX's own rules (awx-api: 6.1 to 6.3), applied before the launch and all at once: AWX
itself stops at the first kind of mistake, and drops fields that the template does not prompt for
while it starts the job all the same.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from . import errors, survey, yaml_text
from .client import AwxClient


@dataclasses.dataclass(frozen=True)
class Prompt:
    """A launch option: the API's field for it, and the template's flag that lets it in."""

    field: str
    flag: str


_PROMPTS: t.Mapping[str, Prompt] = {
    "credentials": Prompt("credentials", "ask_credential_on_launch"),
    "diff_mode": Prompt("diff_mode", "ask_diff_mode_on_launch"),
    "execution_environment": Prompt("execution_environment", "ask_execution_environment_on_launch"),
    "extra_vars": Prompt("extra_vars", "ask_variables_on_launch"),
    "forks": Prompt("forks", "ask_forks_on_launch"),
    "instance_groups": Prompt("instance_groups", "ask_instance_groups_on_launch"),
    "inventory": Prompt("inventory", "ask_inventory_on_launch"),
    "job_slice_count": Prompt("job_slice_count", "ask_job_slice_count_on_launch"),
    "job_tags": Prompt("job_tags", "ask_tags_on_launch"),
    "job_timeout": Prompt("timeout", "ask_timeout_on_launch"),
    "job_type": Prompt("job_type", "ask_job_type_on_launch"),
    "labels": Prompt("labels", "ask_labels_on_launch"),
    "limit": Prompt("limit", "ask_limit_on_launch"),
    "scm_branch": Prompt("scm_branch", "ask_scm_branch_on_launch"),
    "skip_tags": Prompt("skip_tags", "ask_skip_tags_on_launch"),
    "verbosity": Prompt("verbosity", "ask_verbosity_on_launch"),
}


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of template that can be launched."""

    name: str
    resource: str
    data_key: str
    runs: str
    prompts: t.Mapping[str, Prompt]

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")


JOB_TEMPLATE = Kind("job_template", "job_templates", "job_template_data", "jobs", _PROMPTS)

_WORKFLOW_PROMPTS = (
    "extra_vars",
    "inventory",
    "job_tags",
    "labels",
    "limit",
    "scm_branch",
    "skip_tags",
)

WORKFLOW_JOB_TEMPLATE = Kind(
    "workflow_job_template",
    "workflow_job_templates",
    "workflow_job_template_data",
    "workflow_jobs",
    {name: _PROMPTS[name] for name in _WORKFLOW_PROMPTS},
)

KINDS: t.Mapping[str, Kind] = {kind.name: kind for kind in (JOB_TEMPLATE, WORKFLOW_JOB_TEMPLATE)}

# Options that name objects of another resource; the first two are checked more closely.
REFERENCES: t.Mapping[str, str] = {
    "credentials": "credentials",
    "inventory": "inventories",
    "execution_environment": "execution_environments",
    "instance_groups": "instance_groups",
    "labels": "labels",
}

# What an input that a credential asks for is called at launch (awx-api: 6.1).
_PASSWORD_OF_INPUT: t.Mapping[str, str] = {
    "password": "ssh_password",
    "become_password": "become_password",
    "ssh_key_unlock": "ssh_key_unlock",
    "vault_password": "vault_password",
}


@dataclasses.dataclass(frozen=True)
class Requirements:
    """A template's answer to GET launch/, and its survey."""

    kind: Kind
    template_id: int
    name: str
    data: t.Mapping[str, t.Any]
    questions: t.Sequence[survey.Question] = ()

    def asks(self, option: str) -> bool:
        prompt = self.kind.prompts.get(option)
        return prompt is not None and bool(self.data.get(prompt.flag))

    @property
    def defaults(self) -> t.Mapping[str, t.Any]:
        return self.data.get("defaults") or {}

    @property
    def default_credentials(self) -> list[t.Mapping[str, t.Any]]:
        return self.defaults.get("credentials") or []


def read_requirements(client: AwxClient, kind: Kind, template_id: int) -> Requirements:
    """Return what the template asks for: one request, one more where it has a survey.

    Raises:
        NoMatch: there is no such template, or the caller may not see it.
        PermissionDenied: the caller may not launch it.
    """
    path = f"{kind.resource}/{template_id}/"
    try:
        data = client.get_object(path + "launch/")
    except errors.NotFound:
        raise errors.NoMatch(
            f"there is no {kind.title} with id {template_id}, or this user may not see it"
        ) from None
    except errors.PermissionDenied as exc:
        raise errors.PermissionDenied(
            f"the {kind.title} with id {template_id} cannot be launched: this user lacks the"
            " execute role on it, or the token's scope is read",
            status=exc.status,
            method=exc.method,
            path=exc.path,
            detail=exc.detail,
        ) from None
    spec = client.get(path + "survey_spec/") if data.get("survey_enabled") else None
    about = data.get(kind.data_key) or {}
    return Requirements(
        kind, template_id, about.get("name") or str(template_id), data, survey.questions(spec)
    )


def parse_extra_vars(value: t.Any) -> dict[str, t.Any]:
    """Return extra variables as a mapping: from one, or from YAML or JSON text.

    Raises:
        ConfigurationError: the text cannot be parsed, or is no mapping.
    """
    if isinstance(value, str):
        try:
            value = yaml_text.parse(value)
        except errors.ConfigurationError as exc:
            raise errors.ConfigurationError(f"extra_vars cannot be parsed: {exc}") from None
        value = {} if value is None else value
    if not isinstance(value, t.Mapping):
        raise errors.ConfigurationError(
            "extra_vars must be a mapping, or the YAML or JSON text of one, not"
            f" {type(value).__name__}"
        )
    return {str(name): _plain(inner) for name, inner in value.items()}


def _plain(value: t.Any) -> t.Any:
    """Return a value as JSON can say it: AWX refuses the dates that YAML makes of unquoted text."""
    if isinstance(value, t.Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return value


def payload(given: t.Mapping[str, t.Any], kind: Kind) -> dict[str, t.Any]:
    """Return the body of the launch: every field that was given; `false`, 0, "", [] too."""
    body = {
        kind.prompts[name].field: value for name, value in given.items() if name in kind.prompts
    }
    if given.get("credential_passwords"):
        body["credential_passwords"] = dict(given["credential_passwords"])
    return body


def problems(
    requirements: Requirements,
    given: t.Mapping[str, t.Any],
    credentials: t.Sequence[t.Mapping[str, t.Any]] | None,
) -> list[str]:
    """Return a sentence for everything that keeps this launch from doing what was asked.

    `given` has the options that were given, references as ids; `credentials` the objects of the
    credentials that were given.
    """
    return [
        *_unprompted(requirements, given),
        *_inventory(requirements, given),
        *_credential_problems(requirements, credentials),
        *_passwords(requirements, given, credentials),
        *_variables(requirements, given),
        *_workflow_nodes(requirements),
    ]


def _unprompted(requirements: Requirements, given: t.Mapping[str, t.Any]) -> list[str]:
    found = []
    for option in given:
        takes_passwords = "credentials" in requirements.kind.prompts
        if option == "extra_vars" or requirements.asks(option):
            continue
        if option == "credential_passwords" and takes_passwords:
            continue
        prompt = requirements.kind.prompts.get(option)
        if prompt is None:
            found.append(f"{option} is given, but a {requirements.kind.title} takes none")
        else:
            found.append(
                f"{option} is given, but the template does not prompt for it and AWX would ignore"
                f" it: leave it out, or switch the template's {prompt.flag} on"
            )
    return found


def _inventory(requirements: Requirements, given: t.Mapping[str, t.Any]) -> list[str]:
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
    by_slot: dict[tuple[t.Any, str], list[str]] = {}
    for credential in credentials:
        by_slot.setdefault(_slot(credential), []).append(str(credential.get("name")))
    for (_type, vault_id), names in by_slot.items():
        if len(names) > 1:
            what = f"vault id '{vault_id}'" if vault_id else "type"
            found.append(
                f"credentials {' and '.join(names)} are of the same {what}; a job takes one of each"
            )
    for default in requirements.default_credentials:
        if _slot(default) not in by_slot:
            found.append(
                f"credentials leave out the template's own '{default.get('name')}' (id"
                f" {default.get('id')}) without replacing it by one of its type: add it to the list"
            )
    return found


def _slot(credential: t.Mapping[str, t.Any]) -> tuple[t.Any, str]:
    """Return what a job takes only one credential of: a type, and for vaults a vault id."""
    vault_id = credential.get("vault_id") or (credential.get("inputs") or {}).get("vault_id") or ""
    return credential.get("credential_type"), str(vault_id)


def _passwords(
    requirements: Requirements,
    given: t.Mapping[str, t.Any],
    credentials: t.Sequence[t.Mapping[str, t.Any]] | None,
) -> list[str]:
    if credentials is not None and requirements.asks("credentials"):
        needed = [name for credential in credentials for name in _asked_passwords(credential)]
    else:
        needed = list(requirements.data.get("passwords_needed_to_start") or [])
    known = given.get("credential_passwords") or {}
    missing = [name for name in dict.fromkeys(needed) if known.get(name) in (None, "")]
    return [f"credential_passwords must have '{name}'" for name in missing]


def _asked_passwords(credential: t.Mapping[str, t.Any]) -> list[str]:
    """Return the passwords that a credential asks for at launch."""
    inputs = credential.get("inputs") or {}
    names = [name for field, name in _PASSWORD_OF_INPUT.items() if inputs.get(field) == "ASK"]
    vault_id = inputs.get("vault_id")
    return [
        f"{name}.{vault_id}" if name == "vault_password" and vault_id else name for name in names
    ]


def _variables(requirements: Requirements, given: t.Mapping[str, t.Any]) -> list[str]:
    answers = given.get("extra_vars") or {}
    found = survey.problems(requirements.questions, answers)
    if not requirements.asks("extra_vars"):
        asked = {question["variable"] for question in requirements.questions}
        extra = [name for name in answers if name not in asked]
        if extra:
            found.append(
                f"extra_vars {', '.join(extra)} would be ignored: the template prompts for no"
                " variables and its survey does not ask for them; leave them out, or switch"
                " ask_variables_on_launch on"
            )
    return found


def _workflow_nodes(requirements: Requirements) -> list[str]:
    missing = requirements.data.get("node_templates_missing") or []
    return (
        [f"nodes of the workflow have no template: {', '.join(map(str, missing))}"]
        if missing
        else []
    )


def start(
    client: AwxClient, requirements: Requirements, body: t.Mapping[str, t.Any]
) -> dict[str, t.Any]:
    """Launch, once, and return the server's answer.

    Raises:
        LaunchRefused: the server found more than the checks did.
        ConnectionFailed, ServerError: with a plain word where the job may be running.
    """
    path = f"{requirements.kind.resource}/{requirements.template_id}/launch/"
    try:
        answer = client.post(path, dict(body))
    except errors.BadRequest as exc:
        raise refused(requirements, [exc.detail or str(exc)]) from None
    except errors.AwxError as exc:
        if exc.may_have_acted:
            raise exc.explained(_may_be_running(requirements)) from None
        raise
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), int):
        raise errors.UnexpectedReply(
            f"POST {path}: the server accepted the launch, but did not say which job it is; look"
            " for it before launching again"
        )
    return answer


def refused(requirements: Requirements, reasons: t.Sequence[str]) -> errors.LaunchRefused:
    """Return the error that lists every reason."""
    head = f"the {requirements.kind.title} '{requirements.name}' was not launched: "
    text = reasons[0] if len(reasons) == 1 else "".join(f"\n- {reason}" for reason in reasons)
    return errors.LaunchRefused(head + text, problems=reasons)


def _may_be_running(requirements: Requirements) -> str:
    """Say that the launch may have happened: it was sent once and is not sent again."""
    kind = requirements.kind
    return (
        f"The launch of '{requirements.name}' was sent, and whether it started is not known: the "
        "job may be running. It was not launched again. Look for it with awx_query: resource: "
        f"{kind.resource}/{requirements.template_id}/{kind.runs}, order_by: -id, limit: 1."
    )

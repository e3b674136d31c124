# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Launch a template, wait for the job, and say how it ended: what `awx_job_launch` does."""

from __future__ import annotations

import typing as t

from .. import errors, launch, outcome, survey
from ..client import AwxClient
from ..resolve import resolve_many, resolve_one

# Options with several words that AWX takes as one text.
_JOINED = ("job_tags", "skip_tags")


def run(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
) -> dict[str, t.Any]:
    """Return `job`, `ignored_fields`, `hosts`, ... for the options of `awx_job_launch`.

    Check mode does all that comes before the launch, and nothing else.

    Raises:
        LaunchRefused: something is missing or wrong; nothing was launched.
        JobFailed, WaitTimeout, JobLost: the job was launched; the error carries what is known
            about it.
        AwxError: any other failure.
    """
    sent_before = client.requests
    plan = outcome.plan_of(options)
    given = _given(options)
    requirements = _requirements(client, options)
    body = _checked(client, requirements, given)
    if check_mode:
        return {"changed": True, "requests": client.requests - sent_before}
    answer = launch.start(client, requirements, body)
    ignored = answer.get("ignored_fields") or {}
    if ignored:
        client.report.warn(
            f"AWX ignored fields of the launch of '{requirements.name}':"
            f" {', '.join(sorted(ignored))}"
        )
    result: dict[str, t.Any] = {"changed": True, "ignored_fields": ignored}
    try:
        result.update(outcome.follow(client, answer, plan))
    except errors.JobError as exc:
        exc.result = {**result, **exc.result, "requests": client.requests - sent_before}
        raise
    return {**result, "requests": client.requests - sent_before}


def _given(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the launch options that were given; `false`, 0, "" and [] are values."""
    names = (*launch.JOB_TEMPLATE.prompts, "credential_passwords")
    given = {name: options[name] for name in names if options.get(name) is not None}
    if "extra_vars" in given:
        given["extra_vars"] = launch.parse_extra_vars(given["extra_vars"])
    for name in _JOINED:
        if isinstance(given.get(name), (list, tuple)):
            given[name] = ",".join(str(word) for word in given[name])
    return given


def _requirements(client: AwxClient, options: t.Mapping[str, t.Any]) -> launch.Requirements:
    kind = launch.KINDS[options.get("kind") or launch.JOB_TEMPLATE.name]
    template = options["template"]
    is_id = isinstance(template, int) and not isinstance(template, bool)
    found = template if is_id else resolve_one(client, kind.resource, template)["id"]
    return launch.read_requirements(client, kind, found)


def _checked(
    client: AwxClient, requirements: launch.Requirements, given: dict[str, t.Any]
) -> dict[str, t.Any]:
    """Return the body of the launch, after every check that needs no launch.

    Raises:
        LaunchRefused: with all that is wrong.
    """
    if "extra_vars" in given:
        for secret in survey.secrets(requirements.questions, given["extra_vars"]):
            client.report.conceal(secret)
        given["extra_vars"] = survey.with_numbers(requirements.questions, given["extra_vars"])
    reasons: list[str] = []
    credentials: list[dict[str, t.Any]] | None = None
    for option, resource in launch.REFERENCES.items():
        if option not in given or not requirements.asks(option):
            continue
        try:
            if isinstance(given[option], (list, tuple)):
                found = resolve_many(client, resource, given[option])
                given[option] = [row["id"] for row in found]
                credentials = found if option == "credentials" else credentials
            else:
                given[option] = resolve_one(client, resource, given[option])["id"]
        except (errors.LookupFailed, errors.ConfigurationError) as exc:
            reasons.append(f"{option}: {exc}")
    reasons += launch.problems(requirements, given, credentials)
    if reasons:
        raise launch.refused(requirements, reasons)
    return launch.payload(given, requirements.kind)

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Launch a template, wait for the job, and report its end: the operation of `awx_job_launch`."""

from __future__ import annotations

import typing as t

from ..api import lookup
from ..api.client import AwxClient
from ..common import errors, json_fields
from ..jobs import unified_job
from ..jobs.polling import WaitOptions
from ..launch import find_template, launch_config, submit, validate
from ..launch.launch_config import LaunchConfig
from ..output import select_observer
from ..schema import template_types
from . import job_completion

if t.TYPE_CHECKING:
    from ..launch.claims_protocol import LaunchClaims

# Options with several words that AWX takes as one text.
_JOINED = ("job_tags", "skip_tags")


def run(
    client: AwxClient,
    options: t.Mapping[str, t.Any],
    *,
    check_mode: bool = False,
    claims: LaunchClaims | None = None,
    numbers_are_text: bool = False,
) -> dict[str, t.Any]:
    """Return `job`, `ignored_fields`, `hosts`, ... for the options of `awx_job_launch`.

    Check mode does all that comes before the launch, and nothing else. By `claims` launches on this
    machine know of each other. `numbers_are_text` says that templates make text of numbers.

    Raises:
        LaunchRefused: something is missing or wrong; nothing was launched.
        JobFailed, WaitTimeout, JobLost: the job was launched; the error carries what is known
            about it.
        AwxError: any other failure.
    """
    sent_before = client.requests
    wait_options = WaitOptions.from_options(options)
    observer = select_observer.observer_for(client, options.get("output"))
    given = _given(options)
    config = _launch_config(client, options)
    valid = validate.check(
        client,
        config,
        given,
        leave_out_ignored=options.get("on_ignored") == "warn",
        numbers_are_text=numbers_are_text,
    )
    running = _running(client, config, options)
    attached = running is not None
    result: dict[str, t.Any] = {
        "changed": not attached,
        "launched_from": {"kind": config.kind.name, "id": config.target_id, "name": config.name},
        "ignored_fields": valid.ignored,
        "adopted": False,
        "attached": attached,
    }
    if valid.diff is not None and not attached:
        result["diff"] = valid.diff
    if check_mode:
        return {**result, "requests": client.requests - sent_before}
    try:
        job = running
        if job is None:
            body, adopt = submit.payload(valid.given, config), options.get("on_lost_answer")
            job, adopted = submit.start(client, config, body, claims=claims, adopt=adopt != "fail")
            result["adopted"] = adopted
            _check_ignored(client, config, job, options, result)
        result.update(job_completion.follow(client, job, wait_options, observer=observer))
        status, output = result["job"]["status"], options.get("output")
        result.update(job_completion.output_tail(client, job, status, output))
    except errors.JobError as exc:
        exc.result = {**result, **exc.result, "requests": client.requests - sent_before}
        exc.result.update(unified_job.top_level_fields([exc.result["job"]]))
        raise
    result.update(unified_job.top_level_fields([result["job"]]))
    return {**result, "requests": client.requests - sent_before}


def _given(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the launch options that were given; `false`, 0, "" and [] are values."""
    given = {
        name: options[name] for name in template_types.OPTIONS if options.get(name) is not None
    }
    if "extra_vars" in given:
        from ..launch.extra_vars import parse_extra_vars

        given["extra_vars"] = parse_extra_vars(given["extra_vars"])
    if options.get("relaunch") is None and _kind(options) == template_types.INVENTORY_SOURCE.name:
        # Here the option only identifies the inventory source.
        given.pop("inventory", None)
    for name in _JOINED:
        if isinstance(given.get(name), (list, tuple)):
            given[name] = ",".join(str(word) for word in given[name])
    return given


def _launch_config(client: AwxClient, options: t.Mapping[str, t.Any]) -> LaunchConfig:
    relaunch = options.get("relaunch")
    if relaunch is None:
        kind = _kind(options)
        return launch_config.of_template(client, kind, _reference(options, kind))
    for name, default, what in (
        ("organization", None, "the name of a template"),
        ("when_running", "launch", "the jobs of a template"),
    ):
        if options.get(name) not in (None, default):
            raise errors.ConfigurationError(
                f"{name} is about {what}; it cannot be used with relaunch"
            )
    return launch_config.of_job(client, relaunch)


def _kind(options: t.Mapping[str, t.Any]) -> str:
    """Return the kind of template that the options say: by `kind`, or by the name of `template`.

    Raises:
        ConfigurationError: they contradict each other.
    """
    said, kind = "kind", str(options.get("kind") or find_template.AUTO)
    for alias, implied in template_types.KIND_OF_ALIAS.items():
        if options.get(alias) is None:
            continue
        if kind not in (find_template.AUTO, implied):
            raise errors.ConfigurationError(
                f"{alias} says that the kind is {implied}, and {said} that it is {kind}: leave one"
                " of them out, or write template"
            )
        said, kind = alias, implied
    return kind


def _reference(options: t.Mapping[str, t.Any], kind: str) -> t.Any:
    """Return the reference to the template, with its organization and inventory.

    Raises:
        ConfigurationError: one of them is empty, or given twice.
    """
    template, organization = options["template"], options.get("organization")
    if organization == "":
        raise errors.ConfigurationError(
            "organization is empty; give its name or id, or leave it out"
        )
    if kind != template_types.INVENTORY_SOURCE.name:
        return _with(template, "organization", organization)
    # A source is of an inventory, and only that is of an organization.
    inventory = options.get("inventory")
    if organization is not None:
        number = json_fields.id_or_none(inventory)
        known = inventory if number is None else {"id": inventory}
        inventory = _with(known or {}, "organization", organization)
    return _with(template, "inventory", inventory)


def _with(reference: t.Any, field: str, value: t.Any) -> t.Any:
    """Return a reference that selects by one more field."""
    if value is None:
        return reference
    if isinstance(reference, t.Mapping):
        if reference.get(field) is not None:
            raise errors.ConfigurationError(
                f"{field} is given twice, in a mapping too: leave one of them out"
            )
        return {**reference, field: value}
    if isinstance(reference, str):
        is_name = json_fields.id_or_none(reference) is None
        return {"name" if is_name else lookup.ID_OR_NAME: reference, field: value}
    return {"id": reference, field: value}


def _running(
    client: AwxClient, config: LaunchConfig, options: t.Mapping[str, t.Any]
) -> unified_job.Job | None:
    """Return the active job to wait for instead of launching, None to launch.

    Raises:
        LaunchRefused: there is one, and the user wants none.
    """
    wanted = options.get("when_running", "launch")
    active = submit.active_runs(client, config) if wanted != "launch" else []
    if wanted == "fail" and active:
        shown = ", ".join(f"job {job.id} ({job.status})" for job in active[:5])
        raise config.refusal([f"it is running already: {shown} (when_running is fail)"])
    return active[0] if active else None


def _check_ignored(
    client: AwxClient,
    config: LaunchConfig,
    job: unified_job.Job,
    options: t.Mapping[str, t.Any],
    result: dict[str, t.Any],
) -> None:
    """Put what AWX ignored of a launch into `result`, with a warning if that is allowed.

    Raises:
        JobError: it is not.
    """
    ignored = job.data.get("ignored_fields")
    if not ignored:
        return
    ignored = ignored if isinstance(ignored, dict) else {"ignored_fields": ignored}
    result["ignored_fields"].update(ignored)
    names = ", ".join(sorted(ignored))
    launched = f"{config.title} was launched as job {job.id}"
    text = f"{launched}, but AWX ignored what it was given as {names}"
    if options.get("on_ignored") == "warn":
        client.reporter.warn(text)
        return
    raise errors.JobError(
        f"{text}; the job goes on. {unified_job.browser_url(client, job)}",
        result={"job": unified_job.summary(client, job)},
    )

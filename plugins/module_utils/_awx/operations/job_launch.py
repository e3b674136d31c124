# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Launch a template, wait for the job, and say how it ended: what `awx_job_launch` does."""

from __future__ import annotations

import typing as t

from .. import errors, jobs, kinds, launch, outcome, preflight, requirements
from ..client import AwxClient
from ..requirements import Requirements

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
    plan, watcher = outcome.plan_of(options), outcome.watcher_of(client, options)
    given = _given(options)
    needs = _requirements(client, options)
    checked = _checked(client, needs, given, options)
    running = _running(client, needs, options)
    result = _known(needs, checked, attached=running is not None)
    if check_mode:
        return {**result, "requests": client.requests - sent_before}
    try:
        job = running or _launched(client, needs, checked, options, result)
        result.update(outcome.follow(client, job, plan, watcher=watcher))
        result.update(outcome.tail_of_unseen(client, job, result["job"], options))
    except errors.JobError as exc:
        exc.result = {**result, **exc.result, "requests": client.requests - sent_before}
        exc.result.update(jobs.on_top([exc.result["job"]]))
        raise
    on_top = jobs.on_top([result["job"]])
    return {**result, **on_top, "requests": client.requests - sent_before}


def _given(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the launch options that were given; `false`, 0, "" and [] are values."""
    given = {name: options[name] for name in kinds.OPTIONS if options.get(name) is not None}
    if "extra_vars" in given:
        given["extra_vars"] = preflight.parse_extra_vars(given["extra_vars"])
    for name in _JOINED:
        if isinstance(given.get(name), (list, tuple)):
            given[name] = ",".join(str(word) for word in given[name])
    return given


def _requirements(client: AwxClient, options: t.Mapping[str, t.Any]) -> Requirements:
    relaunch = options.get("relaunch")
    if relaunch is None:
        reference = _reference(options["template"], options.get("organization"))
        return requirements.of_template(client, options.get("kind") or "auto", reference)
    if options.get("organization") is not None:
        raise errors.ConfigurationError(
            "organization is about the name of a template; it cannot be used with relaunch"
        )
    if options.get("when_running", "launch") != "launch":
        raise errors.ConfigurationError(
            "when_running is about the jobs of a template; it cannot be used with relaunch"
        )
    return requirements.of_job(client, relaunch)


def _reference(template: t.Any, organization: t.Any) -> t.Any:
    """Return what means the template, with the organization that its name is looked for in.

    Raises:
        ConfigurationError: there is no name, or no organization.
    """
    if organization is None:
        return template
    if organization == "":
        raise errors.ConfigurationError(
            "organization is empty; give its name or id, or leave it out"
        )
    if not isinstance(template, str):
        raise errors.ConfigurationError(
            "organization says whose template of that name is meant, and template is no name; leave"
            " organization out, or put it into the mapping"
        )
    return {"name": template, "organization": organization}


def _checked(
    client: AwxClient,
    needs: Requirements,
    given: t.Mapping[str, t.Any],
    options: t.Mapping[str, t.Any],
) -> preflight.Preflight:
    leave_out = options.get("on_ignored") == "warn"
    try:
        return preflight.check(client, needs, given, leave_out_ignored=leave_out)
    except preflight.Problems as found:
        raise launch.refused(needs, found.reasons) from None


def _running(
    client: AwxClient, needs: Requirements, options: t.Mapping[str, t.Any]
) -> jobs.Job | None:
    """Return the active job to wait for instead of launching, None to launch.

    Raises:
        LaunchRefused: there is one, and the user wants none.
    """
    wanted = options.get("when_running", "launch")
    active = launch.active_runs(client, needs) if wanted != "launch" else []
    if wanted == "fail" and active:
        shown = ", ".join(f"job {job['id']} ({job.get('status')})" for job in active[:5])
        raise launch.refused(needs, [f"it is running already: {shown} (when_running is fail)"])
    return active[0] if active else None


def _known(
    needs: Requirements, checked: preflight.Preflight, *, attached: bool
) -> dict[str, t.Any]:
    """Return what the task returns whatever becomes of the job."""
    known: dict[str, t.Any] = {
        "changed": not attached,
        "launched_from": {"kind": needs.kind.name, "id": needs.target_id, "name": needs.name},
        "ignored_fields": dict(checked.ignored),
        "adopted": False,
        "attached": attached,
    }
    if checked.diff is not None and not attached:
        known["diff"] = dict(checked.diff)
    return known


def _launched(
    client: AwxClient,
    needs: Requirements,
    checked: preflight.Preflight,
    options: t.Mapping[str, t.Any],
    result: dict[str, t.Any],
) -> jobs.Job:
    """Launch, put what is known of that into `result`, and return the job.

    Raises:
        JobError: it was launched, but AWX ignored something of what was sent.
    """
    started = launch.start(client, needs, launch.payload(checked.given, needs))
    job = started.job
    result["adopted"] = started.adopted
    result["ignored_fields"] = {**result["ignored_fields"], **started.ignored}
    if started.ignored:
        said = (
            f"{needs.title} was launched as job {job['id']}, but AWX ignored what it was given as"
            f" {', '.join(sorted(started.ignored))}"
        )
        if options.get("on_ignored") != "warn":
            raise errors.JobError(
                f"{said}; the job goes on. {jobs.browser_url(client, job)}",
                result={"job": jobs.summary(client, job)},
            )
        client.report.warn(said)
    return job

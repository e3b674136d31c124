# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Explain that a resource is not found: what to use instead, or what there is."""

from __future__ import annotations

import typing as t

from ..common import errors
from ..common.suggestions import did_you_mean
from ..schema import resources
from .client import AwxClient

# Names of old servers, of documentation, and of lists that are below an object only.
_USE_INSTEAD: t.Mapping[str, str] = {
    "ad_hoc_command_events": "use ad_hoc_commands/ID/events",
    "authtoken": "it was the login of Tower before 3.3; tokens are created by awx_token",
    "custom_inventory_scripts": "it was removed; see inventory_scripts",
    "dashboard/graphs": "use dashboard/graphs/jobs or dashboard/graphs/inventory",
    "events": "use jobs/ID/job_events, or ID/events of other jobs, such as project_updates",
    "fact_versions": "it was removed; the facts of a host are hosts/ID/ansible_facts",
    "inventory_scripts": (
        "it was removed; an inventory source of a project takes its place, whose source_path is"
        " the script: use inventory_sources"
    ),
    "inventory_update_events": "use inventory_updates/ID/events",
    "job_events": "events are listed by their job: use jobs/ID/job_events",
    "job_host_summaries": "summaries are listed by their job: use jobs/ID/job_host_summaries",
    "notifiers": "it is called notification_templates",
    "permissions": "it was removed; use roles, role_user_assignments or role_team_assignments",
    "project_update_events": "use project_updates/ID/events",
    "stdout": "output is listed by its job: use jobs/ID/stdout",
    "survey_spec": "a survey belongs to its template: use job_templates/ID/survey_spec",
    "system_job_events": "use system_jobs/ID/events",
}


def explained(client: AwxClient, resource_path: str, failure: errors.NotFound) -> errors.AwxError:
    """Return a better error for a 404: one that names what to use instead, or what there is."""
    name, *rest = resource_path.split("/")
    try:
        root = client.get("")
    except errors.AwxError:
        return failure
    if not root or not isinstance(root, dict):
        return failure
    names = set(root)
    exists = name in names | {str(link).rstrip("/").rpartition("/")[2] for link in root.values()}
    resource = resources.find(name)
    use_instead = _USE_INSTEAD.get(resource_path)
    if use_instead and (rest or not exists):
        message = f"the server has no resource '{resource_path}': {use_instead}."
    elif name == "tokens" and not exists:
        message = _no_tokens(client)
    elif not exists:
        message = f"the server has no resource '{name}'. {did_you_mean(name, names)}"
    elif rest and resource.is_union:
        message = _by_filter(name, rest[0], "has only a list", failure)
    elif rest and not resource.named_urls and not rest[0].isdigit():
        message = _by_filter(name, rest[0], "takes ids in its paths, and no names", failure)
    else:
        return failure
    return failure.converted(errors.NotFound, message)


def _no_tokens(client: AwxClient) -> str:
    try:
        gateway = client.endpoints(from_server=True).gateway
    except errors.AwxError:
        gateway = None
    if gateway is None:
        return (
            "the server has no resource 'tokens': it has none, or they live at a gateway before it;"
            " awx_token finds them there if awx_host is the gateway."
        )
    return (
        f"the controller has no resource 'tokens': tokens live at the gateway ({gateway}tokens/),"
        " which awx_query does not query. The module awx_token creates, finds and revokes them"
        " there."
    )


def _by_filter(resource: str, wanted: str, why: str, failure: errors.NotFound) -> str:
    """Return what to use instead of a path to an object."""
    name, *others = wanted.split("++")
    organization = f", organization__name: {others[-1]}" if others and others[-1] else ""
    condition = f"id: {name}" if name.isdigit() and not others else f"name: {name}{organization}"
    return (
        f"{failure.method} {failure.path} is not found: {resource} {why}. Query {resource} with"
        f" filters: {{{condition}}}."
    )

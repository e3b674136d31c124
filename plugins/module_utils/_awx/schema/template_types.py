# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The table of what AWX can launch: where it is launched, what it runs as, what it takes.

Another kind of template is another entry here (docs/awx-api.md#launching).
"""

from __future__ import annotations

import typing as t


class Prompt(t.NamedTuple):
    """A launch option: the API's field for it, and the template's flag that lets it in."""

    field: str
    flag: str


# Options whose flags have another word for them.
_WORDS = {
    "credentials": "credential",
    "extra_vars": "variables",
    "job_tags": "tags",
    "job_timeout": "timeout",
}


def _prompt(option: str) -> Prompt:
    field = "timeout" if option == "job_timeout" else option
    return Prompt(field, f"ask_{_WORDS.get(option, option)}_on_launch")


_PROMPTS: t.Mapping[str, Prompt] = {
    option: _prompt(option)
    for option in (
        "credentials diff_mode execution_environment extra_vars forks instance_groups inventory"
        " job_slice_count job_tags job_timeout job_type labels limit scm_branch skip_tags verbosity"
    ).split()
}


class Kind(t.NamedTuple):
    """Something that can be launched.

    `name` is the API's own word for its type. A POST to `action` below one of `resource` launches
    it, and the job that comes of it has that `launch_type`. `prompts` are the options that it may
    ask for, `takes` those that it takes without asking, `fields` what the API calls some of these.
    """

    name: str
    title: str
    action: str = "launch"
    data_key: str = ""
    prompts: t.Mapping[str, Prompt] = {}
    takes: tuple[str, ...] = ()
    fields: t.Mapping[str, str] = {}
    launch_type: str = "manual"

    @property
    def resource(self) -> str:
        return f"{self.name}s"

    def field_of(self, option: str) -> str:
        """Return the API's name of an option."""
        if option in self.prompts:
            return self.prompts[option].field
        return self.fields.get(option, option)


def with_article(title: str) -> str:
    """Return what messages call one of a kind."""
    return f"an {title}" if title[0] in "aeiou" else f"a {title}"


JOB_TEMPLATE = Kind(
    "job_template",
    "job template",
    data_key="job_template_data",
    prompts=_PROMPTS,
    takes=("credential_passwords",),
)

_WORKFLOW_PROMPTS = "extra_vars inventory job_tags labels limit scm_branch skip_tags".split()

WORKFLOW_JOB_TEMPLATE = Kind(
    "workflow_job_template",
    "workflow job template",
    data_key="workflow_job_template_data",
    prompts={name: _PROMPTS[name] for name in _WORKFLOW_PROMPTS},
)

PROJECT = Kind("project", "project", action="update")

INVENTORY_SOURCE = Kind("inventory_source", "inventory source", action="update")

SYSTEM_JOB_TEMPLATE = Kind("system_job_template", "system job template", takes=("extra_vars",))

KINDS: t.Mapping[str, Kind] = {
    JOB_TEMPLATE.name: JOB_TEMPLATE,
    WORKFLOW_JOB_TEMPLATE.name: WORKFLOW_JOB_TEMPLATE,
    PROJECT.name: PROJECT,
    INVENTORY_SOURCE.name: INVENTORY_SOURCE,
    SYSTEM_JOB_TEMPLATE.name: SYSTEM_JOB_TEMPLATE,
}

# Names of the option that takes the template which say its kind too.
KIND_OF_ALIAS: t.Mapping[str, str] = {
    "job_template": "job_template",
    "workflow_template": "workflow_job_template",
    "workflow_job_template": "workflow_job_template",
    "project": "project",
    "inventory_source": "inventory_source",
}


def _relaunch(name: str, title: str, *takes: str, **fields: str) -> Kind:
    kind = Kind(name, f"relaunch of {title}", "relaunch", takes=takes, fields=fields)
    return kind._replace(launch_type="relaunch")


# Jobs that can be launched again, by their type.
RELAUNCHES: t.Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _relaunch("job", "a job", "hosts", "credential_passwords"),
        _relaunch("workflow_job", "a workflow job", "relaunch_nodes", relaunch_nodes="nodes"),
        _relaunch("ad_hoc_command", "an ad hoc command", "credential_passwords"),
    )
}

# Every option that goes into a launch.
OPTIONS: tuple[str, ...] = (*_PROMPTS, "credential_passwords", "hosts", "relaunch_nodes")

# Options that name objects, as a relation to them is called.
REFERENCES = ("credentials", "inventory", "execution_environment", "instance_groups", "labels")

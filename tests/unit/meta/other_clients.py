# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options and return values of other clients, as their own documentation has them.

Of the collection awx.awx 24.6.1 (in PyPI's ansible 11.13.0) and of the command of awxkit 24.6.1.
"""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Plugin:
    """A plugin of awx.awx: its options with their aliases, and what its results have."""

    options: t.Mapping[str, tuple[str, ...]]
    returns: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Every name of every option."""
        return [name for option in self.options.items() for name in (option[0], *option[1])]


def options(text: str) -> dict[str, tuple[str, ...]]:
    """Return options of text such as "name|alias other"."""
    return {word.split("|")[0]: tuple(word.split("|")[1:]) for word in text.split()}


def plugin(text: str, returns: str = "") -> Plugin:
    return Plugin(options(text), tuple(returns.split()))


CONNECTION = plugin(
    "controller_host|tower_host controller_username|tower_username"
    " controller_password|tower_password controller_oauthtoken|tower_oauthtoken"
    " validate_certs|tower_verify_ssl request_timeout controller_config_file|tower_config_file"
)

# The five that have a plugin of their own here.
MODULES = {
    "token": plugin(
        "description application scope existing_token existing_token_id state",
        "ansible_facts.controller_token ansible_facts.tower_token id name changed",
    ),
    "job_launch": plugin(
        "name|job_template job_type inventory organization credentials|credential extra_vars limit"
        " tags scm_branch skip_tags verbosity diff_mode credential_passwords execution_environment"
        " forks instance_groups job_slice_count labels job_timeout wait interval timeout",
        "id status changed",
    ),
    "job_wait": plugin(
        "job_id interval timeout job_type", "id elapsed started finished status changed"
    ),
    "job_cancel": plugin("job_id fail_if_not_running", "id changed"),
}
LOOKUP = plugin(
    "_terms query_params|query|data|filter|params expect_objects|expect_object expect_one"
    " return_objects return_all return_ids|return_id max_objects"
    " host username password oauth_token verify_ssl|validate_certs request_timeout",
    "_raw",
)

# Others that people use for what this collection does.
OTHERS = {
    "job_list": plugin("status page all_pages query", "count next previous results"),
    "workflow_launch": plugin(
        "name|workflow_template organization inventory limit tags skip_tags scm_branch extra_vars"
        " wait interval timeout",
        "job_info",
    ),
    "project_update": plugin("name|project organization wait interval timeout", "id status"),
    "inventory_source_update": plugin(
        "name|inventory_source inventory organization wait interval timeout", "id status"
    ),
    "ad_hoc_command": plugin(
        "job_type execution_environment inventory limit credential module_name module_args forks"
        " verbosity extra_vars become_enabled diff_mode wait interval timeout",
        "id status",
    ),
    "ad_hoc_command_wait": plugin(
        "command_id interval timeout", "id elapsed started finished status"
    ),
    "ad_hoc_command_cancel": plugin("command_id fail_if_not_running interval timeout", "id"),
    "export": plugin(
        "all organizations users teams credential_types credentials execution_environments"
        " notification_templates inventory_sources inventory projects job_templates"
        " workflow_job_templates applications schedules"
    ),
}

AWX_GLOBAL_FLAGS = tuple(
    "--help --version --conf.host --conf.token --conf.username --conf.password -k --conf.insecure"
    " -f --conf.format --filter --conf.color -v --verbose".split()
)
AWX_COMMANDS = (
    *("awx login", "awx config", "awx import", "awx export", "awx ping", "awx me", "awx metrics"),
    *("awx mesh_visualizer", "awx settings list", "awx RESOURCE list", "awx RESOURCE get ID"),
    *("awx job_templates launch", "awx workflow_job_templates launch", "awx projects update"),
    *("awx inventory_sources update", "awx bulk job_launch", "awx ad_hoc_commands create"),
    *("awx jobs stdout ID", "awx jobs monitor ID", "awx workflow_jobs monitor ID"),
    *("awx RESOURCE create", "modify", "delete", "associate", "disassociate", "grant", "revoke"),
    *("host_create", "host_delete"),
    *("--description", "--conf.client_id", "--conf.client_secret", "--conf.scope", "--slug"),
    *("--all", "--order_by", "--wait", "--monitor", "--action-timeout", "--interval"),
    *("--extra_vars", "-e"),
)

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""What to write instead of options of awx.awx, of `uri` and of the awx CLI.

An option that means the same here is an alias and not in these tables. They are consulted when a
task or a template has an unknown option; the migration guide covers the rest.
"""

from __future__ import annotations

import typing as t

# An option's name, and what to write for it.
Moved = t.Mapping[str, str]

_ANYWHERE: Moved = {
    "host": "write awx_host",
    "username": "write awx_username",
    "user": "write awx_username",
    "url_username": "write awx_username",
    "password": "write awx_password",
    "url_password": "write awx_password",
    "oauth_token": "write awx_oauth_token",
    "verify_ssl": "write validate_certs",
    "headers": "leave it out; a token goes into awx_oauth_token",
    "force_basic_auth": "leave it out, or write awx_auth: basic",
}

_WAITING: Moved = {
    **_ANYWHERE,
    "monitor": "write output: live",
    "action_timeout": "write wait_timeout",
    "min_interval": "write interval, the longest pause",
    "max_interval": "write interval, the longest pause",
}

_NO_AD_HOC = (
    "ad hoc commands are launched with awx.awx.ad_hoc_command, and waited for with awx_job_wait"
)

JOB_LAUNCH: Moved = {
    **_WAITING,
    "unified_job_template": "write template",
    "jobs": "write a task with loop and wait: false, and awx_job_wait after it",
    "extra_data": "write extra_vars",
    "module_name": _NO_AD_HOC,
    "module_args": _NO_AD_HOC,
    "become_enabled": _NO_AD_HOC,
}

JOB_WAIT: Moved = {
    **_WAITING,
    "workflow_job_id": "write jobs, which waits for the whole workflow",
}

JOB_CANCEL: Moved = {
    **_ANYWHERE,
    "interval": "leave it out; canceled jobs are looked at every second or two",
}

TOKEN: Moved = {
    **_ANYWHERE,
    "controller_token": "write token",
    "tower_token": "write token",
    "filters": "write description, older_than or application, which select the user's own tokens",
}

# Other names of the query options, for both the module and the lookup.
_QUESTION: Moved = {
    "page": "leave it out: all objects are returned; limit returns the first ones only",
    "page_size": "leave it out: all objects are returned; limit returns the first ones only",
    "all_pages": "leave it out: all objects are returned",
    "status": "write filters: {status: ...}",
}

_OF_A_PAGE = "there are no pages; the module awx_query returns objects and their count"

QUERY: Moved = {
    **_ANYWHERE,
    **_QUESTION,
    "query": "write filters",
    "query_params": "write filters",
    "params": "write filters",
    "filter": "write filters",
    "data": "write filters",
    "url": "write resource, with what is behind /api/v2/",
    "endpoint": "write resource",
    "method": "leave it out: this only reads",
    "body": "leave it out: this only reads",
    "body_format": "leave it out: this only reads",
    "return_content": "leave it out: the response is in objects",
    "status_code": "leave it out: anything but a success is an error",
    "return_all": "leave it out: all objects are returned",
    "return_objects": f"leave it out; {_OF_A_PAGE}",
    "return_ids": "write only: id",
    "return_id": "write only: id",
    "expect_one": "write expect: one",
    "expect_objects": "leave it out, or write expect: at_least_one",
    "expect_object": "leave it out, or write expect: at_least_one",
}

# The options of the lookup awx.awx.controller_api that the lookup here does not take, or not with
# every value; `plugin_utils/_controller_api_options.py` has those that it does.
LOOKUP: Moved = {
    **_QUESTION,
    "return_all": (
        "return_all=false is not possible: all objects are returned. Write limit=25 for as many as"
        " on a page"
    ),
    "return_objects": f"return_objects=false is not possible: {_OF_A_PAGE}",
}


def advice(names: t.Iterable[str], moved: Moved, known: t.Iterable[str]) -> str:
    """Return a sentence for each of `names`, options that there are not, as far as one helps.

    That is what to write for it, or the nearest of the `known` options.
    """
    from ._awx.common.suggestions import nearest

    known = list(known)
    sentences = []
    for name in sorted(map(str, names)):
        near = nearest(name, known, most=1)
        if name in moved:
            sentences.append(f"There is no option '{name}': {moved[name]}.")
        elif near:
            sentences.append(f"There is no option '{name}'. Did you mean '{near[0]}'?")
    return " ".join(sentences)

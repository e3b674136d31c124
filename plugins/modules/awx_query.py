#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_query
short_description: Query AWX resources and return all matching objects
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Returns the objects of any resource of the AWX REST API that match the given filters - jobs, hosts, templates, users and so on.
  - All matching objects are returned, regardless of the number of pages, or the task fails. It never returns only the first page.
  - The module only reads.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
  - steward.awx._query
  - ansible.builtin.files
attributes:
  check_mode:
    details: The module only reads. In check mode the file O(dest) is not written.
seealso:
  - plugin: steward.awx.awx_query
    plugin_type: lookup
options:
  resource:
    description:
      - The resource to query. A name from the root of the API such as V(jobs) or V(inventory), or a path below it such as V(inventories/2/hosts) or
        V(job_templates/12).
      - Both can be followed by a query string, as in V(jobs?status=failed). Its conditions are added to O(filters).
      - V(jobs/12/stdout) is the complete output of a job, even if it is larger than what AWX displays.
    type: str
    required: true
  dest:
    description:
      - Path to a file to write the objects to instead of returning them, as JSON lines. This needs little memory, regardless of the number of objects.
      - The file is replaced atomically when all objects have been read. It is left unchanged if the task fails.
      - An existing file keeps its mode, owner and group, unless O(mode), O(owner) or O(group) are set.
      - If any of the options for file attributes is set, such as O(mode), the module runs in a separate process.
    type: path
"""

EXAMPLES = r"""
- name: Get all hosts of an inventory
  steward.awx.awx_query:
    resource: hosts
    filters:
      inventory__name: Web servers
    fields: [id, name, enabled]
  register: web_servers

- name: Get the jobs that failed in the last 24 hours, newest first
  steward.awx.awx_query:
    resource: jobs
    filters:
      status: [failed, error]
      finished__gt: >-
        {{ '%Y-%m-%dT%H:%M:%SZ' | ansible.builtin.strftime((now(utc=true).timestamp() | int) - 86400) }}
    order_by: -finished
    limit: 20

- name: Get exactly one job template by name, or fail
  steward.awx.awx_query:
    resource: job_templates
    filters:
      name: Deploy shop
      organization__name: Shop
    expect: one
  register: template

- name: Combine conditions with or, not and null
  steward.awx.awx_query:
    resource: hosts
    filters:
      or:
        - name__startswith: web-
        - description__icontains: database
      not:
        enabled: false
      last_job: null

- name: Use a query string, which is convenient on the command line
  steward.awx.awx_query:
    resource: jobs?status=failed&name__icontains=deploy
    limit: 5

- name: Get the names of all labels
  steward.awx.awx_query:
    resource: labels
    only: name

- name: Count the failed jobs with a single request
  steward.awx.awx_query:
    resource: jobs?status=failed
    count_only: true

- name: Get job templates with their surveys
  steward.awx.awx_query:
    resource: job_templates
    filters:
      organization__name: Shop
    related: [survey_spec]
    fields: [id, name, survey_spec]

- name: Write all hosts to a file as JSON lines
  steward.awx.awx_query:
    resource: hosts
    max_objects: 0
    dest: /tmp/hosts.jsonl
    mode: "0600"

- name: Get a single object, or an endpoint that is not a list
  steward.awx.awx_query:
    resource: ping
"""

RETURN = r"""
objects:
  description:
    - The matching objects as returned by AWX, or only their O(fields).
    - They are sorted by id, or by O(order_by).
    - For an endpoint that is not a list, a list with one object.
    - The string V(-) if they were written to the file O(dest).
  returned: success
  type: raw
  sample:
    - id: 1
      name: Default
count:
  description: The number of matching objects, even if RV(objects) contains fewer of them because of O(limit).
  returned: success
  type: int
  sample: 1
truncated:
  description: Whether there are more objects than were returned. This can only be the case with O(limit).
  returned: success
  type: bool
  sample: false
dest:
  description: The path of the file with the objects.
  returned: if O(dest) is set
  type: str
  sample: /tmp/hosts.jsonl
requests:
  description: The number of HTTP requests that were sent.
  returned: success
  type: int
  sample: 2
api_calls:
  description: The API requests with method, URL, status and duration. Secrets are masked.
  returned: with C(-vvv), if the module runs in a separate process; otherwise the requests are shown on the terminal
  type: list
  elements: str
  sample: ["GET https://awx.example.com/api/v2/organizations/?order_by=id&page_size=200 200 in 38 ms (server 0.031s)"]
http_status:
  description: The HTTP status of the response that made the task fail.
  returned: failure, if the server responded with an error
  type: int
  sample: 403
"""

from ..module_utils._argspec import Specification
from ..module_utils._awx.operations import query
from ..module_utils._awx.schema.option_choices import EXPECTATIONS
from ..module_utils._module import run_module
from ..module_utils._unknown_option_hints import QUERY

SPECIFICATION = Specification(
    operation=query.run,
    options={
        "resource": {"type": "str", "required": True},
        "filters": {"type": "raw"},
        "search": {"type": "str"},
        "order_by": {"type": "list", "elements": "str"},
        "limit": {"type": "int"},
        "fields": {"type": "list", "elements": "str"},
        "only": {"type": "str"},
        "related": {"type": "list", "elements": "str"},
        "count_only": {"type": "bool", "default": False},
        "dest": {"type": "path"},
        "expect": {"type": "str", "choices": list(EXPECTATIONS), "default": "any"},
        "max_objects": {"type": "int", "default": 10000},
        "concurrency": {"type": "int", "default": 4},
    },
    rules={"mutually_exclusive": [("fields", "only")]},
    moved=QUERY,
    writes_file=True,
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

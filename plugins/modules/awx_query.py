#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_query
short_description: Ask AWX a question and get the whole answer
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Returns the objects of any resource of the AWX REST API that match a question - jobs, hosts, templates, users and all others.
  - It returns all of them, however many pages they fill, or fails; it never returns the first page only.
  - It only reads.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
  - steward.awx._query
attributes:
  check_mode:
    details: The module only reads, so check mode makes a difference only for O(dest), which is not written.
seealso:
  - plugin: steward.awx.awx_query
    plugin_type: lookup
options:
  resource:
    description:
      - What to ask for. A name from the API's root such as V(jobs) or V(inventory), or a path below it such as V(inventories/2/hosts) or
        V(job_templates/12).
      - Either can have a query behind it, as in V(jobs?status=failed); its conditions are added to O(filters).
      - V(jobs/12/stdout) is the output of a job, all of it, also if it is larger than AWX shows.
    type: str
    required: true
  dest:
    description:
      - A file to write the objects to instead of returning them, one JSON text a line. However many they are, they take little memory.
      - The file is replaced at once when all objects are there, and left as it was if the task fails.
    type: path
"""

EXAMPLES = r"""
- name: Get every host of an inventory
  steward.awx.awx_query:
    resource: hosts
    filters:
      inventory__name: Seed Small Inventory
    fields: [id, name, enabled]
  register: small

- name: Get the jobs that failed or could not run in the last day, the newest first
  steward.awx.awx_query:
    resource: jobs
    filters:
      status: [failed, error]
      finished__gt: >-
        {{ '%Y-%m-%dT%H:%M:%SZ' | ansible.builtin.strftime((now(utc=true).timestamp() | int) - 86400) }}
    order_by: -finished
    limit: 20

- name: Get the one job template with this name, or fail
  steward.awx.awx_query:
    resource: job_templates
    filters:
      name: Demo - Deploy
      organization__name: Engineering
    expect: one
  register: template

- name: Ask with or, not and none
  steward.awx.awx_query:
    resource: hosts
    filters:
      or:
        - name__startswith: small-1
        - description__icontains: database
      not:
        enabled: false
      last_job: null

- name: Write the question as a URL's query, as is handy on the command line
  steward.awx.awx_query:
    resource: jobs?status=failed&name__icontains=deploy
    limit: 5

- name: Get just the names of all labels
  steward.awx.awx_query:
    resource: labels
    only: name

- name: Count the failed jobs, with one request
  steward.awx.awx_query:
    resource: jobs?status=failed
    count_only: true

- name: Get templates with their surveys
  steward.awx.awx_query:
    resource: job_templates
    filters: {name__startswith: "Demo - "}
    related: [survey_spec]
    fields: [id, name, survey_spec]

- name: Write a whole table to a file, as JSON lines
  steward.awx.awx_query:
    resource: hosts
    max_objects: 0
    dest: /tmp/hosts.jsonl

- name: Read one object, or an endpoint that is no list
  steward.awx.awx_query:
    resource: ping
"""

RETURN = r"""
objects:
  description:
    - The objects that match, as AWX shows them, or with only O(fields) of them.
    - They are in the order of their ids, or in that of O(order_by).
    - An endpoint that is no list gives a list with its one object.
    - V(-) if they are in the file O(dest) instead.
  returned: success
  type: raw
  sample:
    - id: 1
      name: Default
count:
  description: How many objects match, also if RV(objects) holds fewer because of O(limit).
  returned: success
  type: int
  sample: 1
truncated:
  description: Whether there are more objects than were returned, which only O(limit) can bring about.
  returned: success
  type: bool
  sample: false
dest:
  description: The file that the objects are in.
  returned: if O(dest) is set
  type: str
  sample: /tmp/hosts.jsonl
requests:
  description: How many HTTP requests it took.
  returned: success
  type: int
  sample: 2
api_calls:
  description: Every call to the API with its method, URL, status and duration. Secrets are masked.
  returned: with C(-vvv), if the module runs in a process of its own; otherwise the calls are shown on the terminal
  type: list
  elements: str
  sample: ["GET https://awx.example.com/api/v2/organizations/?order_by=id&page_size=200 200 in 38 ms (server 0.031s)"]
http_status:
  description: The HTTP status of the answer that made the task fail.
  returned: failure, if the server answered with an error
  type: int
  sample: 403
"""

from ansible_collections.steward.awx.plugins.module_utils._argspec import Specification
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import query
from ansible_collections.steward.awx.plugins.module_utils._awx.schema.choices import EXPECTATIONS
from ansible_collections.steward.awx.plugins.module_utils._module import run_module
from ansible_collections.steward.awx.plugins.module_utils._renamed_options import QUERY

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
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

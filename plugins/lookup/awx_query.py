# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_query
short_description: Query AWX resources in a template
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Returns all matching objects of a resource of AWX, Automation Controller or Tower.
  - Has the same options as P(steward.awx.awx_query#module), and returns the list of objects.
  - Runs on the control node while a template is rendered. To use a result several times, register the result of the module instead.
notes:
  - Tasks that use C(awx.awx.controller_api) only need the name changed. The options C(expect_one), C(expect_objects), C(return_ids),
    C(return_all=true) and C(return_objects=true) of that lookup are accepted, and with C(return_all=true) also a C(page_size) in the filters, which
    has no effect. Without C(return_all) that lookup returns the first page, and this one returns all objects.
  - With O(count_only) the number of matching objects is returned for each term.
  - With C(lookup), Ansible returns a single object instead of a list of one. Use C(query) to always get a list.
extends_documentation_fragment:
  - steward.awx._connection
  - steward.awx._connection.plugins
  - steward.awx._query
seealso:
  - plugin: steward.awx.awx_query
    plugin_type: module
options:
  awx_host:
    aliases: [controller_host, tower_host, aap_hostname, host]
  awx_oauth_token:
    aliases: [controller_oauthtoken, tower_oauthtoken, aap_token, oauth_token]
  awx_username:
    aliases: [controller_username, tower_username, aap_username, username]
  awx_password:
    aliases: [controller_password, tower_password, aap_password, password]
  validate_certs:
    aliases: [tower_verify_ssl, aap_validate_certs, verify_ssl]
  filters:
    aliases: [query_params, query, params, data, filter]
  _terms:
    description:
      - The resources to query, each as in O(steward.awx.awx_query#module:resource).
      - The objects of several terms are returned in the order of the terms.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show the names of all projects
  ansible.builtin.debug:
    msg: "{{ query('steward.awx.awx_query', 'projects', only='name') }}"

- name: Show the failed jobs of a template, newest first
  ansible.builtin.debug:
    msg: "{{ item.id }} finished {{ item.finished }}"
  loop: "{{ query('steward.awx.awx_query', 'jobs',
                  filters={'status': 'failed', 'job_template__name__startswith': 'Demo'},
                  order_by='-finished', limit=3, fields=['id', 'finished']) }}"
  loop_control:
    label: "{{ item.id }}"

- name: Get the id of an organization by its name
  ansible.builtin.debug:
    msg: "{{ lookup('steward.awx.awx_query', 'organizations', filters={'name': 'Shop'}, expect='one').id }}"

- name: Count objects without reading them
  ansible.builtin.debug:
    msg: "{{ lookup('steward.awx.awx_query', 'jobs?status=running', count_only=true) }} jobs are running"

- name: Use query strings and several resources
  ansible.builtin.debug:
    msg: "{{ query('steward.awx.awx_query', 'hosts?name__startswith=web-', 'inventories/1/groups') | length }}"
"""

RETURN = r"""
_raw:
  description:
    - The matching objects as returned by AWX, or only their O(fields).
    - With O(count_only) the number of matching objects for each term.
  type: list
  elements: raw
  sample:
    - id: 1
      name: Default
"""

import typing as t

from ..module_utils._awx.api.client import AwxClient
from ..module_utils._awx.operations import query
from ..plugin_utils._lookup import AwxLookup
from ..plugin_utils._unsafe import marking


class LookupModule(AwxLookup):
    """The lookup `awx_query`."""

    def run(
        self, terms: list[t.Any], variables: t.Mapping[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[t.Any]:
        """Return the objects of every term."""

        def objects_of_all(client: AwxClient, options: t.Mapping[str, t.Any]) -> list[t.Any]:
            answers = [
                query.run(client, {**options, "resource": term}, finish=mark) for term in terms
            ]
            if options["count_only"]:
                return [answer["count"] for answer in answers]
            return [found for answer in answers for found in answer["objects"]]

        with marking() as mark:
            objects: list[t.Any] = self.ask(variables, kwargs, objects_of_all)
        return objects

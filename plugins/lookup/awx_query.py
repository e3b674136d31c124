# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_query
short_description: Ask AWX a question inside a template
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Returns the objects of an AWX, Automation Controller or Tower that match a question, all of them.
  - It asks as P(steward.awx.awx_query#module) does, with the same options, and returns the list of objects.
  - Runs on the controller while a template is rendered. Where a result is used several times, register the module's result instead.
notes:
  - Tasks with C(awx.awx.controller_api) need only the name changed. Of its options C(expect_one), C(expect_objects), C(return_ids),
    C(return_all=true) and C(return_objects=true) are taken too, and with C(return_all=true) also a C(page_size) among the filters, which
    means nothing then. Without C(return_all) it returns the first page, but this lookup all objects.
  - With O(count_only) it returns how many objects match, one number for each term.
  - With C(lookup), Ansible returns a single object instead of a list of one; use C(query) to always get a list.
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
      - The resources to ask, each as O(steward.awx.awx_query#module:resource).
      - The objects of several terms are returned one after the other, in the order of the terms.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show the names of all projects
  ansible.builtin.debug:
    msg: "{{ query('steward.awx.awx_query', 'projects') | map(attribute='name') }}"

- name: Show the failed jobs of a template, the newest first
  ansible.builtin.debug:
    msg: "{{ item.id }} finished {{ item.finished }}"
  loop: "{{ query('steward.awx.awx_query', 'jobs',
                  filters={'status': 'failed', 'job_template__name__startswith': 'Demo'},
                  order_by='-finished', limit=3, fields=['id', 'finished']) }}"
  loop_control:
    label: "{{ item.id }}"

- name: Use the id of the one organization with this name
  ansible.builtin.debug:
    msg: "{{ lookup('steward.awx.awx_query', 'organizations', filters={'name': 'Default'}, expect='one').id }}"

- name: Count, without reading the objects
  ansible.builtin.debug:
    msg: "{{ lookup('steward.awx.awx_query', 'jobs?status=running', count_only=true) }} jobs are running"

- name: Write the question as a URL's query
  ansible.builtin.debug:
    msg: "{{ query('steward.awx.awx_query', 'hosts?name__startswith=small', 'inventories/1/groups') | length }}"
"""

RETURN = r"""
_raw:
  description:
    - The objects that match, as AWX shows them, or with only O(fields) of them.
    - With O(count_only) their number instead, for each term.
  type: list
  elements: raw
  sample:
    - id: 1
      name: Default
"""

import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import query
from ansible_collections.steward.awx.plugins.plugin_utils._lookup import AwxLookup
from ansible_collections.steward.awx.plugins.plugin_utils._unsafe import marking


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

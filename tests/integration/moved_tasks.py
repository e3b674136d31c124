# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls and conditions as people have them in playbooks for awx.awx, module by module.

They are of the kinds that awx.awx's own integration tests make. Each text is a play's tasks; what
it asserts must hold with only the names changed. `COMMAND` stands for the id of an ad hoc command
that runs, and the names of objects are those of the sandbox.
"""

from __future__ import annotations

LAUNCH = """
- name: launch what there is not
  awx.awx.job_launch:
    job_template: No Such Template
    inventory: Seed Small Inventory++Engineering
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - result is not changed
      - "'No Such Template' in result.msg"

- name: launch with prompts
  awx.awx.job_launch:
    job_template: Seed - Ask everything
    inventory: Seed Small Inventory++Engineering
    credential: Seed Machine
    extra_vars: {var1: a first variable}
    tags: [sometimes]
    skip_tags: [always]
    wait: false
  register: result
- ansible.builtin.assert:
    that:
      - result is changed
      - result.status in ['pending', 'waiting', 'running']

- name: launch with a survey
  awx.awx.job_launch:
    job_template: Seed - Survey required no defaults
    extra_vars: {who: me, how_many: 2, env: dev}
    wait: false
  register: result
- ansible.builtin.assert:
    that: result is not failed

- name: launch a template of an organization
  awx.awx.job_launch:
    name: Simulated - ok
    organization: Engineering
    wait: false
  register: result
- ansible.builtin.assert:
    that: result is changed

- name: wait for it
  awx.awx.job_wait:
    job_id: "{{ result.id }}"
    interval: 1
    timeout: 120
  register: result
- ansible.builtin.assert:
    that:
      - result is not changed
      - result.status == 'successful'
"""

WAIT_AND_CANCEL = """
- name: wait for what there is not
  awx.awx.job_wait:
    job_id: "99999999"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'99999999' in result.msg"

- name: launch something long
  awx.awx.job_launch:
    job_template: Simulated - slow
    extra_vars: {seconds: 600}
    wait: false
  register: job

- name: wait for too short a time
  awx.awx.job_wait:
    job_id: "{{ job.id }}"
    timeout: 1
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - result.id == job.id
      - result.status in ['pending', 'waiting', 'running']

- name: cancel it in the background
  awx.awx.job_cancel:
    job_id: "{{ job.id }}"
    request_timeout: 60
  async: 60
  poll: 0

- name: wait for the end of what is canceled
  awx.awx.job_wait:
    job_id: "{{ job.id }}"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - result.status == 'canceled'
      - "'elapsed' in result"

- name: cancel what has ended
  awx.awx.job_cancel:
    job_id: "{{ job.id }}"
    fail_if_not_running: true
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that: result is failed

- name: cancel what there is not
  awx.awx.job_cancel:
    job_id: 9999999999
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'9999999999' in result.msg"
"""

COMMANDS = """
- name: wait for a command that there is not
  awx.awx.ad_hoc_command_wait:
    command_id: "99999999"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that: result is failed

- name: wait for a command for too short a time
  awx.awx.ad_hoc_command_wait:
    command_id: COMMAND
    timeout: 1
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - result.id == COMMAND

- name: cancel the command
  awx.awx.ad_hoc_command_cancel:
    command_id: COMMAND
    request_timeout: 60
  register: result
- ansible.builtin.assert:
    that: result is changed

- name: wait for the canceled command
  awx.awx.ad_hoc_command_wait:
    command_id: COMMAND
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that: result.status == 'canceled'

- name: see its output
  ansible.builtin.assert:
    that: "'content' in lookup('awx.awx.controller_api', 'ad_hoc_commands/COMMAND/stdout/?format=json')"

- name: see that it cannot be canceled any more
  ansible.builtin.assert:
    that: "not lookup('awx.awx.controller_api', 'ad_hoc_commands/COMMAND/cancel')['can_cancel']"

- name: cancel a command that has ended
  awx.awx.ad_hoc_command_cancel:
    command_id: COMMAND
    fail_if_not_running: true
    timeout: 60
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that: result is failed
"""  # noqa: E501

WORKFLOWS = """
- name: launch a workflow that there is not
  awx.awx.workflow_launch:
    workflow_template: No Such Workflow
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'No Such Workflow' in result.msg"

- name: launch a workflow and wait for too short a time
  awx.awx.workflow_launch:
    workflow_template: Seed - Workflow approval
    extra_vars: {who: me}
    timeout: 1
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'Seed - Workflow approval' in result.msg"
      - "'id' in result"

- name: cancel the workflow that waits for an approval
  awx.awx.job_cancel:
    job_id: "{{ result.id }}"
    fail_if_not_running: true
  register: result
- ansible.builtin.assert:
    that: result is changed

- name: launch a workflow and wait
  awx.awx.workflow_launch:
    workflow_template: Simulated - Workflow
    organization: Engineering
    interval: 0.2
  register: result
- ansible.builtin.assert:
    that:
      - result is not failed
      - result.status == 'successful'

- name: launch a workflow with what it does not ask for
  awx.awx.workflow_launch:
    workflow_template: Simulated - Workflow
    extra_vars: {var1: a first variable}
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'extra_vars' in result.msg"

- name: launch a workflow with a survey and more variables
  awx.awx.workflow_launch:
    name: Seed - Workflow approval
    extra_vars: {who: me, var1: a first variable}
    wait: false
  register: result
- ansible.builtin.assert:
    that: result is not failed

- name: cancel the workflow
  awx.awx.job_cancel:
    job_id: "{{ result.id }}"

- name: wait for the canceled workflow
  awx.awx.job_wait:
    job_id: "{{ result.id }}"
    job_type: workflow_jobs
    timeout: 120
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that: result.status == 'canceled'
"""

UPDATES = """
- name: update a project without waiting
  awx.awx.project_update:
    project: Seed Git Project
    organization: Engineering
    wait: false
  register: result
- ansible.builtin.assert:
    that: result is changed

- name: update a project and wait
  awx.awx.project_update:
    project: Seed Git Project
    organization: Engineering
    wait: true
  register: result
- ansible.builtin.assert:
    that: result is successful

- name: update a project by its id
  awx.awx.project_update:
    project: "{{ lookup('awx.awx.controller_api', 'projects', query_params={'name': 'Seed Git Project'}, return_ids=True, expect_one=True) }}"
    organization: Engineering
    wait: true
  register: result
- ansible.builtin.assert:
    that: result is successful

- name: update an inventory source
  awx.awx.inventory_source_update:
    inventory_source: Seed SCM Source
    inventory: Seed SCM Inventory
    organization: Engineering
    wait: false
  register: result
- ansible.builtin.assert:
    that: result is changed

- name: update all sources of an inventory
  awx.awx.inventory_source_update:
    inventory_source: "{{ item.name }}"
    inventory: "{{ item.summary_fields.inventory.name }}"
    organization: Engineering
    wait: true
  loop: "{{ query('awx.awx.controller_api', 'inventory_sources', query_params={'inventory__name': 'Seed SCM Inventory'}, expect_objects=True, return_objects=True) }}"
  loop_control:
    label: "{{ item.name }}"
  register: result
- ansible.builtin.assert:
    that:
      - result is changed
      - result.results | length == 1
"""  # noqa: E501

TOKENS = """
- name: use a mapping that holds no token
  awx.awx.job_cancel:
    job_id: 1
    controller_oauthtoken: {not_token: this is none}
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'awx_oauth_token' in result.msg"

- name: use a list as a token
  awx.awx.job_cancel:
    job_id: 1
    controller_oauthtoken: [not_token]
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'awx_oauth_token' in result.msg"

- name: revoke no token
  awx.awx.token:
    state: absent
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that: result is failed

- name: revoke a token that is said twice
  awx.awx.token:
    existing_token: {id: 1234}
    existing_token_id: 1234
    state: absent
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that: result is failed

- name: get a token
  awx.awx.token:
    description: Made by the tests of moving
    scope: write
    state: present
  register: made

- name: wait with the text of a token
  awx.awx.job_wait:
    job_id: []
    controller_oauthtoken: "{{ made.token.token }}"

- name: wait with a token
  awx.awx.job_wait:
    job_id: []
    controller_oauthtoken: "{{ made.token }}"

- name: give a token back with itself
  awx.awx.token:
    existing_token: "{{ made.token }}"
    controller_oauthtoken: "{{ made.token }}"
    state: absent
  register: result
- ansible.builtin.assert:
    that: result is changed

- name: get a second token
  awx.awx.token:
    scope: write
  register: made
- ansible.builtin.assert:
    that: made is changed

- name: give the second token back by its id
  awx.awx.token:
    existing_token_id: "{{ made.token.id }}"
    controller_oauthtoken: "{{ made.token }}"
    state: absent
  register: result
- ansible.builtin.assert:
    that: result is changed
"""

LOOKUPS = """
- name: ask a server that there is not
  ansible.builtin.debug:
    msg: "{{ query('awx.awx.controller_api', 'ping', host='dne.invalid:1', username='john', password='nope', verify_ssl=True, request_timeout=1) }}"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'dne' in result.msg"

- name: ask for a resource that there is not
  ansible.builtin.debug:
    msg: "{{ query('awx.awx.controller_api', 'john', query_params={}) }}"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'john' in result.msg"

- name: ask for objects, ids and pages
  ansible.builtin.assert:
    that:
      - "query('awx.awx.controller_api', 'users', query_params={'username': 'admin'}, return_objects=True) | length == 1"
      - users | length == all_users | length
      - all_users | length > 2
      - all_users[0] is string
      - "query('awx.awx.controller_api', 'users', query_params={'username': 'admin'}, return_ids=True)[0] == '1'"
      - "query('awx.awx.controller_api', 'users', query_params={'is_superuser': true}) | map(attribute='username') is contains('admin')"
      - "query('awx.awx.controller_api', 'organizations', query_params={'page_size': 200}, expect_objects=True, return_all=true) | length > 1"
      - lookup('awx.awx.controller_api', 'organizations/1', expect_objects=True)['id'] == 1
      - "query('awx.awx.controller_api', 'hosts', query_params={'name__endswith': 'no such host'}, expect_objects=True) == []"
      - "'active_node' in lookup('awx.awx.controller_api', 'ping')"
      - "'active_node' in lookup('awx.awx.controller_api', '/api/v2/ping/')"
      - "'CUSTOM_LOGO' in lookup('awx.awx.controller_api', 'settings/ui')"
  vars:
    users: "{{ query('awx.awx.controller_api', 'users', query_params={'page_size': 1}, return_all=true) }}"
    all_users: "{{ query('awx.awx.controller_api', 'users', return_ids=True) }}"

- name: ask for more than is allowed
  ansible.builtin.debug:
    msg: "{{ lookup('awx.awx.controller_api', 'users', query_params={'page_size': 1}, return_all=true, max_objects=1) }}"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'max_objects' in result.msg"

- name: ask for one where there is none
  ansible.builtin.debug:
    msg: "{{ query('awx.awx.controller_api', 'users', query_params={'username': 'john jacob'}, expect_one=True) }}"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'one object was expected' in result.msg"

- name: ask for one where there are several
  ansible.builtin.debug:
    msg: "{{ query('awx.awx.controller_api', 'users', expect_one=True) }}"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'one object was expected' in result.msg"

- name: ask for objects where there are none
  ansible.builtin.debug:
    msg: "{{ lookup('awx.awx.controller_api', 'settings/ui', expect_objects=True) }}"
  register: result
  ignore_errors: true
- ansible.builtin.assert:
    that:
      - result is failed
      - "'settings/ui' in result.msg"

- name: skip what depends on an answer
  ansible.builtin.debug:
    msg: there is such a user
  when: "query('awx.awx.controller_api', 'users', query_params={'username': 'no such user'}) | length == 1"
  register: result
- ansible.builtin.assert:
    that: result is skipped
"""  # noqa: E501

TASKS_BY_SUBJECT = {
    "launch": LAUNCH,
    "wait and cancel": WAIT_AND_CANCEL,
    "ad hoc commands": COMMANDS,
    "workflows": WORKFLOWS,
    "updates": UPDATES,
    "tokens": TOKENS,
    "lookups": LOOKUPS,
}

#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_job_launch
short_description: Launch an AWX job template, wait for the job, and report the cause of a failure
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Launches a job template, a workflow job template, a system job template, a project update or an inventory source update, or relaunches a job, and
    waits for the job. Ad hoc commands can be relaunched, but not launched, since they have no template.
  - Passwords, inventory, credentials, survey answers, and fields that the template does not prompt for (and which AWX would ignore) are validated
    before anything is launched. All problems are reported together.
  - One task launches one job. The launch request is never sent twice. If the response to it is lost, the task searches for the job that it may have
    started for up to 30 seconds, among the jobs that this user has launched from the template since then, and continues with the one that matches the
    request. If there is no such job, or more than one, the task fails and reports that. A job that another task of the same user on the same
    control node has launched is never used; see O(on_lost_answer) for details.
  - If the job fails, the task fails and reports the failed hosts and tasks with their messages.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
  - steward.awx._waiting
  - steward.awx._output
attributes:
  check_mode:
    details: In check mode everything is validated and nothing is launched.
  diff_mode:
    support: full
    details: Shows the defaults of the template and the values of the launch.
options:
  template:
    description:
      - "The template, as a name, an id, a named URL such as V(Deploy++Default), or a mapping such as V({name: Deploy, organization: Default})."
      - "A mapping can also contain the parent objects, for example V({name: EC2, inventory: {name: Cloud, organization: Default}}) with
        O(kind=inventory_source)."
      - Launching a project or an inventory source updates it.
      - If several organizations have a template of that name, the task fails and lists them.
      - The aliases O(ignore:job_template), O(ignore:workflow_job_template), O(ignore:workflow_template), O(ignore:project) and
        O(ignore:inventory_source) also set the kind of the template, like O(kind).
      - One of O(template) and O(relaunch) is required.
    type: raw
    aliases: [name, job_template, workflow_job_template, workflow_template, project, inventory_source]
  organization:
    description:
      - The organization of the template, as name or id. This is the same as a mapping with both. For an inventory source it is the organization of its
        inventory.
      - If O(template) is an id, the template must belong to this organization.
    type: raw
  kind:
    description:
      - The kind of template.
      - With V(auto), templates of all kinds are searched. If templates of several kinds have the same name, the task fails and lists them.
      - "O(kind=inventory_source) is required for inventory sources that are identified by their inventory, with O(inventory) or as in
        V({name: EC2, inventory: Cloud})."
    type: str
    choices: [auto, job_template, workflow_job_template, project, inventory_source, system_job_template]
    default: auto
  relaunch:
    description:
      - The job to relaunch instead of launching a template, as its id, or as the RV(job) that a task returned.
      - The job runs with the same parameters as before. Apart from O(hosts), O(relaunch_nodes) and O(credential_passwords), no launch options can
        be set.
      - Jobs, workflow jobs and ad hoc commands can be relaunched.
    type: raw
  hosts:
    description:
      - The hosts on which to relaunch a job, all of them or those on which it failed. AWX defaults to all.
      - Only supported for jobs of job templates. V(failed) requires that the job has finished.
    type: str
    choices: [all, failed]
  relaunch_nodes:
    description:
      - The nodes of a workflow job to relaunch, all of them or those that did not succeed. If not set, all nodes run again.
      - With V(failed) the successful nodes are carried over. They do not run again, and the values that they set with C(ansible.builtin.set_stats)
        are passed on. RV(nodes[].carried_over) shows which nodes these are.
      - AWX does not support this, only servers such as Ascender do. If the server does not support it, nothing is launched.
    type: str
    choices: [all, failed]
    version_added: 1.1.0
  when_running:
    description:
      - What to do if a job of the template is already active.
      - With V(launch) a new job is launched anyway. AWX keeps it pending unless the template allows concurrent jobs.
      - With V(attach) nothing is launched. The newest active job is waited for and returned.
      - With V(fail) nothing is launched, and the task fails and lists the active jobs.
      - V(attach) and V(fail) take one additional request, and are mutually exclusive with O(relaunch). A job that somebody else launches between that
        request and the launch is not detected.
    type: str
    choices: [launch, attach, fail]
    default: launch
  on_ignored:
    description:
      - What to do with options that AWX would ignore, because the template does not prompt for them or its kind does not support them.
      - With V(fail) they are reported together with all other problems, and nothing is launched. If AWX ignores a field nevertheless, the task
        fails after the launch and reports the job.
      - With V(warn) they are omitted from the launch, with a warning.
    type: str
    choices: [fail, warn]
    default: fail
  on_lost_answer:
    description:
      - What to do if the response to the launch request is lost, so that the job may or may not be running.
      - With V(adopt) the task searches for the job as described above, among the jobs that did not exist before the launch. This takes one
        additional request if the template is not identified by its name. Tasks of the same user on the same control node record the ids of their jobs
        in a directory below C(/tmp), so that two tasks never use the same job. If that directory cannot be used, the task behaves as with V(fail).
      - With V(fail) the task fails immediately and reports where to look for the job. Use this if several control nodes launch the same template with the
        same options as the same user at the same time. They do not know of each other, so that a task could mistake the job of another control node for
        its own.
    type: str
    choices: [adopt, fail]
    default: adopt
    version_added: 1.1.0
  inventory:
    description:
      - "The inventory, as name, id, or a mapping such as V({name: Web, organization: Default})."
      - With O(kind=inventory_source) it is the inventory of the source.
    type: raw
  credentials:
    description:
      - The credentials, each as name, id or mapping. Several credentials are looked up with one request.
      - They replace those of the template. AWX requires that the list contains every credential of the template, or another one of the same type (and
        for vaults, of the same vault id).
    type: list
    elements: raw
    aliases: [credential]
  credential_passwords:
    description:
      - The passwords that credentials prompt for at launch, such as C(ssh_password), C(become_password), C(ssh_key_unlock), C(vault_password) and
        C(vault_password.dev) for the vault id C(dev).
    type: dict
  extra_vars:
    description:
      - Extra variables and survey answers, as a mapping or as YAML or JSON text. Text is parsed on the control node.
      - "For system job templates use V({days: 30}), the minimum age in days of the data to remove."
      - Answers to numeric questions can be strings that contain a number, since templates of ansible-core before 2.19 convert numbers to strings. With
        these versions the same applies to numeric choices.
    type: raw
  limit:
    description: A pattern to limit the hosts.
    type: str
  job_tags:
    description: The tags to run.
    type: list
    elements: str
    aliases: [tags]
  skip_tags:
    description: The tags to skip.
    type: list
    elements: str
  scm_branch:
    description: The branch, tag or commit of the project.
    type: str
  job_type:
    description: V(run) runs the playbook, V(check) runs it in check mode.
    type: str
    choices: [run, check]
  verbosity:
    description: The verbosity of the playbook output.
    type: int
    choices: [0, 1, 2, 3, 4, 5]
  diff_mode:
    description: Whether to run the playbook in diff mode.
    type: bool
  forks:
    description: The number of forks.
    type: int
  job_slice_count:
    description: The number of slices to divide the hosts into. With more than one slice AWX runs a workflow with one job for each slice.
    type: int
  job_timeout:
    description: The number of seconds after which AWX cancels the job. To limit the time that this task waits, use O(wait_timeout).
    type: int
  labels:
    description: The labels of the job, each as name, id or mapping.
    type: list
    elements: raw
  instance_groups:
    description: The instance groups to run the job in, in order of preference, each as name or id.
    type: list
    elements: raw
  execution_environment:
    description: The execution environment, as name or id.
    type: raw
  wait:
    description: Whether to wait for the job to finish. Otherwise the task succeeds as soon as the job has been launched.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Launch a job template with survey answers, and wait for the job
  steward.awx.awx_job_launch:
    template: Deploy shop
    extra_vars:
      version: 2.4.1
      stage: staging
      replicas: 3
  register: deploy

- name: Launch a job template of a specific organization without waiting for the job
  steward.awx.awx_job_launch:
    template:
      name: Restart web servers
      organization: Shop
    wait: false

- name: Set the fields that the job template prompts for
  steward.awx.awx_job_launch:
    template: Patch web servers
    inventory:
      name: Web servers
      organization: Shop
    credentials: [Shop SSH key]
    limit: web-1
    verbosity: 0
    diff_mode: false
    extra_vars: |
      reboot: true
    wait_timeout: 600

- name: Show the output of the job while it runs
  steward.awx.awx_job_launch:
    template: Deploy shop
    extra_vars: {version: 2.4.1, stage: staging, replicas: 3}
    output: live

- name: Cancel the job after 10 minutes, or if the playbook is interrupted
  steward.awx.awx_job_launch:
    template: Deploy shop
    extra_vars: {version: 2.4.1, stage: staging, replicas: 3}
    wait_timeout: 600
    on_timeout: cancel
    cancel_on_interrupt: true

- name: Validate a launch and show differences from the defaults of the job template
  steward.awx.awx_job_launch:
    template: Deploy shop
    extra_vars: {version: 2.4.1, stage: staging, replicas: 3}
  check_mode: true
  diff: true

- name: Update a project
  steward.awx.awx_job_launch:
    template: Shop
    kind: project

- name: Run a workflow, or wait for the run in progress
  steward.awx.awx_job_launch:
    template: Release shop
    when_running: attach

- name: Relaunch a job
  steward.awx.awx_job_launch:
    relaunch: "{{ deploy.job.id }}"
    hosts: all
"""

RETURN = r"""
id:
  description: The id of the job, same as RV(job.id).
  returned: if a job was launched or attached to, also on failure
  type: int
  sample: 20144
elapsed:
  description: The run time of the job in seconds, same as RV(job.elapsed).
  returned: if a job was launched or attached to, also on failure
  type: float
  sample: 2.401
job:
  description: The job that was launched, in its state at the end of the task.
  returned: if a job was launched or attached to, also on failure
  type: dict
  contains:
    id:
      description: The id of the job.
      type: int
      sample: 20144
    name:
      description: The name of the job, which is that of its template.
      type: str
      sample: Deploy shop
    kind:
      description: The type of the job in the API. A sliced job template runs as a workflow job.
      type: str
      sample: job
    status:
      description: The status of the job.
      type: str
      sample: successful
    failed:
      description: Whether the job did not succeed.
      type: bool
      sample: false
    url:
      description: The URL of the job in the API.
      type: str
      sample: https://awx.example.com/api/v2/jobs/20144/
    browser_url:
      description: The URL of the job output in the web interface.
      type: str
      sample: https://awx.example.com/#/jobs/playbook/20144/output
    started:
      description: When the job started.
      type: str
      sample: "2026-11-22T23:50:30.688246Z"
    finished:
      description: When the job finished.
      type: str
      sample: "2026-11-22T23:50:33.089524Z"
    elapsed:
      description: The run time of the job in seconds.
      type: float
      sample: 2.401
    limit:
      description: The host pattern of the job.
      type: str
      sample: ""
    extra_vars:
      description: The extra variables as JSON text. AWX masks secrets in it. V(null) if they are not known.
      type: str
      sample: '{"version": "2.4.1"}'
    artifacts:
      description:
        - The values that the playbook set with C(ansible.builtin.set_stats), up to 256 KiB as JSON.
        - A string that says so if AWX hides them because a task had C(no_log). V(null) if they are not known.
      type: raw
      sample: {}
    artifacts_left_out:
      description: The names of artifacts that were too large to be returned, at most 100.
      returned: if there are any
      type: list
      elements: str
      sample: [report]
    launched_by:
      description: The name of the user or object that launched the job.
      type: str
      sample: admin
    explanation:
      description: The explanation of AWX if the job could not run.
      type: str
      sample: ""
launched_from:
  description: The template or job that was launched, or would be launched in check mode.
  returned: unless the launch was refused
  type: dict
  contains:
    kind:
      description: The kind of the template, or the type of the relaunched job.
      type: str
      sample: job_template
    id:
      description: The id of the template or job.
      type: int
      sample: 12
    name:
      description: The name of the template, or the id of the relaunched job.
      type: str
      sample: Deploy shop
ignored_fields:
  description:
    - The fields that were omitted from the launch because of O(on_ignored=warn), and those that AWX ignored nevertheless. The names are those of the
      API, for example C(timeout) for O(job_timeout).
  returned: unless the launch was refused
  type: dict
  sample: {}
explanation:
  description:
    - Why the job failed, if its tasks do not show it. Empty if RV(failures) is sufficient.
    - This is the explanation of AWX in plain words. If an update that had to run before the job failed, it is named, with the cause of its failure.
    - If AWX itself failed to run the job, this is the end of the traceback.
    - For a job that was canceled or timed out, this is its last task.
    - Otherwise this is the line near the end of the output that mentions an error, or the last line.
  returned: if the job failed
  type: str
  sample: "project update 20143 'Shop', which had to run before it, failed: task 'Update project using git': repository not found"
adopted:
  description: Whether the response to the launch request was lost, and its job was found. There is also a warning in this case.
  returned: unless the launch was refused
  type: bool
  sample: false
attached:
  description: Whether nothing was launched because a job of the template was already active, with O(when_running=attach).
  returned: unless the launch was refused
  type: bool
  sample: false
diff:
  description:
    - The defaults of the template and the values of the launch, for C(--diff).
    - Passwords are masked. The instance groups of the template are not included.
  returned: if a template that takes options was launched, or would be launched in check mode
  type: dict
  contains:
    before:
      description: The defaults of the template.
      type: dict
      sample: {limit: "", verbosity: 0}
    after:
      description: The values of the launch.
      type: dict
      sample: {limit: web, verbosity: 0}
hosts:
  description: The hosts of the job, if it ran a playbook.
  returned: if O(wait=true) and the job has finished
  type: dict
  contains:
    counts:
      description:
        - The number of hosts for each result. A host counts once, for its worst result.
        - Empty for jobs that were canceled or timed out, since AWX does not count their hosts.
      type: dict
      sample: {ok: 2, failed: 1}
    failed:
      description: The names of the hosts on which a task failed. At most 200 names, including those in RV(hosts.unreachable).
      type: list
      elements: str
      sample: [web-2]
    unreachable:
      description: The names of the unreachable hosts.
      type: list
      elements: str
      sample: []
    left_out:
      description: The number of further hosts that failed or were unreachable.
      returned: if the job failed
      type: int
      sample: 0
failures:
  description:
    - The failures, one for each host and task, in the order in which they occurred, at most 20.
    - Ignored and rescued failures are not included. Rescued ones are if the job was canceled or timed out, since AWX does not count them then.
    - Determining the cause takes at most five requests, usually three, regardless of the number of events and hosts. For a workflow it takes at most
      32, usually four, regardless of the number of nodes, and a few more if nodes were retried. If it takes longer than a minute, it is stopped with a
      warning.
    - Escape sequences and control characters are removed.
  returned: if the job failed and is not a workflow job
  type: list
  elements: dict
  contains:
    host:
      description: The name of the host.
      type: str
      sample: web-2
    task:
      description: The name of the task.
      type: str
      sample: Install the package
    action:
      description: The module or action of the task.
      type: str
      sample: ansible.builtin.package
    play:
      description: The name of the play.
      type: str
      sample: Deploy
    role:
      description: The role of the task, if any.
      type: str
      sample: ""
    unreachable:
      description: Whether the host was unreachable.
      type: bool
      sample: false
    message:
      description: The message of the task, at most 2,000 characters. For a loop, the messages of the first five failed items.
      type: str
      sample: No package matching 'nginx-9.9' found available
    rc:
      description: The return code of a command.
      type: int
      sample: 100
    stderr_tail:
      description: The end of the standard error of a command, at most 20 lines and 2,000 characters.
      type: str
      sample: ""
failures_left_out:
  description: The number of failures that are not included in RV(failures).
  returned: if the job failed and is not a workflow job
  type: int
  sample: 0
output_tail:
  description: The last 20 lines of the job output without colours, at most 1,000 characters of each line.
  returned: if the job failed and is not a workflow job, or if O(output) could not be shown
  type: str
  sample: "PLAY RECAP ****"
nodes:
  description:
    - The nodes of a workflow with their jobs. Each node is listed after its parents.
    - At most 1,000 nodes are read, including those of nested workflows.
  returned: if O(wait=true) and the job is a workflow job, also if it timed out
  type: list
  elements: dict
  contains:
    id:
      description: The id of the node.
      type: int
      sample: 312
    identifier:
      description: The identifier of the node.
      type: str
      sample: deploy
    parents:
      description:
        - The parent nodes, each with its C(id), its C(identifier), and the result of the parent that the node runs C(on).
        - The result is V(success), V(failure) or V(always). If the link also has a condition, as on Ascender, C(condition) describes it.
      type: list
      elements: dict
      sample: [{"id": 311, "identifier": build, "on": success}]
    within:
      description: The names of the nested workflows that contain the node, starting with the outermost.
      type: list
      elements: str
      sample: []
    template:
      description: The name of the template.
      type: str
      sample: Deploy shop
    job:
      description: The id of the job. V(null) if the node did not run.
      type: int
      sample: 20145
    name:
      description: The name of the job.
      type: str
      sample: Deploy shop
    type:
      description: The type of the job. For an approval it is V(workflow_approval).
      type: str
      sample: job
    status:
      description:
        - The status of the job. An approval that has not been decided yet is V(pending).
        - Nodes without a job are V(skipped) if no path led to them, V(not reached) if the workflow ended or was canceled before them or has not reached
          them yet, V(no template) if their template was deleted, V(stuck) if they are part of a loop of nodes that wait for each other, or
          V(unknown) if the job was deleted or is not visible to the user.
        - A node without a job that was carried over is V(successful).
      type: str
      sample: failed
    elapsed:
      description: The run time of the job in seconds.
      type: float
      sample: 2.401
    carried_over:
      description: Whether the node was successful in the previous run and did not run again, because of O(relaunch_nodes=failed).
      type: bool
      sample: false
    attempt:
      description: Which attempt RV(nodes[].job) is. It is only greater than 1 if the server retries failed nodes, as Ascender does.
      type: int
      sample: 1
    earlier_attempts:
      description:
        - The earlier attempts in order, each with its C(job), C(status), C(browser_url), and the C(explanation) of its failure.
        - The explanation is that of AWX. For the first five attempts of nodes that failed in the end, it is the cause of the failure.
      type: list
      elements: dict
      sample: []
    url:
      description: The URL of the job in the API.
      type: str
      sample: https://awx.example.com/api/v2/jobs/20145/
    browser_url:
      description: The URL of the job output in the web interface. For an approval, the URL where it can be approved.
      type: str
      sample: https://awx.example.com/#/jobs/playbook/20145/output
    handled:
      description:
        - Whether the workflow has a path that handles the failure of this node, so that AWX does not count it as a failure of the workflow.
        - A path with a condition counts if it was taken.
      type: bool
      sample: false
    explanation:
      description:
        - Why the node did not run. For the first five nodes that failed, the same as RV(explanation) of a job.
        - For an approval, who denied it, or when it became pending and who can approve it where.
      type: str
      sample: ""
    failures:
      description: For the first five nodes that failed, the first five failures of their jobs, each as in RV(failures).
      type: list
      elements: dict
      sample: []
    failures_left_out:
      description: The number of failures that are not included.
      type: int
      sample: 0
    nodes:
      description: The nodes of a nested workflow, in the same form. Three levels of workflows are read.
      type: list
      elements: dict
      sample: []
nodes_left_out:
  description: The number of nodes that are not included.
  returned: same as RV(nodes)
  type: int
  sample: 0
gone_jobs:
  description: The last known state of the job, if it was deleted while the task waited for it.
  returned: if the job was deleted
  type: list
  elements: dict
  sample: [{"id": 20144, "name": Deploy shop, "kind": job, "status": running}]
  version_added: 1.1.0
timed_out:
  description: Whether O(wait_timeout) elapsed before the job finished.
  returned: if it did
  type: bool
  sample: true
problems:
  description: The problems that prevented the launch, one sentence each.
  returned: if the launch was refused
  type: list
  elements: str
  sample: ["survey answer 'version' (text) is required: give it in extra_vars"]
requests:
  description: The number of HTTP requests that were sent.
  returned: if a job was launched, or in check mode
  type: int
  sample: 7
api_calls:
  description: The API requests with method, URL, status and duration. Secrets are masked.
  returned: with C(-vvv), if the module runs in a separate process; otherwise the requests are shown on the terminal
  type: list
  elements: str
  sample: ["GET https://awx.example.com/api/v2/job_templates/12/launch/ 200 in 45 ms (server 0.040s)"]
http_status:
  description: The HTTP status of the response that made the task fail.
  returned: failure, if the server responded with an error
  type: int
  sample: 403
status:
  description: The status of the job, same as RV(job.status).
  returned: if a job was launched or attached to, also on failure
  type: str
  sample: successful
"""

import typing as t

from ansible.module_utils.ansible_release import __version__ as ansible_version

from ..module_utils._argspec import OUTPUT_OPTION, WAITING_OPTIONS, Specification
from ..module_utils._awx.api.client import AwxClient
from ..module_utils._awx.launch.extra_vars import parse_extra_vars
from ..module_utils._awx.operations import job_launch
from ..module_utils._awx.schema.template_types import KIND_OF_ALIAS, KINDS
from ..module_utils._launch_claims import FileClaims
from ..module_utils._module import run_module
from ..module_utils._unknown_option_hints import JOB_LAUNCH

# Templates of older versions make text of all that they render.
_NUMBERS_ARE_TEXT = tuple(map(int, ansible_version.split(".")[:2])) < (2, 19)


def _launch(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
) -> dict[str, t.Any]:
    return job_launch.run(
        client,
        options,
        check_mode=check_mode,
        claims=FileClaims(),
        numbers_are_text=_NUMBERS_ARE_TEXT,
    )


def _with_parsed_variables(arguments: dict[str, t.Any]) -> dict[str, t.Any]:
    text = arguments.get("extra_vars")
    return (
        {**arguments, "extra_vars": parse_extra_vars(text)} if isinstance(text, str) else arguments
    )


SPECIFICATION = Specification(
    operation=_launch,
    options={
        "template": {"type": "raw", "aliases": ["name", *KIND_OF_ALIAS]},
        "organization": {"type": "raw"},
        "kind": {"type": "str", "choices": ["auto", *KINDS], "default": "auto"},
        "relaunch": {"type": "raw"},
        "hosts": {"type": "str", "choices": ["all", "failed"]},
        "relaunch_nodes": {"type": "str", "choices": ["all", "failed"]},
        "when_running": {
            "type": "str",
            "choices": ["launch", "attach", "fail"],
            "default": "launch",
        },
        "on_ignored": {"type": "str", "choices": ["fail", "warn"], "default": "fail"},
        "on_lost_answer": {"type": "str", "choices": ["adopt", "fail"], "default": "adopt"},
        "inventory": {"type": "raw"},
        "credentials": {"type": "list", "elements": "raw", "aliases": ["credential"]},
        "credential_passwords": {"type": "dict", "no_log": True},
        "extra_vars": {"type": "raw"},
        "limit": {"type": "str"},
        "job_tags": {"type": "list", "elements": "str", "aliases": ["tags"]},
        "skip_tags": {"type": "list", "elements": "str"},
        "scm_branch": {"type": "str"},
        "job_type": {"type": "str", "choices": ["run", "check"]},
        "verbosity": {"type": "int", "choices": [0, 1, 2, 3, 4, 5]},
        "diff_mode": {"type": "bool"},
        "forks": {"type": "int"},
        "job_slice_count": {"type": "int"},
        "job_timeout": {"type": "int"},
        "labels": {"type": "list", "elements": "raw"},
        "instance_groups": {"type": "list", "elements": "raw"},
        "execution_environment": {"type": "raw"},
        "wait": {"type": "bool", "default": True},
        **WAITING_OPTIONS,
        **OUTPUT_OPTION,
    },
    rules={
        "required_one_of": [("template", "relaunch")],
        "mutually_exclusive": [("template", "relaunch")],
        "required_if": [
            (name, value, ["relaunch"])
            for name in ("hosts", "relaunch_nodes")
            for value in ("all", "failed")
        ],
    },
    moved=JOB_LAUNCH,
    undisclosed=("extra_vars",),
    read=_with_parsed_variables,
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

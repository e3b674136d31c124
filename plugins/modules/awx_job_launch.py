#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_job_launch
short_description: Launch a template of AWX, wait for the job, and say why it failed
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Launches whatever AWX can launch - a job template, a workflow job template, a system job template, the update of a project, the sync of an
    inventory source - or a job once more, and waits for the job. New ad hoc commands are not launched; they have no template.
  - Everything that is missing or wrong is said at once, before anything is launched - passwords, inventory, credentials, answers to the survey,
    and fields that the template does not prompt for, which AWX would ignore.
  - One task launches one job. The launch is never sent twice; if its answer is lost, the task looks for the job that it may have started for up to
    30 seconds, among those that this user launched of the template since, and goes on with the one that fits what was sent. If there is none or more
    than one, it fails and says so. No job is taken that another task of the same user on the same controller launched; O(on_lost_answer) says more.
  - If the job fails, the task fails, and says on which hosts, in which tasks, and with which messages.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
  - steward.awx._waiting
  - steward.awx._output
attributes:
  check_mode:
    details: Check mode does every check that comes before the launch, and launches nothing.
  diff_mode:
    support: full
    details: Shows the template's defaults against what runs.
options:
  template:
    description:
      - "The template, as name, id, named URL such as V(Deploy++Default), or a mapping such as V({name: Deploy, organization: Default})."
      - "A mapping selects by what an object belongs to as well, such as V({name: EC2, inventory: {name: Cloud, organization: Default}}) with
        O(kind=inventory_source)."
      - A project or an inventory source is launched by updating it.
      - A name that several organizations use is an error which lists them.
      - The aliases O(ignore:job_template), O(ignore:workflow_job_template), O(ignore:workflow_template), O(ignore:project) and
        O(ignore:inventory_source) say the kind of the template too, as O(kind) does.
      - One of O(template) and O(relaunch) is required.
    type: raw
    aliases: [name, job_template, workflow_job_template, workflow_template, project, inventory_source]
  organization:
    description:
      - The organization of the template, as name or id. It is the same as a mapping with both; of an inventory source it is that of its inventory.
      - A template that O(template) gives by its id must be one of this organization.
    type: raw
  kind:
    description:
      - What kind of template it is.
      - With V(auto) it is found among all kinds; a name that templates of several kinds have is an error which lists them.
      - "Inventory sources that are called by their inventory, with O(inventory) or as in V({name: EC2, inventory: Cloud}), need
        O(kind=inventory_source)."
    type: str
    choices: [auto, job_template, workflow_job_template, project, inventory_source, system_job_template]
    default: auto
  relaunch:
    description:
      - The job to launch again instead of a template, as its id, or as the RV(job) that a task returned.
      - It runs with what it ran with before; besides O(hosts), O(relaunch_nodes) and O(credential_passwords) no option of the launch can be
        given.
      - Jobs, workflow jobs and ad hoc commands can be launched again.
    type: raw
  hosts:
    description:
      - The hosts of a job that is launched again, all of them or those on which it failed. Without it AWX takes all.
      - Only jobs of job templates take it, and V(failed) only once the job has ended.
    type: str
    choices: [all, failed]
  relaunch_nodes:
    description:
      - The nodes of a workflow job that is launched again, all of them or those that did not succeed. Without it all of them run again.
      - With V(failed) the nodes that were successful are carried over - they do not run again, and what they left with C(ansible.builtin.set_stats)
        is passed on. RV(nodes[].carried_over) tells which these are.
      - AWX itself cannot do this, only servers such as Ascender can. Where it cannot be done nothing is launched, rather than everything again.
    type: str
    choices: [all, failed]
    version_added: 1.1.0
  when_running:
    description:
      - What to do if a job of the template is active already.
      - With V(launch) it is launched all the same; AWX keeps the new job waiting unless the template allows simultaneous jobs.
      - With V(attach) nothing is launched, and the newest active job is waited for and returned.
      - With V(fail) nothing is launched, and the task fails and names the active jobs.
      - Anything but V(launch) takes one request, and cannot be used with O(relaunch). A job that is launched by somebody else between that request and
        the launch is not noticed.
    type: str
    choices: [launch, attach, fail]
    default: launch
  on_ignored:
    description:
      - What to do about options that AWX would ignore, since the template does not prompt for them or its kind takes none.
      - With V(fail) they are named together with everything else that is wrong, and nothing is launched. Should AWX ignore something all the same, the
        task fails once the job is launched, and says which job it is.
      - With V(warn) they are left out of the launch, with a warning.
    type: str
    choices: [fail, warn]
    default: fail
  on_lost_answer:
    description:
      - What to do if the answer to the launch is lost, so that the job may be running or not.
      - With V(adopt) its job is looked for as said above, among those that were not there before the launch; to know these takes one more request
        where the template is not given by its name. Tasks of one user on one controller tell each other in a directory below C(/tmp) which jobs are
        theirs, so that a job is never that of two tasks; where that directory cannot be used, the task does as with V(fail).
      - With V(fail) the task fails at once, and says where to look for the job. Use it where several controllers launch the same template with the same
        options as the same user at the same time, since they do not know of each other; a job of the one might be taken for that of the other.
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
      - The credentials, each as name, id or mapping. Several are asked for in one request.
      - They replace those of the template. AWX wants every credential of the template in the list, or another one of its type, and for vaults of its
        vault id.
    type: list
    elements: raw
    aliases: [credential]
  credential_passwords:
    description:
      - The passwords that credentials ask for at launch, such as C(ssh_password), C(become_password), C(ssh_key_unlock), C(vault_password) and
        C(vault_password.dev) for the vault id C(dev).
    type: dict
  extra_vars:
    description:
      - Variables and answers to the survey, as a mapping, or as YAML or JSON text, which the controller parses.
      - "System job templates take V({days: 30}), the age in days from which on things are removed."
      - Answers to number questions may be text that is a number, since templates of ansible-core before 2.19 make text of numbers. With such a version
        the same goes for numbers to choose from.
    type: raw
  limit:
    description: A pattern that limits the hosts.
    type: str
  job_tags:
    description: The tags to run.
    type: list
    elements: str
    aliases: [tags]
  skip_tags:
    description: The tags to leave out.
    type: list
    elements: str
  scm_branch:
    description: The branch, tag or commit of the project.
    type: str
  job_type:
    description: V(run) to run the playbook, V(check) to run it in Ansible's check mode.
    type: str
    choices: [run, check]
  verbosity:
    description: The verbosity of the playbook's output.
    type: int
    choices: [0, 1, 2, 3, 4, 5]
  diff_mode:
    description: Whether the playbook shows differences.
    type: bool
  forks:
    description: The number of hosts to work on at once.
    type: int
  job_slice_count:
    description: The number of slices to divide the hosts into. With more than one slice AWX runs a workflow with a job for each.
    type: int
  job_timeout:
    description: The number of seconds after which AWX cancels the job. This is AWX's own limit; O(wait_timeout) is this task's.
    type: int
  labels:
    description: The labels of the job, each as name, id or mapping.
    type: list
    elements: raw
  instance_groups:
    description: The instance groups to run in, the preferred one first, each as name or id.
    type: list
    elements: raw
  execution_environment:
    description: The execution environment, as name or id.
    type: raw
  wait:
    description: Whether to wait for the end of the job. Without waiting the task succeeds as soon as the job is launched.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Launch a template, answer its survey, and wait for the job
  steward.awx.awx_job_launch:
    template: Demo - Deploy
    extra_vars:
      version: 2.4.1
      stage: staging
      replicas: 3
  register: deploy

- name: Say which of several templates of the same name is meant, and start it only
  steward.awx.awx_job_launch:
    template:
      name: Duplicate Name
      organization: Engineering
    wait: false

- name: Give what the template prompts for
  steward.awx.awx_job_launch:
    template: Seed - Ask everything
    inventory:
      name: Seed Small Inventory
      organization: Engineering
    credentials: [Seed Machine]
    limit: small-1
    verbosity: 0
    diff_mode: false
    extra_vars: |
      greeting: Hello
    wait_timeout: 600

- name: See the output of the job as it runs
  steward.awx.awx_job_launch:
    template: Demo - Deploy
    extra_vars: {version: 2.4.1, stage: staging, replicas: 3}
    output: live

- name: Launch, wait for 10 minutes at most, and cancel the job then, or if the playbook is interrupted
  steward.awx.awx_job_launch:
    template: Demo - Deploy
    extra_vars: {version: 2.4.1, stage: staging, replicas: 3}
    wait_timeout: 600
    on_timeout: cancel
    cancel_on_interrupt: true

- name: Only look whether everything is there that the launch needs, and what differs from the defaults
  steward.awx.awx_job_launch:
    template: Demo - Deploy
    extra_vars: {version: 2.4.1, stage: staging, replicas: 3}
  check_mode: true
  diff: true

- name: Update a project
  steward.awx.awx_job_launch:
    template: Seed Git Project
    kind: project

- name: Run a workflow, or wait for the run that is under way
  steward.awx.awx_job_launch:
    template: Simulated - Workflow
    when_running: attach

- name: Run a job once more
  steward.awx.awx_job_launch:
    relaunch: "{{ deploy.job.id }}"
    hosts: all
"""

RETURN = r"""
id:
  description: The id of the job, as RV(job.id).
  returned: if a job was launched or attached to, also on failure
  type: int
  sample: 20144
elapsed:
  description: How many seconds the job ran, as RV(job.elapsed).
  returned: if a job was launched or attached to, also on failure
  type: float
  sample: 2.401
job:
  description: The job that was launched, as it was when the task ended.
  returned: if a job was launched or attached to, also on failure
  type: dict
  contains:
    id:
      description: The id of the job.
      type: int
      sample: 20144
    name:
      description: Its name, that of the template.
      type: str
      sample: Demo - Deploy
    kind:
      description: What kind of job it is, in AWX's words. A sliced job template runs as a workflow job.
      type: str
      sample: job
    status:
      description: How far it came, or how it ended.
      type: str
      sample: successful
    failed:
      description: Whether it ended without success.
      type: bool
      sample: false
    url:
      description: Its address in the API.
      type: str
      sample: https://awx.example.com/api/v2/jobs/20144/
    browser_url:
      description: The address of its output for a browser.
      type: str
      sample: https://awx.example.com/#/jobs/playbook/20144/output
    started:
      description: When it started.
      type: str
      sample: "2026-11-22T23:50:30.688246Z"
    finished:
      description: When it ended.
      type: str
      sample: "2026-11-22T23:50:33.089524Z"
    elapsed:
      description: How many seconds it ran.
      type: float
      sample: 2.401
    limit:
      description: The pattern that limited its hosts.
      type: str
      sample: ""
    extra_vars:
      description: Its variables as JSON text; AWX masks secrets in it. None if they are not known.
      type: str
      sample: '{"version": "2.4.1"}'
    artifacts:
      description:
        - What the playbook left with C(ansible.builtin.set_stats), up to 256 KiB as JSON.
        - A text says so if AWX hides it, because a task had C(no_log). None if it is not known.
      type: raw
      sample: {}
    artifacts_left_out:
      description: The names of the artifacts that were too large to be returned, at most 100.
      returned: if there are any
      type: list
      elements: str
      sample: [report]
    launched_by:
      description: Who launched it.
      type: str
      sample: admin
    explanation:
      description: AWX's explanation if it could not run.
      type: str
      sample: ""
launched_from:
  description: What was launched, or would be in check mode.
  returned: unless the launch was refused
  type: dict
  contains:
    kind:
      description: The kind of the template, or the type of the job that was launched again.
      type: str
      sample: job_template
    id:
      description: Its id.
      type: int
      sample: 12
    name:
      description: The name of the template; the id of a job that was launched again.
      type: str
      sample: Demo - Deploy
ignored_fields:
  description:
    - What was left out of the launch with O(on_ignored=warn), and what AWX ignored of it all the same. The names are those of the API, such as
      C(timeout) for O(job_timeout).
  returned: unless the launch was refused
  type: dict
  sample: {}
explanation:
  description:
    - Why the job ended so, where its tasks do not tell it. Empty where RV(failures) says it all.
    - It is AWX's explanation in words. If an update had to run before the job and failed, it names it and says why that failed.
    - If AWX itself failed to run the job, it is the end of the traceback.
    - Of a job that was canceled or ran out of time, it names its last task.
    - Otherwise it is the line of the end of the output that speaks of an error, or else the last line.
  returned: if the job failed
  type: str
  sample: "project update 20143 'Shop', which had to run before it, failed: task 'Update project using git': repository not found"
adopted:
  description: Whether the answer to the launch was lost, and its job was found. A warning says so too.
  returned: unless the launch was refused
  type: bool
  sample: false
attached:
  description: Whether nothing was launched, since a job of the template was active and O(when_running=attach).
  returned: unless the launch was refused
  type: bool
  sample: false
diff:
  description: The template's defaults and what runs, for C(--diff). Passwords are masked. The template's own instance groups are not known.
  returned: if a template was launched or would be in check mode, and it takes options
  type: dict
  contains:
    before:
      description: The defaults of the template.
      type: dict
      sample: {limit: "", verbosity: 0}
    after:
      description: What runs.
      type: dict
      sample: {limit: web, verbosity: 0}
hosts:
  description: The hosts of the job, if it ran a playbook.
  returned: if O(wait=true) and the job has ended
  type: dict
  contains:
    counts:
      description:
        - How many hosts ended how. A host counts once, as the worst of what happened on it.
        - Empty for jobs that were canceled or ran out of time, which AWX does not count.
      type: dict
      sample: {ok: 2, failed: 1}
    failed:
      description: The names of the hosts on which a task failed, at most 200 with those in RV(hosts.unreachable).
      type: list
      elements: str
      sample: [small-2]
    unreachable:
      description: The names of the hosts that could not be reached.
      type: list
      elements: str
      sample: []
    left_out:
      description: How many more hosts failed or could not be reached.
      returned: if the job failed
      type: int
      sample: 0
failures:
  description:
    - What failed, one entry for each host and task, in the order in which it happened, at most 20.
    - Ignored failures are not among them, nor rescued ones, unless the job was canceled or ran out of time, since AWX does not count these.
    - To explain a job takes at most five requests, mostly three, however many events and hosts it has. A workflow takes at most 32, mostly four, however many
      nodes it has, and some more if nodes were repeated. After a minute of that nothing more is read, with a warning.
    - What a job said is shown without escape sequences and control characters.
  returned: if the job failed and is no workflow
  type: list
  elements: dict
  contains:
    host:
      description: The host.
      type: str
      sample: small-2
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
      description: The role of the task, if it is of one.
      type: str
      sample: ""
    unreachable:
      description: Whether the host could not be reached.
      type: bool
      sample: false
    message:
      description: What the task said, at most 2,000 characters; for a loop, what the first five failed items said.
      type: str
      sample: No package matching 'nginx-9.9' found available
    rc:
      description: The return code of a command.
      type: int
      sample: 100
    stderr_tail:
      description: The end of what it wrote to its standard error, at most 20 lines and 2,000 characters.
      type: str
      sample: ""
failures_left_out:
  description: How many failures there are besides those in RV(failures).
  returned: if the job failed and is no workflow
  type: int
  sample: 0
output_tail:
  description: The last 20 lines of the job's output, without colours, 1,000 characters of each at most.
  returned: if the job failed and is no workflow, or if O(output) asks for what could not be shown
  type: str
  sample: "PLAY RECAP ****"
nodes:
  description:
    - The nodes of a workflow, each after those that lead to it, with its job and how that ended.
    - At most 1,000 are read, those of nested workflows included.
  returned: if O(wait=true) and the job is a workflow job, also if it is late
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
        - The nodes that lead to it, each with its C(id), its C(identifier) and C(on) which ending of theirs.
        - The ending is V(success), V(failure) or V(always). If the link has a condition besides, as on Ascender, C(condition) says which in words.
      type: list
      elements: dict
      sample: [{"id": 311, "identifier": build, "on": success}]
    within:
      description: The names of the nested workflows that it is in, the outermost first.
      type: list
      elements: str
      sample: []
    template:
      description: The name of its template.
      type: str
      sample: Demo - Deploy
    job:
      description: The id of its job; none if it did not run.
      type: int
      sample: 20145
    name:
      description: The name of its job.
      type: str
      sample: Demo - Deploy
    type:
      description: The kind of its job. An approval is a V(workflow_approval).
      type: str
      sample: job
    status:
      description:
        - How far its job came or how it ended, an approval that waits being V(pending).
        - Without a job it is V(skipped) if no path led to it, V(not reached) if the workflow ended or was canceled before or has not come to it yet,
          V(no template) if its template is gone, V(stuck) if it waits for nodes that wait for it, or V(unknown) if the job is gone or may not be seen.
        - Also V(successful) without a job, if it was carried over.
      type: str
      sample: failed
    elapsed:
      description: How many seconds its job ran.
      type: float
      sample: 2.401
    carried_over:
      description: Whether it was successful in the run before, and was not run again because of O(relaunch_nodes=failed).
      type: bool
      sample: false
    attempt:
      description: Which attempt RV(nodes[].job) is; more than 1 only where the server repeats nodes that failed, as Ascender does.
      type: int
      sample: 1
    earlier_attempts:
      description:
        - The attempts before that, the first one first, each with its C(job), C(status), C(browser_url), and C(explanation) why it failed.
        - The explanation is that of AWX; of the first five attempts of nodes that failed in the end it is what failed.
      type: list
      elements: dict
      sample: []
    url:
      description: The address of its job in the API.
      type: str
      sample: https://awx.example.com/api/v2/jobs/20145/
    browser_url:
      description: The address of its job's output for a browser; of an approval, where it can be given.
      type: str
      sample: https://awx.example.com/#/jobs/playbook/20145/output
    handled:
      description:
        - Whether the workflow has a path on from it when it fails, so that AWX does not take its failure for that of the workflow.
        - A path with a condition counts if it was taken.
      type: bool
      sample: false
    explanation:
      description:
        - Why it did not run or, of the first five that failed, what RV(explanation) is of a job.
        - Who denied an approval, or since when it waits, who may give it and where.
      type: str
      sample: ""
    failures:
      description: Of the first five nodes that failed, the first five failures of their jobs, each as in RV(failures).
      type: list
      elements: dict
      sample: []
    failures_left_out:
      description: How many failures there are besides.
      type: int
      sample: 0
    nodes:
      description: The nodes of the workflow that it is, each like this one; three levels of workflows are read.
      type: list
      elements: dict
      sample: []
nodes_left_out:
  description: How many nodes there are besides.
  returned: as RV(nodes)
  type: int
  sample: 0
gone_jobs:
  description: The job as it was last seen, if it was deleted while it was waited for.
  returned: if it was
  type: list
  elements: dict
  sample: [{"id": 20144, "name": Demo - Deploy, "kind": job, "status": running}]
  version_added: 1.1.0
timed_out:
  description: Whether O(wait_timeout) was over before the job had ended.
  returned: if it was
  type: bool
  sample: true
problems:
  description: Everything that kept the template from being launched, a sentence each.
  returned: if the launch was refused
  type: list
  elements: str
  sample: ["survey answer 'version' (text) is required: give it in extra_vars"]
requests:
  description: How many HTTP requests it took.
  returned: if a job was launched, or in check mode
  type: int
  sample: 7
api_calls:
  description: Every call to the API with its method, URL, status and duration. Secrets are masked.
  returned: with C(-vvv), if the module runs in a process of its own; otherwise the calls are shown on the terminal
  type: list
  elements: str
  sample: ["GET https://awx.example.com/api/v2/job_templates/12/launch/ 200 in 45 ms (server 0.040s)"]
http_status:
  description: The HTTP status of the answer that made the task fail.
  returned: failure, if the server answered with an error
  type: int
  sample: 403
status:
  description: How far the job came, or how it ended, as RV(job.status).
  returned: if a job was launched or attached to, also on failure
  type: str
  sample: successful
"""

import typing as t

from ansible.module_utils.ansible_release import __version__ as ansible_version
from ansible_collections.steward.awx.plugins.module_utils._argspec import (
    OUTPUT_OPTION,
    WAITING_OPTIONS,
    Specification,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.launch.validate import (
    parse_extra_vars,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_launch
from ansible_collections.steward.awx.plugins.module_utils._awx.schema.template_types import (
    KIND_OF_ALIAS,
    KINDS,
)
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import FileClaims
from ansible_collections.steward.awx.plugins.module_utils._module import run_module
from ansible_collections.steward.awx.plugins.module_utils._renamed_options import JOB_LAUNCH

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
            ("hosts", "all", ["relaunch"]),
            ("hosts", "failed", ["relaunch"]),
            ("relaunch_nodes", "all", ["relaunch"]),
            ("relaunch_nodes", "failed", ["relaunch"]),
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

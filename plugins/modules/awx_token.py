#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_token
short_description: Get a token of AWX, and give it back
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Creates an OAuth2 token for the user who asks, or revokes one.
  - The token is returned once, in RV(token), and put nowhere else - into no fact, no log and no file.
  - Tokens of AWX live for a thousand years unless an administrator has set another time. Give back what you got, in an C(always) section.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
options:
  state:
    description:
      - V(present) creates a token, a new one at every run.
      - V(absent) revokes the one that O(token) or O(token_id) names. One that is already gone is fine.
    type: str
    choices: [present, absent]
    default: present
  description:
    description: What the token is for; people see it in the list of tokens.
    type: str
    default: ""
  scope:
    description:
      - What the token allows - V(read), V(write) or both, as in V(read write). V(write) allows to read too.
      - Take V(read) where that is enough.
    type: str
    default: write
  application:
    description:
      - "The application that the token belongs to, as name, id, or a mapping such as V({name: My portal, organization: Default})."
      - Without it the token is a personal access token.
    type: raw
  token:
    description:
      - The token to revoke - the mapping that this module returned, or the token itself.
      - A token of scope V(read) cannot revoke itself. Then O(awx_username) and O(awx_password) are used, if they are set too.
      - AWX does not find a token by its text, so that with the text alone the module needs some more requests, which it makes with that token.
    type: raw
  token_id:
    description: The id of the token to revoke.
    type: int
"""

EXAMPLES = r"""
- name: Work with a token, and give it back whatever happens
  block:
    - name: Get a token
      steward.awx.awx_token:
        description: Nightly report
        scope: read
      register: awx
      no_log: true

    - name: Use it
      steward.awx.awx_query:
        resource: me
        awx_oauth_token: "{{ awx.token }}"
  always:
    - name: Give the token back
      steward.awx.awx_token:
        state: absent
        token: "{{ awx.token }}"
      when: awx.token is defined

- name: Revoke a token of which the id is known
  steward.awx.awx_token:
    state: absent
    token_id: 123456
"""

RETURN = r"""
token:
  description:
    - The new token. Give it as it is to the option O(awx_oauth_token) of other tasks.
    - It holds secrets, so register it with C(no_log=true).
  returned: on success with O(state=present), but not in check mode
  type: dict
  contains:
    id:
      description: The id, for revoking it.
      type: int
      sample: 42
    token:
      description: The token itself. AWX shows it this one time.
      type: str
      sample: "0123456789abcdefghijklmnopqrst"
    refresh_token:
      description: What a token of an application can be renewed with; none for a personal access token.
      type: str
      sample: null
    scope:
      description: What it allows.
      type: str
      sample: read
    description:
      description: What it is for.
      type: str
      sample: Nightly report
    expires:
      description: When it ends, by the server's settings.
      type: str
      sample: "3026-03-25T23:50:17.805676Z"
    user:
      description: The id of its user.
      type: int
      sample: 1
    application:
      description: The id of its application; none for a personal access token.
      type: int
      sample: null
    url:
      description: Its path in the API.
      type: str
      sample: /api/v2/tokens/42/
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
  sample: ["POST https://awx.example.com/api/v2/tokens/ 201 in 160 ms (server 0.150s)"]
status:
  description: The HTTP status of the answer that made the task fail.
  returned: failure, if the server answered with an error
  type: int
  sample: 401
"""

from ansible_collections.steward.awx.plugins.module_utils._argspec import Specification
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import token
from ansible_collections.steward.awx.plugins.module_utils._module import run_module

SPECIFICATION = Specification(
    operation=token.run,
    options={
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "description": {"type": "str", "default": ""},
        "scope": {"type": "str", "default": "write"},
        "application": {"type": "raw"},
        "token": {"type": "raw", "no_log": True},
        "token_id": {"type": "int", "no_log": False},
    },
    rules={
        "mutually_exclusive": [("token", "token_id")],
        "required_if": [("state", "absent", ("token", "token_id"), True)],
    },
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_token
short_description: Get a token of AWX, replace it, and give it back
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Creates an OAuth2 token for the user who asks, replaces one, or revokes one or many.
  - The token is returned once, in RV(token), and put nowhere else - into no fact, no log and no file.
  - Tokens of AWX live for a thousand years unless an administrator has set another time. Give back what you got, in an C(always) section.
  - A token is asked for once. Where the answer is lost, the task fails, and its message names the token that nobody has, as far as it can be
    told from others by its description, its scope and its time, so that you can revoke it with O(token_id). Where the answer to a revocation
    is lost, the module looks whether the token is gone.
  - Tokens live at the server; behind a gateway they live at the gateway, and are found there. A server without any says so; it takes
    O(awx_username) and O(awx_password).
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
attributes:
  diff_mode:
    description: Shows which tokens go, or would go in check mode, by id and description.
    support: partial
    details: A new token is not shown, since it is a secret.
options:
  state:
    description:
      - V(present) gets a token, a new one at every run.
      - V(refreshed) replaces a token of an application by a new one. The old token, and its refresh token, are dead at once.
      - V(absent) revokes the token that O(token) or O(token_id) names, or all of the user's own tokens that O(description), O(older_than) and
        O(application) select. Tokens that are already gone are fine.
    type: str
    choices: [present, absent, refreshed]
    default: present
  grant_type:
    description:
      - How to get a new token.
      - V(personal) asks the API for one, as the user who logs in. With O(application) the token belongs to that application.
      - V(password) asks for a token of an application with O(awx_username) and O(awx_password), as a program does that its users trust.
        Prefer V(personal) where you can.
      - V(authorization_code) exchanges O(code) for a token of an application. Without O(code) the module gets a code itself - it logs in with
        O(awx_username) and O(awx_password), consents, and protects the code with PKCE (S256).
      - V(implicit) is refused, and the message says why. Only servers before AWX 5.0.0 had this grant, and only for web pages.
      - AWX has no grant for client credentials. Programs that are no person use a user of their own, and a personal token.
    type: str
    choices: [personal, password, authorization_code, implicit]
    default: personal
  description:
    description:
      - What the token is for; people see it in the list of tokens. Only tokens of O(grant_type=personal) have one.
      - With O(state=absent), revokes all of the user's own tokens that have exactly this description.
    type: str
  older_than:
    description:
      - With O(state=absent), revokes all of the user's own tokens that were created longer ago than this.
      - Seconds, or a number with a unit - V(45s), V(90m), V(12h), V(30d) or V(2w). The server's clock counts.
      - Together with O(description) or O(application), tokens must fit both.
    type: str
  scope:
    description:
      - What the token allows - V(read), V(write) or both, as in V(read write). V(write) allows to read too.
      - Take V(read) where that is enough. If not set, V(write) is asked for, and with O(state=refreshed) what the old token allows.
    type: str
  application:
    description:
      - "The application that the token belongs to, as name, id, or a mapping such as V({name: My portal, organization: Default})."
      - Without it, a token of O(grant_type=personal) is a personal access token.
      - For everything else it can be given instead of O(client_id), if the user may see the application. The module then also knows which
        grants it allows, and its O(redirect_uri) if it has only one.
    type: raw
  client_id:
    description:
      - The client id of the application, for O(grant_type=password), O(grant_type=authorization_code) and O(state=refreshed).
      - With O(state=absent) and O(token), the token is revoked as its application, and its refresh token with it. The user who asks need not be
        known then.
    type: str
  client_secret:
    description:
      - The client secret of the application; public applications have none.
      - AWX shows it once, in the answer that creates the application.
    type: str
  code:
    description:
      - An authorization code, for O(grant_type=authorization_code). It is good for one use, and for ten minutes.
      - Users of SAML, OIDC, GitHub, Azure AD or Google have no password here. They get a code with a browser, from C(/api/o/authorize/).
    type: str
  code_verifier:
    description: The PKCE verifier of O(code), if the code was asked for with a C(code_challenge) (RFC 7636).
    type: str
  redirect_uri:
    description:
      - Where the server sends the code, exactly as the application has it. The module reads the code from the redirect and does not follow it.
      - With O(code), what the code was asked for with. Needed with O(client_id).
    type: str
  refresh_token:
    description: What to replace a token with, for O(state=refreshed), if O(token) does not hold it. It is good for one use.
    type: str
  token:
    description:
      - The token to revoke or to replace - the mapping that this module returned, or for O(state=absent) the token itself.
      - No other credentials are needed - a token of scope V(write) revokes itself. One of scope V(read) cannot, so that O(awx_username) and
        O(awx_password) must be set too.
      - AWX does not find a token by its text. With the text alone the module uses the token and looks which one the server saw in use, which
        takes two seconds. It revokes that token or none - while other tokens of the same user are in use, the task fails and asks for
        O(token_id) or the mapping. After the revocation it makes sure that the server takes the token no longer.
      - An expired token cannot be found by its text. Its row stays in the list of tokens until AWX cleans up; the mapping or O(token_id)
        removes it at once.
    type: raw
    aliases: [existing_token]
  token_id:
    description: The id of the token to revoke.
    type: int
    aliases: [existing_token_id]
notes:
  - Users who log in through an external service may have tokens only if an administrator has switched C(ALLOW_OAUTH2_FOR_EXTERNAL_USERS) on.
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

- name: Revoke what earlier runs left behind
  steward.awx.awx_token:
    state: absent
    description: Nightly report
    older_than: 12h

- name: Use a token of an application, renew it, and give it back
  block:
    - name: Get a token with a user name and a password
      steward.awx.awx_token:
        grant_type: password
        client_id: seed-application
        client_secret: "{{ application_secret }}"
        awx_username: operator
        awx_password: "{{ operator_password }}"
      register: portal
      no_log: true

    - name: Replace the token by a new one
      steward.awx.awx_token:
        state: refreshed
        token: "{{ portal.token }}"
        client_id: seed-application
        client_secret: "{{ application_secret }}"
      register: renewed
      no_log: true
  always:
    - name: Revoke the token and its refresh token
      steward.awx.awx_token:
        state: absent
        token: "{{ renewed.token | default(portal.token) }}"
        client_id: seed-application
        client_secret: "{{ application_secret }}"
      when: portal.token is defined

- name: Set a program of a partner up, without a browser
  block:
    - name: Log in, consent, and exchange the code for a token
      steward.awx.awx_token:
        grant_type: authorization_code
        client_id: partner-portal
        client_secret: "{{ portal_secret }}"
        redirect_uri: https://portal.example.com/callback
        scope: read
        awx_username: operator
        awx_password: "{{ operator_password }}"
      register: partner
      no_log: true
  always:
    - name: Take the token back
      steward.awx.awx_token:
        state: absent
        token: "{{ partner.token }}"
        client_id: partner-portal
        client_secret: "{{ portal_secret }}"
      when: partner.token is defined
"""

RETURN = r"""
id:
  description: The id of the new token, as RV(token.id).
  returned: on success with O(state=present) and O(state=refreshed), but not in check mode
  type: int
  sample: 42
token:
  description:
    - The new token. Give it as it is to the option O(awx_oauth_token) of other tasks.
    - It holds secrets, so register it with C(no_log=true).
    - After a grant of an application the server does not tell the id. The module asks for it; RV(token.id), RV(token.user), RV(token.application)
      and RV(token.url) are null where it cannot be told for certain.
  returned: on success with O(state=present) and O(state=refreshed), but not in check mode
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
revoked:
  description:
    - The tokens that are revoked now, or would be in check mode, as far as they are known - never their texts.
    - With O(state=refreshed) this is the old one, which the server takes no longer.
  returned: on success with O(state=absent) and O(state=refreshed)
  type: list
  elements: dict
  contains:
    id:
      description: The id; null if it is not known.
      type: int
      sample: 41
    description:
      description: What the token was for.
      type: str
      sample: Nightly report
    scope:
      description: What it allowed.
      type: str
      sample: read
    application:
      description: The id of its application; none for a personal access token.
      type: int
      sample: null
    created:
      description: When it was created.
      returned: if the server was asked for it
      type: str
      sample: "2026-11-22T23:50:17.810641Z"
    expires:
      description: When it would have ended.
      type: str
      sample: "3026-03-25T23:50:17.805676Z"
  sample:
    - id: 41
      description: Nightly report
      scope: read
      application: null
diff:
  description: RV(revoked) as C(--diff) shows it.
  returned: when tokens are revoked, or would be in check mode
  type: dict
  sample:
    before:
      tokens:
        - id: 41
          description: Nightly report
    after:
      tokens: []
msg:
  description: What it means that nothing was revoked, where the server does not take the token that was given by its text.
  returned: with O(state=absent), if O(token) is the text of a token that does not work
  type: str
  sample: >-
    the server does not take this token: it is revoked or expired, or there never was such a one. An expired one stays in the list until AWX
    cleans up, or until it is revoked by its token_id.
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
http_status:
  description: The HTTP status of the answer that made the task fail.
  returned: failure, if the server answered with an error
  type: int
  sample: 401
"""

from ansible_collections.steward.awx.plugins.module_utils._argspec import Specification
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import token
from ansible_collections.steward.awx.plugins.module_utils._awx.schema.choices import GRANT_TYPES
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens.token_options import (
    is_anonymous,
)
from ansible_collections.steward.awx.plugins.module_utils._module import run_module
from ansible_collections.steward.awx.plugins.module_utils._renamed_options import TOKEN

SPECIFICATION = Specification(
    operation=token.run,
    options={
        "state": {
            "type": "str",
            "choices": ["present", "absent", "refreshed"],
            "default": "present",
        },
        "grant_type": {"type": "str", "choices": list(GRANT_TYPES), "default": "personal"},
        "description": {"type": "str"},
        "older_than": {"type": "str"},
        "scope": {"type": "str"},
        "application": {"type": "raw"},
        "client_id": {"type": "str"},
        "client_secret": {"type": "str", "no_log": True},
        "code": {"type": "str", "no_log": True},
        "code_verifier": {"type": "str", "no_log": True},
        "redirect_uri": {"type": "str"},
        "refresh_token": {"type": "str", "no_log": True},
        "token": {"type": "raw", "no_log": True, "aliases": ["existing_token"]},
        "token_id": {"type": "int", "no_log": False, "aliases": ["existing_token_id"]},
    },
    rules={
        "mutually_exclusive": [
            ("token", "token_id"),
            ("token", "refresh_token"),
            ("application", "client_id"),
        ],
        "required_if": [
            ("state", "absent", ("token", "token_id", "description", "older_than"), True)
        ],
    },
    is_anonymous=is_anonymous,
    moved=TOKEN,
)


def main() -> None:
    """Run the module."""
    run_module(SPECIFICATION)


if __name__ == "__main__":
    main()

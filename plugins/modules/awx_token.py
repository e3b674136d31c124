#!/usr/bin/python

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: awx_token
short_description: Create, refresh and revoke AWX OAuth2 tokens
version_added: 1.0.0
author:
  - The steward.awx developers (@steward-awx)
description:
  - Creates an OAuth2 token for the authenticated user, replaces a token, or revokes one or more tokens.
  - The token is only returned in RV(token). It is not written to facts, logs or files.
  - AWX tokens are valid for a thousand years unless an administrator has configured another lifetime. Revoke tokens that you create in an C(always)
    section.
  - The request to create a token is sent once. If the response is lost, the task fails. Its message identifies the unused token by its description, its
    scope and its time of creation if possible, so that you can revoke it with O(token_id). If the response to a revocation is lost, the module
    checks whether the token still exists.
  - Behind a gateway, the tokens of the gateway are managed; this is detected automatically. If the server does not support tokens, the task fails with
    a message that says so. Use O(awx_username) and O(awx_password) with such servers.
extends_documentation_fragment:
  - steward.awx._attributes
  - steward.awx._connection
  - steward.awx._in_process
attributes:
  diff_mode:
    description: Shows the tokens that are revoked, or would be revoked in check mode, by id and description.
    support: partial
    details: New tokens are not shown, since they are secret.
options:
  state:
    description:
      - V(present) creates a new token in every run.
      - V(refreshed) replaces a token of an application with a new one. The old token and its refresh token become invalid immediately.
      - V(absent) revokes the token specified by O(token) or O(token_id), or all tokens of the user that match O(description), O(older_than) and
        O(application). It is not an error if a token has already been revoked.
    type: str
    choices: [present, absent, refreshed]
    default: present
  grant_type:
    description:
      - How to obtain a new token.
      - V(personal) creates a token for the user that is logged in. With O(application) the token belongs to that application.
      - V(password) obtains a token of an application with O(awx_username) and O(awx_password) (resource owner password credentials). Prefer
        V(personal) if possible.
      - V(authorization_code) exchanges O(code) for a token of an application. If O(code) is not set, the module obtains a code itself - it logs in with
        O(awx_username) and O(awx_password), authorizes the application, and protects the code with PKCE (S256).
      - V(implicit) is refused with an explanation. Only servers before AWX 5.0.0 supported this grant, and only for web pages.
      - AWX does not support the client credentials grant. For machine-to-machine access, create a separate user and a personal token.
    type: str
    choices: [personal, password, authorization_code, implicit]
    default: personal
  description:
    description:
      - A description of the token, which is shown in the list of tokens. Only tokens of O(grant_type=personal) have a description.
      - With O(state=absent), revokes all tokens of the user that have exactly this description.
    type: str
  older_than:
    description:
      - With O(state=absent), revokes all tokens of the user that are older than this.
      - A number of seconds, or a number with a unit - V(45s), V(90m), V(12h), V(30d) or V(2w). The age is determined by the clock of the server.
      - If combined with O(description) or O(application), tokens must match both.
    type: str
  scope:
    description:
      - The scope of the token - V(read), V(write), or both, as in V(read write). V(write) includes read access.
      - Use V(read) if that is sufficient. The default is V(write), and with O(state=refreshed) the scope of the old token.
    type: str
  application:
    description:
      - "The application that the token belongs to, as name, id, or a mapping such as V({name: My portal, organization: Default})."
      - If not set, a token of O(grant_type=personal) is a personal access token.
      - For all other purposes it can be used instead of O(client_id), if the user has read access to the application. The module then also knows which
        grants the application allows, and its O(redirect_uri) if there is only one.
    type: raw
  client_id:
    description:
      - The client id of the application, for O(grant_type=password), O(grant_type=authorization_code) and O(state=refreshed).
      - With O(state=absent) and O(token), the token is revoked on behalf of the application, together with its refresh token. This does not require
        user credentials.
    type: str
  client_secret:
    description:
      - The client secret of the application. Public applications do not have one.
      - AWX only shows it in the response to the request that creates the application.
    type: str
  code:
    description:
      - An authorization code, for O(grant_type=authorization_code). It can only be used once, and expires after ten minutes.
      - SAML, OIDC, GitHub, Azure AD and Google users have no password for the API. They obtain a code with a browser, at C(/api/o/authorize/).
    type: str
  code_verifier:
    description: The PKCE code verifier of O(code), if the code was requested with a C(code_challenge) (RFC 7636).
    type: str
  redirect_uri:
    description:
      - The redirect URI, exactly as configured for the application. The module reads the code from the redirect and does not follow it.
      - With O(code), the redirect URI that the code was requested with. Required with O(client_id).
    type: str
  refresh_token:
    description: The refresh token for O(state=refreshed), if it is not included in O(token). It can be used once.
    type: str
  token:
    description:
      - The token to revoke or to replace - the mapping that this module returned, or for O(state=absent) also just the token itself.
      - No other credentials are required if the token has the scope V(write), since such a token can revoke itself. A token with the scope V(read)
        cannot; set O(awx_username) and O(awx_password) as well.
      - AWX does not provide a way to look up a token by its value. If only the value is given, the module uses the token and checks which token was last
        used according to the server. This takes two seconds. If other tokens of the same user are in use at the same time, the task fails, revokes
        nothing, and asks for O(token_id) or the mapping. After the revocation the module verifies that the server no longer accepts the token.
      - An expired token cannot be identified by its value. It remains in the list of tokens until AWX cleans up. Use the mapping or O(token_id) to remove
        it immediately.
    type: raw
    aliases: [existing_token]
  token_id:
    description: The id of the token to revoke.
    type: int
    aliases: [existing_token_id]
notes:
  - Users of external authentication services can only have tokens if an administrator has enabled C(ALLOW_OAUTH2_FOR_EXTERNAL_USERS).
"""

EXAMPLES = r"""
- name: Use a token for several tasks, and revoke it at the end
  block:
    - name: Create a token
      steward.awx.awx_token:
        description: Nightly report
        scope: read
      register: awx
      no_log: true

    - name: Use the token
      steward.awx.awx_query:
        resource: me
        awx_oauth_token: "{{ awx.token }}"
  always:
    - name: Revoke the token
      steward.awx.awx_token:
        state: absent
        token: "{{ awx.token }}"
      when: awx.token is defined

- name: Revoke a token by its id
  steward.awx.awx_token:
    state: absent
    token_id: 123456

- name: Revoke tokens that earlier runs did not revoke
  steward.awx.awx_token:
    state: absent
    description: Nightly report
    older_than: 12h

- name: Obtain, refresh and revoke a token of an application
  block:
    - name: Obtain a token with user name and password
      steward.awx.awx_token:
        grant_type: password
        client_id: shop-portal
        client_secret: "{{ application_secret }}"
        awx_username: operator
        awx_password: "{{ operator_password }}"
      register: portal
      no_log: true

    - name: Replace the token by a new one
      steward.awx.awx_token:
        state: refreshed
        token: "{{ portal.token }}"
        client_id: shop-portal
        client_secret: "{{ application_secret }}"
      register: renewed
      no_log: true
  always:
    - name: Revoke the token and its refresh token
      steward.awx.awx_token:
        state: absent
        token: "{{ renewed.token | default(portal.token) }}"
        client_id: shop-portal
        client_secret: "{{ application_secret }}"
      when: portal.token is defined

- name: Use the authorization code grant without a browser
  block:
    - name: Log in, authorize the application, and exchange the code for a token
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
    - name: Revoke the token of the partner
      steward.awx.awx_token:
        state: absent
        token: "{{ partner.token }}"
        client_id: partner-portal
        client_secret: "{{ portal_secret }}"
      when: partner.token is defined
"""

RETURN = r"""
id:
  description: The id of the new token, same as RV(token.id).
  returned: on success with O(state=present) and O(state=refreshed), but not in check mode
  type: int
  sample: 42
token:
  description:
    - The new token. This mapping can be used for the option O(awx_oauth_token) of other tasks.
    - It contains secrets. Use C(no_log=true) for the task.
    - For a token of an application, the server does not return the id in its response. The module looks it up; RV(token.id), RV(token.user),
      RV(token.application) and RV(token.url) are V(null) if it cannot be determined reliably.
  returned: on success with O(state=present) and O(state=refreshed), but not in check mode
  type: dict
  contains:
    id:
      description: The id of the token, which can be used to revoke it.
      type: int
      sample: 42
    token:
      description: The token itself. AWX only shows it once.
      type: str
      sample: "0123456789abcdefghijklmnopqrst"
    refresh_token:
      description: The refresh token of a token of an application. V(null) for a personal access token.
      type: str
      sample: null
    scope:
      description: The scope of the token.
      type: str
      sample: read
    description:
      description: The description of the token.
      type: str
      sample: Nightly report
    expires:
      description: When the token expires.
      type: str
      sample: "3026-03-25T23:50:17.805676Z"
    user:
      description: The id of the user.
      type: int
      sample: 1
    application:
      description: The id of the application. V(null) for a personal access token.
      type: int
      sample: null
    url:
      description: The path of the token in the API.
      type: str
      sample: /api/v2/tokens/42/
revoked:
  description:
    - The tokens that were revoked, or would be revoked in check mode, as far as they are known. Their values are never included.
    - With O(state=refreshed) this is the old token, which the server no longer accepts.
  returned: on success with O(state=absent) and O(state=refreshed)
  type: list
  elements: dict
  contains:
    id:
      description: The id of the token. V(null) if it is not known.
      type: int
      sample: 41
    description:
      description: The description of the token.
      type: str
      sample: Nightly report
    scope:
      description: The scope of the token.
      type: str
      sample: read
    application:
      description: The id of the application. V(null) for a personal access token.
      type: int
      sample: null
    created:
      description: When the token was created.
      returned: if it was read from the server
      type: str
      sample: "2026-11-22T23:50:17.810641Z"
    expires:
      description: When the token would have expired.
      type: str
      sample: "3026-03-25T23:50:17.805676Z"
  sample:
    - id: 41
      description: Nightly report
      scope: read
      application: null
diff:
  description: The tokens in RV(revoked), in the format of C(--diff).
  returned: if tokens were revoked, or would be revoked in check mode
  type: dict
  sample:
    before:
      tokens:
        - id: 41
          description: Nightly report
    after:
      tokens: []
msg:
  description: Why nothing was revoked, if the server does not accept the token.
  returned: with O(state=absent), if O(token) is the value of a token that is not valid
  type: str
  sample: >-
    the server does not accept this token: it is revoked or expired, or never existed. An expired one stays in the list until AWX cleans up, or
    until it is revoked by its token_id.
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
  sample: ["POST https://awx.example.com/api/v2/tokens/ 201 in 160 ms (server 0.150s)"]
http_status:
  description: The HTTP status of the response that made the task fail.
  returned: failure, if the server responded with an error
  type: int
  sample: 401
"""

from ..module_utils._argspec import Specification
from ..module_utils._awx.operations import token
from ..module_utils._awx.schema.option_choices import GRANT_TYPES
from ..module_utils._awx.tokens.validate_options import is_anonymous
from ..module_utils._module import run_module
from ..module_utils._unknown_option_hints import TOKEN

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

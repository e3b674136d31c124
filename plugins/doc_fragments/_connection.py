# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The connection options: of modules, and of plugins that run on the controller."""

    DOCUMENTATION = r"""
options:
  awx_host:
    description:
      - The URL of the server, for example V(https://awx.example.com). The scheme defaults to V(https); a port and a path are preserved.
        The URL must not contain a user name or a password.
      - If not set, the host that belongs to the credentials is used, from the environment variables E(AWX_HOST), E(CONTROLLER_HOST),
        E(AAP_HOSTNAME) and E(TOWER_HOST), or from a configuration file. If the task sets the credentials, the first of these that is set is used.
      - A token or password is only sent to the host that its own source defines, or to this one if its source defines none. A source is one family
        of environment variables (such as C(CONTROLLER_*)) or one configuration file. Any other combination is refused before the first request.
        Inside an AWX job C(AWX_HOST) has the lowest precedence, since AWX sets it to its own URL in every job.
      - An environment variable with an empty value counts as not set. This applies to all options.
      - The proxies in C(https_proxy), C(http_proxy) and C(all_proxy) are used, except for the hosts in C(no_proxy).
    type: str
    aliases: [controller_host, tower_host, aap_hostname]
  awx_oauth_token:
    description:
      - An OAuth2 token, or the mapping that M(steward.awx.awx_token) returns.
      - Takes precedence over O(awx_username) and O(awx_password) from the same source; a user name and password set by the task take precedence over
        a token from the environment.
      - If the task sets no credentials, those of the first family of environment variables with a host and credentials are used, in the order
        E(AWX_OAUTH_TOKEN), E(CONTROLLER_OAUTH_TOKEN), E(AAP_TOKEN) and E(TOWER_OAUTH_TOKEN), then those of a family without a host, then those of
        a configuration file.
    type: raw
    aliases: [controller_oauthtoken, tower_oauthtoken, aap_token]
  awx_username:
    description:
      - The user name.
      - If the task sets no credentials, those of the environment are used as described for O(awx_oauth_token), from E(AWX_USERNAME),
        E(CONTROLLER_USERNAME), E(AAP_USERNAME) and E(TOWER_USERNAME), then those of a configuration file. A user name that the task sets is combined
        with a password from there, unless that password belongs to another user name or another host.
    type: str
    aliases: [controller_username, tower_username, aap_username]
  awx_password:
    description:
      - The password of the user.
      - If not set, it is taken from the same sources as O(awx_username), from E(AWX_PASSWORD), E(CONTROLLER_PASSWORD), E(AAP_PASSWORD) and
        E(TOWER_PASSWORD), then from a configuration file.
    type: str
    aliases: [controller_password, tower_password, aap_password]
  awx_auth:
    description:
      - The authentication method. If not set, the value of E(AWX_AUTH) is used, and V(auto) otherwise.
      - V(auto) uses the token if one is set. Otherwise it sends the password with the first one or two requests, and opens a session if more requests
        follow, since verifying a password is slow. If Basic authentication is disabled on the server, it opens a session right away. If the
        user can see that the server limits the number of sessions, so that a login could end another session, the password is sent with every
        request. C(-vvv) shows the reason. It never creates a token.
      - V(token) requires a token. V(basic) sends the password with every request. V(session) logs in like a browser and logs out at the
        end; if the logout fails, a warning is shown.
      - LDAP, RADIUS and TACACS+ users log in with their password, like local users. SAML, OIDC, GitHub, Azure AD and Google users have no
        password for the API and need a token, which they create in the web interface of AWX or obtain with the authorization code grant of
        M(steward.awx.awx_token).
    type: str
    choices: [auto, token, basic, session]
  validate_certs:
    description:
      - Whether to validate the TLS certificate of the server.
      - If not set, the value that belongs to the host is used, then the first of E(AWX_VERIFY_SSL), E(CONTROLLER_VERIFY_SSL),
        E(AAP_VALIDATE_CERTS) and E(TOWER_VERIFY_SSL), then the value of a configuration file, and V(true) otherwise. Values that belong to another
        host are ignored.
    type: bool
    aliases: [tower_verify_ssl, aap_validate_certs]
  ca_path:
    description:
      - Path to a file or directory with the CA certificates to trust, instead of those of the system. The directory does not need to be prepared with
        C(openssl rehash); if it is, only certificates that existed at that time are found.
      - If not set, the value of E(AWX_CA_PATH) is used, then that of C(REQUESTS_CA_BUNDLE) or C(CURL_CA_BUNDLE). Otherwise the CA certificates of the
        system are trusted, or those in C(SSL_CERT_FILE) and C(SSL_CERT_DIR).
    type: path
  client_cert:
    description:
      - Path to a client certificate. The file must also contain the private key if O(client_key) is not set.
      - If not set, the value of E(AWX_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - Path to the private key of O(client_cert). The key must not be protected by a passphrase.
      - If not set, the value of E(AWX_CLIENT_KEY) is used.
    type: path
  request_timeout:
    description:
      - The maximum time in seconds to wait for a connection, and for the response to a request.
      - If not set, the value that belongs to the host is used, then the first of E(AWX_REQUEST_TIMEOUT), E(CONTROLLER_REQUEST_TIMEOUT) and
        E(AAP_REQUEST_TIMEOUT), then the value of a configuration file, and 30 seconds otherwise.
    type: float
    aliases: [aap_request_timeout]
  request_retries:
    description:
      - The maximum number of retries of a read request that failed for a temporary reason, such as a lost connection or an overloaded server. A write
        request is only retried if it did not reach the server.
      - If not set, the value of E(AWX_REQUEST_RETRIES) is used, and 4 otherwise.
    type: int
  api_root:
    description:
      - The path of the API on the server, for example V(/api/) or V(/api/controller/).
      - If not set, the value that belongs to the host is used, then the first of E(AWX_API_ROOT) and E(CONTROLLER_OPTIONAL_API_URLPATTERN_PREFIX).
        Otherwise it is detected, which takes one more request if the first request changes something, two if it is not V(/api/),
        and three behind a gateway.
    type: str
  awx_config_file:
    description:
      - Path to a configuration file with keys such as C(host), C(username), C(password), C(oauth_token) and C(verify_ssl), in INI, YAML or JSON
        format, as used by other AWX clients. Options of the task and environment variables take precedence over it. The host and the credentials in
        the file belong together.
      - If not set, the value of E(AWX_CONFIG_FILE) is used. Otherwise these files are read if they exist, with later files taking precedence -
        V(/etc/tower/tower_cli.cfg), V(~/.tower_cli.cfg), V(.tower_cli.cfg) in every parent directory of the current directory,
        V(./tower_cli.cfg).
    type: path
    aliases: [controller_config_file, tower_config_file]
requirements:
  - python >= 3.9
  - requests >= 2.25
"""

    # The same options for plugins that Ansible itself reads ansible.cfg and variables for. The
    # environment is documented here and read as modules read it: `plugin_utils/_lookup.py`.
    PLUGINS = r"""
options:
  awx_host:
    env:
      - name: TOWER_HOST
      - name: AAP_HOSTNAME
      - name: CONTROLLER_HOST
      - name: AWX_HOST
    ini:
      - section: awx
        key: host
    vars:
      - name: awx_host
  awx_oauth_token:
    env:
      - name: TOWER_OAUTH_TOKEN
      - name: AAP_TOKEN
      - name: CONTROLLER_OAUTH_TOKEN
      - name: AWX_OAUTH_TOKEN
    ini:
      - section: awx
        key: oauth_token
    vars:
      - name: awx_oauth_token
  awx_username:
    env:
      - name: TOWER_USERNAME
      - name: AAP_USERNAME
      - name: CONTROLLER_USERNAME
      - name: AWX_USERNAME
    ini:
      - section: awx
        key: username
    vars:
      - name: awx_username
  awx_password:
    env:
      - name: TOWER_PASSWORD
      - name: AAP_PASSWORD
      - name: CONTROLLER_PASSWORD
      - name: AWX_PASSWORD
    ini:
      - section: awx
        key: password
    vars:
      - name: awx_password
  awx_auth:
    env:
      - name: AWX_AUTH
    ini:
      - section: awx
        key: auth
    vars:
      - name: awx_auth
  validate_certs:
    env:
      - name: TOWER_VERIFY_SSL
      - name: AAP_VALIDATE_CERTS
      - name: CONTROLLER_VERIFY_SSL
      - name: AWX_VERIFY_SSL
    ini:
      - section: awx
        key: validate_certs
    vars:
      - name: awx_validate_certs
  ca_path:
    env:
      - name: AWX_CA_PATH
    ini:
      - section: awx
        key: ca_path
    vars:
      - name: awx_ca_path
  client_cert:
    env:
      - name: AWX_CLIENT_CERT
    ini:
      - section: awx
        key: client_cert
    vars:
      - name: awx_client_cert
  client_key:
    env:
      - name: AWX_CLIENT_KEY
    ini:
      - section: awx
        key: client_key
    vars:
      - name: awx_client_key
  request_timeout:
    env:
      - name: AAP_REQUEST_TIMEOUT
      - name: CONTROLLER_REQUEST_TIMEOUT
      - name: AWX_REQUEST_TIMEOUT
    ini:
      - section: awx
        key: request_timeout
    vars:
      - name: awx_request_timeout
  request_retries:
    env:
      - name: AWX_REQUEST_RETRIES
    ini:
      - section: awx
        key: request_retries
    vars:
      - name: awx_request_retries
  api_root:
    env:
      - name: CONTROLLER_OPTIONAL_API_URLPATTERN_PREFIX
      - name: AWX_API_ROOT
    ini:
      - section: awx
        key: api_root
    vars:
      - name: awx_api_root
  awx_config_file:
    env:
      - name: AWX_CONFIG_FILE
    ini:
      - section: awx
        key: config_file
    vars:
      - name: awx_config_file
"""

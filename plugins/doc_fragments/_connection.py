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
      - The address of the server, such as V(https://awx.example.com). The scheme is V(https) if there is none; a port and a path are kept.
        It must not hold a user name or a password.
      - If not set, the value that stands beside the login is used, of the environment variables E(AWX_HOST), E(CONTROLLER_HOST),
        E(AAP_HOSTNAME) and E(TOWER_HOST), or of a configuration file. If the task gives the login, the first of them is used that is set.
      - A token or password is sent to the host that its own source names, which is one family of variables (such as C(CONTROLLER_*)) or
        one file, or to this one if its source names none. Another one is refused before any request. Inside an AWX job C(AWX_HOST) comes
        last, since AWX itself sets it, whatever the credential is for.
      - A variable that is set to nothing is not set. That is so for all options.
      - The proxies in C(https_proxy), C(http_proxy) and C(all_proxy) are used, but for the hosts in C(no_proxy).
    type: str
    aliases: [controller_host, tower_host, aap_hostname]
  awx_oauth_token:
    description:
      - An OAuth2 token, or the mapping that M(steward.awx.awx_token) returns. It wins over O(awx_username) and O(awx_password) of the same
        source; those of a task win over a token of the environment.
      - If the task gives no login, that of the first family of variables with a host and a login is used, with E(AWX_OAUTH_TOKEN),
        E(CONTROLLER_OAUTH_TOKEN), E(AAP_TOKEN) and E(TOWER_OAUTH_TOKEN), then that of a family without a host, then that of a configuration
        file.
    type: raw
    aliases: [controller_oauthtoken, tower_oauthtoken, aap_token]
  awx_username:
    description:
      - The name of the user.
      - If the task gives no login, that of the environment is used, as with O(awx_oauth_token), with E(AWX_USERNAME), E(CONTROLLER_USERNAME),
        E(AAP_USERNAME) and E(TOWER_USERNAME), then that of a configuration file. A password from there completes a name that is given here,
        unless it stands beside another name or another host.
    type: str
    aliases: [controller_username, tower_username, aap_username]
  awx_password:
    description:
      - The password of the user.
      - If not set, it is looked for as O(awx_username) is, in E(AWX_PASSWORD), E(CONTROLLER_PASSWORD), E(AAP_PASSWORD) and E(TOWER_PASSWORD),
        then in a configuration file.
    type: str
    aliases: [controller_password, tower_password, aap_password]
  awx_auth:
    description:
      - How to log in. If not set, the value of E(AWX_AUTH) is used, and then V(auto).
      - V(auto) uses the token if there is one. Otherwise it sends the password with one or two requests, and opens a session when there are more,
        since AWX takes long to check a password. Where Basic authentication is switched off on the server, the session comes first. Where the
        user may see that the server limits sessions, so that a login could end another one, the password is sent with every request.
        C(-vvv) shows why. No token is ever created.
      - V(token) wants a token. V(basic) sends the password with every request. V(session) logs in as a browser does, and logs out at the
        end; if that fails, a warning says so.
      - Users of LDAP, RADIUS and TACACS+ log in with their password, like local users. Users of SAML, OIDC, GitHub, Azure AD and Google have no
        password for the API and need a token, which they create in AWX's web interface or get by the authorization-code grant with
        M(steward.awx.awx_token).
    type: str
    choices: [auto, token, basic, session]
  validate_certs:
    description:
      - Whether the server's TLS certificate must be valid. If not set, the value that stands beside the host is used, then the first of
        E(AWX_VERIFY_SSL), E(CONTROLLER_VERIFY_SSL), E(AAP_VALIDATE_CERTS) and E(TOWER_VERIFY_SSL), then that of a configuration file, and then
        V(true). What stands beside another host does not count.
    type: bool
    aliases: [tower_verify_ssl, aap_validate_certs]
  ca_path:
    description:
      - A file or directory of the certificate authorities to trust, instead of the system's. A directory need not be prepared with
        C(openssl rehash); in one that is, only what was there then is found.
      - If not set, the value of E(AWX_CA_PATH) is used, then that of C(REQUESTS_CA_BUNDLE) or C(CURL_CA_BUNDLE), and then the system's authorities
        are trusted, or those that C(SSL_CERT_FILE) and C(SSL_CERT_DIR) name.
    type: path
  client_cert:
    description:
      - A file with a client certificate, and with its key if O(client_key) is not set.
      - If not set, the value of E(AWX_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - A file with the key of O(client_cert), which must not want a passphrase.
      - If not set, the value of E(AWX_CLIENT_KEY) is used.
    type: path
  request_timeout:
    description:
      - The longest time in seconds to wait for a connection, and for an answer to one request.
      - If not set, the value that stands beside the host is used, then the first of E(AWX_REQUEST_TIMEOUT), E(CONTROLLER_REQUEST_TIMEOUT) and
        E(AAP_REQUEST_TIMEOUT), then that of a configuration file, and then 30 seconds.
    type: float
    aliases: [aap_request_timeout]
  request_retries:
    description:
      - How often a read is repeated that failed for a reason which may pass, such as a lost connection or an overloaded server. Something that
        writes is repeated only if it never reached the server.
      - If not set, the value of E(AWX_REQUEST_RETRIES) is used, and then 4.
    type: int
  api_root:
    description:
      - The path of the API on the server, such as V(/api/) or V(/api/controller/). It is found out if it is not set, which costs two
        requests where it is not V(/api/), and three behind a gateway.
      - If not set, the value that stands beside the host is used, then the first of E(AWX_API_ROOT) and
        E(CONTROLLER_OPTIONAL_API_URLPATTERN_PREFIX).
    type: str
  awx_config_file:
    description:
      - A configuration file with keys such as C(host), C(username), C(password), C(oauth_token) and C(verify_ssl), in INI, YAML or JSON, as other
        clients of AWX use it. It comes after the task and the environment; its host and its login belong together.
      - If not set, the value of E(AWX_CONFIG_FILE) is used. Without either, these files are read if they exist, later ones win -
        V(/etc/tower/tower_cli.cfg), V(~/.tower_cli.cfg), V(.tower_cli.cfg) in every directory above the current one, V(./tower_cli.cfg).
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

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings under ``/api/v2/settings/``: their groups, defaults and current values."""

from __future__ import annotations

from typing import Any

from tests.sandbox import presentation

from .models import Setting
from .named_urls import FORMATS, GRAPH_NODES

AUTHENTICATION: dict[str, Any] = {
    "SESSION_COOKIE_AGE": 1800,
    "SESSIONS_PER_USER": -1,
    "DISABLE_LOCAL_AUTH": False,
    "AUTH_BASIC_ENABLED": True,
    "OAUTH2_PROVIDER": {
        "ACCESS_TOKEN_EXPIRE_SECONDS": 31_536_000_000,
        "AUTHORIZATION_CODE_EXPIRE_SECONDS": 600,
        "REFRESH_TOKEN_EXPIRE_SECONDS": 2_628_000,
    },
    "ALLOW_OAUTH2_FOR_EXTERNAL_USERS": False,
    "LOGIN_REDIRECT_OVERRIDE": "",
    "ALLOW_METRICS_FOR_ANONYMOUS_USERS": False,
    "AUTHENTICATION_BACKENDS": ["awx.main.backends.AWXModelBackend"],
    "SOCIAL_AUTH_ORGANIZATION_MAP": None,
    "SOCIAL_AUTH_TEAM_MAP": None,
    "SOCIAL_AUTH_USER_FIELDS": None,
    "SOCIAL_AUTH_USERNAME_IS_FULL_EMAIL": False,
    "LOCAL_PASSWORD_MIN_LENGTH": 0,
    "LOCAL_PASSWORD_MIN_DIGITS": 0,
    "LOCAL_PASSWORD_MIN_UPPER": 0,
    "LOCAL_PASSWORD_MIN_SPECIAL": 0,
}
SYSTEM: dict[str, Any] = {
    "ACTIVITY_STREAM_ENABLED": True,
    "ORG_ADMINS_CAN_SEE_ALL_USERS": True,
    "MANAGE_ORGANIZATION_AUTH": True,
    "TOWER_URL_BASE": "https://towerhost",
    "REMOTE_HOST_HEADERS": ["REMOTE_ADDR", "REMOTE_HOST"],
    "PROXY_IP_ALLOWED_LIST": [],
    "INSTALL_UUID": "5a3c7d1e-0000-4000-8000-000000000001",
    "SUBSCRIPTIONS_PASSWORD": "",
    "SUBSCRIPTIONS_USERNAME": "",
    "INSIGHTS_TRACKING_STATE": False,
    "CUSTOM_VENV_PATHS": [],
}
JOBS: dict[str, Any] = {
    "AD_HOC_COMMANDS": [
        "command",
        "shell",
        "yum",
        "apt",
        "ping",
        "setup",
        "service",
        "user",
        "group",
    ],
    "ALLOW_JINJA_IN_EXTRA_VARS": "template",
    "AWX_TASK_ENV": {},
    "STDOUT_MAX_BYTES_DISPLAY": 1_048_576,
    "EVENT_STDOUT_MAX_BYTES_DISPLAY": 1024,
    "MAX_WEBSOCKET_EVENT_RATE": 30,
    "SCHEDULE_MAX_JOBS": 10,
    "DEFAULT_JOB_TIMEOUT": 0,
    "MAX_FORKS": 200,
}
BULK: dict[str, Any] = {
    "BULK_JOB_MAX_LAUNCH": 100,
    "BULK_HOST_MAX_CREATE": 100,
    "BULK_HOST_MAX_DELETE": 250,
}
LOGGING: dict[str, Any] = {
    "LOG_AGGREGATOR_HOST": None,
    "LOG_AGGREGATOR_PORT": None,
    "LOG_AGGREGATOR_TYPE": None,
    "LOG_AGGREGATOR_PASSWORD": "",
    "LOG_AGGREGATOR_ENABLED": False,
    "LOG_AGGREGATOR_LEVEL": "INFO",
}
NAMED_URL: dict[str, Any] = {"NAMED_URL_FORMATS": FORMATS, "NAMED_URL_GRAPH_NODES": GRAPH_NODES}
UI: dict[str, Any] = {
    "PENDO_TRACKING_STATE": "off",
    "CUSTOM_LOGIN_INFO": "",
    "CUSTOM_LOGO": "",
    "MAX_UI_JOB_EVENTS": 4000,
    "UI_LIVE_UPDATES_ENABLED": True,
}

SLUGS: dict[str, tuple[str, dict[str, Any]]] = {
    "all": ("All", AUTHENTICATION | BULK | JOBS | LOGGING | NAMED_URL | SYSTEM | UI),
    "authentication": ("Authentication", AUTHENTICATION),
    "azuread-oauth2": ("Azure AD OAuth2", {}),
    "bulk": ("Bulk Actions", BULK),
    "changed": ("Changed", {}),
    "debug": ("Debug", {"CLEANUP_PATHS": True, "RECEPTOR_RELEASE_WORK": True}),
    "github": ("GitHub OAuth2", {}),
    "github-enterprise": ("GitHub Enterprise OAuth2", {}),
    "github-enterprise-org": ("GitHub Enterprise Organization OAuth2", {}),
    "github-enterprise-team": ("GitHub Enterprise Team OAuth2", {}),
    "github-org": ("GitHub Organization OAuth2", {}),
    "github-team": ("GitHub Team OAuth2", {}),
    "google-oauth2": ("Google OAuth2", {}),
    "jobs": ("Jobs", JOBS),
    "ldap": ("LDAP", {"AUTH_LDAP_SERVER_URI": "", "AUTH_LDAP_BIND_PASSWORD": ""}),
    "logging": ("Logging", LOGGING),
    "named-url": ("Named URL", NAMED_URL),
    "oidc": ("Generic OIDC", {}),
    "radius": ("RADIUS", {"RADIUS_SERVER": "", "RADIUS_PORT": 1812, "RADIUS_SECRET": ""}),
    "saml": ("SAML", {"SAML_AUTO_CREATE_OBJECTS": True}),
    "system": ("System", SYSTEM),
    "tacacsplus": (
        "TACACS+",
        {"TACACSPLUS_HOST": "", "TACACSPLUS_PORT": 49, "TACACSPLUS_SECRET": ""},
    ),
    "ui": ("UI", UI),
}

# What Ascender has beside these groups, and what it lacks of them.
_ASCENDERS: dict[str, dict[str, Any]] = {
    "jobs": {
        "ASCENDER_AUTO_STATS_ENABLED": True,
        "ASCENDER_AUTO_STATS_MAX_HOSTS": 100,
        "ENABLE_ANSIBLE_29": False,
    },
    "ui": {"CUSTOM_TITLE": "", "CUSTOM_HEADER_LOGO": ""},
}
_NOT_ASCENDERS = {"CUSTOM_VENV_PATHS"}


def groups() -> dict[str, tuple[str, dict[str, Any]]]:
    """The groups of settings of this kind of server, each with its title and defaults."""
    if not presentation.current().ascender:
        return SLUGS
    mine = {slug: (title, _ascenders(slug, defaults)) for slug, (title, defaults) in SLUGS.items()}
    return mine | {"azuread-oauth2-tenant": ("Azure AD Tenant OAuth2", {})}


def _ascenders(slug: str, defaults: dict[str, Any]) -> dict[str, Any]:
    added = [*_ASCENDERS.values()] if slug == "all" else [_ASCENDERS.get(slug, {})]
    kept = {key: value for key, value in defaults.items() if key not in _NOT_ASCENDERS}
    for more in added:
        kept |= more
    return kept


SECRETS = {
    "SUBSCRIPTIONS_PASSWORD",
    "LOG_AGGREGATOR_PASSWORD",
    "AUTH_LDAP_BIND_PASSWORD",
    "RADIUS_SECRET",
}
READ_ONLY = {"NAMED_URL_GRAPH_NODES", "INSTALL_UUID", "AUTHENTICATION_BACKENDS"}


def get_setting(key: str) -> Any:
    """The current value of one setting."""
    stored = Setting.objects.filter(key=key).first()
    if stored is not None:
        return stored.value
    return next(defaults[key] for _, defaults in groups().values() if key in defaults)


def current(slug: str) -> dict[str, Any]:
    """The values of a group, as stored or by default."""
    stored = dict(Setting.objects.values_list("key", "value"))
    if slug == "changed":
        return stored
    return {key: stored.get(key, default) for key, default in groups()[slug][1].items()}

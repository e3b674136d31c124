# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Django settings of the sandbox. What differs from run to run is in ``SANDBOX_*`` variables."""

from __future__ import annotations

import os
from pathlib import Path

STATE = Path(os.environ.get("SANDBOX_STATE", "/nonexistent"))

DEBUG = False
ALLOWED_HOSTS = ["*"]
SECRET_KEY = os.environ.get("SANDBOX_SECRET_KEY", "a fixed key: nothing here is secret")
ROOT_URLCONF = "tests.sandbox.urls"
WSGI_APPLICATION = None

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
USE_I18N = True
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "rest_framework",
    "oauth2_provider",
    "ansible_base.rest_filters",
    "tests.sandbox.awx.apps.AwxConfig",
]
# The tables are made from the models: a sandbox has no history.
MIGRATION_MODULES = {name.split(".")[-1]: None for name in INSTALLED_APPS[:-1]} | {"main": None}

# JobTemplate.project hides the reverse of the parent table's link to Project, as in AWX.
SILENCED_SYSTEM_CHECKS = ["models.E006"]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": STATE / "awx.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000"
            ),
        },
    }
}

# Tracebacks of the answers with status 500, and complaints of the HTTP server.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "file": {
            "class": "logging.FileHandler",
            "filename": STATE / "sandbox.log",
            "delay": True,
        }
    },
    "loggers": {
        "django": {"handlers": ["file"], "level": "ERROR", "propagate": False},
        "waitress": {"handlers": ["file"], "level": "WARNING", "propagate": False},
    },
}

MIDDLEWARE = [
    "tests.sandbox.control.middleware.RequestLog",
    "tests.sandbox.awx.middleware.NoBodyForHead",
    "tests.sandbox.awx.middleware.RequestLineLimit",
    "tests.sandbox.front.Front",
    "tests.sandbox.awx.middleware.TotalTime",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "tests.sandbox.awx.middleware.NamedUrls",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tests.sandbox.awx.middleware.TokenUse",
    "tests.sandbox.awx.middleware.SessionTimeout",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

PASSWORD_HASHERS = ["tests.sandbox.awx.passwords.Hasher"]
AUTHENTICATION_BACKENDS = ["tests.sandbox.awx.authentication.Passwords"]

_SECURE = os.environ.get("SANDBOX_SECURE_COOKIES") == "1"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "awx_sessionid"
SESSION_COOKIE_AGE = 1800
SESSION_COOKIE_SECURE = _SECURE
SESSION_SAVE_EVERY_REQUEST = True
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "/api/login/"

REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "tests.sandbox.awx.pagination.Pagination",
    "PAGE_SIZE": 25,
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tests.sandbox.awx.authentication.TokenAuthentication",
        "tests.sandbox.awx.authentication.SessionAuthentication",
        "tests.sandbox.awx.authentication.BasicAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tests.sandbox.awx.access.ModelAccess"],
    "DEFAULT_FILTER_BACKENDS": [
        "ansible_base.rest_filters.rest_framework.type_filter_backend.TypeFilterBackend",
        "tests.sandbox.awx.filters.FieldLookups",
        "rest_framework.filters.SearchFilter",
        "tests.sandbox.awx.filters.NullsAsPostgres",
    ],
    "DEFAULT_PARSER_CLASSES": ["tests.sandbox.awx.parsers.ObjectParser"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "tests.sandbox.awx.renderers.HtmlRenderer",
    ],
    "DEFAULT_METADATA_CLASS": "tests.sandbox.awx.metadata.Metadata",
    "EXCEPTION_HANDLER": "tests.sandbox.awx.exceptions.handler",
    "NON_FIELD_ERRORS_KEY": "__all__",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
# docs/awx-api.md#reserved-names
ANSIBLE_BASE_REST_FILTERS_RESERVED_NAMES = (
    "page",
    "page_size",
    "format",
    "order",
    "order_by",
    "search",
    "type",
    "host_filter",
    "count_disabled",
    "no_truncate",
    "limit",
    "validate",
)

OAUTH2_PROVIDER_APPLICATION_MODEL = "main.OAuth2Application"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "main.OAuth2AccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "main.OAuth2RefreshToken"
OAUTH2_PROVIDER_GRANT_MODEL = "main.OAuth2Grant"
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "main.OAuth2IDToken"


def _wants_pkce(client_id: str) -> bool:
    """Whether a code is given only with a challenge: the default of Ascender's newer library."""
    from tests.sandbox.presentation import current  # it reads these settings

    return current().ascender


OAUTH2_PROVIDER = {
    "SCOPES": {"read": "Read", "write": "Write"},
    "ACCESS_TOKEN_EXPIRE_SECONDS": 31_536_000_000,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 2_628_000,
    "PKCE_REQUIRED": _wants_pkce,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
}

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""From the options of a plugin to an open client: what this process and machine add to them.

This is the place that reads files and the environment and knows the time, so that the core below
need not.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import random
import time
import typing as t

from ._argspec import CONNECTION_OPTION_NAMES, CONNECTION_OPTIONS, FAMILIES, IN_PROCESS
from ._awx.api.client import AwxClient
from ._awx.auth import methods
from ._awx.common.clock import Clock
from ._awx.common.errors import AwxError
from ._awx.common.reporting import Reporter
from ._awx.connection import option_sources
from ._awx.connection.option_sources import Source
from ._awx.connection.parse_options import boolean, from_options
from ._awx.http.connection_settings import ConnectionSettings
from ._awx.http.transport import Transport

CLOCK = Clock(now=time.monotonic, sleep=time.sleep, random=random.random)


_PATHS = tuple(option.name for option in CONNECTION_OPTIONS if option.type == "path")
_SECRETS = tuple(option.name for option in CONNECTION_OPTIONS if option.no_log)


def environment_sources() -> list[Source]:
    """Return what the environment of this process sets."""
    return [_expanded(one) for one in option_sources.of_environment(os.environ, FAMILIES)]


def _expanded(source: Source) -> Source:
    """Return a source with paths in which variables are expanded, as Ansible does in a task's."""
    values = source.values
    expanded = {name: os.path.expandvars(values[name]) for name in _PATHS if name in values}
    return source._replace(values={**values, **expanded})


def in_process(options: t.Mapping[str, t.Any]) -> bool:
    """Return whether a module is to run in Ansible's own process, as far as these options say.

    Raises:
        ConfigurationError: a variable is neither true nor false.
    """
    given = options.get(IN_PROCESS.name)
    if given is not None:
        return bool(given)
    for name in IN_PROCESS.environment:
        if os.environ.get(name):
            return boolean(os.environ[name], name)
    return True


def settings_of(
    options: t.Mapping[str, t.Any],
    reporter: Reporter,
    *,
    anonymous: bool = False,
    given: t.Sequence[Source] = (),
) -> ConnectionSettings:
    """Return the settings for a plugin's options; environment and files have the rest.

    `given` holds the sources for plugins that have more than a task's options: those first.

    Raises:
        ConfigurationError: something is missing or wrong; nothing was sent.
    """
    task, *configured = given or [
        option_sources.of_task({name: options.get(name) for name in CONNECTION_OPTION_NAMES})
    ]
    sources = [task, *environment_sources(), *configured]
    sources += _file_sources(option_sources.first(sources, "awx_config_file"), reporter.warn)
    takes = methods.credentials(option_sources.first(sources, "awx_auth"))
    settings = from_options(option_sources.choose(sources, takes=takes, anonymous=anonymous))
    # The variables of the Python library requests.
    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    if settings.verify is True and bundle:
        called = "REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE"
        settings = dataclasses.replace(settings, verify=bundle, verify_from=called)
    methods.check(settings, anonymous=anonymous)
    elsewhere = (str(one.values[name]) for one in sources[1:] for name in _SECRETS if one.has(name))
    for secret in dict.fromkeys((*settings.secrets, *elsewhere)):
        # Of these the caller does not know that they are secret.
        reporter.add_secret(secret)
    if settings.is_plain_http:
        reporter.warn(
            f"the connection to {settings.base_url} is unencrypted HTTP: credentials and responses"
            " can be intercepted"
        )
    if settings.verify is False and settings.base_url.startswith("https"):
        reporter.warn(
            f"the certificate of {settings.base_url} is not verified (validate_certs is false)"
        )
    return settings


def _file_sources(named: t.Any, warn: t.Callable[[str], None]) -> list[Source]:
    """Return what configuration files set: the named one, or those that are found."""
    places = {"home": os.path.expanduser("~"), "cwd": _current_directory()}
    paths = [] if named else filter(os.path.isfile, option_sources.config_file_paths(**places))
    found = list(paths)
    if not named and not found:
        return []
    # Few have such a file, and YAML takes long to import.
    from ._awx.connection import config_files

    return [config_files.load(str(named), warn)] if named else config_files.load_found(found, warn)


def _current_directory() -> str:
    """Return the current directory, or the root where it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def new_client(settings: ConnectionSettings, reporter: Reporter, clock: Clock = CLOCK) -> AwxClient:
    """Return a client for the caller to close."""
    # Not the clock of `clock`: that may interrupt, and no reply is to be lost in a login.
    transport = Transport(settings, clock=CLOCK.now)
    client = AwxClient(settings, transport=transport, reporter=reporter, clock=clock)
    by = f", with {settings.login_from}" if settings.login_from else ""
    client.log(f"requests go to {settings.address}{by}")
    return client


@contextlib.contextmanager
def open_client(
    options: t.Mapping[str, t.Any],
    reporter: Reporter,
    clock: Clock = CLOCK,
    *,
    anonymous: bool = False,
) -> t.Iterator[AwxClient]:
    """Give a client for a plugin's options, and leave nothing of it behind.

    Raises:
        AwxError: as `settings_of`, or anything that happens while it is used.
    """
    client = new_client(settings_of(options, reporter, anonymous=anonymous), reporter, clock)
    # Twice: a signal may arrive before the clean-up in the first `close` begins.
    with contextlib.closing(client), contextlib.closing(client):
        try:
            yield client
        except AwxError as exc:
            raise exc.redacted(client.redact) from None

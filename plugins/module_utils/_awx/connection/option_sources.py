# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Where the connection options come from, and which login belongs to which host.

A source is the task's options, one family of environment variables (such as CONTROLLER_*), or one
configuration file. A token or password is only sent to the host of its own source, or to one that
the task itself names.
"""

from __future__ import annotations

import os
import typing as t
import urllib.parse

from ..common.errors import ConfigurationError
from ..http.urls import origin_of
from .parse_options import ChosenOptions, base_url_of

TASK = "task"
ENVIRONMENT = "environment"
FILE = "file"

_HOST, _TOKEN, _USERNAME, _PASSWORD = "awx_host", "awx_oauth_token", "awx_username", "awx_password"
_LOGIN = (_USERNAME, _PASSWORD)
_PAIRED = frozenset({_HOST, _TOKEN, *_LOGIN})

# The variables of each family, by option.
Families = t.Mapping[str, t.Mapping[str, str]]

# Whether a token can be used, and whether user name and password can.
Takes = tuple[bool, bool]

# What AWX sets in every job; it sets AWX_HOST to its own address there, whatever the credential.
_OF_A_JOB = ("JOB_ID", "AWX_PRIVATE_DATA_DIR")
_SET_BY_AWX = "AWX"


class Source(t.NamedTuple):
    """The options that one source sets, none of them empty.

    `names` are the source's own names of options, between `prefix` and `suffix`. A host that
    `comes_last` is only used where no other source has one.
    """

    kind: str
    values: t.Mapping[str, t.Any]
    names: t.Mapping[str, str]
    prefix: str = ""
    suffix: str = ""
    comes_last: bool = False

    def called(self, *options: str) -> str:
        """Return what the user calls these options of this source."""
        names = " and ".join(self.names.get(option, option) for option in options)
        return f"{self.prefix}{names}{self.suffix}"

    def has(self, *options: str) -> bool:
        return all(option in self.values for option in options)


def config_file_paths(*, home: str, cwd: str) -> list[str]:
    """Return the configuration files to look for, the one that takes precedence last."""
    names = os.path.abspath(cwd).rstrip(os.sep).split(os.sep)
    ancestors = [os.sep.join([*names[:depth], ".tower_cli.cfg"]) for depth in range(1, len(names))]
    return [
        "/etc/tower/tower_cli.cfg",
        os.path.join(home, ".tower_cli.cfg"),
        *ancestors,
        os.path.join(cwd, "tower_cli.cfg"),
    ]


def of_task(options: t.Mapping[str, t.Any], names: t.Mapping[str, str] | None = None) -> Source:
    """Return the source of the options that a task sets; an empty value sets nothing."""
    return Source(TASK, _set(options), names or {}, prefix="the task's ")


def of_file(path: str, options: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> Source:
    """Return the source of the options in a file, which has `names` of its own for them."""
    return Source(FILE, _set(options), names, suffix=f" in {path}")


def of_environment(environ: t.Mapping[str, str], families: Families) -> list[Source]:
    """Return a source for each family of variables that is set, in the order of `families`."""
    sources = {}
    for family, names in families.items():
        values = {option: environ.get(name) for option, name in names.items()}
        sources[family] = Source(ENVIRONMENT, _set(values), names)
    of_awx = sources.get(_SET_BY_AWX)
    if of_awx is not None and of_awx.has(_HOST):
        is_foreign = not _has_login(of_awx) and any(
            source.has(_HOST) and _has_login(source) for source in sources.values()
        )
        if is_foreign or all(environ.get(name) for name in _OF_A_JOB):
            sources[_SET_BY_AWX] = of_awx._replace(comes_last=True)
    return [source for source in sources.values() if source.values]


def _set(values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {option: value for option, value in values.items() if value not in (None, "")}


def first(sources: t.Iterable[Source], option: str) -> t.Any:
    """Return the value of an option that belongs to no host, None where it is not set."""
    return next((one.values[option] for one in sources if option in one.values), None)


def choose(
    sources: t.Sequence[Source], *, takes: Takes = (True, True), anonymous: bool = False
) -> ChosenOptions:
    """Return what to connect with, from the task's source and others, in order of precedence.

    With `anonymous` no login is needed, so one that does not belong to the host is left out instead
    of being an error.

    Raises:
        ConfigurationError: login and host do not belong together.
    """
    login = _login(sources, takes)
    try:
        host = _host(sources, login)
    except _OtherHost:
        if not anonymous:
            raise
        login = None
        host = _host(sources, login)
    chosen = _unpaired(sources, login, host)
    if host is not None:
        chosen[_HOST] = host
    if login is None and takes[1] and not anonymous:
        # Half a login, for the error that says what is missing.
        halves = (_parts(source, *_LOGIN) for source in sources)
        login = next((_Login(half) for half in halves if half), None)
    if login is not None:
        chosen.update({**_beside_token(sources, login, host), **login.parts})
    return ChosenOptions(
        {option: source.values[option] for option, source in chosen.items()},
        {option: one.called(option) for option, one in chosen.items() if one.kind != TASK},
        host_from="" if host is None else host.called(_HOST),
        login_from="" if login is None else login.called,
    )


class _OtherHost(ConfigurationError):
    """A login is for another server than the one that is named."""


# -- The login -----------------------------------------------------------------

_Parts = t.Mapping[str, Source]


class _Login(t.NamedTuple):
    """The source of each option of a login: mostly one, else two for name and password."""

    parts: _Parts
    is_token: bool = False

    @property
    def source(self) -> Source:
        """The source of the secret."""
        return self.parts.get(_PASSWORD) or next(iter(self.parts.values()))

    @property
    def called(self) -> str:
        options = [_TOKEN] if self.is_token else [name for name in _LOGIN if name in self.parts]
        if all(self.parts[option] is self.source for option in options):
            return self.source.called(*options)
        return " and ".join(self.parts[option].called(option) for option in options)

    @property
    def host(self) -> Source | None:
        """The source that says for which host it is."""
        return next((one for one in (self.source, *self.parts.values()) if one.has(_HOST)), None)


def _parts(source: Source, *options: str) -> _Parts:
    return {option: source for option in options if source.has(option)}


def _has_login(source: Source, takes: Takes = (True, True)) -> bool:
    return (takes[0] and source.has(_TOKEN)) or (takes[1] and source.has(*_LOGIN))


def _login(sources: t.Sequence[Source], takes: Takes) -> _Login | None:
    """Return the login of the first source that has one.

    A family with a host for its login comes before one without.
    """

    def rank(source: Source) -> tuple[int, bool]:
        has_no_host = source.kind == ENVIRONMENT and not source.has(_HOST)
        return (TASK, ENVIRONMENT, FILE).index(source.kind), has_no_host

    for source in sorted(sources, key=rank):
        if _has_login(source, takes):
            parts = _parts(source, _TOKEN, *_LOGIN)
            return _Login(parts, is_token=takes[0] and _TOKEN in parts)
        if source.kind == TASK and takes[1] and _parts(source, *_LOGIN):
            return _completed(source, sources)
    return None


def _completed(task: Source, sources: t.Iterable[Source]) -> _Login:
    """Return the login that a task has half of, with the other half if there is one that fits.

    Raises:
        ConfigurationError: there is one, which is another user's or for another host.
    """
    given, missing = _LOGIN if task.has(_USERNAME) else _LOGIN[::-1]
    others = [source for source in sources if source is not task and source.has(missing)]
    for source in others:
        name = source.values.get(_USERNAME)
        is_same_user = given == _PASSWORD or name in (None, task.values[_USERNAME])
        if is_same_user and not (task.has(_HOST) and _is_foreign(source, task)):
            return _Login({given: task, missing: source})
    if others:
        raise ConfigurationError(
            f"{task.called(given)} is set, but {missing} is not; {others[0].called(missing)} is for"
            f" another {'server' if given == _PASSWORD else 'user or server'}. Set {missing} too"
        )
    return _Login({given: task})


def _beside_token(sources: t.Iterable[Source], login: _Login, host: Source | None) -> _Parts:
    """Return user name and password for the same host, where a token may not do everything."""
    if not login.is_token or host is None:
        return {}
    for source in sources:
        is_for_host = source.has(_HOST) or host.kind == TASK
        if source.has(*_LOGIN) and is_for_host and not _is_foreign(source, host):
            user = login.parts.get(_USERNAME)
            if user is None or user.values[_USERNAME] == source.values[_USERNAME]:
                return _parts(source, *_LOGIN)
    return {}


# -- The host ------------------------------------------------------------------


def _host(sources: t.Sequence[Source], login: _Login | None) -> Source | None:
    """Return the source of the host to connect to; None where none is named.

    Raises:
        ConfigurationError: it is not the one that the login is for.
    """
    hosts = [one for one in sources if one.has(_HOST)]
    # Of those that are alike `min` returns the first.
    host = min(hosts, key=lambda one: (one.kind != TASK, one.comes_last), default=None)
    if login is None or host is None:
        return host
    verb = "is" if login.is_token else "are"
    own = login.host
    if own is None:
        if TASK in (host.kind, login.source.kind):
            return host
        raise _OtherHost(
            f"{login.called} {verb} not sent to {_address(host)}, since"
            f" {login.source.called(_HOST)} is not set. Set that, or a login for the other server:"
            f" {host.called(_TOKEN)}, or {host.called(*_LOGIN)}"
        )
    if host.kind == TASK and not _is_same(host, own):
        raise _OtherHost(
            f"{login.called} {verb} for {_address(own)}, and not for {_address(host)}; nothing"
            " was sent. Give the task a login for its own server (awx_oauth_token, or"
            " awx_username and awx_password), or leave awx_host out"
        )
    return host if host.kind == TASK else own


def _address(source: Source) -> str:
    """Return the address that a source names, and what it is called there."""
    return f"{_url(source)} ({source.called(_HOST)})"


def _url(source: Source) -> str:
    return base_url_of(source.values[_HOST], source.called(_HOST))


def _is_same(one: Source, other: Source) -> bool:
    """Return whether two sources name the same server; an invalid address is refused."""
    if one is other or one.values[_HOST] == other.values[_HOST]:
        return True
    urls = (_url(one), _url(other))
    return len({(origin_of(url), urllib.parse.urlsplit(url).path) for url in urls}) == 1


# -- All others ----------------------------------------------------------------


def _unpaired(
    sources: t.Sequence[Source], login: _Login | None, host: Source | None
) -> dict[str, Source]:
    """Return the source of each option besides host and login.

    Those of the source of the host that is connected to come before those of others.
    """
    near = [host, None if login is None else login.source]
    order = [*(one for one in sources if one.kind == TASK), *filter(None, near), *sources]
    chosen: dict[str, Source] = {}
    for source in order:
        for option in source.values.keys() - _PAIRED:
            if option != "validate_certs" or not _is_foreign(source, host):
                chosen.setdefault(option, source)
    return chosen


def _is_foreign(source: Source, host: Source | None) -> bool:
    """Return whether a source is for another server, so its TLS options do not apply here."""
    if source.kind == TASK or host is None or not source.has(_HOST):
        return False
    try:
        return not _is_same(source, host)
    except ConfigurationError:
        return True

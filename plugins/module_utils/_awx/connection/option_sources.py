# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Where the connection options come from, and which login goes with which host.

A source is the task's options, one family of environment variables (such as CONTROLLER_*), or one
configuration file. A token or password is only sent to the host of its own source, or to one that
the task itself names.
"""

from __future__ import annotations

import dataclasses
import typing as t
import urllib.parse

from ..common.errors import ConfigurationError
from ..http.urls import origin_of
from .options import base_url_of

TASK = "task"
ENVIRONMENT = "environment"
FILE = "file"

_HOST, _TOKEN, _USERNAME, _PASSWORD = "awx_host", "awx_oauth_token", "awx_username", "awx_password"
_LOGIN = (_USERNAME, _PASSWORD)
_PAIRED = frozenset({_HOST, _TOKEN, *_LOGIN})

# The variables of each family, by option.
Families = t.Mapping[str, t.Mapping[str, str]]

# What AWX sets in every job; it sets AWX_HOST to its own address there, whatever the credential.
_OF_A_JOB = ("JOB_ID", "AWX_PRIVATE_DATA_DIR")
_SET_BY_AWX = "AWX"


@dataclasses.dataclass(frozen=True)
class Source:
    """The options that one source sets, none of them empty; the task's own comes first of all.

    `names` is what its options are called there, between `prefix` and `suffix`. A host that
    `comes_last` is only used where no other source has one.
    """

    kind: str
    values: t.Mapping[str, t.Any]
    names: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    prefix: str = ""
    suffix: str = ""
    comes_last: bool = False

    def called(self, *options: str) -> str:
        """Return what the user calls these options of this source."""
        names = " and ".join(self.names.get(option, option) for option in options)
        return f"{self.prefix}{names}{self.suffix}"

    def has(self, *options: str) -> bool:
        return all(option in self.values for option in options)


@dataclasses.dataclass(frozen=True)
class Choice:
    """One value for each option that is set, and where it came from.

    `labels` has no option that the task itself sets: its message need not say where that is.
    """

    values: t.Mapping[str, t.Any]
    labels: t.Mapping[str, str]
    host_from: str = ""
    login_from: str = ""


def of_task(options: t.Mapping[str, t.Any], names: t.Mapping[str, str] | None = None) -> Source:
    """Return the source of the options that a task sets; an empty value sets nothing."""
    return Source(TASK, _set(options), names or {}, prefix="the task's ")


def of_file(path: str, options: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> Source:
    """Return the source of the options in a file, which has `names` of its own for them."""
    return Source(FILE, _set(options), names, suffix=f" in {path}")


def of_environment(environ: t.Mapping[str, str], families: Families) -> list[Source]:
    """Return a source for each family of variables that is set, in the order of `families`."""
    sources = {}
    for family, variables in families.items():
        values = {option: environ.get(name) for option, name in variables.items()}
        sources[family] = Source(ENVIRONMENT, _set(values), variables)
    of_awx = sources.get(_SET_BY_AWX)
    if of_awx is not None and of_awx.has(_HOST):
        is_foreign = not _has_login(of_awx) and any(
            source.has(_HOST) and _has_login(source) for source in sources.values()
        )
        if is_foreign or all(environ.get(name) for name in _OF_A_JOB):
            sources[_SET_BY_AWX] = dataclasses.replace(of_awx, comes_last=True)
    return [source for source in sources.values() if source.values]


def _set(values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {option: value for option, value in values.items() if value not in (None, "")}


def first(sources: t.Iterable[Source], option: str) -> t.Any:
    """Return the value of an option that belongs to no host, None where it is not set."""
    return next((one.values[option] for one in sources if option in one.values), None)


def choose(
    sources: t.Sequence[Source],
    *,
    takes_token: bool = True,
    takes_login: bool = True,
    anonymous: bool = False,
) -> Choice:
    """Return what to connect with, from the task's source and others, the first that wins first.

    `takes_token` and `takes_login` say what can be used as a login. `anonymous` says that no login
    is needed, so that one that does not fit is left out.

    Raises:
        ConfigurationError: login and host do not belong together.
    """
    login = _login(sources, takes_token=takes_token, takes_login=takes_login)
    try:
        host = _host(sources, login)
    except _Apart:
        if not anonymous:
            raise
        login = None
        host = _host(sources, login)
    values, labels = _others(sources, login, host)
    if host is not None:
        values[_HOST] = host.values[_HOST]
        _label(labels, host, _HOST)
    if login is None:
        login = _half(sources) if takes_login and not anonymous else None
    if login is not None:
        values.update({**_beside_token(sources, login, host), **login.values})
        for option in login.values:
            _label(labels, login.source_of(option), option)
    return Choice(
        values,
        labels,
        host_from="" if host is None else host.called(_HOST),
        login_from="" if login is None else login.called,
    )


class _Apart(ConfigurationError):
    """A login is for another server than the one that is named."""


# -- The login -----------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class _Login:
    """A login: mostly all of it from one source, else name and password from two.

    `source` is where the secret is from.
    """

    values: t.Mapping[str, t.Any]
    source: Source
    is_token: bool = False
    other: Source | None = None

    def source_of(self, option: str) -> Source:
        return self.source if self.other is None or self.source.has(option) else self.other

    @property
    def called(self) -> str:
        if self.is_token:
            return self.source.called(_TOKEN)
        if self.other is None:
            return self.source.called(*(option for option in _LOGIN if option in self.values))
        return " and ".join(self.source_of(option).called(option) for option in _LOGIN)

    @property
    def host(self) -> Source | None:
        """The source that says for which host it is."""
        both = (self.source, self.other)
        return next((one for one in both if one is not None and one.has(_HOST)), None)


def _has_login(source: Source, *, takes_token: bool = True, takes_login: bool = True) -> bool:
    return (takes_token and source.has(_TOKEN)) or (takes_login and source.has(*_LOGIN))


def _login(sources: t.Sequence[Source], *, takes_token: bool, takes_login: bool) -> _Login | None:
    """Return the login of the first source that has one.

    A family that has the host to its login comes before one that has not.
    """

    def rank(source: Source) -> int:
        is_lonely = source.kind == ENVIRONMENT and not source.has(_HOST)
        return {TASK: 0, ENVIRONMENT: 1, FILE: 3}[source.kind] + is_lonely

    for source in sorted(sources, key=rank):
        if _has_login(source, takes_token=takes_token, takes_login=takes_login):
            names = (name for name in (_TOKEN, *_LOGIN) if source.has(name))
            values = {name: source.values[name] for name in names}
            return _Login(values, source, is_token=takes_token and source.has(_TOKEN))
        if source.kind == TASK and takes_login and (source.has(_USERNAME) or source.has(_PASSWORD)):
            return _completed(source, sources)
    return None


def _completed(task: Source, sources: t.Iterable[Source]) -> _Login:
    """Return the login that a task has half of, with the other half if there is one that fits.

    Raises:
        ConfigurationError: there is one, which is another user's or for another host.
    """
    given, missing = (_USERNAME, _PASSWORD) if task.has(_USERNAME) else (_PASSWORD, _USERNAME)
    refused: Source | None = None
    for source in sources:
        if source is task or not source.has(missing):
            continue
        name = source.values.get(_USERNAME)
        is_same_user = given == _PASSWORD or name in (None, task.values[_USERNAME])
        is_same_host = not task.has(_HOST) or not _is_foreign(source, task)
        if is_same_user and is_same_host:
            values = {given: task.values[given], missing: source.values[missing]}
            keeper, other = (source, task) if missing == _PASSWORD else (task, source)
            return _Login(values, keeper, other=other)
        refused = refused or source
    if refused is not None:
        raise ConfigurationError(
            f"{task.called(given)} is set, but {missing} is not; {refused.called(missing)} is for"
            f" another {'server' if given == _PASSWORD else 'user or server'}. Set {missing} too"
        )
    return _Login({given: task.values[given]}, task)


def _half(sources: t.Iterable[Source]) -> _Login | None:
    """Return half a login where there is no whole one, for the error that says what is missing."""
    for source in sources:
        values = {name: source.values[name] for name in _LOGIN if name in source.values}
        if values:
            return _Login(values, source)
    return None


def _beside_token(
    sources: t.Iterable[Source], login: _Login, host: Source | None
) -> dict[str, t.Any]:
    """Return user name and password for the same host, where a token may not do everything."""
    if not login.is_token or host is None:
        return {}
    for source in sources:
        is_for_host = source.has(_HOST) or host.kind == TASK
        if not source.has(*_LOGIN) or not is_for_host or _is_foreign(source, host):
            continue
        if login.values.get(_USERNAME) in (None, source.values[_USERNAME]):
            return {name: source.values[name] for name in _LOGIN}
    return {}


# -- The host ------------------------------------------------------------------


def _host(sources: t.Sequence[Source], login: _Login | None) -> Source | None:
    """Return the source whose host is asked; None where none is named.

    Raises:
        ConfigurationError: it is not the one that the login is for.
    """
    named = next((one for one in sources if one.kind == TASK and one.has(_HOST)), None)
    own = None if login is None else login.host
    if login is not None and own is not None:
        if named is not None and not _is_same(named, own):
            raise _is_for_another(login, own, named)
        return named or own
    if named is not None:
        return named
    found = next(iter(sorted(filter(_has_host, sources), key=lambda one: one.comes_last)), None)
    if found is not None and login is not None and login.source.kind != TASK:
        raise _is_for_none(login, found)
    return found


def _has_host(source: Source) -> bool:
    return source.has(_HOST)


def _is_for_another(login: _Login, own: Source, named: Source) -> ConfigurationError:
    return _Apart(
        f"{login.called} {_verb(login)} for {_shown(own)}, and not for {_shown(named)}; nothing was"
        " sent. Give the task a login for its own server (awx_oauth_token, or awx_username and"
        " awx_password), or leave awx_host out"
    )


def _is_for_none(login: _Login, found: Source) -> ConfigurationError:
    return _Apart(
        f"{login.called} {_verb(login)} not sent to {_shown(found)}, since"
        f" {login.source.called(_HOST)} is not set. Set that, or a login for the other server:"
        f" {found.called(_TOKEN)}, or {found.called(*_LOGIN)}"
    )


def _verb(login: _Login) -> str:
    return "is" if login.is_token else "are"


def _shown(source: Source) -> str:
    """Return the address that a source names, and what it is called there."""
    return f"{base_url_of(source.values[_HOST], source.called(_HOST))} ({source.called(_HOST)})"


def _is_same(one: Source, other: Source) -> bool:
    """Whether two sources name the same server; an address that is none is refused."""
    if one is other or one.values[_HOST] == other.values[_HOST]:
        return True
    return _normal(one) == _normal(other)


def _normal(source: Source) -> tuple[str, str]:
    url = base_url_of(source.values[_HOST], source.called(_HOST))
    return origin_of(url), urllib.parse.urlsplit(url).path


# -- All others ----------------------------------------------------------------


def _others(
    sources: t.Sequence[Source], login: _Login | None, host: Source | None
) -> tuple[dict[str, t.Any], dict[str, str]]:
    """Return the options besides host and login, and where those that are not the task's are from.

    What stands beside the host that is asked comes before what stands beside others.
    """
    near = [one for one in (host, None if login is None else login.source) if one is not None]
    order = [*(one for one in sources if one.kind == TASK), *near, *sources]
    values: dict[str, t.Any] = {}
    labels: dict[str, str] = {}
    for source in order:
        for option, value in source.values.items():
            if option in _PAIRED or option in values:
                continue
            if option == "validate_certs" and _is_foreign(source, host):
                continue
            values[option] = value
            _label(labels, source, option)
    return values, labels


def _is_foreign(source: Source, host: Source | None) -> bool:
    """Whether a source speaks of another server: one's certificates say nothing of another's."""
    if source.kind == TASK or host is None or not source.has(_HOST):
        return False
    try:
        return not _is_same(source, host)
    except ConfigurationError:
        return True


def _label(labels: dict[str, str], source: Source, option: str) -> None:
    if source.kind != TASK:
        labels[option] = source.called(option)

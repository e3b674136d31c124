# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promise: a token or password goes to the host of its own source, or to one that the task names.

All pairs of sources of host and login are tried, as the settings of a task are made of them: the
task's options, the four families of variables, a file here and one in the home.
"""

from __future__ import annotations

import itertools
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._client_factory import settings_of

from tests.unit.ports import Reporter

# What host, token, user name and password are called in each source, the first that wins first.
SOURCES = {
    "task": ("awx_host", "awx_oauth_token", "awx_username", "awx_password"),
    "AWX": ("AWX_HOST", "AWX_OAUTH_TOKEN", "AWX_USERNAME", "AWX_PASSWORD"),
    "CONTROLLER": (
        "CONTROLLER_HOST",
        "CONTROLLER_OAUTH_TOKEN",
        "CONTROLLER_USERNAME",
        "CONTROLLER_PASSWORD",
    ),
    "AAP": ("AAP_HOSTNAME", "AAP_TOKEN", "AAP_USERNAME", "AAP_PASSWORD"),
    "TOWER": ("TOWER_HOST", "TOWER_OAUTH_TOKEN", "TOWER_USERNAME", "TOWER_PASSWORD"),
    "near file": ("host", "oauth_token", "username", "password"),
    "far file": ("host", "oauth_token", "username", "password"),
}
ORDER = list(SOURCES)
FAMILIES = ORDER[1:5]
PAIRS = list(itertools.product(ORDER, ORDER))
TWO = [pair for pair in PAIRS if pair[0] != pair[1]]
IN_ORDER = list(itertools.combinations(ORDER, 2))
LOGINS = ["token", "password"]

Values = t.Mapping[str, t.Any]


class Place:
    """Where sources are set; `settings` are those of a task then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._set: dict[str, dict[str, t.Any]] = {}

    def host(self, source: str, host: str | None = None) -> None:
        """Let a source name a host, one of its own if none is given."""
        self._put(source, 0, host or host_of(source))

    def login(self, source: str, kind: str = "token") -> None:
        """Let a source have a login of its own."""
        if kind == "token":
            self._put(source, 1, f"token+of+{_word(source)}")
        else:
            self._put(source, 2, f"user+of+{_word(source)}")
            self._put(source, 3, f"password+of+{_word(source)}")

    def both(self, source: str, kind: str = "token") -> None:
        self.host(source)
        self.login(source, kind)

    def more(self, source: str, **values: t.Any) -> None:
        self._set.setdefault(source, {}).update(values)

    def _put(self, source: str, number: int, value: str) -> None:
        self.more(source, **{SOURCES[source][number]: value})

    def settings(self, **how: t.Any) -> ConnectionSettings:
        for family in FAMILIES:
            for name, value in self._set.get(family, {}).items():
                self._monkeypatch.setenv(name, value)
        for source, path in FILES.items():
            lines = [f"{key} = {value}\n" for key, value in self._set.get(source, {}).items()]
            path().write_text("".join(lines))
            path().chmod(0o600)
        return settings_of(self._set.get("task", {}), Reporter(), **how)


FILES: t.Mapping[str, t.Callable[[], Path]] = {
    "near file": lambda: Path("tower_cli.cfg"),
    "far file": lambda: Path.home() / ".tower_cli.cfg",
}


def _word(source: str) -> str:
    return source.lower().replace(" ", "-")


def host_of(source: str) -> str:
    return f"https://{_word(source)}.example.com"


def called(source: str, number: int) -> str:
    """Return what an error calls an option of a source."""
    name = SOURCES[source][number]
    if source == "task":
        return f"the task's {name}"
    path = FILES[source]() if source in FILES else None
    return name if path is None else f"{name} in {path if path.is_absolute() else path.resolve()}"


def login_of(settings: ConnectionSettings) -> str | None:
    """Return the source of the login in settings."""
    secret = settings.token or settings.password
    return None if secret is None else secret.partition("+of+")[2]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return Place(monkeypatch)


@pytest.mark.parametrize("kind", LOGINS)
@pytest.mark.parametrize(("host", "login"), PAIRS)
def test_a_host_and_a_login(host: str, login: str, kind: str, place: Place) -> None:
    """There are no others: they belong together, or one of them is the task's."""
    place.host(host)
    place.login(login, kind)
    if host == login or "task" in (host, login):
        settings = place.settings()
        assert (settings.base_url, login_of(settings)) == (host_of(host), _word(login))
        assert settings.host_from == called(host, 0)
        assert SOURCES[login][1 if kind == "token" else 3] in settings.login_from
    else:
        with pytest.raises(ConfigurationError) as refused:
            place.settings()
        text = str(refused.value)
        for part in (f"{host_of(host)} ({called(host, 0)})", f"since {called(login, 0)} is"):
            assert part in text, text
        assert SOURCES[login][1 if kind == "token" else 3] in text
        assert "+of+" not in text, "neither secrets nor names"


@pytest.mark.parametrize("kind", LOGINS)
@pytest.mark.parametrize(("host", "whole"), TWO)
def test_a_login_with_its_host_and_another_host(
    host: str, whole: str, kind: str, place: Place
) -> None:
    """The host of the login is asked, whatever comes before it; but the task's word is obeyed."""
    place.host(host)
    place.both(whole, kind)
    if host == "task":
        with pytest.raises(ConfigurationError) as refused:
            place.settings()
        text = str(refused.value)
        assert f"{host_of(whole)} ({called(whole, 0)})" in text
        assert f"{host_of(host)} (the task's awx_host)" in text
        assert "+of+" not in text
    else:
        settings = place.settings()
        assert (settings.base_url, login_of(settings)) == (host_of(whole), _word(whole))


@pytest.mark.parametrize(("lonely", "whole"), TWO)
def test_a_login_with_its_host_and_another_login(lonely: str, whole: str, place: Place) -> None:
    """What comes first is used; of two families the one that has its host."""
    place.login(lonely, "password")
    place.both(whole, "token")
    is_first = ORDER.index(lonely) < ORDER.index(whole)
    if lonely == "task":
        assert login_of(place.settings()) == "task"
        assert place.settings().base_url == host_of(whole)
    elif whole == "task" or not is_first or (lonely in FAMILIES and whole in FAMILIES):
        settings = place.settings()
        assert (settings.base_url, login_of(settings)) == (host_of(whole), _word(whole))
    else:
        with pytest.raises(ConfigurationError, match=r"(is|are) not sent to"):
            place.settings()


@pytest.mark.parametrize(("one", "other"), IN_ORDER)
@pytest.mark.parametrize("kinds", [LOGINS, LOGINS[::-1]], ids=["token first", "password first"])
def test_two_logins_with_their_hosts(
    one: str, other: str, kinds: t.Sequence[str], place: Place
) -> None:
    """The first is used; a token of a later source never wins over a password of an earlier one."""
    place.both(one, kinds[0])
    place.both(other, kinds[1])
    settings = place.settings()
    assert (settings.base_url, login_of(settings)) == (host_of(one), _word(one))
    assert (settings.token is None) is (kinds[0] == "password")


@pytest.mark.parametrize("kind", LOGINS)
@pytest.mark.parametrize("whole", ORDER[1:])
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("{}", "{}"),
        ("{}/", "{}"),
        ("{}:443", "{}:443"),
        ("{}/api/v2/", "{}"),
    ],
)
def test_a_task_may_name_the_host_of_its_login(
    written: str, asked: str, whole: str, kind: str, place: Place
) -> None:
    place.both(whole, kind)
    place.host("task", written.format(host_of(whole)))
    settings = place.settings()
    assert settings.base_url == asked.format(host_of(whole))
    assert (settings.host_from, login_of(settings)) == ("the task's awx_host", _word(whole))


@pytest.mark.parametrize(
    "other", ["http://{}.example.com", "https://{}.example.com:8043", "{}.example.com/b"]
)
def test_another_scheme_port_or_path_is_another_server(other: str, place: Place) -> None:
    place.both("AWX")
    place.host("task", other.format("awx"))
    with pytest.raises(ConfigurationError, match="and not for"):
        place.settings()


@pytest.mark.parametrize(("first", "host"), IN_ORDER)
def test_without_a_login_the_first_host_is_asked(host: str, first: str, place: Place) -> None:
    """Where no user is needed, or to say that there are no credentials for it."""
    place.host(host)
    place.host(first)
    assert place.settings(anonymous=True).base_url == host_of(first)
    with pytest.raises(ConfigurationError, match=f"no credentials for {host_of(first)} "):
        place.settings()


@pytest.mark.parametrize("host", ORDER)
def test_where_no_user_is_needed_a_login_for_another_server_is_left_out(
    host: str, place: Place
) -> None:
    place.both("TOWER" if host != "TOWER" else "AAP")
    place.host(host)
    settings = place.settings(anonymous=True)
    if host == "task":
        assert (settings.base_url, settings.token) == (host_of("task"), None)
    else:
        assert login_of(settings) == ("tower" if host != "TOWER" else "aap")


# -- A name and a password from two sources --------------------------------------


@pytest.mark.parametrize("source", ORDER[1:])
@pytest.mark.parametrize("half", [2, 3], ids=["name", "password"])
def test_a_task_with_half_a_login(half: int, source: str, place: Place) -> None:
    place.host(source)
    place.more("task", **{SOURCES["task"][half]: "of-the-task"})
    place.more(source, **{SOURCES[source][5 - half]: "of-the-source"})
    settings = place.settings()
    pair = ["of-the-task", "of-the-source"][:: 1 if half == 2 else -1]
    assert [settings.username, settings.password] == pair
    assert settings.base_url == host_of(source)


@pytest.mark.parametrize("source", ORDER[1:])
def test_half_a_login_of_another_user_or_server_completes_none(source: str, place: Place) -> None:
    place.both(source, "password")
    place.more("task", awx_username="somebody-else")
    with pytest.raises(ConfigurationError) as other_user:
        place.settings()
    place.more("task", awx_username=f"user+of+{_word(source)}")
    assert login_of(place.settings()) == _word(source)
    place.host("task")
    with pytest.raises(ConfigurationError) as other_server:
        place.settings()
    for refused in (other_user, other_server):
        assert "awx_username is set, but awx_password is not" in str(refused.value)
        assert "+of+" not in str(refused.value)


@pytest.mark.parametrize(("one", "other"), [pair for pair in TWO if "task" not in pair])
def test_two_sources_complete_none_of_each_other(one: str, other: str, place: Place) -> None:
    place.host("task")
    place.more(one, **{SOURCES[one][2]: "al"})
    place.more(other, **{SOURCES[other][3]: "pw"})
    with pytest.raises(ConfigurationError, match=r"is set, but awx_.* is not; a login needs both"):
        place.settings()


@pytest.mark.parametrize("source", ORDER[1:])
def test_a_name_in_the_task_is_not_replaced_by_a_token(source: str, place: Place) -> None:
    """Somebody else would act than the one who is named."""
    place.both(source, "token")
    place.more("task", awx_username="maria")
    with pytest.raises(ConfigurationError, match="the task's awx_username is set, but awx_passw"):
        place.settings()


@pytest.mark.parametrize("source", ORDER[1:])
def test_a_password_beside_the_tasks_token(source: str, place: Place) -> None:
    """It is there for what a token may not do, if it is for the same server."""
    place.both(source, "password")
    place.login("task", "token")
    settings = place.settings()
    assert settings.token == "token+of+task"
    assert settings.password == f"password+of+{_word(source)}"
    place.host("task")
    assert place.settings().password is None


@pytest.mark.parametrize("auth", ["basic", "session"])
def test_a_way_to_log_in_that_takes_no_token(auth: str, place: Place) -> None:
    place.both("AWX", "token")
    place.both("CONTROLLER", "password")
    place.more("task", awx_auth=auth)
    assert login_of(place.settings()) == "controller"


# -- Inside a job of an AWX ------------------------------------------------------

JOB = {"JOB_ID": "42", "AWX_PRIVATE_DATA_DIR": "/runner"}


@pytest.mark.parametrize("in_job", [False, True])
@pytest.mark.parametrize("kind", LOGINS)
@pytest.mark.parametrize("family", FAMILIES[1:])
def test_the_host_that_awx_sets_in_jobs(
    family: str, kind: str, in_job: bool, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is AWX's own, whatever the credential is for: it comes after all others."""
    for name, value in (JOB if in_job else {}).items():
        monkeypatch.setenv(name, value)
    place.host("AWX", "https://towerhost")
    place.both(family, kind)
    assert place.settings().base_url == host_of(family)
    place.more("task", awx_oauth_token="token+of+task")
    settings = place.settings()
    assert (settings.base_url, login_of(settings)) == (host_of(family), "task")


def test_in_a_job_other_hosts_come_first_even_without_a_login(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.host("AWX", "https://towerhost")
    place.host("far file")
    place.login("task")
    assert place.settings().base_url == "https://towerhost"
    for name, value in JOB.items():
        monkeypatch.setenv(name, value)
    assert place.settings().base_url == host_of("far file")


def test_in_a_job_a_task_may_ask_the_awx_itself(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in JOB.items():
        monkeypatch.setenv(name, value)
    place.host("AWX")
    place.login("task")
    assert place.settings().base_url == host_of("AWX")


# -- What else stands beside the host --------------------------------------------

VERIFY = {
    "AWX": "AWX_VERIFY_SSL",
    "CONTROLLER": "CONTROLLER_VERIFY_SSL",
    "AAP": "AAP_VALIDATE_CERTS",
    "TOWER": "TOWER_VERIFY_SSL",
    "near file": "verify_ssl",
    "far file": "verify_ssl",
}


@pytest.mark.parametrize(("host", "other"), [pair for pair in TWO if "task" not in pair])
def test_verification_is_not_switched_off_for_another_server(
    host: str, other: str, place: Place
) -> None:
    place.both(host)
    place.host(other)
    place.more(other, **{VERIFY[other]: "false"})
    assert place.settings().verify is True
    place.host(other, host_of(host) + "/")
    assert place.settings().verify is False
    place.more(host, **{VERIFY[host]: "true"})
    assert place.settings().verify is True


@pytest.mark.parametrize("other", VERIFY)
def test_verification_for_the_host_of_a_task(other: str, place: Place) -> None:
    place.host("task")
    place.login("task")
    place.more(other, **{VERIFY[other]: "false"})
    assert place.settings().verify is False
    place.host(other)
    assert place.settings().verify is True
    place.more("task", validate_certs=False)
    assert place.settings().verify is False


def test_the_timeout_of_the_family_whose_host_is_asked(place: Place) -> None:
    place.both("CONTROLLER")
    place.more("AWX", AWX_REQUEST_TIMEOUT="7")
    assert place.settings().timeout == 7.0
    place.more("CONTROLLER", CONTROLLER_REQUEST_TIMEOUT="8")
    assert place.settings().timeout == 8.0
    place.more("task", request_timeout=9.0)
    assert place.settings().timeout == 9.0


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("AWX_REQUEST_TIMEOUT", "soon", "AWX_REQUEST_TIMEOUT is 'soon', which is not a number"),
        ("AWX_VERIFY_SSL", "perhaps", "AWX_VERIFY_SSL is 'perhaps', which is neither"),
        ("AWX_HOST", "ftp://x", "AWX_HOST 'ftp://x' is not the address of a server"),
        ("AWX_CA_PATH", "/nowhere", "AWX_CA_PATH '/nowhere' does not exist"),
        ("AWX_AUTH", "kerberos", "awx_auth is 'kerberos'"),
        ("AWX_OAUTH_TOKEN", "***", "AWX_OAUTH_TOKEN holds only asterisks"),
    ],
)
def test_an_error_names_the_variable(variable: str, value: str, words: str, place: Place) -> None:
    place.both("AWX")
    place.more("AWX", **{variable: value})
    with pytest.raises(ConfigurationError) as refused:
        place.settings()
    assert words in str(refused.value)

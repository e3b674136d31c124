# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""settings: where the server is and how to get in."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.connection.parse_options import (
    ChosenOptions,
    from_options,
    token_of,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)

TOKEN = {"awx_oauth_token": "abcdef"}
LOGIN = {"awx_username": "alice", "awx_password": "hunter2"}


def settings_with(**options: t.Any) -> ConnectionSettings:
    return from_options(ChosenOptions({"awx_host": "awx.example.com", **TOKEN, **options}, {}))


@pytest.mark.parametrize(
    ("host", "base_url"),
    [
        pytest.param("awx.example.com", "https://awx.example.com", id="name"),
        pytest.param("awx.example.com:8043", "https://awx.example.com:8043", id="port"),
        pytest.param("http://awx.example.com", "http://awx.example.com", id="plain http"),
        pytest.param("HTTPS://AWX.Example.com/", "https://awx.example.com", id="capitals"),
        pytest.param("https://awx.example.com:443", "https://awx.example.com:443", id="port kept"),
        pytest.param("awx.example.com/awx/", "https://awx.example.com/awx", id="prefix"),
        pytest.param("https://h/a/b/", "https://h/a/b", id="deep prefix"),
        pytest.param("https://h/api/v2/", "https://h", id="copied from a browser"),
        pytest.param("https://h/api/controller/v2", "https://h", id="copied from a gateway"),
        pytest.param("https://h/awx/api", "https://h/awx", id="prefix and copied"),
        pytest.param("127.0.0.1:8013", "https://127.0.0.1:8013", id="IPv4"),
        pytest.param("::1", "https://[::1]", id="bare IPv6"),
        pytest.param("2001:db8::7", "https://[2001:db8::7]", id="bare global IPv6"),
        pytest.param("[::1]:8043", "https://[::1]:8043", id="IPv6 with port"),
        pytest.param("http://[2001:db8::7]/x", "http://[2001:db8::7]/x", id="IPv6 with prefix"),
        pytest.param("  awx.example.com\n", "https://awx.example.com", id="blanks around"),
    ],
)
def test_from_options_reads_the_host(host: str, base_url: str) -> None:
    """The scheme is optional; port, IPv6 and a path prefix are kept."""
    assert settings_with(awx_host=host).base_url == base_url


@pytest.mark.parametrize(
    ("host", "origin", "prefix"),
    [
        ("https://h:8043/awx", "https://h:8043", "/awx"),
        ("https://[::1]:1", "https://[::1]:1", ""),
    ],
)
def test_settings_know_origin_and_prefix(host: str, origin: str, prefix: str) -> None:
    settings = settings_with(awx_host=host)
    assert (settings.origin, settings.prefix) == (origin, prefix)


@pytest.mark.parametrize(
    ("host", "message"),
    [
        pytest.param(None, "no AWX server is named", id="missing"),
        pytest.param("", "no AWX server is named", id="empty"),
        pytest.param("ftp://awx.example.com", "is not the address of a server", id="scheme"),
        pytest.param("https://", "is not the address of a server", id="no name"),
        pytest.param("two words", "is not the address of a server", id="blank"),
        pytest.param("https://h:99999", "is not an address", id="port too large"),
        pytest.param("https://h:port", "is not an address", id="port that is no number"),
        pytest.param("https://[::1", "is not an address", id="broken IPv6"),
        pytest.param(
            "h:8043/?a=secret&b",
            "awx_host 'h:8043/?a=…&b' must not have a query or a fragment; write https://h:8043",
            id="query",
        ),
        pytest.param(
            "https://h/awx/#/jobs",
            "'https://h/awx/#/jobs' must not have a query or a fragment; write https://h/awx",
            id="fragment",
        ),
        pytest.param("https://al:secret@h", "holds a user name or password", id="userinfo"),
        pytest.param("al:secret@h", "holds a user name or password", id="userinfo, no scheme"),
        pytest.param("https://al:secret@h:x", "holds a user name", id="userinfo and bad port"),
        pytest.param("https://al:secret#1@h", "", id="userinfo with a fragment sign"),
        pytest.param("https://al:secret/1@h", "", id="userinfo with a slash"),
    ],
)
def test_from_options_refuses_a_host_and_shows_no_password(host: str | None, message: str) -> None:
    """No silent default: missing is a clear error."""
    with pytest.raises(ConfigurationError) as failure:
        settings_with(awx_host=host)
    assert message in str(failure.value)
    assert "secret" not in str(failure.value)


@pytest.mark.parametrize(
    ("host", "is_plain"),
    [
        ("https://awx.example.com", False),
        ("http://awx.example.com", True),
        ("http://10.0.0.1", True),
        ("http://localhost:8013", False),
        ("http://127.0.0.53", False),
        ("http://[::1]:8013", False),
        ("http://awx.localhost", False),
        ("http://localhost.example.com", True),
    ],
)
def test_is_plain_http_but_on_loopback(host: str, is_plain: bool) -> None:
    assert settings_with(awx_host=host).is_plain_http is is_plain


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("abcdef", id="text"),
        pytest.param({"id": 1, "token": "abcdef"}, id="what awx_token returns"),
        pytest.param({"changed": True, "token": {"id": 1, "token": "abcdef"}}, id="registered"),
    ],
)
def test_token_of_takes_what_awx_token_gives(value: t.Any) -> None:
    """A string, or the mapping that awx_token returns."""
    assert token_of(value) == "abcdef"


@pytest.mark.parametrize("value", [None, ""])
def test_token_of_nothing_is_none(value: str | None) -> None:
    assert token_of(value) is None


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"id": 1}, id="no token"),
        pytest.param({"token": ""}, id="empty token"),
        pytest.param({"token": {"token": None}}, id="nested nothing"),
        pytest.param({"token": "************"}, id="asterisks in a mapping"),
        pytest.param("************", id="asterisks as text"),
        pytest.param(["abcdef"], id="list"),
        pytest.param(12, id="number"),
    ],
)
def test_token_of_refuses_what_holds_none(value: t.Any) -> None:
    """AWX shows 12 asterisks instead of a token that it created before."""
    with pytest.raises(ConfigurationError, match=r"awx_oauth_token"):
        token_of(value)


@pytest.mark.parametrize(
    ("options", "auth", "token", "username"),
    [
        pytest.param(TOKEN, "auto", "abcdef", None, id="token"),
        pytest.param(LOGIN, "auto", None, "alice", id="login"),
        pytest.param({**TOKEN, **LOGIN}, "auto", "abcdef", "alice", id="both"),
        pytest.param({**LOGIN, "awx_auth": "session"}, "session", None, "alice", id="session"),
        pytest.param({**TOKEN, "awx_auth": ""}, "auto", "abcdef", None, id="empty is auto"),
    ],
)
def test_from_options_keeps_credentials(
    options: dict[str, str], auth: str, token: str | None, username: str | None
) -> None:
    settings = from_options(ChosenOptions({"awx_host": "h", **options}, {}))
    assert (settings.auth, settings.token, settings.username) == (auth, token, username)


@pytest.mark.parametrize(
    ("value", "verify"),
    [
        *[(value, True) for value in (None, "", True, "yes", "on", "True", "1", 1, " true ")],
        *[(value, False) for value in (False, "no", "OFF", "false", "0", 0, "n")],
    ],
)
def test_from_options_reads_booleans(value: t.Any, verify: bool) -> None:
    assert settings_with(validate_certs=value).verify is verify


def test_from_options_refuses_what_is_no_boolean() -> None:
    with pytest.raises(ConfigurationError, match="validate_certs is 'maybe'"):
        settings_with(validate_certs="maybe")


@pytest.mark.parametrize(
    ("option", "value", "attribute", "number"),
    [
        ("request_timeout", "2.5", "timeout", 2.5),
        ("request_timeout", 10, "timeout", 10.0),
        ("request_timeout", None, "timeout", 30.0),
        ("request_retries", "0", "retries", 0),
        ("request_retries", None, "retries", 4),
        ("request_retries", 20, "retries", 20),
    ],
)
def test_from_options_reads_numbers(
    option: str, value: t.Any, attribute: str, number: float
) -> None:
    """Also from INI files, where everything is text."""
    assert getattr(settings_with(**{option: value}), attribute) == number


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("request_timeout", "0"),
        ("request_timeout", "-1"),
        ("request_timeout", "10s"),
        ("request_timeout", "nan"),
        ("request_timeout", "inf"),
        ("request_retries", "-1"),
        ("request_retries", "21"),
        ("request_retries", "many"),
    ],
)
def test_from_options_refuses_numbers(option: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{option} is '{value}'"):
        settings_with(**{option: value})


@pytest.mark.parametrize(
    ("value", "root"),
    [
        (None, None),
        ("", None),
        ("/api/", "/api/"),
        ("api", "/api/"),
        ("/api/v2/", "/api/"),
        ("/api/controller/", "/api/controller/"),
        ("api/controller/v2", "/api/controller/"),
    ],
)
def test_from_options_reads_the_api_root(value: str | None, root: str | None) -> None:
    assert settings_with(api_root=value).api_root == root


@pytest.mark.parametrize("value", ["https://h/api/", "/api/?x=1", "/api/#x"])
def test_from_options_refuses_an_api_root_that_is_no_path(value: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a path"):
        settings_with(api_root=value)


def test_from_options_takes_certificates_that_exist(tmp_path: Path) -> None:
    """A bundle or a directory."""
    bundle, key = tmp_path / "ca.pem", tmp_path / "key.pem"
    bundle.touch()
    key.touch()
    settings = settings_with(ca_path=str(bundle), client_cert=str(bundle), client_key=str(key))
    assert settings.verify == str(bundle)
    assert settings.client_cert == (str(bundle), str(key))
    assert settings_with(ca_path=str(tmp_path)).verify == str(tmp_path)
    assert settings_with(client_cert=str(bundle)).client_cert == str(bundle)
    assert settings_with(ca_path=str(bundle), validate_certs=False).verify is False


def test_from_options_expands_the_home(isolated: None) -> None:
    (Path.home() / "ca.pem").touch()
    assert settings_with(ca_path="~/ca.pem").verify == str(Path.home() / "ca.pem")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ca_path": "/nowhere/ca.pem"}, "ca_path '/nowhere/ca.pem' does not exist"),
        ({"client_cert": "/nowhere/c.pem"}, "client_cert '/nowhere/c.pem' does not exist"),
        ({"client_key": "/nowhere/k.pem"}, "client_key needs client_cert"),
    ],
)
def test_from_options_refuses_certificates(options: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        settings_with(**options)


def test_errors_call_options_as_their_source_does() -> None:
    labels = {"awx_host": "AWX_HOST", "request_timeout": "request_timeout in /etc/a.cfg"}
    for options, words in [
        ({"awx_host": "ftp://h"}, "AWX_HOST 'ftp://h' is not the address"),
        ({"awx_host": "h", "request_timeout": "x"}, "request_timeout in /etc/a.cfg is 'x'"),
    ]:
        with pytest.raises(ConfigurationError, match=words):
            from_options(ChosenOptions(options, labels))


def test_settings_say_where_the_host_is_from() -> None:
    assert settings_with().address == "https://awx.example.com"
    settings = from_options(ChosenOptions({"awx_host": "h"}, {}, "AWX_HOST", "AWX_OAUTH_TOKEN"))
    assert settings.address == "https://h (AWX_HOST)"
    assert settings.login_from == "AWX_OAUTH_TOKEN"


def test_settings_show_no_secret() -> None:
    settings = from_options(ChosenOptions({"awx_host": "h", **TOKEN, **LOGIN}, {}))
    assert settings.secrets == ("abcdef", "hunter2")
    assert "abcdef" not in repr(settings)
    assert "hunter2" not in repr(settings)

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""config_files: the files of the existing clients, in their order.

See docs/awx-api.md#configuration-files.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.connection import config_files

from tests.unit.ports import Reporter


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[general]\nhost = h\npassword = p%w\n", id="INI"),
        pytest.param("host = h\npassword = p%w\n", id="INI without a header"),
        pytest.param("# a comment\nHOST=h\nPassword=p%w\n", id="INI in capitals"),
        pytest.param("[other]\nhost = no\n[general]\nhost = h\npassword = p%w\n", id="sections"),
        pytest.param("host: h\npassword: p%w\n", id="YAML"),
        pytest.param("general:\n  host: h\n  password: p%w\n", id="YAML with a section"),
        pytest.param('{"host": "h", "password": "p%w"}', id="JSON"),
    ],
)
def test_parse_reads_every_format(text: str) -> None:
    """A % in a password is an ordinary character (ansible/awx#7002)."""
    assert config_files.parse(text, path="x.cfg") == {"host": "h", "password": "p%w"}


def test_parse_reads_any_character_of_json() -> None:
    """JSON escapes some characters as two halves; together they are one."""
    text = '{"password": "\\ud83d\\ude00", "verify_ssl": false, "request_timeout": 1.50}'
    found = config_files.parse(text, path="x.cfg")
    assert found == {"password": "\U0001f600", "verify_ssl": "false", "request_timeout": "1.50"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("password = 0123", "0123", id="INI, digits"),
        pytest.param("password = yes", "yes", id="INI, a word"),
        pytest.param("password: hunter2", "hunter2", id="YAML, text"),
        pytest.param("password: 12345", "12345", id="YAML, digits"),
        pytest.param("password: 0123", "0123", id="YAML, digits that would be octal"),
        pytest.param("password: 1_000", "1_000", id="YAML, digits with underscores"),
        pytest.param("password: yes", "yes", id="YAML, a word that would be a boolean"),
        pytest.param("password: 1e10", "1e10", id="YAML, not a float"),
        pytest.param("password: 1.50", "1.50", id="YAML, digits that would be a float"),
    ],
)
def test_parse_guesses_no_types(text: str, value: str) -> None:
    """Values are never guessed to be numbers, as tower-cli does."""
    assert config_files.parse(text, path="x.cfg")["password"] == value


@pytest.mark.parametrize("value", ["true", "false"])
def test_parse_keeps_booleans_as_they_are_written(value: str) -> None:
    assert config_files.parse(f"verify_ssl: {value}", path="x.cfg") == {"verify_ssl": value}
    assert config_files.parse(f'{{"verify_ssl": {value}}}', path="x.cfg") == {"verify_ssl": value}


def test_parse_leaves_out_what_is_null() -> None:
    assert config_files.parse('{"host": null, "username": "al"}', path="x") == {"username": "al"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("host = h\nHunter2\n", 2, id="a line without a value"),
        pytest.param("[general]\nhost = h\n\nHunter2\n", 4, id="further down"),
    ],
)
def test_parse_refuses_and_quotes_nothing(text: str, line: int) -> None:
    with pytest.raises(ConfigurationError) as failure:
        config_files.parse(text, path="x.cfg")
    assert f"x.cfg is neither INI nor YAML nor JSON (line {line})" in str(failure.value)
    assert "Hunter2" not in str(failure.value)


def test_load_gives_options(tmp_path: Path, reporter: Reporter) -> None:
    file = tmp_path / "tower_cli.cfg"
    file.write_text(
        "host = h\nusername = al\npassword = pw\noauth_token = tk\nverify_ssl = no\n"
        "request_timeout = 5\nformat = human\n"
    )
    file.chmod(0o600)
    assert config_files.load(str(file), reporter.warn).values == {
        "awx_host": "h",
        "awx_username": "al",
        "awx_password": "pw",
        "awx_oauth_token": "tk",
        "validate_certs": "no",
        "request_timeout": "5",
    }
    assert reporter.warnings == []


@pytest.mark.parametrize(
    ("mode", "text", "warns"),
    [
        pytest.param(0o604, "password = pw", True, id="a password for everybody"),
        pytest.param(0o644, "oauth_token = tk", True, id="a token for everybody"),
        pytest.param(0o640, "password = pw", False, id="a password for the group"),
        pytest.param(0o644, "host = h", False, id="no secret"),
    ],
)
def test_load_warns_of_secrets_that_everybody_can_read(
    mode: int, text: str, warns: bool, tmp_path: Path, reporter: Reporter
) -> None:
    file = tmp_path / "tower_cli.cfg"
    file.write_text(text)
    file.chmod(mode)
    config_files.load(str(file), reporter.warn)
    assert bool(reporter.warnings) is warns
    assert "pw" not in reporter.text.replace("chmod", "")


def write_latin(path: Path) -> None:
    path.write_bytes(b"password = p\xe4ss")


def make_directory(path: Path) -> None:
    path.mkdir()


def leave_missing(path: Path) -> None:
    """Make nothing."""


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (leave_missing, "No such file or directory"),
        (make_directory, "Is a directory"),
        (write_latin, "it is not UTF-8 text"),
    ],
)
def test_load_refuses_a_file_that_cannot_be_read(
    prepare: t.Callable[[Path], None], reason: str, tmp_path: Path, reporter: Reporter
) -> None:
    """The file that the user names must be there; no traceback, and the reason."""
    file = tmp_path / "named.cfg"
    prepare(file)
    with pytest.raises(ConfigurationError, match=f"{file} cannot be read: {reason}"):
        config_files.load(str(file), reporter.warn)


def test_load_expands_the_home(reporter: Reporter) -> None:
    (Path.home() / "mine.cfg").write_text("host = h")
    assert config_files.load("~/mine.cfg", reporter.warn).values == {"awx_host": "h"}


def test_load_found_has_the_file_first_that_wins(tmp_path: Path, reporter: Reporter) -> None:
    first, second = tmp_path / "1.cfg", tmp_path / "2.cfg"
    first.write_text("host = one\nusername = al")
    second.write_text("host = two")
    paths = [str(first), str(second)]
    found = config_files.load_found(paths, reporter.warn)
    assert [source.values for source in found] == [
        {"awx_host": "two"},
        {"awx_host": "one", "awx_username": "al"},
    ]
    assert found[1].called("awx_host", "awx_username") == f"host and username in {first}"


def test_load_found_leaves_out_what_cannot_be_used_and_says_so(
    tmp_path: Path, reporter: Reporter
) -> None:
    bad, good = tmp_path / "bad.cfg", tmp_path / "good.cfg"
    bad.write_text("{broken")
    good.write_text("host = h")
    (source,) = config_files.load_found([str(bad), str(good)], reporter.warn)
    assert source.values == {"awx_host": "h"}
    assert len(reporter.warnings) == 1
    assert "bad.cfg" in reporter.warnings[0]
    assert "it is left out" in reporter.warnings[0]

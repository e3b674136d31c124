# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task option > environment > given file > found files, for every option.

For each option, every source of it is given a value of its own. The first one must win; it is then
taken away, and the next one must, until none is left. What `module_defaults` and `ansible.cfg` do
is in tests/integration/test_configuration.py.
"""

from __future__ import annotations

import dataclasses
import itertools
import typing as t
from pathlib import Path

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.loader import lookup_loader
from ansible_collections.steward.awx.plugins.module_utils._argspec import (
    CONNECTION_OPTIONS,
    ConnectionOption,
    Specification,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._client_factory import settings_of
from ansible_collections.steward.awx.plugins.plugin_utils._lookup import _definitions, _options_of

from tests.unit.ports import Reporter

OPTIONS = {option.name: option for option in CONNECTION_OPTIONS}

# A source is of a kind, and has a name: an option, a variable, or a key in a file.
Source = tuple[str, str]
Values = dict[Source, t.Any]


@dataclasses.dataclass(frozen=True)
class Row:
    """One option: the values to try, what is read of the settings, and what must stand beside it.

    `key` is its name in configuration files. `read` makes of a value what the settings hold.
    """

    option: str
    values: tuple[t.Any, ...]
    seen: t.Callable[[ConnectionSettings], t.Any]
    key: str | None = None
    read: t.Callable[[t.Any], t.Any] = lambda value: value
    beside: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)


HOST = {"awx_host": "h"}
TOKEN = {"awx_oauth_token": "tk"}
LOGIN = {"awx_username": "al", "awx_password": "pw"}
CONNECTED = {**HOST, **TOKEN}
WORDS = tuple(f"value-{number}" for number in range(12))


def names(*letters: str) -> tuple[str, ...]:
    return tuple(f"file-{letter}.pem" for letter in letters)


def file_name(path: t.Any) -> str:
    """Return the name of a file; Ansible makes relative paths of lookups' options absolute."""
    return Path(path).name


ROWS = [
    Row(
        "awx_host",
        WORDS,
        lambda settings: settings.base_url,
        key="host",
        read=lambda value: f"https://{value}",
        beside=TOKEN,
    ),
    Row(
        "awx_oauth_token",
        WORDS,
        lambda settings: settings.token,
        key="oauth_token",
        beside=HOST,
    ),
    Row("awx_auth", ("auto", "token"), lambda settings: settings.auth, beside=CONNECTED),
    Row(
        "validate_certs",
        (False, True),
        lambda settings: settings.verify,
        key="verify_ssl",
        beside=CONNECTED,
    ),
    Row("ca_path", names("a", "b"), lambda settings: file_name(settings.verify), beside=CONNECTED),
    Row(
        "client_cert",
        names("a", "b"),
        lambda settings: file_name(settings.client_cert),
        beside=CONNECTED,
    ),
    Row(
        "client_key",
        names("a", "b"),
        lambda settings: file_name((settings.client_cert or "..")[1]),
        beside={**CONNECTED, "client_cert": "file-c.pem"},
    ),
    Row(
        "request_timeout",
        tuple(range(1, 12)),
        lambda settings: settings.timeout,
        key="request_timeout",
        beside=CONNECTED,
    ),
    Row("request_retries", (1, 2), lambda settings: settings.retries, beside=CONNECTED),
    Row(
        "api_root",
        ("/one/", "/two/", "/three/"),
        lambda settings: settings.api_root,
        beside=CONNECTED,
    ),
    Row(
        "awx_config_file",
        ("named-a.cfg", "named-b.cfg"),
        lambda settings: settings.base_url,
        read=lambda value: f"https://of-{value}",
        beside=TOKEN,
    ),
]
# A name and a password are taken from one place, so each needs the other beside it.
LOGIN_ROWS = [
    Row("awx_username", WORDS, lambda settings: settings.username, key="username"),
    Row("awx_password", WORDS, lambda settings: settings.password, key="password"),
]
ids = [row.option for row in [*ROWS, *LOGIN_ROWS]]


def test_every_option_has_a_row() -> None:
    assert {row.option for row in [*ROWS, *LOGIN_ROWS]} == set(OPTIONS)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, isolated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the files that the rows name, in the current directory."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for name in names("a", "b", "c"):
        (here / name).touch()
    for name in ("named-a.cfg", "named-b.cfg"):
        (here / name).write_text(f"host = of-{name}\n")


class Plugin(t.Protocol):
    """A plugin, as it is handed its options."""

    sources: tuple[str, ...]

    def __call__(
        self, given: t.Mapping[str, t.Any], variables: t.Mapping[str, t.Any]
    ) -> ConnectionSettings:
        """Return the settings that it makes of them."""


def _validated(given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    nothing: t.Any = None
    spec = Specification(operation=nothing, options={}).argument_spec()
    validated = ArgumentSpecValidator(spec).validate(dict(given))
    assert validated.error_messages == []
    return dict(validated.validated_parameters)


class _Module:
    sources = ("task",)

    def __call__(
        self, given: t.Mapping[str, t.Any], variables: t.Mapping[str, t.Any]
    ) -> ConnectionSettings:
        return settings_of(_validated(given), Reporter())


class _Lookup:
    sources = ("task", "variable")

    def __call__(
        self, given: t.Mapping[str, t.Any], variables: t.Mapping[str, t.Any]
    ) -> ConnectionSettings:
        name = lookup_loader.get("steward.awx.awx_query")._load_name
        _options, sources = _options_of(name, _definitions(name), variables, given)
        return settings_of({}, Reporter(), given=sources)


def sources_of(row: Row, kinds: t.Sequence[str]) -> list[Source]:
    """Return where the value of an option can come from, the first that wins first."""
    found: list[Source] = []
    if "task" in kinds:
        found.append(("task", row.option))
    if "variable" in kinds:
        name = row.option if row.option.startswith("awx_") else f"awx_{row.option}"
        found.append(("variable", name))
    found += [("environment", name) for name in OPTIONS[row.option].environment]
    if row.key is not None:
        found += [("given file", row.key), ("./tower_cli.cfg", row.key)]
        found += [("../.tower_cli.cfg", row.key), ("~/.tower_cli.cfg", row.key)]
    return found


def settings_with(
    plugin: Plugin, row: Row, values: Values, monkeypatch: pytest.MonkeyPatch, besides: bool
) -> ConnectionSettings:
    """Return the settings that a plugin makes where the sources in `values` are set."""
    by_kind: dict[str, dict[str, t.Any]] = {}
    for (kind, name), value in values.items():
        by_kind.setdefault(kind, {})[name] = value
    given = {**(row.beside if besides else HOST), **by_kind.pop("task", {})}
    variables = by_kind.pop("variable", {})
    with monkeypatch.context() as patch:
        for name, value in by_kind.pop("environment", {}).items():
            patch.setenv(name, str(value))
        files = {
            "given file": Path("given.cfg"),
            "./tower_cli.cfg": Path("tower_cli.cfg"),
            "../.tower_cli.cfg": Path("../.tower_cli.cfg"),
            "~/.tower_cli.cfg": Path.home() / ".tower_cli.cfg",
        }
        for path in files.values():
            path.unlink(missing_ok=True)
        for kind, keys in by_kind.items():
            text = "".join(f"{key} = {value}\n" for key, value in keys.items())
            files[kind].write_text(text)
            files[kind].chmod(0o600)
        if "given file" in by_kind:
            given["awx_config_file"] = "given.cfg"
        return plugin(given, variables)


@pytest.mark.parametrize("plugin", [_Module(), _Lookup()], ids=["module", "lookup"])
@pytest.mark.parametrize("row", [*ROWS, *LOGIN_ROWS], ids=ids)
def test_what_wins(row: Row, plugin: Plugin, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = LOGIN_ROWS if row in LOGIN_ROWS else [row]
    chains = [sources_of(each, plugin.sources) for each in rows]
    cycles = [itertools.cycle(each.values) for each in rows]
    chain = chains[rows.index(row)]
    left = [{source: next(values) for source in sources} for sources, values in zip(chains, cycles)]
    for number, source in enumerate(chain):
        together = {name: value for each in left for name, value in each.items()}
        settings = settings_with(plugin, row, together, monkeypatch, besides=row in ROWS)
        expected = row.read(left[rows.index(row)][source])
        assert row.seen(settings) == expected, (number, source)
        for each, sources in zip(left, chains):
            each.pop(sources[number])


@pytest.mark.parametrize("plugin", [_Module(), _Lookup()], ids=["module", "lookup"])
@pytest.mark.parametrize("row", [*ROWS, *LOGIN_ROWS], ids=ids)
def test_what_is_empty_is_not_set(
    row: Row, plugin: Plugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each source of every option, whatever its type, while all that win over it are empty."""
    rows = LOGIN_ROWS if row in LOGIN_ROWS else [row]
    emptiable = {"variable", "environment", "./tower_cli.cfg", "../.tower_cli.cfg"}
    option = OPTIONS[row.option]
    if option.type in ("str", "raw", "path") and not option.choices:
        emptiable.add("task")
    chains = [sources_of(each, plugin.sources) for each in rows]
    for number in range(len(chains[0])):
        values: Values = {}
        for each, chain in zip(rows, chains):
            above = [source for source in chain[:number] if source[0] in emptiable]
            values.update(dict.fromkeys(above, ""))
            values[chain[number]] = each.values[0]
        settings = settings_with(plugin, row, values, monkeypatch, besides=row in ROWS)
        assert row.seen(settings) == row.read(row.values[0]), chains[0][number]


GIVEN = {"str": ("7", "7"), "raw": ("7", "7"), "bool": ("no", False), "float": ("7", 7.0)}
GIVEN["path"] = GIVEN["str"]


@pytest.mark.parametrize("option", [each for each in CONNECTION_OPTIONS if each.aliases])
def test_aliases_are_the_option(option: ConnectionOption) -> None:
    """The names that other clients give it."""
    written, read = GIVEN[option.type]
    for alias in option.aliases:
        assert _validated({alias: written})[option.name] == read

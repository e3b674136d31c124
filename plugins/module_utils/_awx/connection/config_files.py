# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read the configuration files of the existing AWX clients (`tower_cli.cfg`).

The search order and the formats are those of `awx.awx` and tower-cli
(docs/awx-api.md#configuration-files), with two deliberate differences: `%` in a value is an
ordinary character, and values are never guessed to be numbers.
"""

from __future__ import annotations

import configparser
import os
import stat
import typing as t

from ..common import yaml_json
from ..common.errors import ConfigurationError
from .option_sources import Source, of_file

# The names in the files, and the options that they stand for.
OPTION_OF_KEY: t.Mapping[str, str] = {
    "host": "awx_host",
    "username": "awx_username",
    "password": "awx_password",
    "oauth_token": "awx_oauth_token",
    "verify_ssl": "validate_certs",
    "request_timeout": "request_timeout",
}
_KEY_OF_OPTION = {option: key for key, option in OPTION_OF_KEY.items()}
_SECRET_KEYS = frozenset({"password", "oauth_token"})


def load_found(paths: t.Iterable[str], warn: t.Callable[[str], None]) -> list[Source]:
    """Return what the files at `paths` set, the one that takes precedence first.

    One that cannot be used is left out, with a warning.
    """
    sources: list[Source] = []
    for path in paths:
        try:
            sources.insert(0, load(path, warn))
        except ConfigurationError as exc:
            warn(f"{exc}; it is left out")
    return sources


def load(path: str, warn: t.Callable[[str], None]) -> Source:
    """Return what the file at `path` sets.

    Raises:
        ConfigurationError: the file cannot be read or is in none of the formats.
    """
    try:
        with open(os.path.expanduser(path), encoding="utf-8") as stream:
            text = stream.read()
            mode = os.fstat(stream.fileno()).st_mode
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
        raise ConfigurationError(
            f"the configuration file {path} cannot be read: {reason}"
        ) from None
    values = parse(text, path=path)
    if mode & stat.S_IROTH and _SECRET_KEYS & values.keys():
        warn(
            f"the configuration file {path} holds a secret and is readable by everybody; run chmod"
            " o-r on it"
        )
    options = {OPTION_OF_KEY[key]: value for key, value in values.items() if key in OPTION_OF_KEY}
    return of_file(path, options, _KEY_OF_OPTION)


def parse(text: str, *, path: str) -> dict[str, str]:
    """Return the keys and values of a configuration file's text: YAML, JSON, or INI.

    Raises:
        ConfigurationError: the text is none of them.
    """
    try:
        values = yaml_json.parse_as_text(text)
    except ConfigurationError:
        values = None
    if isinstance(values, t.Mapping):
        general = values.get("general")
        values = general if isinstance(general, t.Mapping) else values
    else:
        values = _parse_ini(text, path)
    return {
        str(key).strip().lower(): str(value).lower()
        if isinstance(value, bool)
        else str(value).strip()
        for key, value in values.items()
        if value is not None
    }


def _parse_ini(text: str, path: str) -> t.Mapping[str, str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string("[general]\n" + text, source=path)
    except configparser.ParsingError as exc:
        # The parser's own text quotes the line, which may hold a password.
        line = exc.errors[0][0] - 1
        raise ConfigurationError(
            f"the configuration file {path} is neither INI nor YAML nor JSON (line {line})"
        ) from None
    return parser["general"]

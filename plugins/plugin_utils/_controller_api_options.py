# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Accept the options of the lookup `awx.awx.controller_api`, as far as they apply here.

Options that only have another name are aliases; those handled here also have other values.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean

from ..module_utils._awx.common.errors import ConfigurationError
from ..module_utils._unknown_option_hints import LOOKUP

_Options = t.Mapping[str, t.Any]

_ALIASES: t.Mapping[str, str] = {"expect_object": "expect_objects", "return_id": "return_ids"}

# What the options stand for, by whether they are true; what is missing is refused.
_MEANINGS: t.Mapping[str, t.Mapping[bool, _Options]] = {
    "expect_one": {True: {"expect": "one"}, False: {}},
    "expect_objects": {True: {}, False: {}},
    "return_all": {True: {}},
    "return_objects": {True: {}},
    "return_ids": {True: {"only": "id"}, False: {}},
}

NAMES = frozenset({*_MEANINGS, *_ALIASES})


class Translation(t.NamedTuple):
    """The options under our names, and settings without an option here.

    These are keyword arguments of the query (`question`), and whether ids are returned as text.
    """

    options: dict[str, t.Any]
    question: dict[str, bool]
    ids_as_text: bool


def translated(given: _Options) -> Translation:
    """Return the options of a lookup without those of `controller_api` that mean something else.

    Raises:
        ConfigurationError: one cannot be done; the message says what to write.
    """
    options = {name: value for name, value in given.items() if name not in NAMES}
    for name in given.keys() & NAMES:
        for ours, value in _meaning(name, given[name]).items():
            if options.get(ours, value) != value:
                raise ConfigurationError(f"{name} and {ours} are both given; give {ours} only")
            options[ours] = value
    chosen = {_ALIASES.get(name, name) for name in given.keys() & NAMES if _is_true(given[name])}
    return Translation(
        options,
        question={name: True for name in ("expect_objects", "return_all") if name in chosen},
        ids_as_text="return_ids" in chosen,
    )


def _meaning(name: str, value: t.Any) -> _Options:
    known = _ALIASES.get(name, name)
    try:
        meaning = _MEANINGS[known].get(_is_true(value))
    except TypeError:
        raise ConfigurationError(f"{name} is {value!r}; it is true or false") from None
    if meaning is None:
        raise ConfigurationError(LOOKUP[known])
    return meaning


def _is_true(value: t.Any) -> bool:
    """Return a boolean as Ansible takes one from text.

    Raises:
        TypeError: it is none.
    """
    return bool(boolean(value, strict=True))

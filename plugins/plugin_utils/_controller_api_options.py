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

# What the options stand for if they are true. Those that must be have a message in `LOOKUP`.
_MEANINGS: t.Mapping[str, _Options] = {
    "expect_one": {"expect": "one"},
    "expect_objects": {},
    "return_all": {},
    "return_objects": {},
    "return_ids": {"only": "id"},
}

NAMES = frozenset({*_MEANINGS, *_ALIASES})


def translated(given: _Options) -> tuple[dict[str, t.Any], dict[str, bool], bool]:
    """Return the options of a lookup under our names, and what those without an option here mean.

    These are keyword arguments of the query, and whether ids are returned as text.

    Raises:
        ConfigurationError: one cannot be done; the message says what to write.
    """
    options = {name: value for name, value in given.items() if name not in NAMES}
    chosen: set[str] = set()
    for name in given.keys() & NAMES:
        known = _ALIASES.get(name, name)
        try:
            is_true = boolean(given[name], strict=True)
        except TypeError:
            raise ConfigurationError(f"{name} is {given[name]!r}; it is true or false") from None
        if not is_true:
            if known in LOOKUP:
                raise ConfigurationError(LOOKUP[known])
            continue
        chosen.add(known)
        for ours, value in _MEANINGS[known].items():
            if options.get(ours, value) != value:
                raise ConfigurationError(f"{name} and {ours} are both given; give {ours} only")
            options[ours] = value
    question = {name: True for name in ("expect_objects", "return_all") if name in chosen}
    return options, question, "return_ids" in chosen

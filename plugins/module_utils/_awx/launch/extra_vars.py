# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Parse extra variables as users write them."""

from __future__ import annotations

import datetime
import re
import typing as t

from ..common import errors, yaml_json

# A variable as ansible-playbook takes it on its command line.
_PAIR = re.compile(r"(?:^|\s)([A-Za-z_]\w*)=")


def parse_extra_vars(value: t.Any) -> dict[str, t.Any]:
    """Return extra variables as a mapping: from one, or from YAML or JSON text.

    Raises:
        ConfigurationError: the text cannot be parsed, or is no mapping.
    """
    if isinstance(value, str):
        if value.lstrip().startswith("@"):
            raise errors.ConfigurationError(
                "extra_vars is the name of a file; files are not read here. Write extra_vars:"
                f" \"{{{{ lookup('ansible.builtin.file', '{value.strip()[1:]}') }}}}\""
            )
        try:
            value = yaml_json.parse(value)
        except errors.ConfigurationError as exc:
            raise errors.ConfigurationError(f"extra_vars cannot be parsed: {exc}") from None
        value = {} if value is None else value
        if isinstance(value, str) and _PAIR.search(value):
            # Without the values, which may be secret.
            names = dict.fromkeys(_PAIR.findall(value))
            raise errors.ConfigurationError(
                "extra_vars is text of the form key=value, as for a command line; write a mapping:"
                f" extra_vars: {{{', '.join(f'{name}: ...' for name in names)}}}"
            )
    if not isinstance(value, t.Mapping):
        raise errors.ConfigurationError(
            "extra_vars must be a mapping, or the YAML or JSON text of one, not"
            f" {type(value).__name__}"
        )
    return {str(name): _as_json(inner) for name, inner in value.items()}


def _as_json(value: t.Any) -> t.Any:
    """Return a value with types of JSON: AWX refuses the dates that YAML makes of unquoted text."""
    if isinstance(value, t.Mapping):
        return {str(name): _as_json(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_as_json(inner) for inner in value]
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return value

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``host_filter=``: lookups joined by ``and``, ``or`` and parentheses.

See docs/awx-api.md#host-filter.
"""

from __future__ import annotations

import re

from ansible_base.rest_filters.rest_framework.field_lookup_backend import FieldLookupBackend
from django.db.models import Q

from .models import Host

_TOKEN = re.compile(r"""\s*(\(|\)|and\b|or\b|(?:[^\s()="]+=(?:"[^"]*"|[^\s()]+)))""")


def parse(text: str) -> Q:
    """The condition that an expression stands for. Raises ValueError for bad syntax."""
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"Invalid query {text}")
        tokens.append(match[1])
        position = match.end()
    query = _any_of(tokens)
    if tokens:
        raise ValueError(f"Invalid query {text}")
    return query


def _any_of(tokens: list[str]) -> Q:
    query = _all_of(tokens)
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        query |= _all_of(tokens)
    return query


def _all_of(tokens: list[str]) -> Q:
    query = _one(tokens)
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        query &= _one(tokens)
    return query


def _one(tokens: list[str]) -> Q:
    if not tokens:
        raise ValueError("Invalid query ")
    token = tokens.pop(0)
    if token == "(":
        query = _any_of(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise ValueError("Invalid query: missing )")
        return query
    key, separator, value = token.partition("=")
    if not separator:
        raise ValueError(f"Invalid query {token}")
    return _lookup(key, value.strip('"'))


def _lookup(key: str, value: str) -> Q:
    if key == "search" or key.endswith("__search"):
        path = key.removesuffix("search")
        return Q(**{f"{path}name__icontains": value}) | Q(
            **{f"{path}description__icontains": value}
        )
    typed, lookup, _ = FieldLookupBackend().value_to_python(Host, key, value)
    return Q(**{lookup: typed})

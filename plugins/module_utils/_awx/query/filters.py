# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The filters of a query, as query parameters of AWX's filter language.

The grammar of a key is ``[or__|chain__][not__]path[__lookup][__int]``
(docs/awx-api.md#filter-grammar). There is one OR group a request, and it does not nest.
"""

from __future__ import annotations

import typing as t

from ..common.errors import ConfigurationError
from ..http.urls import MAX_QUERY_LENGTH, Pairs, encode

LOOKUPS = tuple(
    "exact iexact contains icontains startswith istartswith endswith iendswith regex iregex"
    " gt gte lt lte in isnull search".split()
)

ONE_OR = (
    "AWX supports one OR group a request, and combines it with everything else by AND; "
    "run two queries, or filter one result afterwards with a Jinja test"
)


class Condition(t.NamedTuple):
    """One condition: `values` has one member, or several for an `in`, joined by commas."""

    key: str
    values: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, str]:
        return self.key, ",".join(self.values)

    @property
    def can_be_split(self) -> bool:
        """Whether several requests with parts of the values find the same rows in all."""
        is_plain_in = self.key.endswith("__in") and not split_prefix(self.key)[0]
        return is_plain_in and len(self.values) > 1


class Filters(t.NamedTuple):
    """The conditions of one query; `impossible` says that no object can match them."""

    conditions: tuple[Condition, ...] = ()
    impossible: bool = False

    @property
    def keys(self) -> list[str]:
        return [condition.key for condition in self.conditions]

    def value_of(self, key: str) -> str | None:
        """Return the value of the last condition with exactly this key, as AWX takes it."""
        found = [condition.pair[1] for condition in self.conditions if condition.key == key]
        return found[-1] if found else None

    def without(self, *keys: str) -> Filters:
        """Return the filters less the conditions with these keys."""
        kept = tuple(c for c in self.conditions if c.key not in keys)
        return self._replace(conditions=kept)

    def queries(self, max_length: int = MAX_QUERY_LENGTH) -> list[Pairs]:
        """Return the query parameters, as several queries where one would be too long for a URL.

        Together the queries match exactly the rows of the whole; a row may match several of them.

        Raises:
            ConfigurationError: the query is too long and no list in it can be split.
        """
        query = [condition.pair for condition in self.conditions]
        length = len(encode(query))
        if length <= max_length:
            return [query]
        lists = [c for c in self.conditions if c.can_be_split]
        if not lists:
            raise ConfigurationError(
                f"the filters make a query of {length} characters, more than servers accept"
                f" ({max_length}), and none of their lists is a plain 'in' that can be divided"
                " among several requests"
            )
        longest = max(lists, key=lambda condition: len(encode([condition.pair])))
        middle = len(longest.values) // 2
        queries: list[Pairs] = []
        for half in (longest.values[:middle], longest.values[middle:]):
            part = Condition(longest.key, half)
            conditions = tuple(part if c is longest else c for c in self.conditions)
            queries += Filters(conditions).queries(max_length)
        return queries


def combined(*parts: Filters) -> Filters:
    """Return the filters that select what all of `parts` select.

    Raises:
        ConfigurationError: more than one of them has an OR group.
    """
    if sum(any(key.startswith("or__") for key in part.keys) for part in parts) > 1:
        raise ConfigurationError("the query in resource and filters both have an 'or'; " + ONE_OR)
    return Filters(
        tuple(condition for part in parts for condition in part.conditions),
        any(part.impossible for part in parts),
    )


def split_prefix(key: str) -> tuple[str, str]:
    """Split AWX's own prefixes off a key: one of or__ and chain__, then not__."""
    group = next((each for each in ("or__", "chain__") if key.startswith(each)), "")
    prefix = group + ("not__" if key.startswith("not__", len(group)) else "")
    return prefix, key[len(prefix) :]


def split_lookup(path: str) -> tuple[str, str, str]:
    """Split a path into its field, its lookup (`exact` where there is none), and a cast."""
    plain = path.removesuffix("__int")
    field, _mark, lookup = plain.rpartition("__")
    if not field or lookup not in LOOKUPS:
        field, lookup = plain, "exact"
    return field, lookup, path[len(plain) :]

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Turn a user's filters into query parameters of AWX's filter language: pure, no request.

The grammar of a key is ``[or__|chain__][not__]path[__lookup][__int]``
(docs/awx-api.md#filter-grammar). There is one OR group a request, and it does not nest; what the
grammar cannot say is refused here, with the reason, before anything is sent.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import typing as t
import urllib.parse

from ..common.errors import ConfigurationError
from ..http.urls import MAX_QUERY_LENGTH, Pairs, encode

LOOKUPS = tuple(
    "exact iexact contains icontains startswith istartswith endswith iendswith regex iregex"
    " gt gte lt lte in isnull search".split()
)

# Lookups for which a list can only mean "any of these".
_ANY_OF = frozenset(LOOKUPS) - {"gt", "gte", "lt", "lte", "isnull", "in", "search"}

# Query parameters that page or shape an answer: they belong to options, or to the client.
_NOT_FILTERS: t.Mapping[str, str] = {
    "page": "all pages are read; use the option limit for fewer objects",
    "page_size": "all pages are read; use the option limit for fewer objects",
    "limit": "use the option limit",
    "count_disabled": "the client decides when to count",
}

_NOT_JSON = (
    "answers are read as JSON. The output of a job as text is the field 'content' of its stdout:"
    " resource: jobs/ID/stdout, only: content"
)

# What Django calls transforms: AWX takes none of them, and takes their names for relations.
_PARTS_OF_TIMES = frozenset(
    "year iso_year quarter month week week_day iso_week_day day date time hour minute"
    " second".split()
)

# A timestamp with an offset to the east, whose plus sign a query string takes for a blank.
_OFFSET = re.compile(
    r"(\d{4}-\d\d-\d\d(?:[Tt+ ]|%20)\d\d(?::|%3[Aa])\d\d(?:(?::|%3[Aa])\d\d(?:[.,]\d+)?)?)"
    r"\+(?=\d\d(?:(?::|%3[Aa])?\d\d)?(?:[&,]|%2[Cc]|$))"
)

_GROUPS = ("or", "chain")


@dataclasses.dataclass(frozen=True)
class Condition:
    """One condition: `values` has one member, or several for an `in`, joined by commas."""

    key: str
    values: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, str]:
        return self.key, ",".join(self.values)

    @property
    def can_be_split(self) -> bool:
        """Whether several requests with parts of the values find the same rows in all."""
        return self.key.endswith("__in") and not self.key.startswith(("or__", "chain__", "not__"))


@dataclasses.dataclass(frozen=True)
class Filters:
    """The conditions of one question; `impossible` says that no object can match them."""

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
        return dataclasses.replace(self, conditions=kept)

    def queries(self, max_length: int = MAX_QUERY_LENGTH) -> list[Pairs]:
        """Return the query parameters, as several queries where one would be too long for a URL.

        Together the queries match exactly the rows of the whole; a row may match several of them.

        Raises:
            ConfigurationError: the query is too long and no list in it can be split.
        """
        length = len(encode([condition.pair for condition in self.conditions]))
        if length <= max_length:
            return [[condition.pair for condition in self.conditions]]
        lists = [c for c in self.conditions if c.can_be_split and len(c.values) > 1]
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
            part = dataclasses.replace(longest, values=half)
            conditions = tuple(part if c is longest else c for c in self.conditions)
            queries += Filters(conditions).queries(max_length)
        return queries


def parse(
    filters: t.Mapping[str, t.Any] | str | None, *, ignored: t.Collection[str] = ()
) -> Filters:
    """Return the conditions of `filters`: a mapping, or a query string as in a URL.

    `ignored` are parameters that page an answer, and mean nothing to who asked.

    Raises:
        ConfigurationError: AWX's filter language cannot say this, or a value has no text form.
    """
    if filters is None:
        return Filters()
    builder = _Builder(ignored)
    if isinstance(filters, str):
        query = _OFFSET.sub(r"\1%2B", filters.lstrip("?"))
        for key, value in urllib.parse.parse_qsl(query, keep_blank_values=True):
            builder.add_raw(key, value)
    elif isinstance(filters, t.Mapping):
        for key, value in filters.items():
            builder.add(str(key), value)
    else:
        raise ConfigurationError(
            f"filters is of type {type(filters).__name__}; give a mapping, or a query string such"
            " as 'status=failed&name__icontains=web'"
        )
    return builder.result()


def combined(*parts: Filters) -> Filters:
    """Return the filters that ask for what all of `parts` ask.

    Raises:
        ConfigurationError: more than one of them has an OR group.
    """
    if sum(any(key.startswith("or__") for key in part.keys) for part in parts) > 1:
        raise ConfigurationError("the query in resource and filters both have an 'or'; " + _ONE_OR)
    return Filters(
        conditions=tuple(condition for part in parts for condition in part.conditions),
        impossible=any(part.impossible for part in parts),
    )


def searching(words: str) -> Filters:
    """Return the filter for words that must occur in the fields that AWX searches."""
    return Filters((Condition("search", (_storable("search", words),)),))


_ONE_OR = (
    "AWX knows one OR group a request, and joins it with everything else by AND; "
    "ask two questions, or filter one of them afterwards with a Jinja test"
)


class _Builder:
    """Collect conditions and watch over the one OR group."""

    def __init__(self, ignored: t.Collection[str] = ()) -> None:
        self._ignored = ignored
        self._conditions: list[Condition] = []
        self._impossible = False
        self._or_group: str | None = None
        self._or_members = 0
        self._or_always_holds = False

    def result(self) -> Filters:
        conditions = tuple(self._conditions)
        if self._or_always_holds:
            conditions = tuple(c for c in conditions if not c.key.startswith("or__"))
            return Filters(conditions, self._impossible)
        empty_or = self._or_group is not None and self._or_members == 0
        return Filters(conditions, self._impossible or empty_or)

    def add_raw(self, key: str, value: str) -> None:
        """Add a parameter of a query string as it is."""
        prefix, path = split_prefix(key)
        if not prefix and self._shapes_the_answer(path, value):
            return
        _check_path(key, prefix, path)
        if prefix.startswith("or__"):
            self._count_or("the query string")
        if path in ("type__in", "types"):
            for one in _type_conditions(prefix, value.split(",")):
                self._conditions.append(one)
            return
        value = _storable(key, value)
        values = tuple(value.split(",")) if lookup_of(path) == "in" else (value,)
        self._conditions.append(Condition(prefix + path, values))

    def add(self, key: str, value: t.Any, *, group: str = "", negated: bool = False) -> None:
        """Add one key of a mapping: a condition, or a group of them under not, or, chain."""
        if key in ("not", *_GROUPS):
            self._add_group(key, value, group=group, negated=negated)
            return
        prefix, path = split_prefix(key)
        if group and prefix.startswith(tuple(f"{name}__" for name in _GROUPS)):
            raise ConfigurationError(
                f"'{key}' stands inside '{group}'; groups do not nest in AWX's filters"
            )
        if negated and prefix:
            raise ConfigurationError(f"'{key}' stands inside 'not'; {_ORDER}")
        if group:
            prefix = f"{group}__{prefix}"
        if negated:
            prefix += "not__"
        if not prefix and self._shapes_the_answer(path, value):
            return
        _check_path(key, prefix, path)
        if prefix.startswith("or__"):
            self._count_or("or", members=0)
        self._add_condition(prefix, path, value)

    def _shapes_the_answer(self, key: str, value: t.Any) -> bool:
        """Whether a parameter is no filter, and asks for what happens anyway.

        Raises:
            ConfigurationError: it is no filter, and asks for something else.
        """
        if key in self._ignored:
            return True
        if key == "format" and str(value).strip().lower() != "json":
            raise ConfigurationError(f"'format={value}' is not possible: {_NOT_JSON}")
        if key in _NOT_FILTERS:
            raise ConfigurationError(f"'{key}' is not a filter here: {_NOT_FILTERS[key]}")
        return key == "format"

    def _add_group(self, key: str, value: t.Any, *, group: str, negated: bool) -> None:
        if negated or (group and key != "not"):
            inside = "not" if negated else group
            hint = (
                f"; write {key}: {{not: ...}} instead" if inside == "not" and key != "not" else ""
            )
            raise ConfigurationError(
                f"'{key}' stands inside '{inside}'; groups do not nest in AWX's filters{hint}"
            )
        members = value if isinstance(value, (list, tuple)) else [value]
        for member in members:
            if not isinstance(member, t.Mapping):
                raise ConfigurationError(
                    f"'{key}' in filters holds {type(member).__name__}; it takes a mapping of"
                    " conditions, or a list of such"
                )
            if key == "or" and member is not value and len(member) > 1:
                raise ConfigurationError(
                    "a member of 'or' has several conditions; AWX's OR group joins single"
                    " conditions and knows no AND inside. Put the common condition beside 'or', or"
                    " ask two questions"
                )
            if group == "or" and (len(member) > 1 or len(members) > 1):
                raise ConfigurationError(_NEITHER_IN_OR)
            for inner, inner_value in member.items():
                if key == "not":
                    self.add(str(inner), inner_value, group=group, negated=True)
                else:
                    self.add(str(inner), inner_value, group=key)
        if key == "or":
            self._count_or("or", members=0)

    def _add_condition(self, prefix: str, path: str, value: t.Any) -> None:
        if path in ("type", "types", "type__in"):
            self._add_types(prefix, value if _is_list(value) else [value])
        elif _is_list(value):
            self._add_list(prefix, path, list(value))
        else:
            self._append(_condition(prefix, path, value))

    def _add_types(self, prefix: str, items: t.Iterable[t.Any]) -> None:
        names = [name for item in items for name in _text("type", item).split(",")]
        if len(names) > 1 and prefix.startswith("chain__"):
            raise ConfigurationError("'type' inside 'chain' takes one type; no object is of two")
        if len(names) > 1 and prefix == "or__not__":
            raise ConfigurationError(_NEITHER_IN_OR)
        for one in _type_conditions(prefix, names):
            self._append(one)

    def _add_list(self, prefix: str, path: str, items: list[t.Any]) -> None:
        field, lookup, cast = split_lookup(path)
        if lookup == "search":
            for item in items:
                self._append(_condition(prefix, path, item))
            return
        if lookup not in _ANY_OF and lookup != "in" and len(items) != 1:
            raise ConfigurationError(
                f"'{prefix}{path}' is given a list; '{lookup}' compares with one value"
            )
        if not items:
            # "In none of these" is always true, "in one of these" never.
            self._or_always_holds |= prefix == "or__not__"
            self._impossible |= not prefix.endswith("not__") and not prefix.startswith("or__")
            return
        # AWX refuses an `in` of nothing, and parts values at their commas.
        texts = [None if item is None else _text(path, item) for item in items]
        joined = [text for text in texts if text is not None and "," not in text]
        if lookup in ("exact", "in") and len(joined) == len(texts) and joined != [""]:
            self._append(Condition(f"{prefix}{field}__in{cast}", tuple(joined)))
            return
        if len(items) > 1:
            prefix = self._prefix_of_any(prefix, path)
        for item in items:
            self._append(_condition(prefix, field + cast if lookup == "in" else path, item))

    def _prefix_of_any(self, prefix: str, path: str) -> str:
        """Return the prefix of several conditions of which one must hold."""
        if prefix == "or__not__":
            raise ConfigurationError(_NEITHER_IN_OR)
        if prefix.startswith("chain__") and not prefix.endswith("not__"):
            raise ConfigurationError(
                f"'{prefix}{path}' is given several values that only an OR can join, which does"
                " not go inside 'chain'"
            )
        if not prefix:
            self._count_or(f"the list in '{path}'")
        return prefix or "or__"

    def _append(self, condition: Condition) -> None:
        if condition.key.startswith("or__"):
            self._or_members += 1
        self._conditions.append(condition)

    def _count_or(self, source: str, members: int = 1) -> None:
        if self._or_group not in (None, source):
            raise ConfigurationError(f"{source} and {self._or_group} each need an 'or'; {_ONE_OR}")
        self._or_group = source
        self._or_members += members


_NEITHER_IN_OR = (
    "'not' inside 'or' holds several conditions or values; AWX would read them as 'not both', and "
    "cannot say 'none of them' there. Put 'not' beside 'or', or ask two questions"
)

_ORDER = "AWX takes prefixes in the order or__ or chain__, then not__, each once"


def split_prefix(key: str) -> tuple[str, str]:
    """Split AWX's own prefixes off a key.

    Raises:
        ConfigurationError: they stand in an order that AWX does not take.
    """
    prefix, path = "", key
    for group in _GROUPS:
        if path.startswith(f"{group}__"):
            prefix, path = f"{group}__", path[len(group) + 2 :]
            break
    if path.startswith("not__"):
        prefix, path = prefix + "not__", path[len("not__") :]
    if path.startswith(("or__", "chain__", "not__")):
        raise ConfigurationError(f"the filter '{key}' is not possible: {_ORDER}")
    if not path:
        raise ConfigurationError(f"the filter '{key}' names no field")
    return prefix, path


def _check_path(key: str, prefix: str, path: str) -> None:
    """Refuse what AWX refuses in words that do not say why.

    Raises:
        ConfigurationError: it is such a path.
    """
    bare, lookup, _cast = split_lookup(path)
    names = bare.split("__")
    if len(names) > 1 and names[-1] in _PARTS_OF_TIMES:
        field = "__".join(names[:-1])
        raise ConfigurationError(
            f"the filter '{key}' is not possible: AWX does not take times apart by"
            f" '{names[-1]}'. Give the bounds, such as {field}__gte: 2026-01-01 and"
            f" {field}__lt: 2027-01-01"
        )
    if prefix and (lookup == "search" or path == "search"):
        raise ConfigurationError(
            f"the filter '{key}' is not possible: AWX's search does not go into or, not and chain."
            " Put it beside them, or compare fields there, such as"
            f" {'name' if path == 'search' else path[: -len('search')] + 'name'}__icontains"
        )


def _storable(path: str, text: str) -> str:
    """Return a text if it is one that a database may hold.

    Raises:
        ConfigurationError: it has a NUL, for which AWX is in trouble (500).
    """
    if "\0" in text:
        raise ConfigurationError(
            f"the filter '{path}' has a NUL character in its value, which no text in AWX's"
            " database can have"
        )
    return text


def split_lookup(path: str) -> tuple[str, str, str]:
    """Split a path into its field, its lookup (`exact` where there is none), and a cast."""
    plain = path.removesuffix("__int")
    field, _mark, lookup = plain.rpartition("__")
    if not field or lookup not in LOOKUPS:
        field, lookup = plain, "exact"
    return field, lookup, path[len(plain) :]


def lookup_of(path: str) -> str:
    """Return the lookup at the end of a path, `exact` where there is none."""
    return split_lookup(path)[1]


def _condition(prefix: str, path: str, value: t.Any) -> Condition:
    """Return the condition for a single value."""
    field, lookup, cast = split_lookup(path)
    if value is not None:
        text = _text(path, value)
        values = tuple(text.split(",")) if lookup == "in" else (text,)
        return Condition(prefix + path, values)
    if lookup not in ("exact", "isnull"):
        raise ConfigurationError(
            f"'{path}' is given no value (none); '{lookup}' cannot compare with that"
        )
    cast = "" if lookup == "exact" else cast
    return Condition(f"{prefix}{field}__isnull{cast}", ("true",))


def _type_conditions(prefix: str, names: list[str]) -> list[Condition]:
    """`type=a,b` works; `type__in` silently matches nothing (docs/awx-api.md#filtering-by-type)."""
    if prefix:
        return [Condition(prefix + "type", (name,)) for name in names]
    return [Condition("type", tuple(names))]


def _is_list(value: t.Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))


def _text(path: str, value: t.Any) -> str:
    """Return a value as AWX reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return _storable(path, str(value))
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    kinds = (("mapping", t.Mapping), ("list", (list, tuple, set, frozenset)))
    name = next((name for name, kind in kinds if isinstance(value, kind)), type(value).__name__)
    raise ConfigurationError(
        f"the filter '{path}' has a value of type {name}; it takes text, numbers, booleans, dates,"
        " none, or a list of these"
    )

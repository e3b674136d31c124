# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Turn a user's filters into query parameters of AWX's filter language: pure, no request.

What the grammar (`filters.py`) cannot say is refused here, with the reason, before anything is
sent.
"""

from __future__ import annotations

import datetime
import re
import typing as t
import urllib.parse

from ..common.errors import ConfigurationError
from .filters import ONE_OR, Condition, Filters, split_lookup, split_prefix

# Lookups that compare with one value.
_OF_ONE = ("gt", "gte", "lt", "lte", "isnull")

_LISTS = (list, tuple, set, frozenset)

# Query parameters for paging and format: they are options, or up to the client.
_NOT_FILTERS = ("page", "page_size", "limit", "count_disabled")

# What Django calls transforms: AWX takes none of them, and takes their names for relations.
_PARTS_OF_TIMES = frozenset(
    "year iso_year quarter month week week_day iso_week_day day date time hour minute"
    " second".split()
)

# A timestamp with an offset to the east, whose plus sign a query string takes for a blank.
_OFFSET = (
    r"(\d{4}-\d\d-\d\d(?:[Tt+ ]|%20)\d\d(?::|%3[Aa])\d\d(?:(?::|%3[Aa])\d\d(?:[.,]\d+)?)?)"
    r"\+(?=\d\d(?:(?::|%3[Aa])?\d\d)?(?:[&,]|%2[Cc]|$))"
)

_ORDER = "AWX takes prefixes in the order or__ or chain__, then not__, each once"

_NEITHER_IN_OR = (
    "'not' inside 'or' holds several conditions or values; AWX would read them as 'not both', and "
    "cannot express 'none of them' there. Put 'not' beside 'or', or run two queries"
)


def parse(
    filters: t.Mapping[str, t.Any] | str | None, *, ignored: t.Collection[str] = ()
) -> Filters:
    """Return the conditions of `filters`: a mapping, or a query string as in a URL.

    `ignored` are parameters for paging that mean nothing to the caller.

    Raises:
        ConfigurationError: AWX's filter language cannot express this, or a value has no text form.
    """
    pairs: t.Iterable[tuple[t.Any, t.Any]] = ()
    if isinstance(filters, str):
        query = re.sub(_OFFSET, r"\1%2B", filters.lstrip("?"))
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    elif isinstance(filters, t.Mapping):
        pairs = filters.items()
    elif filters is not None:
        raise ConfigurationError(
            f"filters is of type {type(filters).__name__}; give a mapping, or a query string such"
            " as 'status=failed&name__icontains=web'"
        )
    builder = _Builder(ignored)
    for key, value in pairs:
        builder.add(str(key), value)
    return builder.result()


class _Builder:
    """Collect conditions and watch over the one OR group."""

    def __init__(self, ignored: t.Collection[str]) -> None:
        self._ignored = ignored
        self._conditions: list[Condition] = []
        self._impossible = False
        self._or_source = ""
        self._or_always_holds = False

    def result(self) -> Filters:
        others = tuple(c for c in self._conditions if not c.key.startswith("or__"))
        if self._or_always_holds:
            return Filters(others, self._impossible)
        empty_or = self._or_source != "" and len(others) == len(self._conditions)
        return Filters(tuple(self._conditions), self._impossible or empty_or)

    def add(self, key: str, value: t.Any, *, group: str = "", negated: bool = False) -> None:
        """Add one key: a condition, or a group of them under not, or, chain."""
        if key in ("not", "or", "chain"):
            self._add_group(key, value, group=group, negated=negated)
            return
        prefix, path = split_prefix(key)
        if group and prefix.startswith(("or__", "chain__")):
            raise ConfigurationError(
                f"'{key}' stands inside '{group}'; groups do not nest in AWX's filters"
            )
        if negated and prefix:
            raise ConfigurationError(f"'{key}' stands inside 'not'; {_ORDER}")
        prefix = f"{f'{group}__' if group else ''}{prefix}{'not__' if negated else ''}"
        if not self._is_condition(key, prefix, path, value):
            return
        if prefix.startswith("or__"):
            self._claim_or("or")
        if path in ("type", "types", "type__in"):
            self._add_types(prefix, value if isinstance(value, _LISTS) else [value])
        elif isinstance(value, _LISTS):
            self._add_list(prefix, path, list(value))
        else:
            self._conditions.append(_condition(prefix, path, value))

    def _is_condition(self, key: str, prefix: str, path: str, value: t.Any) -> bool:
        """Whether a parameter is a filter; others request what is done anyway.

        Raises:
            ConfigurationError: it is no filter, and requests something else, or AWX refuses it
                with a misleading message.
        """
        if not prefix and path in self._ignored:
            return False
        if not prefix and path == "format":
            if str(value).strip().lower() == "json":
                return False
            raise ConfigurationError(
                f"'format={value}' is not possible: responses are read as JSON. The output of a job"
                " as text is the field 'content' of its stdout: resource: jobs/ID/stdout,"
                " only: content"
            )
        if not prefix and path in _NOT_FILTERS:
            raise ConfigurationError(
                f"'{path}' is not a filter here: all pages are read; use the option limit for fewer"
                " objects"
            )
        _check_path(key, prefix, path)
        return True

    def _add_group(self, key: str, value: t.Any, *, group: str, negated: bool) -> None:
        if negated or (group and key != "not"):
            inside = "not" if negated else group
            hint = f"; write {key}: {{not: ...}} instead" if negated and key != "not" else ""
            raise ConfigurationError(
                f"'{key}' stands inside '{inside}'; groups do not nest in AWX's filters{hint}"
            )
        if key == "or":
            self._claim_or("or")
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
                    " conditions, with no AND inside. Put the common condition beside 'or', or"
                    " run two queries"
                )
            if group == "or" and (len(member) > 1 or len(members) > 1):
                raise ConfigurationError(_NEITHER_IN_OR)
            for inner, inner_value in member.items():
                inside = group if key == "not" else key
                self.add(str(inner), inner_value, group=inside, negated=key == "not")

    def _add_types(self, prefix: str, items: t.Iterable[t.Any]) -> None:
        """`type=a,b` works; `type__in` matches nothing (docs/awx-api.md#filtering-by-type)."""
        names = [name for item in items for name in _text("type", item).split(",")]
        if len(names) > 1 and prefix.startswith("chain__"):
            raise ConfigurationError("'type' inside 'chain' takes one type; no object is of two")
        if len(names) > 1 and prefix == "or__not__":
            raise ConfigurationError(_NEITHER_IN_OR)
        if prefix:
            self._conditions += [Condition(prefix + "type", (name,)) for name in names]
        else:
            self._conditions.append(Condition("type", tuple(names)))

    def _add_list(self, prefix: str, path: str, items: list[t.Any]) -> None:
        field, lookup, cast = split_lookup(path)
        if lookup in _OF_ONE and len(items) != 1:
            raise ConfigurationError(
                f"'{prefix}{path}' is given a list; '{lookup}' compares with one value"
            )
        if not items and lookup != "search":
            # "In none of these" is always true, "in one of these" never.
            self._or_always_holds |= prefix == "or__not__"
            self._impossible |= not prefix.endswith("not__") and not prefix.startswith("or__")
            return
        # AWX refuses an `in` of nothing, and parts values at their commas.
        texts = [None if item is None else _text(path, item) for item in items]
        joined = [text for text in texts if text is not None and "," not in text]
        if lookup in ("exact", "in") and len(joined) == len(texts) and joined != [""]:
            self._conditions.append(Condition(f"{prefix}{field}__in{cast}", tuple(joined)))
            return
        if len(items) > 1 and lookup != "search":
            prefix = self._prefix_of_any(prefix, path)
        path = field + cast if lookup == "in" else path
        self._conditions += [_condition(prefix, path, item) for item in items]

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
            self._claim_or(f"the list in '{path}'")
        return prefix or "or__"

    def _claim_or(self, source: str) -> None:
        if self._or_source not in ("", source):
            raise ConfigurationError(f"{source} and {self._or_source} each need an 'or'; {ONE_OR}")
        self._or_source = source


def _check_path(key: str, prefix: str, path: str) -> None:
    """Refuse what is no filter, or what AWX refuses with a misleading message.

    Raises:
        ConfigurationError: it is such a path.
    """
    if not path:
        raise ConfigurationError(f"the filter '{key}' names no field")
    reason = ""
    bare, lookup, _cast = split_lookup(path)
    field, _mark, part = bare.rpartition("__")
    if path.startswith(("or__", "chain__", "not__")):
        reason = _ORDER
    elif field and part in _PARTS_OF_TIMES:
        reason = (
            f"AWX does not take times apart by '{part}'. Give the bounds, such as"
            f" {field}__gte: 2026-01-01 and {field}__lt: 2027-01-01"
        )
    elif prefix and (lookup == "search" or path == "search"):
        reason = (
            "AWX's search does not go into or, not and chain. Put it beside them, or compare"
            f" fields there, such as {path[: -len('search')]}name__icontains"
        )
    if reason:
        raise ConfigurationError(f"the filter '{key}' is not possible: {reason}")


def _condition(prefix: str, path: str, value: t.Any) -> Condition:
    """Return the condition for a single value."""
    field, lookup, cast = split_lookup(path)
    if value is not None:
        text = _text(path, value)
        return Condition(prefix + path, tuple(text.split(",")) if lookup == "in" else (text,))
    if lookup not in ("exact", "isnull"):
        raise ConfigurationError(
            f"'{path}' is given no value (none); '{lookup}' cannot compare with that"
        )
    cast = "" if lookup == "exact" else cast
    return Condition(f"{prefix}{field}__isnull{cast}", ("true",))


def _text(path: str, value: t.Any) -> str:
    """Return a value as AWX reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (str, int, float)):
        if "\0" not in str(value):
            return str(value)
        # AWX is in trouble with it (500).
        raise ConfigurationError(
            f"the filter '{path}' has a NUL character in its value, which no text in AWX's"
            " database can have"
        )
    name = "mapping" if isinstance(value, t.Mapping) else type(value).__name__
    name = "list" if isinstance(value, _LISTS) else name
    raise ConfigurationError(
        f"the filter '{path}' has a value of type {name}; it takes text, numbers, booleans, dates,"
        " none, or a list of these"
    )

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""filters: what a user asks for is what the server reads, for any filters.

The server is a reader of its grammar (docs/awx-api.md#filter-grammar) written down anew, for a
table without relations; the user's meaning is that of the documentation of `filters`.
"""

from __future__ import annotations

import typing as t
import urllib.parse

from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.parse_filters import parse
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.in_memory import client_of
from tests.unit.properties import examples
from tests.unit.scripted_server import page_of

Row = dict[str, t.Any]
Conditions = dict[str, t.Any]


# -- As the user means it ----------------------------------------------------------


def means(conditions: Conditions, row: Row) -> bool:
    """Whether a row is meant by structured filters, as they are documented."""
    return all(_one_means(key, value, row) for key, value in conditions.items())


def _one_means(key: str, value: t.Any, row: Row) -> bool:
    if key in ("not", "or", "chain"):
        members = value if isinstance(value, list) else [value]
        found = [_one_means(k, v, row) for member in members for k, v in member.items()]
        return {"not": not any(found), "or": any(found), "chain": all(found)}[key]
    field, _mark, lookup = key.partition("__")
    if isinstance(value, list):
        return any(_compares(lookup, row[field], one) for one in value)
    return _compares(lookup, row[field], value)


def _compares(lookup: str, stored: t.Any, value: t.Any) -> bool:
    if value is None:
        return stored is None
    if stored is None:
        return False
    if lookup == "gt":
        return bool(stored > value)
    if lookup == "icontains":
        return str(value).lower() in str(stored).lower()
    return bool(stored == value)


# -- As the server reads it ----------------------------------------------------------


def reads(query: t.Sequence[tuple[str, str]], row: Row) -> bool:
    """Whether the server answers a query with a row."""
    every: list[bool] = []
    alternatives: list[bool] = []
    for name, text in query:
        key, group, negated = name, "", False
        for prefix in ("or", "chain"):
            if not group and key.startswith(f"{prefix}__"):
                group, key = prefix, key[len(prefix) + 2 :]
        if key.startswith("not__"):
            negated, key = True, key[5:]
        holds = _column_holds(key, text, row) is not negated
        (alternatives if group == "or" else every).append(holds)
    return all(every) and (not alternatives or any(alternatives))


def _column_holds(key: str, text: str, row: Row) -> bool:
    field, _mark, lookup = key.partition("__")
    assert field in row, f"the server has no field named '{field}'"
    convert: t.Callable[[str], t.Any] = int if field == "number" else str
    stored = row[field]
    if lookup == "isnull":
        return (stored is None) is {"true": True, "false": False}[text]
    if lookup == "in":
        assert text, "the server refuses an empty list"
        return stored in [convert(part) for part in text.split(",")]
    return _compares(lookup, stored, convert(text))


# -- Any filters -------------------------------------------------------------------


TEXTS = st.text(alphabet="ab,+& é%=#", max_size=3)
NUMBERS = st.integers(-1, 3)
ROWS = st.fixed_dictionaries({"name": st.none() | TEXTS, "number": st.none() | NUMBERS})


def _or_list(values: st.SearchStrategy[t.Any]) -> st.SearchStrategy[t.Any]:
    return values | st.lists(values, max_size=4)


SINGLE = st.one_of(
    st.tuples(st.sampled_from(["name", "name__exact"]), _or_list(st.none() | TEXTS)),
    st.tuples(st.just("name__icontains"), _or_list(TEXTS)),
    st.tuples(st.just("name__in"), st.lists(st.none() | TEXTS, max_size=4)),
    st.tuples(st.sampled_from(["number", "number__exact"]), _or_list(st.none() | NUMBERS)),
    st.tuples(st.just("number__gt"), NUMBERS),
    st.tuples(st.just("number__in"), st.lists(NUMBERS, max_size=4)),
)
PLAIN = st.lists(SINGLE, max_size=3).map(dict)
MEMBERS = st.lists(SINGLE, min_size=1, max_size=3)
NOT = st.tuples(st.just("not"), MEMBERS.map(dict))
GROUP = st.one_of(
    NOT,
    st.tuples(st.just("or"), MEMBERS.map(dict)),
    st.tuples(st.just("or"), MEMBERS.map(lambda members: [dict([member]) for member in members])),
    st.tuples(st.just("or"), st.tuples(NOT).map(dict)),
    st.tuples(st.just("chain"), MEMBERS.map(dict)),
)
FILTERS = st.builds(
    lambda plain, groups: {**plain, **dict(groups)}, PLAIN, st.lists(GROUP, max_size=2)
)


def sent(pairs: t.Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Send a query, and return it as it came over the wire."""
    received: list[t.Any] = []

    def answer(request: t.Any) -> t.Any:
        received.append(request)
        return page_of([])

    client_of(answer).get("hosts/", pairs)
    return list(received[0].query)


@given(FILTERS, st.lists(ROWS, min_size=1, max_size=6))
@examples(150)
def test_the_server_reads_what_the_user_means(conditions: Conditions, rows: list[Row]) -> None:
    try:
        parsed = parse(conditions)
    except ConfigurationError:
        assume(False)
    found = [row for row in rows if not parsed.impossible and reads(sent(parsed.queries()[0]), row)]
    assert found == [row for row in rows if means(conditions, row)]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), PLAIN, st.lists(NUMBERS))
@examples(150)
def test_parts_of_a_long_list_find_what_the_whole_would(
    numbers: list[int], others: Conditions, stored: list[int]
) -> None:
    """A list too long for one URL is split into several requests, and merged."""
    try:
        parsed = parse({**others, "number__in": numbers})
        queries = parsed.queries(max_length=120)
    except ConfigurationError:
        assume(False)
    assert all(len(urllib.parse.urlencode(query, safe=",")) <= 200 for query in queries)
    for number in stored:
        row = {"name": "a", "number": number}
        whole = reads(parsed.queries(max_length=100_000)[0], row)
        assert any(reads(query, row) for query in queries) is whole


@given(st.lists(st.tuples(st.sampled_from(["name", "or__name", "not__name"]), TEXTS), max_size=4))
@examples(150)
def test_a_query_string_reaches_the_server_as_it_is(query: list[tuple[str, str]]) -> None:
    """AWX's own prefixes and every character stay untouched."""
    text = urllib.parse.urlencode(query)
    assert sent(parse(text).queries()[0]) == query


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["not", "or", "chain", "not__a", "or__", "a", "a__in", "type", ""]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
@examples(200)
def test_parse_takes_anything_or_says_why_not(value: t.Any) -> None:
    """What the grammar cannot say is refused, with the reason, before a request is made."""
    try:
        parse(value).queries()
    except ConfigurationError:
        return

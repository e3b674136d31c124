# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""filters: the conditions of a query, and queries that are too long for a URL."""

from __future__ import annotations

import typing as t
import urllib.parse

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.filters import (
    MAX_QUERY_LENGTH,
    Filters,
    combined,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.parse_filters import parse

# -- Filters -----------------------------------------------------------------------------


def test_value_of_is_the_last_as_on_the_server() -> None:
    parsed = parse("order_by=a&order_by=b&x=1")
    assert (parsed.value_of("order_by"), parsed.value_of("y")) == ("b", None)


def test_without_leaves_out_exactly_these_keys() -> None:
    parsed = parse({"search": "a", "groups__search": "b", "x": 1}).without("search", "y")
    assert parsed.keys == ["groups__search", "x"]


def test_combined_asks_for_everything() -> None:
    both = combined(parse("a=1"), parse({"b": 2, "or": {"c": 3, "d": 4}}), parse({"search": "x y"}))
    assert [condition.pair for condition in both.conditions] == [
        ("a", "1"),
        ("b", "2"),
        ("or__c", "3"),
        ("or__d", "4"),
        ("search", "x y"),
    ]


def test_combined_is_impossible_if_a_part_is() -> None:
    assert combined(parse("a=1"), parse({"b": []})).impossible


def test_combined_refuses_two_ors() -> None:
    with pytest.raises(ConfigurationError, match="one OR group"):
        combined(parse("or__a=1"), parse({"or": {"b": 2, "c": 3}}))


# -- Queries that are too long for a URL ---------------------------------------------------


def length_of(pairs: list[tuple[str, str]]) -> int:
    return len(urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote, safe=","))


def test_queries_of_short_filters_is_one() -> None:
    assert parse({"a": 1, "b": [1, 2]}).queries() == [[("a", "1"), ("b__in", "1,2")]]


def test_queries_of_nothing_is_one_empty_query() -> None:
    assert Filters().queries() == [[]]


@pytest.mark.parametrize("name", ["host-{}.example.com", "hôst {} & co"])
def test_queries_split_a_long_list_into_parts_that_fit(name: str) -> None:
    """A request line over 8 KiB is refused; together they are the whole."""
    names = [name.format(number) for number in range(2000)]
    queries = parse({"name": names, "enabled": True}).queries()
    assert len(queries) > 1
    assert all(("enabled", "true") in query for query in queries)
    assert all(length_of(query) <= MAX_QUERY_LENGTH for query in queries)
    parts = [dict(query)["name__in"].split(",") for query in queries]
    assert [part for values in parts for part in values] == names


def test_queries_split_the_longest_list_first() -> None:
    filters = parse({"a__in": list(range(10)), "b__in": list(range(1000, 3000))})
    queries = filters.queries()
    assert {dict(query)["a__in"] for query in queries} == {"0,1,2,3,4,5,6,7,8,9"}


def test_queries_split_two_long_lists_into_all_combinations() -> None:
    filters = parse({"a__in": list(range(100, 120)), "b__in": list(range(200, 220))})
    queries = filters.queries(max_length=60)
    seen = {
        (a, b)
        for query in queries
        for a in dict(query)["a__in"].split(",")
        for b in dict(query)["b__in"].split(",")
    }
    assert len(seen) == 400


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({"name__contains": "x" * 8000}, id="one long value"),
        pytest.param({"or__id__in": list(range(5000))}, id="a list in an or"),
        pytest.param({"not": {"id": list(range(5000))}}, id="a list in a not"),
        pytest.param({"name__in": ["x" * 8000]}, id="one long member"),
    ],
)
def test_queries_refuse_what_cannot_be_asked_in_parts(filters: dict[str, t.Any]) -> None:
    """Parts of a negation would match more than the whole, not less."""
    with pytest.raises(ConfigurationError, match="more than servers accept"):
        parse(filters).queries()

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""parse_filters: AWX's filter language of mappings and query strings."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.filters import (
    LOOKUPS,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.parse_filters import parse

UTC = datetime.timezone.utc


def pairs_of(filters: t.Any) -> list[tuple[str, str]]:
    parsed = parse(filters)
    assert not parsed.impossible
    return [condition.pair for condition in parsed.conditions]


# -- Values ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "pairs"),
    [
        pytest.param(None, [], id="nothing"),
        pytest.param({}, [], id="empty mapping"),
        pytest.param("", [], id="empty text"),
        pytest.param({"name": "web"}, [("name", "web")], id="text"),
        pytest.param({"name": ""}, [("name", "")], id="empty value"),
        pytest.param({"id": 5}, [("id", "5")], id="integer"),
        pytest.param({"id": 0}, [("id", "0")], id="zero"),
        pytest.param({"elapsed__gt": 1.5}, [("elapsed__gt", "1.5")], id="float"),
        pytest.param({"enabled": True}, [("enabled", "true")], id="true"),
        pytest.param({"enabled": False}, [("enabled", "false")], id="false"),
        pytest.param({"last_job": None}, [("last_job__isnull", "true")], id="none"),
        pytest.param({"last_job__exact": None}, [("last_job__isnull", "true")], id="exact none"),
        pytest.param({"x__isnull": False}, [("x__isnull", "false")], id="isnull"),
        pytest.param(
            {"created__gt": datetime.date(2026, 1, 31)}, [("created__gt", "2026-01-31")], id="date"
        ),
        pytest.param(
            {"created__gt": datetime.datetime(2026, 1, 31, 10, tzinfo=UTC)},
            [("created__gt", "2026-01-31T10:00:00+00:00")],
            id="moment",
        ),
        pytest.param({"status": ["failed", "error"]}, [("status__in", "failed,error")], id="list"),
        pytest.param({"status": ("failed",)}, [("status__in", "failed")], id="list of one"),
        # AWX refuses an `in` of nothing.
        pytest.param({"name": [""]}, [("name", "")], id="list of an empty text"),
        pytest.param({"name__in": [""]}, [("name", "")], id="in an empty text"),
        pytest.param({"name__in": [None]}, [("name__isnull", "true")], id="in none"),
        pytest.param(
            {"a__inventory__in": ["x,y", "z"]},
            [("or__a__inventory", "x,y"), ("or__a__inventory", "z")],
            id="a path with in in it",
        ),
        pytest.param(
            {"inventory__in__int": [1, None]},
            [("or__inventory__int", "1"), ("or__inventory__isnull", "true")],
            id="in, cast, none",
        ),
        pytest.param({"id__in": [1, 2]}, [("id__in", "1,2")], id="in with a list"),
        pytest.param({"id__in": "1,2"}, [("id__in", "1,2")], id="in with a text"),
        pytest.param({"id__in": 1}, [("id__in", "1")], id="in with a number"),
        pytest.param({"name__exact": ["a", "b"]}, [("name__in", "a,b")], id="exact with a list"),
        pytest.param(
            {"groups__search": ["a", "b"]},
            [("groups__search", "a"), ("groups__search", "b")],
            id="search",
        ),
        pytest.param({"search": "a b"}, [("search", "a b")], id="search option"),
        pytest.param({"name": "a&b=c+d%"}, [("name", "a&b=c+d%")], id="special characters"),
        pytest.param({7: 8}, [("7", "8")], id="a key that is no text"),
    ],
)
def test_parse_values(filters: t.Any, pairs: list[tuple[str, str]]) -> None:
    """Lists never become "['a', 'b']", none never "None"."""
    assert pairs_of(filters) == pairs


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_parse_takes_every_lookup(lookup: str) -> None:
    """Everything the API's filter language can say, can be said."""
    assert pairs_of({f"name__{lookup}": "1"}) == [(f"name__{lookup}", "1")]


@pytest.mark.parametrize(
    ("filters", "key"),
    [
        pytest.param({"name__int": [1, 2]}, "name__in__int", id="list"),
        pytest.param({"name__in__int": [1, 2]}, "name__in__int", id="in"),
    ],
)
def test_parse_puts_int_last(filters: dict[str, t.Any], key: str) -> None:
    """The grammar is path, lookup, int (docs/awx-api.md#filter-grammar)."""
    assert pairs_of(filters) == [(key, "1,2")]


@pytest.mark.parametrize("lookup", ["gt", "gte", "lt", "lte", "isnull"])
def test_parse_refuses_a_list_where_one_value_is_compared(lookup: str) -> None:
    with pytest.raises(ConfigurationError, match=f"'{lookup}' compares with one value"):
        parse({f"id__{lookup}": [1, 2]})


@pytest.mark.parametrize("lookup", ["contains", "gt", "in", "regex"])
def test_parse_refuses_none_where_nothing_compares_with_it(lookup: str) -> None:
    with pytest.raises(ConfigurationError, match=f"'{lookup}' cannot compare"):
        parse({f"name__{lookup}": None})


@pytest.mark.parametrize("value", [{"contains": "x"}, b"x", object(), [["x"]], [{"a": 1}]])
def test_parse_refuses_values_without_a_text_form(value: t.Any) -> None:
    with pytest.raises(ConfigurationError, match="'name' has a value of type"):
        parse({"name": value})


@pytest.mark.parametrize("filters", [["a"], 5, True, b"a=b"])
def test_parse_refuses_what_is_no_mapping(filters: t.Any) -> None:
    with pytest.raises(ConfigurationError, match="give a mapping, or a query string"):
        parse(filters)


# -- Lists that only an OR can join ------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "pairs"),
    [
        pytest.param(
            {"name__startswith": ["a", "b"]},
            [("or__name__startswith", "a"), ("or__name__startswith", "b")],
            id="another lookup",
        ),
        pytest.param(
            {"name": ["a,b", "c"]}, [("or__name", "a,b"), ("or__name", "c")], id="a comma"
        ),
        pytest.param(
            {"name__in": ["a,b", "c"]}, [("or__name", "a,b"), ("or__name", "c")], id="in, a comma"
        ),
        pytest.param(
            {"inventory": [1, None]},
            [("or__inventory", "1"), ("or__inventory__isnull", "true")],
            id="none in it",
        ),
        pytest.param(
            {"not": {"name__startswith": ["a", "b"]}},
            [("not__name__startswith", "a"), ("not__name__startswith", "b")],
            id="negated: neither",
        ),
        pytest.param(
            {"not": {"name": ["a,b", "c"]}},
            [("not__name", "a,b"), ("not__name", "c")],
            id="negated, a comma",
        ),
        pytest.param(
            {"chain": {"groups__name": ["a", "b"]}},
            [("chain__groups__name__in", "a,b")],
            id="in a chain",
        ),
    ],
)
def test_parse_joins_lists(filters: t.Any, pairs: list[tuple[str, str]]) -> None:
    """`in` knows no escape of a comma (docs/awx-api.md#lookups)."""
    assert pairs_of(filters) == pairs


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({"a__startswith": ["x"], "b__startswith": ["y"]}, id="lists of one"),
        pytest.param({"name__startswith": ["x"], "or": {"a": 1, "b": 2}}, id="beside an or"),
        pytest.param({"inventory": [None], "or": {"a": 1, "b": 2}}, id="none alone"),
    ],
)
def test_parse_needs_no_or_for_a_list_of_one(filters: dict[str, t.Any]) -> None:
    """What the language can say, can be said: one value needs no OR group."""
    keys = [key for key, _value in pairs_of(filters)]
    assert all(not key.startswith("or__") for key in keys if key not in ("or__a", "or__b"))


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({"a__startswith": ["x", "y"], "b__startswith": ["x", "y"]}, id="two lists"),
        pytest.param({"a__startswith": ["x", "y"], "or": {"b": 1, "c": 2}}, id="list and or"),
        pytest.param({"or": {"b": 1, "c": 2}, "a": [1, None]}, id="or and list"),
        pytest.param({"or__b": 1, "a": [1, None]}, id="prefix and list"),
    ],
)
def test_parse_refuses_a_second_or(filters: dict[str, t.Any]) -> None:
    """There is exactly one OR group a request (docs/awx-api.md#filter-groups)."""
    with pytest.raises(ConfigurationError, match="one OR group"):
        parse(filters)


def test_parse_refuses_an_or_inside_a_chain() -> None:
    with pytest.raises(ConfigurationError, match="does not go inside 'chain'"):
        parse({"chain": {"groups__name__startswith": ["a", "b"]}})


@pytest.mark.parametrize(
    ("filters", "impossible"),
    [
        pytest.param({"id": []}, True, id="in none"),
        pytest.param({"id__in": []}, True, id="in none, said so"),
        pytest.param({"name__startswith": []}, True, id="another lookup"),
        pytest.param({"chain": {"id": []}}, True, id="in a chain"),
        pytest.param({"not": {"id": []}}, False, id="negated: always true"),
        pytest.param({"or": {"id": [], "name": "x"}}, False, id="one of an or"),
        pytest.param({"or": {"id": []}}, True, id="all of an or"),
        pytest.param({"or": []}, True, id="an or of nothing"),
        pytest.param({"or": [{}]}, True, id="an or of an empty mapping"),
        pytest.param({"not": []}, False, id="a not of nothing"),
        pytest.param({"not": {}}, False, id="a not of an empty mapping"),
        pytest.param({"chain": []}, False, id="a chain of nothing"),
    ],
)
def test_parse_knows_what_no_object_can_match(filters: dict[str, t.Any], impossible: bool) -> None:
    """An empty list in a template must not mean everything; `in` with nothing is a 400."""
    assert parse(filters).impossible is impossible


def test_parse_of_an_or_with_a_member_that_always_holds_matches_everything() -> None:
    """In none of nothing is true for every object, so the whole OR is."""
    parsed = parse({"or": [{"not": {"id": []}}, {"name": "x"}]})
    assert (parsed.conditions, parsed.impossible) == ((), False)


# -- Groups ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "pairs"),
    [
        pytest.param({"or": {"a": 1, "b": 2}}, [("or__a", "1"), ("or__b", "2")], id="or"),
        pytest.param({"or": [{"a": 1}, {"a": 2}]}, [("or__a", "1"), ("or__a", "2")], id="or list"),
        pytest.param({"not": {"a": 1, "b": 2}}, [("not__a", "1"), ("not__b", "2")], id="not"),
        pytest.param({"not": [{"a": 1}, {"a": 2}]}, [("not__a", "1"), ("not__a", "2")], id="nots"),
        pytest.param(
            {"chain": [{"a": 1}, {"a": 2}]}, [("chain__a", "1"), ("chain__a", "2")], id="chain"
        ),
        pytest.param(
            {"or": [{"not": {"a": 1}}, {"b": 2}]},
            [("or__not__a", "1"), ("or__b", "2")],
            id="not in or",
        ),
        pytest.param({"chain": {"not": {"a": 1}}}, [("chain__not__a", "1")], id="not in chain"),
        pytest.param(
            {"or": {"not__a": 1, "b": 2}}, [("or__not__a", "1"), ("or__b", "2")], id="prefix in or"
        ),
        pytest.param(
            {"or": {"a": [1, 2], "b": 3}}, [("or__a__in", "1,2"), ("or__b", "3")], id="list in or"
        ),
        pytest.param(
            {"or": {"a": None, "b": 3}},
            [("or__a__isnull", "true"), ("or__b", "3")],
            id="none in or",
        ),
        pytest.param(
            {"or__a": 1, "or": {"b": 2}}, [("or__a", "1"), ("or__b", "2")], id="one group in all"
        ),
        pytest.param(
            {"a": 1, "or": {"b": 2, "c": 3}},
            [("a", "1"), ("or__b", "2"), ("or__c", "3")],
            id="beside others",
        ),
        pytest.param({"not__a": 1}, [("not__a", "1")], id="prefix not"),
        pytest.param({"or__not__a": 1}, [("or__not__a", "1")], id="prefixes"),
        pytest.param({"chain__not__a__in": [1]}, [("chain__not__a__in", "1")], id="chain prefix"),
        pytest.param(
            {"notes": 1, "order": "x", "orb": 2, "chained": 3},
            [("notes", "1"), ("order", "x"), ("orb", "2"), ("chained", "3")],
            id="no prefixes",
        ),
    ],
)
def test_parse_groups(filters: t.Any, pairs: list[tuple[str, str]]) -> None:
    assert pairs_of(filters) == pairs


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        pytest.param({"or": [{"a": 1, "b": 2}, {"c": 3}]}, "no AND inside", id="and inside or"),
        pytest.param({"or": {"or": {"a": 1}}}, "groups do not nest", id="or in or"),
        pytest.param({"chain": {"or": {"a": 1}}}, "groups do not nest", id="or in chain"),
        pytest.param({"or": {"chain": {"a": 1}}}, "groups do not nest", id="chain in or"),
        pytest.param({"not": {"or": {"a": 1}}}, "write or: {not: ...}", id="or in not"),
        pytest.param({"not": {"not": {"a": 1}}}, "groups do not nest", id="not in not"),
        pytest.param({"or": {"chain__a": 1}}, "groups do not nest", id="chain prefix in or"),
        pytest.param({"or": {"or__a": 1}}, "groups do not nest", id="or prefix in or"),
        pytest.param({"not": {"not__a": 1}}, "in the order", id="not prefix in not"),
        pytest.param({"not__or__a": 1}, "in the order", id="not before or"),
        pytest.param({"or__chain__a": 1}, "in the order", id="or and chain"),
        pytest.param({"not__not__a": 1}, "in the order", id="not twice"),
        pytest.param({"or__": 1}, "names no field", id="prefix alone"),
        pytest.param({"": 1}, "names no field", id="empty key"),
        pytest.param({"or": ["a"]}, "takes a mapping", id="no mapping in or"),
        pytest.param({"not": "a"}, "takes a mapping", id="no mapping in not"),
        pytest.param({"or": None}, "takes a mapping", id="none in or"),
        pytest.param("not__or__a=1", "in the order", id="raw"),
        pytest.param("=1", "names no field", id="raw, no key"),
    ],
)
def test_parse_refuses_what_the_language_cannot_say(filters: t.Any, reason: str) -> None:
    """Refused with the reason, before a request is made."""
    with pytest.raises(ConfigurationError, match=reason):
        parse(filters)


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({"or": [{"not": {"a": 1, "b": 2}}, {"c": 3}]}, id="neither of two in an or"),
        pytest.param({"or": [{"not": [{"a": 1}, {"b": 2}]}, {"c": 3}]}, id="the same, a list"),
        pytest.param({"or": [{"not": {"a__startswith": ["x", "y"]}}, {"c": 3}]}, id="a list in it"),
        pytest.param({"or": [{"not": {"a": [1, None]}}, {"c": 3}]}, id="a list with none in it"),
        pytest.param({"or__not__a__startswith": ["x", "y"]}, id="a list under prefixes"),
        pytest.param({"or": [{"not": {"type": ["job", "workflow_job"]}}, {"c": 3}]}, id="types"),
    ],
)
def test_parse_refuses_neither_nor_inside_an_or(filters: dict[str, t.Any]) -> None:
    """ "Of not, none may hold": as members of an OR they would be "not both", another question."""
    with pytest.raises(ConfigurationError):
        parse(filters)


# -- Types -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "pairs"),
    [
        pytest.param({"type": "job"}, [("type", "job")], id="one"),
        pytest.param({"type": ["job", "workflow_job"]}, [("type", "job,workflow_job")], id="list"),
        pytest.param({"type__in": ["job", "x"]}, [("type", "job,x")], id="in"),
        pytest.param({"type": "job,x"}, [("type", "job,x")], id="comma"),
        pytest.param(
            {"not": {"type": ["a", "b"]}}, [("not__type", "a"), ("not__type", "b")], id="not"
        ),
        pytest.param({"or": {"type": ["a", "b"]}}, [("or__type", "a"), ("or__type", "b")], id="or"),
        pytest.param({"or__type": "a,b"}, [("or__type", "a"), ("or__type", "b")], id="or, comma"),
        pytest.param("type__in=a,b", [("type", "a,b")], id="raw"),
        pytest.param("or__type=a&or__type=b", [("or__type", "a"), ("or__type", "b")], id="raw or"),
    ],
)
def test_parse_types(filters: t.Any, pairs: list[tuple[str, str]]) -> None:
    """`type__in` silently matches nothing on the server (docs/awx-api.md#filtering-by-type)."""
    assert pairs_of(filters) == pairs


def test_parse_refuses_several_types_in_a_chain() -> None:
    """Each condition of a chain must hold: of two types no object can be."""
    with pytest.raises(ConfigurationError):
        parse({"chain": {"type": ["job", "workflow_job"]}})


# -- Query strings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("status=failed&name__icontains=web", [("status", "failed"), ("name__icontains", "web")]),
        ("?a=1", [("a", "1")]),
        ("a=b%20c&d=e+f", [("a", "b c"), ("d", "e f")]),
        ("created__gt=2026-01-01T00:00:00%2B02:00", [("created__gt", "2026-01-01T00:00:00+02:00")]),
        ("a=", [("a", "")]),
        ("a=1&a=2", [("a", "1"), ("a", "2")]),
        ("or__a=1&or__b=2", [("or__a", "1"), ("or__b", "2")]),
        ("id__in=1,2,3", [("id__in", "1,2,3")]),
        ("not__type=job,workflow_job", [("not__type", "job"), ("not__type", "workflow_job")]),
        ("name=a=b", [("name", "a=b")]),
        ("order_by=-id&search=x", [("order_by", "-id"), ("search", "x")]),
        (
            "host_filter=name=a%20and%20groups__name=b",
            [("host_filter", "name=a and groups__name=b")],
        ),
        ("role_level=admin_role", [("role_level", "admin_role")]),
    ],
)
def test_parse_query_strings(text: str, pairs: list[tuple[str, str]]) -> None:
    assert pairs_of(text) == pairs


@pytest.mark.parametrize("offset", ["+02:00", "+0200", "+02", "%2B02:00"])
@pytest.mark.parametrize("between", ["T", "+", "%20"])
def test_parse_reads_the_plus_of_an_offset_as_one(between: str, offset: str) -> None:
    """A timestamp with an offset can be copied into a query string as it is."""
    moment = f"2020-01-01{between}00:00:00.5"
    read = f"2020-01-01{' ' if between != 'T' else 'T'}00:00:00.5{offset.replace('%2B', '+')}"
    text = f"created__gt={moment}{offset}&created__in={moment}{offset},{moment}{offset}&name=a+b"
    assert pairs_of(text) == [
        ("created__gt", read),
        ("created__in", f"{read},{read}"),
        ("name", "a b"),
    ]


@pytest.mark.parametrize(
    "text",
    ["a+b", "1+02:00", "10:00+02:00", "2020-01-01+02:00", "2020-01-01T00:00:00+02:00+more"],
)
def test_parse_reads_any_other_plus_as_a_blank(text: str) -> None:
    assert pairs_of(f"name={text}") == [("name", text.replace("+", " "))]


@pytest.mark.parametrize("filters", [{"format": "json"}, "format=json", "format=JSON"])
def test_parse_takes_the_format_that_answers_have_anyway(filters: t.Any) -> None:
    """What pipelines ask of stdout is taken as it is."""
    assert parse(filters) == parse({})


@pytest.mark.parametrize("form", ["txt", "ansi", "html", "txt_download", "api", ""])
def test_parse_says_how_to_get_text(form: str) -> None:
    for filters in ({"format": form}, f"format={form}"):
        with pytest.raises(ConfigurationError, match="resource: jobs/ID/stdout, only: content"):
            parse(filters)


def test_parse_ignores_what_means_nothing_to_who_asked() -> None:
    for filters in ({"page_size": 200, "a": 1}, "a=1&page_size=200"):
        assert [c.pair for c in parse(filters, ignored=["page_size"]).conditions] == [("a", "1")]


@pytest.mark.parametrize("group", ["or", "not", "chain"])
@pytest.mark.parametrize(
    ("key", "instead"),
    [("project__search", "project__name__icontains"), ("search", "name__icontains")],
)
def test_parse_refuses_search_in_groups(group: str, key: str, instead: str) -> None:
    """AWX says that there is no field 'or'."""
    for filters in ({group: [{key: "x"}]}, {f"{group}__{key}": "x"}, f"{group}__{key}=x"):
        with pytest.raises(ConfigurationError, match="search does not go into or, not and chain"):
            parse(filters)
        with pytest.raises(ConfigurationError, match=f"such as {instead}"):
            parse(filters)


@pytest.mark.parametrize("key", ["created__year", "not__created__year__gt", "created__date__in"])
def test_parse_refuses_parts_of_times(key: str) -> None:
    for filters in ({key: 2026}, f"{key}=2026"):
        with pytest.raises(
            ConfigurationError,
            match=r"created__gte: 2026-01-01 and created__lt: 2027-01-01",
        ):
            parse(filters)


def test_parse_takes_a_field_that_is_called_like_a_part_of_a_time() -> None:
    assert pairs_of({"date__gte": "2026-01-01"}) == [("date__gte", "2026-01-01")]


@pytest.mark.parametrize("filters", [{"name": "a\0"}, {"name": ["a", "\0"]}, "name=%00"])
def test_parse_refuses_what_no_database_holds(filters: t.Any) -> None:
    """AWX is in trouble for it (500)."""
    with pytest.raises(ConfigurationError, match="'name' has a NUL character"):
        parse(filters)


@pytest.mark.parametrize("name", ["page", "page_size", "limit", "count_disabled"])
def test_parse_refuses_parameters_that_are_no_filters(name: str) -> None:
    """They would make a part of the answer look like the whole."""
    for filters in ({name: "2"}, f"{name}=2"):
        with pytest.raises(ConfigurationError, match=f"'{name}' is not a filter here"):
            parse(filters)

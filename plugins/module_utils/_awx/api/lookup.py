# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Look up the one object that a user means by an id, a name, a mapping or a named URL."""

from __future__ import annotations

import contextlib
import typing as t
import urllib.parse

from ..common import errors, json_fields
from ..common.suggestions import did_you_mean, nearest
from ..http.urls import Pairs, batches_for_url, encode
from ..schema import resources
from ..schema.limits import MAX_PAGE_SIZE
from .client import AwxClient

# What a user may give for one object.
Reference = t.Union[int, str, t.Mapping[str, t.Any]]

# Reference key for text that may be an id or a name, used together with an organization.
ID_OR_NAME = "id or name"

# Fields that identify the object itself, as opposed to the object it belongs to.
_OWN_FIELDS = frozenset({"id", "name", *(each.name_field for each in resources.RESOURCES.values())})

_MAX_CANDIDATES = 10

# More names are not listed where none resembles the wrong one.
_MAX_NAMES_SHOWN = 20


def resolve_one(client: AwxClient, resource: str, reference: Reference) -> dict[str, t.Any]:
    """Return the one object of `resource` that `reference` means, as the list shows it.

    An integer is an id. A string is a name, or an id if it is made of digits, or a named URL if it
    has `++`. A mapping gives fields that select the object: `{name, organization}`; the value of a
    foreign key is an id or a name.

    Raises:
        NoMatch, SeveralMatches: not exactly one object matches; the message lists the candidates.
        ConfigurationError: the reference is of another type.
    """
    found, count = find(client, resource, reference)
    if not found and isinstance(reference, str) and "++" in reference:
        row = by_named_url(client, resource, reference)
        if row is not None:
            return row
    if len(found) == 1:
        return found[0]
    if not found:
        raise no_match(client, resource, reference)
    raise several(resource, reference, found, count)


def find(
    client: AwxClient,
    resource: str,
    reference: Reference,
    *,
    also: t.Sequence[tuple[str, str]] = (),
) -> tuple[list[dict[str, t.Any]], int]:
    """Return the first objects that `reference` may mean, and how many there are; one request.

    Raises:
        ConfigurationError: the reference is of another type.
    """
    shape = [*also, ("page_size", str(_MAX_CANDIDATES))]
    return client.get_identified(f"{resource}/", [*_filters(resource, reference), *shape])


def resolve_each(
    client: AwxClient, resource: str, references: t.Sequence[Reference]
) -> list[dict[str, t.Any] | errors.AwxError]:
    """Return, for each of `references`, its object, or the error that explains why there is none.

    Names, ids and mappings of a name and an organization are looked up together; references that
    are still unresolved after that are looked up one at a time.

    Raises:
        AwxError: a request failed.
    """
    together = [ref for ref in references if _name_in(ref) is not None]
    rows = _found_together(client, resource, together) if len(together) > 1 else []
    found: list[dict[str, t.Any] | errors.AwxError] = []
    for ref in references:
        fitting = [row for row in rows if _fits(resource, row, ref)]
        try:
            found.append(fitting[0] if len(fitting) == 1 else resolve_one(client, resource, ref))
        except (errors.LookupFailed, errors.ConfigurationError) as exc:
            found.append(exc)
    return found


def _found_together(
    client: AwxClient, resource: str, references: t.Iterable[Reference]
) -> list[dict[str, t.Any]]:
    """Return the rows that several references may mean, from as few requests as URLs allow."""
    field = resources.find(resource).name_field
    shape = [("page_size", str(MAX_PAGE_SIZE)), ("order_by", "id")]

    def conditions(texts: t.Sequence[str]) -> Pairs:
        ids = [("or__id", text) for text in texts if text.isdigit()]
        return [*((f"or__{field}", text) for text in texts), *ids]

    found: list[dict[str, t.Any]] = []
    texts = dict.fromkeys(str(_name_in(ref)) for ref in references)
    batches = batches_for_url(texts, length_of=lambda text: len(encode(conditions([text]))) + 1)
    for batch in batches:
        rows, count = client.get_identified(f"{resource}/", [*conditions(batch), *shape])
        # A cut page may lack another object of the same name: then each is looked up by itself.
        found += rows if count == len(rows) else []
    return found


def _name_in(reference: Reference) -> int | str | None:
    """Return the name or id by which a reference can be looked up together with others."""
    if isinstance(reference, t.Mapping):
        name, organization = reference.get("name"), reference.get("organization")
        is_simple = isinstance(name, str) and name and set(reference) <= {"name", "organization"}
        return name if is_simple and not isinstance(organization, t.Mapping) else None
    return reference if _is_plain(reference) else None


def _fits(resource: str, row: t.Mapping[str, t.Any], reference: Reference) -> bool:
    """Whether `row`, found by its name or id, is one that `reference` may mean."""
    name = str(row.get(resources.find(resource).name_field))
    if isinstance(reference, t.Mapping):
        if _name_in(reference) is None or name != reference["name"]:
            return False
        organization = reference.get("organization")
        known = (str(row.get("organization")), _organization(row))
        return organization is None or str(organization) in known
    if isinstance(reference, int):
        return row.get("id") == reference
    return reference in (name, str(row.get("id")))


def _is_plain(reference: Reference) -> bool:
    """Whether a reference is a name or an id."""
    is_scalar = isinstance(reference, (int, str)) and not isinstance(reference, bool)
    return is_scalar and reference != ""


def _filters(resource: str, reference: Reference) -> Pairs:
    """Return the filters for the objects that `reference` may mean."""
    name = resources.find(resource).name_field
    if isinstance(reference, t.Mapping):
        selecting = {str(key): value for key, value in reference.items() if value is not None}
        if not selecting:
            raise errors.ConfigurationError(f"{_one(resource)} is empty; give its name or id")
        either = str(selecting.pop(ID_OR_NAME, ""))
        return [*(_id_or_name(name, either) if either else []), *_filters_of_fields(selecting)]
    if not _is_plain(reference):
        is_word = isinstance(reference, (bool, str)) or reference is None
        given = repr(reference) if is_word else f"of type {type(reference).__name__}"
        raise errors.ConfigurationError(
            f"{_one(resource)} cannot be {given}; give its name or id, or a mapping such as"
            " {name: ..., organization: ...}"
        )
    if isinstance(reference, int):
        return [("id", str(reference))]
    # Templates turn ids into text, and a name may be made of digits: look for both.
    return _id_or_name(name, reference) if reference.isdigit() else [(name, reference)]


def _id_or_name(name_field: str, text: str) -> Pairs:
    return [("or__id", text), (f"or__{name_field}", text)]


def _filters_of_fields(selecting: t.Mapping[str, t.Any], within: str = "") -> Pairs:
    """Return the filters for fields that select an object, or one that it belongs to."""
    found: Pairs = []
    for key, value in selecting.items():
        is_own = key in _OWN_FIELDS
        if isinstance(value, t.Mapping) and value and not is_own:
            found += _filters_of_fields(value, f"{within}{key}__")
            continue
        if isinstance(value, (t.Mapping, list, tuple, bool)) or value is None:
            also = "" if is_own else ", or a mapping with these"
            raise errors.ConfigurationError(
                f"'{key}' of a reference takes a name or an id{also}, not {type(value).__name__}"
            )
        text = str(value)
        if not is_own and "__" not in key and not isinstance(value, int):
            field = "id" if text.isdigit() else resources.of_relation(key).name_field
            key = f"{key}__{field}"
        found.append((within + key, text))
    return found


def by_named_url(client: AwxClient, resource: str, reference: str) -> dict[str, t.Any] | None:
    """Return the object with this named URL, None if there is none."""
    try:
        named = urllib.parse.quote(reference, safe="+", errors="surrogatepass")
        row = client.get_object(f"{resource}/{named}/")
    except errors.NotFound:
        return None
    if json_fields.int_or_none(row.get("id")) is None:
        raise errors.UnexpectedResponse(f"GET {resource}/{reference}/: an object without an id")
    return row


def no_match(
    client: AwxClient,
    resource: str,
    reference: Reference,
    *,
    one: str = "",
    also: t.Sequence[tuple[str, str]] = (),
) -> errors.NoMatch:
    """Return the error for an object that does not exist, with the nearest names that do.

    `one` is what an object of the resource is called, `also` what else restricts its list.
    """
    hint = ""
    if isinstance(reference, str) and not reference.isdigit():
        name = resources.find(resource).name_field
        shape = [*also, ("page_size", str(MAX_PAGE_SIZE)), ("order_by", name)]
        with contextlib.suppress(errors.AwxError):
            rows, _count = client.get_page(f"{resource}/", shape)
            names = {str(row[name]) for row in rows if name in row}
            if len(names) <= _MAX_NAMES_SHOWN or nearest(reference, names):
                hint = did_you_mean(reference, names)
    return errors.NoMatch(
        f"there is no {one or _one(resource)} {describe(reference)}, "
        f"or this user may not see it. {hint}".rstrip()
    )


def several(
    resource: str, reference: Reference, rows: t.Sequence[t.Mapping[str, t.Any]], count: int
) -> errors.SeveralMatches:
    """Return the error that lists the candidates."""
    shown = ", ".join(candidate(row) for row in rows)
    more = f" and {count - len(rows)} more" if count > len(rows) else ""
    advice = "Give its id."
    organizations = [_organization(row) for row in rows]
    if all(organizations) and len(set(organizations)) == len(rows):
        advice = (
            f"Say which one with {{name: ..., organization: {organizations[0]}}}, or give its id."
        )
    return errors.SeveralMatches(
        f"{count} {resource} are called {describe(reference)}: {shown}{more}. {advice}"
    )


def name_of(row: t.Mapping[str, t.Any]) -> str:
    """Return the display name of an object of any type."""
    return str(row.get("name") or row.get("username") or row.get("hostname") or "")


def candidate(row: t.Mapping[str, t.Any]) -> str:
    """Return an object as a list of candidates shows it."""
    organization = _organization(row)
    place = f" in organization '{organization}'" if organization else ""
    return f"id {row.get('id')} '{name_of(row)}'{place}"


def _organization(row: t.Mapping[str, t.Any]) -> str:
    return str(json_fields.mapping(row, "summary_fields", "organization").get("name") or "")


def describe(reference: Reference) -> str:
    """Return a reference as a message shows it."""
    if isinstance(reference, t.Mapping):
        return f"with {_fields(reference)}"
    return f"with id {reference}" if isinstance(reference, int) else f"'{reference}'"


def _fields(reference: t.Mapping[str, t.Any]) -> str:
    return ", ".join(
        f"{key} ({_fields(value)})" if isinstance(value, t.Mapping) else f"{key} '{value}'"
        for key, value in reference.items()
    )


def _one(resource: str) -> str:
    """Return the name of one object of a resource, for messages."""
    singular = resource[:-3] + "y" if resource.endswith("ies") else resource.rstrip("s")
    return singular.replace("_", " ")

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the template that a user wants to launch: of a given kind, or of any."""

from __future__ import annotations

import typing as t

from ..api import lookup
from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http.urls import Pairs
from ..schema.template_types import JOB_TEMPLATE, KINDS, Kind

# The kind that stands for all.
AUTO = "auto"

_ALL = "unified_job_templates"

# That list holds approvals of workflows too, which nobody launches; `type__in` would give nothing
# (docs/awx-api.md#filtering-by-type).
_LAUNCHABLE: Pairs = [("type", ",".join(KINDS))]

# What templates of every kind are selected by.
_COMMON_FIELDS = frozenset({"id", "name", "organization", lookup.ID_OR_NAME})


class Template(t.NamedTuple):
    """A template; `row` is what a list shows of it, empty where none was read."""

    kind: Kind
    id: int
    row: t.Mapping[str, t.Any]


def find(client: AwxClient, kind_name: str, reference: lookup.Reference) -> Template:
    """Return the one template that `reference` means: one request at most, unless it is in doubt.

    With the kind `auto` an id is taken for that of a job template here; `find_by_id` looks further.

    Raises:
        NoMatch, SeveralMatches: not exactly one template matches; the message lists candidates.
        ConfigurationError: the reference cannot be used.
    """
    if isinstance(reference, t.Mapping) and reference.keys() == {"id"}:
        # Unlike text by itself it can be no name, even where ansible-core makes text of numbers.
        number = json_fields.id_or_none(reference["id"])
        reference = reference if number is None else number
    is_auto = kind_name == AUTO
    kind = JOB_TEMPLATE if is_auto else KINDS[kind_name]
    is_id = isinstance(reference, int) and not isinstance(reference, bool)
    if is_id and (is_auto or kind.data_key):
        return Template(kind, t.cast(int, reference), {})
    if is_auto:
        return _find_of_any_kind(client, reference)
    row = lookup.resolve_one(client, kind.resource, reference)
    return Template(kind, row["id"], row)


def find_by_id(client: AwxClient, template_id: int) -> Template:
    """Return the template of any kind with this id; ids are unique across kinds.

    Raises:
        NoMatch: there is none.
    """
    rows, _count = lookup.find(client, _ALL, template_id, also=_LAUNCHABLE)
    if not rows:
        raise lookup.no_match(client, _ALL, template_id, one="template of any kind")
    return _template(rows[0])


def _find_of_any_kind(client: AwxClient, reference: lookup.Reference) -> Template:
    fields = map(str, reference) if isinstance(reference, t.Mapping) else ()
    special = [field for field in fields if field.partition("__")[0] not in _COMMON_FIELDS]
    if special:
        raise errors.ConfigurationError(
            f"the template is selected by {', '.join(special)}, which not every kind of template"
            f" has: set kind to one of {', '.join(KINDS)}"
        )
    rows, count = lookup.find(client, _ALL, reference, also=_LAUNCHABLE)
    if not rows and isinstance(reference, str) and "++" in reference:
        # Templates of all kinds together have no detail view, and so no named URLs.
        found = (lookup.by_named_url(client, kind.resource, reference) for kind in KINDS.values())
        rows = [row for row in found if row is not None]
        count = len(rows)
    if not rows:
        raise lookup.no_match(client, _ALL, reference, one="template of any kind", also=_LAUNCHABLE)
    templates = [_template(row) for row in rows]
    if count == 1:
        return templates[0]
    first = templates[0][0]
    if all(kind == first for kind, _id, _row in templates):
        raise lookup.several(first.resource, reference, rows, count)
    shown = ", ".join(f"{kind.title} {lookup.candidate(row)}" for kind, _id, row in templates)
    more = f" and {count - len(rows)} more" if count > len(rows) else ""
    raise errors.SeveralMatches(
        f"{count} templates of several kinds are called {lookup.describe(reference)}:"
        f" {shown}{more}. Set the kind, for example kind: {first.name}, or give its id."
    )


def _template(row: t.Mapping[str, t.Any]) -> Template:
    kind = KINDS.get(str(row.get("type")))
    if kind is None:
        raise errors.UnexpectedResponse(
            f"the server listed a template of the unknown type {row.get('type')!r}"
        )
    return Template(kind, row["id"], row)

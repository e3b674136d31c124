# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking up what was seeded before, and writing many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model

from .. import models as m

ModelT = TypeVar("ModelT", bound=Model)
Row = dict[str, Any]

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def at(*, minutes: float = 0) -> datetime:
    """A moment after the beginning of the seeded history."""
    return BEGIN + timedelta(minutes=minutes)


def admin() -> m.User:
    return m.User.objects.get(username="admin")


def named(model: type[ModelT], name: str, **more: Any) -> ModelT:
    return model._default_manager.get(name=name, **more)


def make(model: type[ModelT], name: str, **values: Any) -> ModelT:
    """One named object made by the administrator."""
    user = admin()
    return model._default_manager.create(
        name=name,
        created_by=user,
        modified_by=user,
        created=BEGIN,
        **({"description": "seed"} if model is not m.Label else {}) | values,
    )


def bulk_insert(model: type[Model], rows: Sequence[Row]) -> None:
    """Insert rows that have their ids already, into both tables of their model.

    A row is a mapping of column attributes (``organization_id``); what it leaves out is the
    default. Django's ``bulk_create`` refuses models of two tables, and objects of sixty columns are
    slow to make by the ten thousand.
    """
    parent, link = next((table, link) for table, link in model._meta.parents.items() if link)
    ctype = ContentType.objects.get_for_model(model)
    _insert(parent, [row | {"polymorphic_ctype_id": ctype.pk} for row in rows])
    _insert(model, [row | {link.attname: row["id"]} for row in rows])


def _insert(table: type[Model], rows: Sequence[Row]) -> None:
    fields = table._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(table._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    prepared = [_column(field, rows) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*prepared, strict=True)))


def _column(field: Any, rows: Sequence[Row]) -> list[Any]:
    """The values of one column as the database wants them."""
    default = field.get_db_prep_save(field.get_default(), connection)
    seen: dict[Any, Any] = {}
    values = []
    for row in rows:
        if field.attname not in row:
            values.append(default)
            continue
        value = row[field.attname]
        if value not in seen:
            seen[value] = field.get_db_prep_save(value, connection)
        values.append(seen[value])
    return values

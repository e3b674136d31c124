# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text lookups that behave on SQLite as they do on PostgreSQL.

SQLite's LIKE ignores the case of ASCII letters only: ``contains`` would find too much,
``icontains`` too little. Here the first compares as written, the second folds Unicode.
"""

from __future__ import annotations

from django.db.backends.signals import connection_created
from django.db.models import CharField, Lookup, TextField

_FOLD = "unicode_upper"


class _TextLookup(Lookup):
    """A lookup that is one SQL expression of a left and a right side, either folded or as is."""

    fold = False
    template = ""

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        if self.fold:
            left, right = f"{_FOLD}({left})", f"{_FOLD}({right})"
        sql = self.template.format(left=left, right=right)
        times = self.template.count("{left}"), self.template.count("{right}")
        return sql, [*left_params] * times[0] + [*right_params] * times[1]


class Contains(_TextLookup):
    lookup_name = "contains"
    template = "instr({left}, {right}) > 0"


class IContains(Contains):
    lookup_name = "icontains"
    fold = True


class StartsWith(_TextLookup):
    lookup_name = "startswith"
    template = "instr({left}, {right}) = 1"


class IStartsWith(StartsWith):
    lookup_name = "istartswith"
    fold = True


class EndsWith(_TextLookup):
    lookup_name = "endswith"
    template = "ends_with({left}, {right})"


class IEndsWith(EndsWith):
    lookup_name = "iendswith"
    fold = True


class IExact(_TextLookup):
    lookup_name = "iexact"
    fold = True
    template = "{left} = {right}"


def _add_functions(sender, connection, **_kwargs) -> None:  # type: ignore[no-untyped-def]
    create = connection.connection.create_function
    create(_FOLD, 1, lambda s: s.upper() if isinstance(s, str) else s, deterministic=True)
    create(
        "ends_with", 2, lambda s, end: s is not None and str(s).endswith(end), deterministic=True
    )


def register() -> None:
    """Use these lookups for every text column."""
    connection_created.connect(_add_functions, dispatch_uid="awx.lookups")
    for lookup in (Contains, IContains, StartsWith, IStartsWith, EndsWith, IEndsWith, IExact):
        for field in (CharField, TextField):
            field.register_lookup(lookup)

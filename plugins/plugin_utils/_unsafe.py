# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Mark text from the server as unsafe (never a template) while requests are in flight.

Before 2.19, ansible-core marks every text in a lookup's result when the lookup returns. With
thousands of objects that takes longer than everything else that the lookup does; what is marked
already takes a third of it. Later versions treat unmarked text as untrusted, so nothing is done.

Marking copies every object, twice in all. Python's garbage collector looks through all objects
whenever there are a quarter more of them, which took a third of the lookup's CPU time, and can find
nothing: what came as JSON has no cycles, and all of it is kept.
"""

from __future__ import annotations

import contextlib
import gc
import typing as t

import ansible.template

_TRUSTS_NOTHING = hasattr(ansible.template, "trust_as_template")

# Fewer rows are looked through in no time; what is set aside is never looked through again.
_MANY = 1000

Mark = t.Callable[[list[t.Any]], list[t.Any]]


@contextlib.contextmanager
def marking() -> t.Iterator[Mark]:
    """Yield what marks rows so that no text in them is a template; collect no garbage meanwhile.

    Many rows are set aside at the end, so that the collector leaves them alone for good.
    """
    if _TRUSTS_NOTHING:
        yield lambda rows: rows
        return
    from ansible.utils.unsafe_proxy import wrap_var

    marked = 0

    def mark(rows: list[t.Any]) -> list[t.Any]:
        nonlocal marked
        marked += len(rows)
        wrapped: list[t.Any] = wrap_var(rows)
        return wrapped

    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield mark
        if marked >= _MANY:
            gc.freeze()
    finally:
        if was_enabled:
            gc.enable()

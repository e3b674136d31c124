# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Keep what a server said from being read as templates, while there is time for it.

Before 2.19, ansible-core marks every text in a lookup's result when the lookup returns. With
thousands of objects that takes longer than everything else that the lookup does; what is marked
already takes a third of it. Later ones trust nothing that is not marked: nothing is to be done.
"""

from __future__ import annotations

import typing as t

import ansible.template

_TRUSTS_NOTHING = hasattr(ansible.template, "trust_as_template")


def untrusted(rows: list[t.Any]) -> list[t.Any]:
    """Return `rows` such that no text in them is a template."""
    if _TRUSTS_NOTHING:
        return rows
    from ansible.utils.unsafe_proxy import wrap_var

    marked: list[t.Any] = wrap_var(rows)
    return marked

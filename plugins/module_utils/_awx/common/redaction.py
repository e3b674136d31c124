# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Keep secrets out of every text that leaves the core."""

from __future__ import annotations

import typing as t
import urllib.parse

from .sanitize import plain_text

MASK = "********"

# Shorter strings are no secrets worth the name, and masking them would garble any text.
_SHORTEST_SECRET = 3


class Masker:
    """Replace known secrets in texts, however a URL may have encoded them."""

    def __init__(self, secrets: t.Iterable[str | None]) -> None:
        forms: set[str] = set()
        for secret in secrets:
            if secret and len(secret) >= _SHORTEST_SECRET:
                # What is masked may have been made harmless before.
                forms |= {secret, plain_text(secret) or secret}
                forms |= {urllib.parse.quote_plus(secret, errors="surrogatepass")}
                forms |= {
                    urllib.parse.quote(secret, safe=safe, errors="surrogatepass")
                    for safe in ("", ",", "/", "/,")
                }
        # The longest first: one secret may be a part of another.
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

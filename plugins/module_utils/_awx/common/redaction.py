# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Redact secrets in every text that leaves the core."""

from __future__ import annotations

import typing as t
import urllib.parse

from .sanitize import plain_text

MASK = "********"

# Redacting shorter strings would garble any text.
_MIN_SECRET_LENGTH = 3


class Redactor:
    """Replaces known secrets in texts, as they are or URL-encoded."""

    def __init__(self, secrets: t.Iterable[str | None]) -> None:
        forms: set[str] = set()
        for secret in secrets:
            if secret and len(secret) >= _MIN_SECRET_LENGTH:
                # The text may have been sanitized before.
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

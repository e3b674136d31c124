# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A job's output: its events' texts in order, as text, lines, JSON or a web page."""

from __future__ import annotations

import base64
import html
import io
import re
import typing as t
from collections.abc import Iterable

MAX_BYTES_DISPLAYED: t.Final = 1_048_576
_COLOUR: t.Final = re.compile(r"\x1b\[[0-9;]*[mK]")
_PAGE: t.Final = """<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>{title}</title></head>
<body class="ansi_fore ansi_back{dark}">
<pre>{content}</pre>
</body>
</html>
"""


def joined(texts: Iterable[str]) -> str:
    """The whole output: the texts of the events that printed something, each on new lines."""
    return "".join(f"{text}\n" for text in texts if text).replace("\r\n", "\n")


def without_colours(output: str) -> str:
    return _COLOUR.sub("", output)


def too_large(output: str, most: int = MAX_BYTES_DISPLAYED) -> str | None:
    """The sentence that stands for an output too large to be shown, None where it is not."""
    size = len(output.encode())
    if size <= most:
        return None
    return (
        f"Standard Output too large to display ({size} bytes), only download supported for "
        f"sizes over {most} bytes."
    )


class LineRange(t.TypedDict):
    start: int
    end: int
    absolute_end: int


def lines(output: str, *, start: int, end: int | None) -> tuple[str, LineRange]:
    """The lines from `start` (negative: from the end) up to but not including `end`."""
    all_lines = io.StringIO(output).readlines()
    absolute_end = len(all_lines)
    first = absolute_end + start if start < 0 else start
    last = absolute_end if start < 0 or end is None else min(end, absolute_end)
    content = "".join(all_lines[start:end])
    return content, {"start": first, "end": last, "absolute_end": absolute_end}


def as_json(
    output: str,
    *,
    start: int,
    end: int | None,
    content_encoding: str | None,
    most: int = MAX_BYTES_DISPLAYED,
) -> dict[str, t.Any]:
    """The body of `?format=json`; the sentence of an output too large has the range 0, 1, 1."""
    sentence = too_large(output, most)
    if sentence is not None:
        return {"range": {"start": 0, "end": 1, "absolute_end": 1}, "content": sentence}
    content, shown = lines(output, start=start, end=end)
    if content_encoding == "base64":
        content = base64.b64encode(content.encode()).decode()
    return {"range": shown, "content": content}


def as_page(output: str, *, title: str, dark: bool) -> str:
    return _PAGE.format(
        title=html.escape(title),
        dark=" ansi_dark" if dark else "",
        content=html.escape(without_colours(output)),
    )

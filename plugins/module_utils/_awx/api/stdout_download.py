# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The output of a job that is larger than AWX shows: a download has all of it.

Above `STDOUT_MAX_BYTES_DISPLAY` the `stdout` of a job is a success whose content is a sentence
about that.
"""

from __future__ import annotations

import base64
import io
import re
import typing as t

from ..common import errors, json_fields
from ..http.urls import Params
from .client import AwxClient

_ANY_TEXT = "text/plain"

# Escape sequences in which ansible-runner embeds event data so that terminals do not display it;
# AWX strips them too.
_EVENT_DATA = re.compile(r"\x1b\[K(?:[A-Za-z0-9+/=]+\x1b\[\d+D)+\x1b\[K")


def is_excuse(body: t.Mapping[str, t.Any]) -> bool:
    """Whether the output is too large, so that AWX returns a sentence instead.

    See docs/awx-api.md#large-output.
    """
    lines = json_fields.mapping(body, "range")
    is_one_line = (lines.get("start"), lines.get("end"), lines.get("absolute_end")) == (0, 1, 1)
    return is_one_line and not str(body.get("content")).endswith("\n")


def complete(client: AwxClient, path: str, params: Params, body: t.Any) -> t.Any:
    """Return the response of `stdout` at `path` as it would be without AWX's display limit.

    `params` are those of the request. The whole output is returned as it is.

    Raises:
        AwxError: the download failed, or is larger than any reply may be.
    """
    if not isinstance(body, dict) or not is_excuse(body):
        return body
    try:
        reply = client.fetch("GET", path, params=[("format", "ansi_download")], accept=_ANY_TEXT)
    except errors.AwxError as exc:
        raise exc.explained(
            "The output is too large for AWX to show, and this was the download of it. Lines of it"
            " are in jobs/ID/job_events, or ID/events of other jobs, by their stdout."
        ) from None
    text = _EVENT_DATA.sub("", reply.body.decode("utf-8", "replace"))
    return _as_shown(text, dict(params))


def _as_shown(text: str, params: t.Mapping[str, str]) -> dict[str, t.Any]:
    """Return a text as AWX returns it in JSON: a range of its lines, encoded as requested."""
    lines = io.StringIO(text).readlines()
    start = int(params.get("start_line", 0))
    end = int(params.get("end_line", len(lines)))
    first = len(lines) + start if start < 0 else start
    last = len(lines) if start < 0 else min(end, len(lines))
    content = "".join(lines[start:end])
    if params.get("content_encoding") == "base64":
        content = base64.b64encode(content.encode()).decode()
    return {"range": {"start": first, "end": last, "absolute_end": len(lines)}, "content": content}

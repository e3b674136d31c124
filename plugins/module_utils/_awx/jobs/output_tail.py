# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The last lines of a job's output, of whatever size that is."""

from __future__ import annotations

from ..api.client import AwxClient
from ..api.stdout_download import is_excuse
from ..common import errors, json_fields, message_text
from .unified_job import Job, read


def read_tail(client: AwxClient, job: Job) -> str:
    """Return the last lines, without colours; "" where there are none. One or two requests.

    Raises:
        AwxError: they could not be read.
    """
    if job.is_workflow:
        return ""
    if job.type == "system_job":
        whole = job if "result_stdout" in job.data else read(client, job.path)
        return message_text.tail(whole.data.get("result_stdout") or "")
    lines = ("start_line", str(-message_text.TAIL_LINES))
    try:
        body = client.get(job.path + "stdout/", [("format", "json"), lines])
    except errors.NotFound:
        return ""
    if not is_excuse(json_fields.mapping(body)):
        return message_text.tail(str(json_fields.mapping(body).get("content") or ""))
    # AWX cuts what each event printed to 1,024 bytes.
    newest = [("order_by", "-counter"), ("limit", str(message_text.TAIL_LINES))]
    path = job.path + (job.job_type.events if job.job_type else "events/")
    events = json_fields.list_of_mappings(client.get_object(path, newest).get("results"))
    printed = [str(event["stdout"]) for event in reversed(events) if event.get("stdout")]
    return message_text.tail("\n".join(printed))

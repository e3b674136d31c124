# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The outputs of the jobs that the nodes of a workflow start."""

from __future__ import annotations

import dataclasses
import typing as t

from ..common import errors, json_fields
from ..common.message_text import one_line
from ..http.urls import Params
from ..jobs.fetch_by_id import find
from ..jobs.unified_job import FINAL, Job, browser_url
from ..schema.job_types import EVENTS_OF
from ..schema.limits import MAX_PAGE_SIZE
from .adaptive_page_size import AdaptivePageSize, deadline
from .job_follower import Approval, Follower, JobOutput, Shared
from .terminal_lines import title_of

# A server that returns more nodes or nested workflows than this is looping.
_MAX_NODES = 5000
_MAX_WORKFLOWS = 200

Row = t.Mapping[str, t.Any]


def follow(shared: Shared, job: Job, part: str = "") -> Follower:
    """Return what shows a job of this type; `part` tells which one of a workflow it is."""
    kind: type[Follower] = JobOutput if job.type in EVENTS_OF else Approval
    follower = (WorkflowOutput if job.is_workflow else kind)(shared, job, part)
    follower.update(job)
    return follower


class _Node:
    """A node of a workflow with the jobs that ran for it: all but the last one were retried."""

    def __init__(self, row: Row) -> None:
        identifier = json_fields.str_or_empty(row.get("identifier"))
        # AWX generates one where none was given.
        is_generated = len(identifier) == 36 and identifier.count("-") == 4
        self._name = "" if is_generated else one_line(identifier)
        self._latest: int | None = None
        self.jobs: dict[int, Job] = {}

    def update(self, row: Row) -> None:
        for number in json_fields.list_of_ints(row.get("retried_jobs")):
            self.jobs.setdefault(number, Job({"id": number}))
        self._latest = None
        summary = json_fields.mapping(row, "summary_fields", "job")
        url = json_fields.str_or_empty(json_fields.mapping(row, "related").get("job"))
        if url and json_fields.int_or_none(summary.get("id")) is not None:
            job = Job.from_response({**summary, "url": url}, f"node {row['id']}")
            self._latest = job.id
            self.jobs[job.id] = self.jobs.get(job.id, job).updated(job.data)

    @property
    def superseded(self) -> list[int]:
        """The jobs that have not ended as far as is known, and that the node has no more."""
        jobs = self.jobs.items()
        return [number for number, job in jobs if number != self._latest and not job.is_final]

    def part(self, number: int) -> str:
        """Return the words for one of the jobs."""
        attempt = sorted(self.jobs).index(number) + 1
        words = [f"node {self._name}"] if self._name else []
        return ", ".join([*words, f"attempt {attempt}"] if attempt > 1 else words)


class WorkflowOutput(Follower):
    """The outputs of the jobs that a workflow's nodes start, those of nested workflows included.

    Jobs that a node starts again and again are shown one after the other, each to its end.
    """

    def __init__(self, shared: Shared, job: Job, part: str = "") -> None:
        super().__init__(shared, job, part)
        shared.workflows.add(job.id)
        self._path = job.path + "workflow_nodes/"
        self._pages = AdaptivePageSize(self._client, MAX_PAGE_SIZE)
        self._nodes: dict[int, _Node] = {}
        self._parts: dict[int, Follower] = {}
        # Whether all nodes are known with the ends of their jobs, and all that is followed.
        self._is_known = self._follows_all = False

    @property
    def is_done(self) -> bool:  # type: ignore[override]
        is_known = self._is_known and self._follows_all
        return is_known and all(part.is_done for part in self._parts.values())

    def refresh(self, *, patient: bool = False) -> bool:
        has_news = False
        begun = self._client.clock.now()
        if not self._is_known and self._has_started:
            try:
                has_news = self._read_nodes(patient=patient)
                self._failing_since = None
            except errors.AwxError as exc:
                has_news = True
                self._client.log(f"the nodes of {title_of(self._job)} could not be read: {exc}")
                if patient and self._is_outage(begun):
                    self._warn(f"its nodes could not be read: {exc}")
                    # The jobs that are known are shown to their ends.
                    self._is_known = True
        self._follow_jobs()
        parts = [part.refresh(patient=patient) for part in self._parts.values()]
        if self.is_done:
            self._show_end()
        return has_news or any(parts)

    def outputs(self) -> t.Iterator[JobOutput]:
        for part in self._parts.values():
            yield from part.outputs()

    def give_up(self, why: str) -> None:
        left = [part for part in self._parts.values() if not part.is_done]
        for part in left:
            part.give_up(why)
        if not left:
            self._warn(why)
        self._is_known = self._follows_all = True

    def _warn(self, why: str) -> None:
        self._client.reporter.warn(
            f"jobs of {title_of(self._job)} may be missing in its output: {why.rstrip('.')}."
            f" All of it: {browser_url(self._client, self._job)}"
        )

    def _read_nodes(self, *, patient: bool) -> bool:
        """Read which jobs there are, and their statuses; return whether anything is new."""
        before = self._statuses()
        has_ended = self._job.is_final
        for row in self._rows(patient=patient):
            if row["id"] not in self._nodes:
                self._nodes[row["id"]] = _Node(row)
            self._nodes[row["id"]].update(row)
        self._read_superseded(patient=patient)
        after = self._statuses()
        self._is_known = has_ended and FINAL.issuperset(after.values())
        return self._is_known or after != before

    def _statuses(self) -> dict[int, str]:
        nodes = self._nodes.values()
        return {job.id: job.status for node in nodes for job in node.jobs.values()}

    def _rows(self, *, patient: bool) -> t.Iterator[Row]:
        def page(most: int, until: float) -> tuple[list[dict[str, t.Any]], int]:
            params: Params = [("id__gt", str(last)), ("order_by", "id"), ("page_size", str(most))]
            return self._client.get_identified(self._path, params, until=until)

        last = seen = 0
        while seen < _MAX_NODES:
            rows, count = self._pages.read(page, patient=patient)
            yield from rows
            if count <= len(rows) or not rows or rows[-1]["id"] <= last:
                return
            last = rows[-1]["id"]
            seen += len(rows)

    def _read_superseded(self, *, patient: bool) -> None:
        """Read the status of jobs that were started again before their end was seen here."""
        owners = {number: node for node in self._nodes.values() for number in node.superseded}
        until = deadline(self._client, patient=patient)
        jobs = {job.id: job for job in find(self._client, owners, until=until)}
        for number, node in owners.items():
            if number in jobs:
                node.jobs[number] = node.jobs[number].updated(jobs[number].data)
                continue
            # They cannot be deleted while their workflow runs, but afterwards.
            del node.jobs[number]
            why = f"job {number} was deleted, or cannot be seen"
            if number in self._parts:
                self._parts[number].give_up(why)
            else:
                self._warn(why)

    def _follow_jobs(self) -> None:
        """Follow the jobs of each node, the next one once all of the one before was shown."""
        self._follows_all = True
        for node in self._nodes.values():
            for number in sorted(node.jobs):
                if "url" not in node.jobs[number].data or not self._is_shown(number, node):
                    if number != max(node.jobs):
                        self._follows_all = False
                    break

    def _is_shown(self, number: int, node: _Node) -> bool:
        """Take a newer state of a job, or begin to follow it; return whether all was shown."""
        job = node.jobs[number]
        workflows = self._shared.workflows
        if number in self._parts:
            self._parts[number].update(job)
        elif job.is_workflow and (number in workflows or len(workflows) >= _MAX_WORKFLOWS):
            return True
        else:
            shared = dataclasses.replace(self._shared, has_titles=True)
            self._parts[number] = follow(shared, job, node.part(number))
        return self._parts[number].is_done

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Jobs that are followed while they run: what each kind of them has to show, and when."""

from __future__ import annotations

import typing as t

from . import errors, values
from .client import AwxClient
from .jobs import Job, approval_url, checked, is_final, path_of, read
from .shown import Lines, duration, title_of
from .streaming import PATIENCE, OutputStream, has_output
from .text import one_line

# The last events of a job that has ended may never be stored (awx-api: 7.2, 7.5).
_SETTLING = 6.0
# Reads of the rest that fail one after another.
_MOST_FAILURES = 4

_NODES_ON_A_PAGE = 200

# More nodes, or workflows within a workflow, are none that run: the server goes in circles.
_MOST_PAGES = 25
_MOST_WORKFLOWS = 200

_NOT_STARTED = frozenset({"new", "pending", "waiting"})


class Followed(t.Protocol):
    """A job that is followed."""

    @property
    def is_done(self) -> bool:
        """Whether all that it has to show was shown."""

    def see(self, job: Job) -> None:
        """Take a newer state of the job."""

    def refresh(self) -> None:
        """Learn what this job consists of; at most one request for 200 parts."""

    def outputs(self) -> t.Iterator[JobOutput]:
        """Yield the outputs in it that are not completely shown."""


def follow(
    client: AwxClient,
    job: Job,
    *,
    among_others: bool,
    node: str = "",
    family: set[int] | None = None,
) -> Followed:
    """Return what follows a job of this kind; `node` names the workflow node that it runs for.

    `family` has the ids of the workflows that are followed together with the one of that node.
    """
    if job.get("type") == "workflow_job":
        return WorkflowOutput(client, job, among_others=among_others, node=node, family=family)
    if not has_output(job):
        return Decision(client, job)
    return JobOutput(client, job, among_others=among_others, node=node)


class _Story:
    """Say when a job starts and how it ends, once each, where its lines stand among others."""

    def __init__(self, client: AwxClient, job: Job, *, is_told: bool, node: str = "") -> None:
        self._lines = Lines(client)
        self._is_told = is_told
        self._node = f" (node {node})" if node else ""
        self._title = title_of(job)
        self._has_begun = self._has_ended = False

    def begin(self) -> None:
        if self._is_told and not self._has_begun:
            self._lines.show([f"{self._title} started{self._node}"])
        self._has_begun = True

    def end(self, job: Job) -> None:
        if self._is_told and not self._has_ended:
            elapsed = duration(job.get("elapsed"))
            after = f" after {elapsed}" if elapsed else ""
            self._lines.show([f"{self._title} {job.get('status')}{after}{self._node}"])
        self._has_ended = True


class JobOutput:
    """The output of one job that is no workflow."""

    def __init__(self, client: AwxClient, job: Job, *, among_others: bool, node: str) -> None:
        self.is_done = False
        self._client = client
        self._job = job
        self._stream = OutputStream(client, job)
        self._lines = Lines(client, f"{title_of(job)} | " if among_others else "")
        self._story = _Story(client, job, is_told=among_others, node=node)
        self._deadline: float | None = None
        self._is_stored = False
        self._failures = 0
        self.see(job)

    @property
    def may_have_more(self) -> bool:
        """Whether a read may find something: the job started, and not all was shown."""
        return not self.is_done and self._job.get("status") not in _NOT_STARTED

    @property
    def is_behind(self) -> bool:
        """Whether there is certainly more to read already."""
        return self.may_have_more and self._stream.is_behind

    def see(self, job: Job) -> None:
        self._job = {**self._job, **job}
        if self._job.get("status") not in _NOT_STARTED:
            self._story.begin()
        if is_final(self._job) and self._deadline is None:
            self._deadline = self._client.timing.clock() + _SETTLING

    def refresh(self) -> None:
        """Do nothing: a job has no parts."""

    def outputs(self) -> t.Iterator[JobOutput]:
        if not self.is_done:
            yield self

    def read(self) -> bool:
        """Show what is new, and return whether anything was; one request, two after the end."""
        try:
            is_complete = self._is_complete()
            texts = self._stream.read(is_complete=is_complete)
        except errors.AwxError as exc:
            self._survive(exc)
            return False
        self._failures = 0
        self._lines.show(texts)
        if is_complete and not self._stream.is_behind:
            self._finish()
        return bool(texts)

    def _is_complete(self) -> bool:
        """Whether every event is stored that ever will be; that may take a request."""
        if self._deadline is None:
            return False
        if not self._is_stored:
            is_over = self._client.timing.clock() >= self._deadline
            self._is_stored = is_over or self._processing_has_finished()
        return self._is_stored

    def _processing_has_finished(self) -> bool:
        if not self._job.get("event_processing_finished"):
            self.see(read(self._client, path_of(self._job), until=self._deadline))
        return bool(self._job.get("event_processing_finished"))

    def _survive(self, failure: errors.AwxError) -> None:
        """Go on after a read that failed, unless that will not pass: the job is what matters."""
        self._client.log(f"{title_of(self._job)}: its output could not be read: {failure}")
        self._failures += 1
        is_refused = isinstance(failure, errors.ApiError) and not isinstance(
            failure, errors.ServerError
        )
        if is_refused or (self._deadline is not None and self._failures >= _MOST_FAILURES):
            self._client.report.warn(
                f"the output of {title_of(self._job)} is not shown any further: {failure}"
            )
            self._finish()

    def _finish(self) -> None:
        self.is_done = True
        if is_final(self._job):
            self._story.end(self._job)


class Decision:
    """Something without output that a workflow waits for: an approval."""

    def __init__(self, client: AwxClient, job: Job) -> None:
        self.is_done = False
        self._client = client
        self._job = job
        self._lines = Lines(client)
        self._was_asked = False
        self.see(job)

    def see(self, job: Job) -> None:
        self._job = {**self._job, **job}
        title = title_of(self._job)
        if is_final(self._job):
            if not self.is_done:
                self._lines.show([f"{title} {self._decision()}"])
            self.is_done = True
        elif not self._was_asked:
            page = approval_url(self._client, self._job["id"])
            self._lines.show([f"{title} waits for a decision: {page}"])
            self._was_asked = True

    def refresh(self) -> None:
        """Do nothing: a decision has no parts."""

    def outputs(self) -> t.Iterator[JobOutput]:
        return iter(())

    def _decision(self) -> str:
        status = str(self._job.get("status"))
        # A denied one and one whose time was over are both `failed`.
        return {"successful": "approved", "failed": "not approved"}.get(status, status)


class WorkflowOutput:
    """The outputs of the jobs that a workflow's nodes start, those of nested workflows included."""

    def __init__(
        self,
        client: AwxClient,
        job: Job,
        *,
        among_others: bool,
        node: str,
        family: set[int] | None = None,
    ) -> None:
        self._client = client
        self._job = job
        self._family = set() if family is None else family
        self._family.add(job["id"])
        self._path = path_of(job) + "workflow_nodes/"
        self._parts: dict[int, Followed] = {}
        self._story = _Story(client, job, is_told=among_others, node=node)
        self._is_known = False
        self.see(job)

    @property
    def is_done(self) -> bool:
        return self._is_known and all(part.is_done for part in self._parts.values())

    def see(self, job: Job) -> None:
        self._job = {**self._job, **job}
        if self._job.get("status") not in _NOT_STARTED:
            self._story.begin()

    def refresh(self) -> None:
        if not self._is_known and self._job.get("status") not in _NOT_STARTED:
            try:
                self._read_nodes()
            except errors.AwxError as exc:
                self._client.log(f"{title_of(self._job)}: its nodes could not be read: {exc}")
        for part in self._parts.values():
            part.refresh()
        if self.is_done:
            self._story.end(self._job)

    def outputs(self) -> t.Iterator[JobOutput]:
        for part in self._parts.values():
            yield from part.outputs()

    def _read_nodes(self) -> None:
        have_ended = is_final(self._job)
        last = 0
        for _page in range(_MOST_PAGES):
            params = [("id__gt", str(last)), ("order_by", "id")]
            rows, count = self._client.get_identified(
                self._path,
                [*params, ("page_size", str(_NODES_ON_A_PAGE))],
                until=self._client.timing.clock() + PATIENCE,
            )
            for row in rows:
                job = _job_of(row)
                if job is not None:
                    self._see_part(job, one_line(_name_of(row)))
                    have_ended = have_ended and is_final(job)
            if count <= len(rows) or not rows or rows[-1]["id"] <= last:
                break
            last = rows[-1]["id"]
        self._is_known = have_ended

    def _see_part(self, job: Job, node: str) -> None:
        known = self._parts.get(job["id"])
        if known is not None:
            known.see(job)
        elif job.get("type") != "workflow_job" or self._is_news(job["id"]):
            self._parts[job["id"]] = follow(
                self._client, job, among_others=True, node=node, family=self._family
            )

    def _is_news(self, workflow: int) -> bool:
        return workflow not in self._family and len(self._family) < _MOST_WORKFLOWS


def _job_of(row: t.Mapping[str, t.Any]) -> Job | None:
    """Return what a node says about its job, as far as it has one."""
    summary = values.mapping(row, "summary_fields", "job")
    url = values.text(values.mapping(row, "related").get("job"))
    if not url or values.whole(summary.get("id")) is None:
        return None
    return checked({**summary, "url": url}, f"node {row['id']}")


def _name_of(row: t.Mapping[str, t.Any]) -> str:
    """Return a node's identifier, unless AWX made it up."""
    identifier = values.text(row.get("identifier"))
    is_made_up = len(identifier) == 36 and identifier.count("-") == 4
    return "" if is_made_up else identifier

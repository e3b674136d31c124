# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Jobs that are followed while they run: what each kind of them has to show, and when."""

from __future__ import annotations

import enum
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.truncate import one_line
from ..jobs.polling import SETTLING
from ..jobs.queries import find
from ..jobs.unified_job import Job, approval_url, browser_url, read
from ..schema.job_types import JOB_TYPES
from ..schema.limits import MAX_PAGE_SIZE
from .adaptive_page_size import AdaptivePages, latest
from .event_stream import OutputStream, has_output
from .formatting import Lines, duration, title_of

# Between two reads of what is left when all has ended, in seconds.
PAUSE = 0.5

# Seconds in which reads of the rest fail one after another, at least two of them: a server that is
# restarted is back by then.
_LONGEST_TROUBLE = 60.0

# More nodes, or workflows within a workflow, are none that run: the server goes in circles.
_MOST_NODES = 5000
_MOST_WORKFLOWS = 200

_NOT_STARTED = frozenset({"new", "pending", "waiting"})


class Found(enum.IntEnum):
    """What reads brought, the one that says the most last."""

    NOTHING = 0
    NO_ANSWER = 1
    NEWS = 2


class Followed(t.Protocol):
    """A job that is followed."""

    @property
    def is_done(self) -> bool:
        """Whether all that it has to show was shown, or given up."""

    def see(self, job: Job) -> None:
        """Take a newer state of the job."""

    def refresh(self, *, patient: bool = False) -> Found:
        """Learn what this job consists of; at most one request for 200 parts, unless `patient`.

        `patient` is as for `AdaptivePages.read`.
        """

    def outputs(self) -> t.Iterator[JobOutput]:
        """Yield the outputs in it that are not completely shown."""

    def give_up(self, why: str) -> None:
        """Show no more of it, and say so."""


def follow(
    client: AwxClient,
    job: Job,
    *,
    among_others: bool,
    part: str = "",
    pages: AdaptivePages | None = None,
    family: set[int] | None = None,
) -> Followed:
    """Return what follows a job of this kind; `part` says which one of a workflow it is.

    `pages` are shared by the outputs that are followed together, as in `OutputStream`.
    `family` has the ids of the workflows that are followed together with the one of that part.
    """
    if job.is_workflow:
        return WorkflowOutput(
            client, job, among_others=among_others, part=part, pages=pages, family=family
        )
    if not has_output(job):
        return Decision(client, job)
    return JobOutput(client, job, among_others=among_others, part=part, pages=pages)


class _Story:
    """Say when a job starts and how it ends, once each, where its lines stand among others."""

    def __init__(self, client: AwxClient, job: Job, *, is_told: bool, part: str = "") -> None:
        self._lines = Lines(client)
        self._is_told = is_told
        self._part = f" ({part})" if part else ""
        self._title = title_of(job)
        self._has_begun = self._has_ended = False

    def begin(self) -> None:
        if self._is_told and not self._has_begun:
            self._lines.show([f"{self._title} started{self._part}"])
        self._has_begun = True

    def end(self, job: Job) -> None:
        if self._is_told and not self._has_ended:
            elapsed = duration(job.data.get("elapsed"))
            after = f" after {elapsed}" if elapsed else ""
            self._lines.show([f"{self._title} {job.status}{after}{self._part}"])
        self._has_ended = True


class _Trouble:
    """Reads that failed one after another, since the last one that was answered."""

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._since: float | None = None

    def end(self) -> None:
        self._since = None

    def is_lasting(self, begun: float) -> bool:
        """Note that the read failed that began then; return whether all have for too long."""
        if self._since is None:
            self._since = begun
            return False
        return self._client.clock.now() - self._since >= _LONGEST_TROUBLE


class JobOutput:
    """The output of one job that is no workflow.

    `retry_after` is how many seconds the server asked to wait when it answered the last read.
    """

    def __init__(
        self,
        client: AwxClient,
        job: Job,
        *,
        among_others: bool,
        part: str,
        pages: AdaptivePages | None = None,
    ) -> None:
        self.is_done = False
        self.retry_after = 0.0
        self._client = client
        self._job = job
        self._stream = OutputStream(client, job, pages=pages)
        self._lines = Lines(client, f"{title_of(job)} | " if among_others else "")
        self._story = _Story(client, job, is_told=among_others, part=part)
        self._shown = 0
        self._is_stored = self._has_settled = False
        self._silence = 0.0
        self._answered: float | None = None
        self._trouble = _Trouble(client)
        self.see(job)

    @property
    def may_have_more(self) -> bool:
        """Whether a read may find something: the job started, and not all was shown."""
        return not self.is_done and self._job.status not in _NOT_STARTED

    @property
    def is_behind(self) -> bool:
        """Whether there is certainly more to read already."""
        return self.may_have_more and self._stream.is_behind

    def see(self, job: Job) -> None:
        self._job = self._job.updated(job.data)
        if self._job.status not in _NOT_STARTED:
            self._story.begin()
        if self.is_done and self._job.is_final:
            self._story.end(self._job)

    def refresh(self, *, patient: bool = False) -> Found:
        """Do nothing: a job has no parts."""
        return Found.NOTHING

    def outputs(self) -> t.Iterator[JobOutput]:
        if not self.is_done:
            yield self

    def read(self, *, patient: bool = False) -> Found:
        """Show what is new, and return whether anything was.

        One request, two after the end, and some if `patient` (as for `AdaptivePages.read`).
        """
        begun = self._client.clock.now()
        is_complete = self._is_complete(patient=patient)
        try:
            texts = self._stream.read(is_complete=is_complete, patient=patient)
        except errors.AwxError as exc:
            self._survive(exc, begun if patient else None)
            return Found.NEWS if self.is_done else Found.NO_ANSWER
        self._trouble.end()
        self.retry_after = 0.0
        self._shown += self._lines.show(texts)
        self._count_silence(begun)
        if is_complete and not self._stream.is_behind:
            self._finish()
        return Found.NEWS if self._stream.has_news or self.is_done else Found.NOTHING

    def give_up(self, why: str) -> None:
        if not self._job.is_final:
            why = f"{why}, and it is {self._job.status}"
        self._give_up(why, of=self._stream.lines())

    def _is_complete(self, *, patient: bool) -> bool:
        """Whether every event is stored that ever will be; that may take a request."""
        if self._job.is_final and not self._has_settled:
            is_over = self._silence >= SETTLING
            self._is_stored = not is_over and self._processing_has_finished(patient=patient)
            self._has_settled = is_over or self._is_stored
        return self._has_settled

    def _processing_has_finished(self, *, patient: bool) -> bool:
        if not self._job.data.get("event_processing_finished"):
            try:
                until = latest(self._client, patient=patient)
                self.see(read(self._client, self._job.path, until=until))
            except errors.AwxError as exc:
                # The events themselves may be read all the same.
                title = title_of(self._job)
                self._client.log(f"{title}: whether all is stored could not be read: {exc}")
        return bool(self._job.data.get("event_processing_finished"))

    def _count_silence(self, begun: float) -> None:
        """Count how long a job that has ended brought nothing new, while the server answered."""
        if self._stream.has_news or not self._job.is_final:
            self._silence = 0.0
        elif self._answered is not None:
            # Whatever else took longer was no time in which anything was asked for.
            self._silence += min(begun - self._answered, PAUSE)
        self._answered = self._client.clock.now()

    def _survive(self, failure: errors.AwxError, begun: float | None) -> None:
        """Go on after a read that failed, unless that will not pass: the job is what matters.

        A patient one had begun at that time.
        """
        self._client.log(f"{title_of(self._job)}: its output could not be read: {failure}")
        self.retry_after = getattr(failure, "retry_after", None) or 0.0
        is_refused = isinstance(failure, errors.ApiError) and not isinstance(
            failure, errors.ServerError
        )
        if is_refused or (begun is not None and self._trouble.is_lasting(begun)):
            self._give_up(str(failure))

    def _give_up(self, why: str, *, of: int | None = None) -> None:
        self._warn(f"is not shown any further: {why}", of=of)
        self._is_stored = True
        self._finish()

    def _finish(self) -> None:
        self.is_done = True
        if not self._is_stored:
            self._warn(
                "may lack its end: AWX has not said that all of it is stored"
                f" (event_processing_finished), and nothing new came for {SETTLING:g} s"
            )
        if self._stream.cut is not None:
            self._warn(f"has long lines that could not be read whole: {self._stream.cut}")
        if self._job.is_final:
            self._story.end(self._job)

    def _warn(self, problem: str, *, of: int | None = None) -> None:
        lines = "1 line" if self._shown == 1 else f"{self._shown} lines"
        if of is not None and of >= self._shown:
            lines = f"{self._shown} of {of} lines"
        self._client.reporter.warn(
            f"the output of {title_of(self._job)} {problem.rstrip('.')}. Shown: {lines}. All that"
            f" is stored: {browser_url(self._client, self._job)} or awx_query with resource:"
            f" {_resource_of(self._job)}"
        )


def _resource_of(job: Job) -> str:
    """Return what `awx_query` calls the output of a job."""
    known = JOB_TYPES[job.type]
    # The output of these is a field of theirs.
    part = "" if known.name == "system_job" else "/stdout"
    return f"{known.resource}/{job.id}{part}"


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
        self._job = self._job.updated(job.data)
        title = title_of(self._job)
        if self._job.is_final:
            if not self.is_done:
                self._lines.show([f"{title} {self._decision()}"])
            self.is_done = True
        elif not self._was_asked:
            page = approval_url(self._client, self._job.id)
            self._lines.show([f"{title} waits for a decision: {page}"])
            self._was_asked = True

    def refresh(self, *, patient: bool = False) -> Found:
        """Do nothing: a decision has no parts."""
        return Found.NOTHING

    def outputs(self) -> t.Iterator[JobOutput]:
        return iter(())

    def give_up(self, why: str) -> None:
        self.is_done = True

    def _decision(self) -> str:
        status = str(self._job.status)
        # A denied one and one whose time was over are both `failed`.
        return {"successful": "approved", "failed": "not approved"}.get(status, status)


class _Node:
    """A node of a workflow with the jobs that ran for it: all but the last one were retried."""

    def __init__(self, name: str) -> None:
        self.latest: int | None = None
        self.jobs: dict[int, Job] = {}
        self._name = name

    def see(self, row: t.Mapping[str, t.Any]) -> None:
        """Take what the server says about the node now."""
        job = _job_of(row)
        self.latest = None if job is None else job.id
        for number in map(
            json_fields.int_or_none, json_fields.list_or_empty(row.get("retried_jobs"))
        ):
            if number is not None:
                self.jobs.setdefault(number, Job({"id": number}))
        if job is not None:
            self.jobs[job.id] = self.jobs.get(job.id, job).updated(job.data)

    @property
    def superseded(self) -> list[int]:
        """The jobs of which the node itself does not tell any more how they end."""
        jobs = self.jobs.items()
        return [number for number, job in jobs if number != self.latest and not job.is_final]

    def part(self, number: int) -> str:
        """Return the words for one of the jobs."""
        attempt = sorted(self.jobs).index(number) + 1
        words = [f"node {self._name}"] if self._name else []
        return ", ".join([*words, f"attempt {attempt}"] if attempt > 1 else words)


class WorkflowOutput:
    """The outputs of the jobs that a workflow's nodes start, those of nested workflows included.

    Jobs that a node starts again and again are shown one after the other, each to its end.
    """

    def __init__(
        self,
        client: AwxClient,
        job: Job,
        *,
        among_others: bool,
        part: str,
        pages: AdaptivePages | None = None,
        family: set[int] | None = None,
    ) -> None:
        self._client = client
        self._job = job
        self._family = set() if family is None else family
        self._family.add(job.id)
        self._path = job.path + "workflow_nodes/"
        self._pages = AdaptivePages(client, MAX_PAGE_SIZE)
        self._event_pages = pages
        self._nodes: dict[int, _Node] = {}
        self._parts: dict[int, Followed] = {}
        self._story = _Story(client, job, is_told=among_others, part=part)
        self._is_known = self._has_begun_all = False
        self._trouble = _Trouble(client)
        self.see(job)

    @property
    def is_done(self) -> bool:
        has_all = self._is_known and self._has_begun_all
        return has_all and all(part.is_done for part in self._parts.values())

    def see(self, job: Job) -> None:
        self._job = self._job.updated(job.data)
        if self._job.status not in _NOT_STARTED:
            self._story.begin()

    def refresh(self, *, patient: bool = False) -> Found:
        found = Found.NOTHING
        begun = self._client.clock.now() if patient else None
        if not self._is_known and self._job.status not in _NOT_STARTED:
            try:
                found = self._read_nodes(patient=patient)
                self._trouble.end()
            except errors.AwxError as exc:
                self._survive(exc, begun)
                found = Found.NO_ANSWER
        self._begin_parts()
        parts = [part.refresh(patient=patient) for part in self._parts.values()]
        if self.is_done:
            self._story.end(self._job)
        return max([found, *parts])

    def outputs(self) -> t.Iterator[JobOutput]:
        for part in self._parts.values():
            yield from part.outputs()

    def give_up(self, why: str) -> None:
        left = [part for part in self._parts.values() if not part.is_done]
        for part in left:
            part.give_up(why)
        if not left:
            self._warn(why)
        self._is_known = self._has_begun_all = True

    def _survive(self, failure: errors.AwxError, begun: float | None) -> None:
        self._client.log(f"{title_of(self._job)}: its nodes could not be read: {failure}")
        if begun is not None and self._trouble.is_lasting(begun):
            self._warn(f"its nodes could not be read: {failure}")
            # The jobs that are known are shown to their ends.
            self._is_known = True

    def _warn(self, why: str) -> None:
        self._client.reporter.warn(
            f"jobs of {title_of(self._job)} may be missing in its output: {why.rstrip('.')}."
            f" All of it: {browser_url(self._client, self._job)}"
        )

    def _read_nodes(self, *, patient: bool) -> Found:
        """Learn which jobs there are, and how they stand."""
        before = self._statuses()
        has_ended = self._job.is_final
        for row in self._rows(patient=patient):
            if row["id"] not in self._nodes:
                self._nodes[row["id"]] = _Node(one_line(_name_of(row)))
            self._nodes[row["id"]].see(row)
        self._read_superseded(patient=patient)
        after = self._statuses()
        self._is_known = has_ended and all(job.is_final for job in self._jobs())
        return Found.NEWS if self._is_known or after != before else Found.NOTHING

    def _rows(self, *, patient: bool) -> t.Iterator[t.Mapping[str, t.Any]]:
        last = seen = 0
        while seen < _MOST_NODES:

            def ask(
                most: int, until: float, last: int = last
            ) -> tuple[list[dict[str, t.Any]], int]:
                params = [("id__gt", str(last)), ("order_by", "id"), ("page_size", str(most))]
                return self._client.get_identified(self._path, params, until=until)

            rows, count = self._pages.read(ask, patient=patient)
            yield from rows
            if count <= len(rows) or not rows or rows[-1]["id"] <= last:
                return
            last = rows[-1]["id"]
            seen += len(rows)

    def _read_superseded(self, *, patient: bool) -> None:
        """Learn how jobs stand that were started again before their end was seen here."""
        owners = {number: node for node in self._nodes.values() for number in node.superseded}
        if not owners:
            return
        found = find(self._client, list(owners), until=latest(self._client, patient=patient))
        jobs = {job.id: job for job in found}
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

    def _jobs(self) -> t.Iterator[Job]:
        for node in self._nodes.values():
            yield from node.jobs.values()

    def _statuses(self) -> dict[int, t.Any]:
        return {job.id: job.status for job in self._jobs()}

    def _begin_parts(self) -> None:
        """Follow the jobs of each node, the next one once all of the one before was shown."""
        self._has_begun_all = True
        for node in self._nodes.values():
            for number in sorted(node.jobs):
                if "url" not in node.jobs[number].data or not self._is_shown(number, node):
                    if number != max(node.jobs):
                        self._has_begun_all = False
                    break

    def _is_shown(self, number: int, node: _Node) -> bool:
        """Take a newer state of a job, or begin to follow it; return whether all was shown."""
        job = node.jobs[number]
        known = self._parts.get(number)
        if known is not None:
            known.see(job)
            return known.is_done
        if job.is_workflow and not self._is_news(number):
            return True
        part = follow(
            self._client,
            job,
            among_others=True,
            part=node.part(number),
            pages=self._event_pages,
            family=self._family,
        )
        self._parts[number] = part
        return part.is_done

    def _is_news(self, workflow: int) -> bool:
        return workflow not in self._family and len(self._family) < _MOST_WORKFLOWS


def _job_of(row: t.Mapping[str, t.Any]) -> Job | None:
    """Return what a node says about its job, as far as it has one."""
    summary = json_fields.mapping(row, "summary_fields", "job")
    url = json_fields.str_or_empty(json_fields.mapping(row, "related").get("job"))
    if not url or json_fields.int_or_none(summary.get("id")) is None:
        return None
    return Job.from_response({**summary, "url": url}, f"node {row['id']}")


def _name_of(row: t.Mapping[str, t.Any]) -> str:
    """Return a node's identifier, unless AWX made it up."""
    identifier = json_fields.str_or_empty(row.get("identifier"))
    is_made_up = len(identifier) == 36 and identifier.count("-") == 4
    return "" if is_made_up else identifier

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""AWX's launch configuration of a template or job: read before a launch, in few requests."""

from __future__ import annotations

import typing as t
from types import MappingProxyType

from ..api.client import AwxClient
from ..api.lookup import Reference
from ..common import errors, json_fields
from ..http.urls import Params
from ..schema.template_types import RELAUNCHES, Kind, with_article
from . import find_template

if t.TYPE_CHECKING:
    from .survey import Question


# How many recent jobs AWX includes with a template.
_MAX_RECENT = 10


class JobsBefore(t.NamedTuple):
    """The newest jobs before a launch, so that later ones can be told from them without a clock.

    `ids` are those of all jobs if they are `complete`. `since` is when the oldest of them was
    created, by the server's clock as it was then, empty where that is not known.
    """

    ids: frozenset[int] = frozenset()
    complete: bool = False
    since: str = ""


class LaunchConfig(t.NamedTuple):
    """Something that can be launched, with its launch configuration from the server.

    `target_id` is the id of the template, or of the job to relaunch. `data` is the response to GET,
    `row` what a list shows of it, empty where no list was read.
    """

    kind: Kind
    target_id: int
    name: str
    data: t.Mapping[str, t.Any]
    questions: t.Sequence[Question] = ()
    row: t.Mapping[str, t.Any] = MappingProxyType({})

    @property
    def path(self) -> str:
        """Where a POST launches it."""
        return f"{self.kind.resource}/{self.target_id}/{self.kind.action}/"

    @property
    def title(self) -> str:
        if self.is_relaunch:
            return f"{self.kind.name.replace('_', ' ')} {self.target_id}"
        return f"the {self.kind.title} '{self.name}'"

    @property
    def is_relaunch(self) -> bool:
        return self.kind.action == "relaunch"

    def asks(self, option: str) -> bool:
        """Whether a launch may set this option."""
        prompt = self.kind.prompts.get(option)
        return option in self.kind.takes or bool(prompt and self.data.get(prompt.flag))

    @property
    def defaults(self) -> t.Mapping[str, t.Any]:
        return json_fields.mapping(self.data, "defaults")

    def refusal(self, problems: t.Sequence[str]) -> errors.LaunchRefused:
        """Return the error that lists every problem."""
        again = " again" if self.is_relaunch else ""
        text = "".join(f"\n- {problem}" for problem in problems)
        text = f" {problems[0]}" if len(problems) == 1 else text
        message = f"{self.title} was not launched{again}:{text}"
        return errors.LaunchRefused(message, problems=problems)


def jobs_before(client: AwxClient, config: LaunchConfig) -> JobsBefore:
    """Return the newest jobs of what is going to be launched: one request if no list shows them."""
    recent = json_fields.mapping(config.row, "summary_fields").get("recent_jobs")
    if isinstance(recent, list):
        ids = (json_fields.int_or_none(json_fields.mapping(job).get("id")) for job in recent)
        known = frozenset(number for number in ids if number is not None)
        return JobsBefore(known, complete=len(recent) < _MAX_RECENT)
    params: Params = (("unified_job_template", str(config.target_id)),)
    if config.is_relaunch:
        params = (("type", config.kind.name), ("launch_type", config.kind.launch_type))
    shape: Params = (("order_by", "-created"), ("page_size", "1"))
    rows, count = client.get_identified("unified_jobs/", (*params, *shape))
    return newest(rows, complete=count == len(rows))


def newest(rows: t.Sequence[t.Mapping[str, t.Any]], *, complete: bool) -> JobsBefore:
    times = filter(None, (json_fields.str_or_empty(row.get("created")) for row in rows))
    return JobsBefore(frozenset(row["id"] for row in rows), complete, min(times, default=""))


def of_template(client: AwxClient, kind_name: str, reference: Reference) -> LaunchConfig:
    """Return the configuration of a template: one request, plus one each for name and survey.

    Raises:
        NoMatch, SeveralMatches: there is no such template, or there are several.
        PermissionDenied: the caller may not launch it.
    """
    kind, template_id, row = find_template.find(client, kind_name, reference)
    try:
        return read(client, kind, template_id, row)
    except errors.NoMatch:
        if kind_name != find_template.AUTO or row:
            raise
    return read(client, *find_template.find_by_id(client, template_id))


def read(
    client: AwxClient, kind: Kind, template_id: int, row: t.Mapping[str, t.Any]
) -> LaunchConfig:
    """Return the configuration of a template: one request, two if it has a survey.

    Raises:
        NoMatch: there is no such template, or the caller may not see it.
        PermissionDenied: the caller may not launch it.
    """
    data = _fetch(client, kind, template_id, f"the {kind.title} with id {template_id}")
    questions: list[Question] = []
    if data.get("survey_enabled"):
        from . import survey

        spec = client.get(f"{kind.resource}/{template_id}/survey_spec/")
        questions = survey.questions(spec)
    about = json_fields.mapping(data, kind.data_key) or row
    name = json_fields.str_or_empty(about.get("name")) or str(template_id)
    return LaunchConfig(kind, template_id, name, data, questions, row)


def of_job(client: AwxClient, reference: t.Any) -> LaunchConfig:
    """Return the configuration for relaunching a job: one request, two if its type is unknown.

    `reference` is the id of a job, or a mapping with its `id` and `kind` (the API says `type`).

    Raises:
        NoMatch: there is no such job, or the caller may not see it.
        ConfigurationError: it is of a type that AWX cannot relaunch.
        PermissionDenied: the caller may not launch it.
    """
    is_job = isinstance(reference, t.Mapping)
    job_id = json_fields.id_or_none(reference.get("id") if is_job else reference)
    if job_id is None:
        raise errors.ConfigurationError(
            f"relaunch is {reference!r}; give the id of a job, or the `job` that a task returned"
        )
    # What a task returns calls it kind, the API itself type.
    job_type = (reference.get("kind") or reference.get("type")) if is_job else None
    try:
        return _of_job(client, job_id, str(job_type or "job"))
    except errors.NoMatch:
        if job_type is not None:
            raise
        rows, _count = client.get_page("unified_jobs/", [("id", str(job_id))])
        if not rows:
            raise
    return _of_job(client, job_id, str(rows[0].get("type")))


def _of_job(client: AwxClient, job_id: int, job_type: str) -> LaunchConfig:
    kind = RELAUNCHES.get(job_type)
    if kind is None:
        raise errors.ConfigurationError(
            f"relaunch: job {job_id} is {with_article(job_type.replace('_', ' '))}, which AWX"
            " cannot launch again: launch its template instead"
        )
    data = _fetch(client, kind, job_id, f"the job with id {job_id}")
    return LaunchConfig(kind, job_id, str(job_id), data)


def _fetch(client: AwxClient, kind: Kind, target_id: int, title: str) -> dict[str, t.Any]:
    """Return the response to GET of what launches it, which a token of scope read may send too."""
    try:
        return client.get_object(f"{kind.resource}/{target_id}/{kind.action}/")
    except errors.NotFound:
        raise errors.NoMatch(
            f"there is no {title.removeprefix('the ')}, or this user may not see it"
        ) from None
    except errors.PermissionDenied as exc:
        exc.args = (f"{title} cannot be launched: this user lacks the execute role on it",)
        raise

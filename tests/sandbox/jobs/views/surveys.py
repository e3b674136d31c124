# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The survey of a template: read, replace, remove (docs/awx-api.md#surveys)."""

from __future__ import annotations

import typing as t

from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.models import JobTemplate, WorkflowJobTemplate

from .. import survey
from .parents import ParentView


class SurveySpec(ParentView[t.Any]):
    """POST and DELETE answer 200 with no body."""

    def get(self, request: Request, pk: int) -> Response:
        return Response(survey.readable(self.parent().survey_spec))

    def post(self, request: Request, pk: int) -> Response:
        template = self.parent()
        try:
            template.survey_spec = survey.storable(request.data, stored=template.survey_spec)
        except survey.InvalidSurvey as error:
            return Response({"error": str(error)}, status=400)
        template.save(update_fields=["survey_spec"])
        return Response()

    def delete(self, request: Request, pk: int) -> Response:
        template = self.parent()
        template.survey_spec = {}
        template.save(update_fields=["survey_spec"])
        return Response()


class JobTemplateSurvey(SurveySpec):
    parent_model = JobTemplate


class WorkflowJobTemplateSurvey(SurveySpec):
    parent_model = WorkflowJobTemplate

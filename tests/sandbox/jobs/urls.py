# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The URLs of launching and of runs, below `/api/v2/`."""

from __future__ import annotations

import typing as t

from django.urls import URLPattern, path

from tests.sandbox.awx import models as m

from .views import ad_hoc, events, launch, runs, stdout, surveys, updates, workflows


def _of_run(resource: str, model: type[m.UnifiedJob], *names: str) -> list[URLPattern]:
    """The sub-URLs that several kinds of runs have alike."""
    views: dict[str, t.Any] = {
        "cancel": runs.Cancel,
        "labels": runs.Labels,
        "credentials": runs.Credentials,
        "notifications": runs.Notifications,
        "activity_stream": runs.ActivityOfRun,
    }
    return [
        path(f"{resource}/<int:pk>/{name}/", views[name].as_view(parent_model=model))
        for name in names
    ]


_job_templates = [
    path("job_templates/<int:pk>/launch/", launch.JobTemplateLaunch.as_view()),
    path("job_templates/<int:pk>/survey_spec/", surveys.JobTemplateSurvey.as_view()),
]
_jobs = [
    path("jobs/<int:pk>/relaunch/", runs.JobRelaunch.as_view()),
    path("jobs/<int:pk>/stdout/", stdout.JobStdout.as_view()),
    path("jobs/<int:pk>/job_events/", events.JobEvents.as_view()),
    path("jobs/<int:pk>/job_events/children_summary/", events.ChildrenSummary.as_view()),
    path("jobs/<int:pk>/job_host_summaries/", events.JobHostSummaries.as_view()),
    path("hosts/<int:pk>/job_events/", events.HostJobEvents.as_view()),
    path("hosts/<int:pk>/job_host_summaries/", events.HostJobHostSummaries.as_view()),
    path("groups/<int:pk>/job_events/", events.GroupJobEvents.as_view()),
    path("groups/<int:pk>/job_host_summaries/", events.GroupJobHostSummaries.as_view()),
    path("job_events/<int:pk>/", events.JobEventDetail.as_view()),
    path("job_events/<int:pk>/children/", events.EventChildren.as_view()),
    path("job_host_summaries/<int:pk>/", events.JobHostSummaryDetail.as_view()),
    *_of_run("jobs", m.Job, "cancel", "labels", "credentials", "notifications", "activity_stream"),
]
_workflows = [
    path("workflow_job_templates/<int:pk>/launch/", launch.WorkflowJobTemplateLaunch.as_view()),
    path(
        "workflow_job_templates/<int:pk>/survey_spec/",
        surveys.WorkflowJobTemplateSurvey.as_view(),
    ),
    path(
        "workflow_job_templates/<int:pk>/workflow_nodes/",
        workflows.WorkflowJobTemplateNodes.as_view(),
    ),
    path("workflow_jobs/<int:pk>/workflow_nodes/", workflows.WorkflowJobNodes.as_view()),
    path("workflow_jobs/<int:pk>/relaunch/", runs.WorkflowJobRelaunch.as_view()),
    *_of_run(
        "workflow_jobs", m.WorkflowJob, "cancel", "labels", "notifications", "activity_stream"
    ),
    *(
        path(f"{resource}/<int:pk>/{view.relation}/", view.as_view())
        for resource, views in (
            (
                "workflow_job_template_nodes",
                (
                    workflows.TemplateSuccessNodes,
                    workflows.TemplateFailureNodes,
                    workflows.TemplateAlwaysNodes,
                    workflows.TemplateConditionNodes,
                ),
            ),
            (
                "workflow_job_nodes",
                (
                    workflows.JobSuccessNodes,
                    workflows.JobFailureNodes,
                    workflows.JobAlwaysNodes,
                    workflows.JobConditionNodes,
                ),
            ),
        )
        for view in views
    ),
    path(
        "workflow_job_template_nodes/<int:pk>/create_approval_template/",
        workflows.CreateApprovalTemplate.as_view(),
    ),
    path("workflow_approvals/<int:pk>/approve/", workflows.Approve.as_view()),
    path("workflow_approvals/<int:pk>/deny/", workflows.Deny.as_view()),
]
_updates = [
    path("projects/<int:pk>/update/", updates.ProjectUpdateView.as_view()),
    path("project_updates/<int:pk>/stdout/", stdout.ProjectUpdateStdout.as_view()),
    path("project_updates/<int:pk>/events/", events.ProjectUpdateEvents.as_view()),
    *_of_run("project_updates", m.ProjectUpdate, "cancel", "notifications"),
    path("inventory_sources/<int:pk>/update/", updates.InventorySourceUpdateView.as_view()),
    path(
        "inventories/<int:pk>/update_inventory_sources/",
        updates.UpdateInventorySources.as_view(),
    ),
    path("inventory_updates/<int:pk>/stdout/", stdout.InventoryUpdateStdout.as_view()),
    path("inventory_updates/<int:pk>/events/", events.InventoryUpdateEvents.as_view()),
    *_of_run("inventory_updates", m.InventoryUpdate, "cancel", "notifications", "credentials"),
]
_system_jobs = [
    path("system_job_templates/<int:pk>/launch/", launch.SystemJobTemplateLaunch.as_view()),
    path("system_jobs/<int:pk>/events/", events.SystemJobEvents.as_view()),
    *_of_run("system_jobs", m.SystemJob, "cancel", "notifications"),
]
_ad_hoc = [
    path("ad_hoc_commands/", ad_hoc.AdHocCommands.as_view()),
    path("inventories/<int:pk>/ad_hoc_commands/", ad_hoc.AdHocCommandsOfInventory.as_view()),
    path("hosts/<int:pk>/ad_hoc_commands/", ad_hoc.AdHocCommandsOfHost.as_view()),
    path("groups/<int:pk>/ad_hoc_commands/", ad_hoc.AdHocCommandsOfGroup.as_view()),
    path("ad_hoc_commands/<int:pk>/relaunch/", runs.AdHocCommandRelaunch.as_view()),
    path("ad_hoc_commands/<int:pk>/stdout/", stdout.AdHocCommandStdout.as_view()),
    path("ad_hoc_commands/<int:pk>/events/", events.AdHocCommandEvents.as_view()),
    path("hosts/<int:pk>/ad_hoc_command_events/", events.HostAdHocCommandEvents.as_view()),
    path("ad_hoc_command_events/<int:pk>/", events.AdHocCommandEventDetail.as_view()),
    *_of_run("ad_hoc_commands", m.AdHocCommand, "cancel", "notifications", "activity_stream"),
]

urlpatterns = [*_job_templates, *_jobs, *_workflows, *_updates, *_system_jobs, *_ad_hoc]

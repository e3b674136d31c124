# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ad hoc commands: creating one starts it (docs/awx-api.md#ad-hoc-commands)."""

from __future__ import annotations

import typing as t

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.access import Authenticated
from tests.sandbox.awx.models import (
    AdHocCommand,
    Credential,
    ExecutionEnvironment,
    Group,
    Host,
    Inventory,
)
from tests.sandbox.awx.models.foundation import JOB_TYPES, VERBOSITIES
from tests.sandbox.awx.permissions import can
from tests.sandbox.awx.views.generic import ListView
from tests.sandbox.presentation import current

from ..run import Secrets
from .launch import launched
from .parents import CREATING, Sublist

MODULES: t.Final = (
    "command",
    "shell",
    "yum",
    "apt",
    "apt_key",
    "apt_repository",
    "apt_rpm",
    "service",
    "group",
    "user",
    "mount",
    "ping",
    "selinux",
    "setup",
    "win_ping",
    "win_service",
    "win_updates",
    "win_group",
    "win_user",
)
_NEED_ARGUMENTS: t.Final = ("command", "shell")


class AdHocFields(serializers.Serializer):
    inventory = serializers.PrimaryKeyRelatedField(queryset=Inventory.objects.all())
    credential = serializers.PrimaryKeyRelatedField(queryset=Credential.objects.all())
    module_name = serializers.ChoiceField(choices=MODULES, default="command")
    module_args = serializers.CharField(default="", allow_blank=True)
    job_type = serializers.ChoiceField(choices=JOB_TYPES, default="run")
    limit = serializers.CharField(default="", allow_blank=True)
    forks = serializers.IntegerField(default=0, min_value=0)
    verbosity = serializers.ChoiceField(choices=VERBOSITIES, default=0)
    extra_vars = serializers.CharField(default="", allow_blank=True)
    become_enabled = serializers.BooleanField(default=False)
    diff_mode = serializers.BooleanField(default=False)
    execution_environment = serializers.PrimaryKeyRelatedField(
        queryset=ExecutionEnvironment.objects.all(), required=False
    )

    def validate(self, attrs: dict[str, t.Any]) -> dict[str, t.Any]:
        if attrs["module_name"] in _NEED_ARGUMENTS and not attrs["module_args"]:
            problem = f"No argument passed to {attrs['module_name']} module."
            raise serializers.ValidationError({"module_args": [problem]})
        return attrs


def start_command(request: Request, given: t.Mapping[str, t.Any]) -> Response:
    """Create the command that was asked for, or say what is wrong with it."""
    if current().ascender:  # its list does not know them
        given = {name: value for name, value in given.items() if name != "extra_vars"}
    fields = AdHocFields(data=given)
    if not fields.is_valid():
        return Response(fields.errors, status=400)
    values = fields.validated_data
    if not can(request.user, "adhoc", values["inventory"]):
        raise PermissionDenied()
    needed = values["credential"].passwords_needed
    passwords = {name: request.data[name] for name in needed if request.data.get(name)}
    if missing := [name for name in needed if name not in passwords]:
        return Response({"passwords_needed_to_start": missing}, status=400)
    command = AdHocCommand(
        name=values["module_name"],
        created_by=request.user,
        modified_by=request.user,
        organization=values["inventory"].organization,
        status="pending",
        **values,
    )
    command.save()
    # The answer shows no more than the list.
    return launched(command, request=request, secrets=Secrets(passwords=passwords), detail=False)


class AdHocCommands(ListView):
    permission_classes = (Authenticated,)
    http_method_names = CREATING
    model = AdHocCommand

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().order_by("pk")

    def create(self, data: dict[str, t.Any]) -> Response:
        return start_command(self.request, data)


class _OnSomething(Sublist[t.Any]):
    model = AdHocCommand
    relation = "ad_hoc_commands"
    actions = {"POST": "read"}
    http_method_names = CREATING

    def create(self, data: dict[str, t.Any]) -> Response:
        return start_command(self.request, data | self.implied())

    def implied(self) -> dict[str, t.Any]:
        raise NotImplementedError


class AdHocCommandsOfInventory(_OnSomething):
    parent_model = Inventory

    def implied(self) -> dict[str, t.Any]:
        return {"inventory": self.parent().pk}


class AdHocCommandsOfHost(_OnSomething):
    parent_model = Host

    def get_queryset(self) -> QuerySet:
        return AdHocCommand.objects.filter(hosts=self.parent()).distinct().order_by("pk")

    def implied(self) -> dict[str, t.Any]:
        host = self.parent()
        return {"inventory": host.inventory_id, "limit": host.name}


class AdHocCommandsOfGroup(_OnSomething):
    parent_model = Group

    def get_queryset(self) -> QuerySet:
        hosts = self.parent().hosts.all()
        return AdHocCommand.objects.filter(hosts__in=hosts).distinct().order_by("pk")

    def implied(self) -> dict[str, t.Any]:
        group = self.parent()
        return {"inventory": group.inventory_id, "limit": group.name}

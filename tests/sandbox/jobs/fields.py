# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fields of a launch: their types, and the sentences that refuse a wrong one."""

from __future__ import annotations

import typing as t

from rest_framework import serializers

from tests.sandbox.awx.models import (
    Credential,
    ExecutionEnvironment,
    InstanceGroup,
    Inventory,
    Label,
)
from tests.sandbox.awx.models.foundation import JOB_TYPES, VERBOSITIES

from .extra_vars import InvalidExtraVars, parse_extra_vars


class Verbatim(serializers.Field):
    """Takes what was sent, null too."""

    def __init__(self, **kwargs: t.Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_internal_value(self, data: t.Any) -> t.Any:
        return data


class ExtraVars(serializers.Field):
    """A mapping, or text of one; null is neither."""

    def run_validation(self, data: t.Any = serializers.empty) -> t.Any:
        if data is serializers.empty:
            return super().run_validation(data)
        try:
            return parse_extra_vars(data)
        except InvalidExtraVars as error:
            raise serializers.ValidationError(str(error)) from error


class KeyList(serializers.ManyRelatedField):
    """A list of primary keys. AWX answers a dictionary with a bare list of one sentence."""

    def __init__(self, queryset: t.Any, **kwargs: t.Any) -> None:
        one = serializers.PrimaryKeyRelatedField(queryset=queryset)
        super().__init__(child_relation=one, required=False, **kwargs)


class LaunchFields(serializers.Serializer):
    """What job templates and workflow templates take alike."""

    extra_vars = ExtraVars(required=False)
    inventory = serializers.PrimaryKeyRelatedField(queryset=Inventory.objects.all(), required=False)
    limit = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    scm_branch = serializers.CharField(required=False, allow_blank=True)
    job_tags = serializers.CharField(required=False, allow_blank=True)
    skip_tags = serializers.CharField(required=False, allow_blank=True)
    labels = KeyList(Label.objects.all())

    def to_internal_value(self, data: t.Any) -> t.Any:
        for name, field in self.fields.items():
            if isinstance(field, KeyList) and isinstance(data.get(name), dict):
                raise DictionaryForList(name)
        return super().to_internal_value(data)


class JobLaunchFields(LaunchFields):
    credentials = KeyList(Credential.objects.select_related("credential_type"))
    credential_passwords = Verbatim(required=False)
    job_type = serializers.ChoiceField(choices=JOB_TYPES, required=False)
    verbosity = serializers.ChoiceField(choices=VERBOSITIES, required=False)
    diff_mode = serializers.BooleanField(required=False)
    execution_environment = serializers.PrimaryKeyRelatedField(
        queryset=ExecutionEnvironment.objects.all(), required=False
    )
    forks = serializers.IntegerField(required=False, min_value=0)
    job_slice_count = serializers.IntegerField(required=False, min_value=0)
    timeout = serializers.IntegerField(required=False)
    instance_groups = KeyList(InstanceGroup.objects.all())

    def validate_credential_passwords(self, value: t.Any) -> dict[str, t.Any]:
        if not isinstance(value, dict):
            raise serializers.ValidationError("Expected a dictionary of passwords.")
        return value


class WorkflowLaunchFields(LaunchFields):
    pass


class DictionaryForList(Exception):
    """A dictionary was given where a list of keys belongs."""

    def __init__(self, field_name: str) -> None:
        super().__init__(f"Cannot use dictionary for {field_name}")


def modernized(
    data: t.Mapping[str, t.Any], *, passwords_needed: t.Iterable[str]
) -> dict[str, t.Any]:
    """The body of a launch with old spellings put right.

    `inventory_id` stands for `inventory`; passwords were once given beside the other fields, and
    still count where `credential_passwords` is absent.
    """
    modern = dict(data)
    if "inventory" not in modern and "inventory_id" in modern:
        modern["inventory"] = modern["inventory_id"]
    if "credential_passwords" not in modern:
        beside = {name: modern[name] for name in passwords_needed if name in modern}
        if beside:
            modern["credential_passwords"] = beside
    return modern

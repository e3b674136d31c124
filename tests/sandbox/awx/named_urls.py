# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named URLs: an object's names in the place of its id (docs/awx-api.md#named-urls)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from django.apps import apps
from django.db.models import Model, Q

_ESCAPED_PLUS = "\0"


@dataclass(frozen=True, kw_only=True)
class Node:
    """How a resource is named: its own fields, then the names of what it belongs to."""

    model: str
    fields: tuple[str, ...]
    parents: dict[str, str] = field(default_factory=dict)


_IN_ORGANIZATION = {"organization": "organizations"}
_IN_INVENTORY = {"inventory": "inventories"}

NODES: dict[str, Node] = {
    "execution_environments": Node(model="ExecutionEnvironment", fields=("name",)),
    "organizations": Node(model="Organization", fields=("name",)),
    "teams": Node(model="Team", fields=("name",), parents=_IN_ORGANIZATION),
    "credential_types": Node(model="CredentialType", fields=("name", "kind")),
    "credentials": Node(
        model="Credential",
        fields=("name",),
        parents={"credential_type": "credential_types", "organization": "organizations"},
    ),
    "notification_templates": Node(
        model="NotificationTemplate", fields=("name",), parents=_IN_ORGANIZATION
    ),
    "job_templates": Node(model="JobTemplate", fields=("name",), parents=_IN_ORGANIZATION),
    "projects": Node(model="Project", fields=("name",), parents=_IN_ORGANIZATION),
    "inventories": Node(model="Inventory", fields=("name",), parents=_IN_ORGANIZATION),
    "hosts": Node(model="Host", fields=("name",), parents=_IN_INVENTORY),
    "groups": Node(model="Group", fields=("name",), parents=_IN_INVENTORY),
    "inventory_sources": Node(model="InventorySource", fields=("name",), parents=_IN_INVENTORY),
    "instance_groups": Node(model="InstanceGroup", fields=("name",)),
    "workflow_job_templates": Node(
        model="WorkflowJobTemplate", fields=("name",), parents=_IN_ORGANIZATION
    ),
    "workflow_job_template_nodes": Node(
        model="WorkflowJobTemplateNode",
        fields=("identifier",),
        parents={"workflow_job_template": "workflow_job_templates"},
    ),
    "labels": Node(model="Label", fields=("name",), parents=_IN_ORGANIZATION),
    "applications": Node(model="OAuth2Application", fields=("name",), parents=_IN_ORGANIZATION),
    "users": Node(model="User", fields=("username",)),
    "instances": Node(model="Instance", fields=("hostname",)),
}
GRAPH_NODES: dict[str, Any] = {
    name: {"fields": list(node.fields), "adj_list": [list(pair) for pair in node.parents.items()]}
    for name, node in NODES.items()
}


def _parts(resource: str, path: str = "") -> list[list[str]]:
    """The field paths of each ``++`` part: ``[["name"], ["inventory__name"], ...]``."""
    node = NODES[resource]
    parts = [[path + name for name in node.fields]]
    for relation, parent in node.parents.items():
        parts += _parts(parent, f"{path}{relation}__")
    return parts


def _format(resource: str) -> str:
    def show(path: str) -> str:
        # AWX shows a part by its own relation only: <organization.name>, not its path.
        return "<" + ".".join(path.split("__")[-2:]) + ">"

    return "++".join("+".join(show(path) for path in part) for part in _parts(resource))


FORMATS: dict[str, str] = {name: _format(name) for name in NODES}


def _model(resource: str) -> type[Model]:
    name = NODES[resource].model
    return apps.get_model("auth" if name == "User" else "main", name)


def resolve(*, resource: str, name: str) -> int | None:
    """The id that a named part of a URL stands for.

    0 where nothing has that name, None where the name does not have the shape of the resource's
    format. The web server decoded the path once already; each part is decoded again here.
    """
    split = [part.split("+") for part in name.replace("[+]", _ESCAPED_PLUS).split("++")]
    parts = _parts(resource)
    bare_template = resource == "job_templates" and len(split) == 1
    if bare_template:
        split.append([""])
    if [len(part) for part in split] != [len(part) for part in parts]:
        return None
    if not split[0][0]:
        return None
    query = Q()
    for paths, values in zip(parts, split, strict=True):
        for path, value in zip(paths, values, strict=True):
            text = unquote(value.replace(_ESCAPED_PLUS, "+"))
            if text or "__" not in path:
                query &= Q(**{path: text})
            elif resource != "job_templates":
                query &= Q(**{path.rsplit("__", 1)[0] + "__isnull": True})
    order = ("organization_id", "pk") if resource == "job_templates" else ("pk",)
    found = _model(resource).objects.filter(query).order_by(*order).values_list("pk", flat=True)
    return found.first() or 0


def named_url(*, resource: str, obj: Model) -> str | None:
    """What ``related.named_url`` shows: the documented escapes, anything else raw.

    See docs/awx-api.md#encoding-of-named-urls.
    """
    if resource not in NODES:
        return None
    parts = []
    for paths in _parts(resource):
        values = []
        for path in paths:
            value: Any = obj
            for step in path.split("__"):
                value = getattr(value, step, None) if value is not None else None
            text = "" if value is None else str(value)
            values.append("".join(quote(c, safe="") if c in ";/?:@=&[]" else c for c in text))
        parts.append("+".join(value.replace("+", "[+]") for value in values))
    return f"/api/v2/{resource}/{'++'.join(parts)}/"

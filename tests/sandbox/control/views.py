# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/sandbox/``: what tests ask of the sandbox beside AWX's own API. No authentication."""

from __future__ import annotations

import json
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tests.sandbox.awx import models as m
from tests.sandbox.presentation import current, present

from .changes import PENDING, Change
from .log import LOG


@csrf_exempt
@require_http_methods(["GET", "DELETE"])
def requests(request: HttpRequest) -> HttpResponse:
    """The requests seen so far; DELETE forgets them."""
    if request.method == "DELETE":
        LOG.clear()
        return HttpResponse(status=204)
    seen = LOG.as_dicts()
    connections = len({row["connection"] for row in seen})
    return JsonResponse({"count": len(seen), "connections": connections, "requests": seen})


@require_http_methods(["GET"])
def counts(request: HttpRequest) -> HttpResponse:
    """How many tokens, sessions and jobs there are: what a client left behind."""
    return JsonResponse(
        {
            "tokens": m.OAuth2AccessToken.objects.count(),
            "sessions": Session.objects.filter(expire_date__gt=timezone.now()).count(),
            "unified_jobs": m.UnifiedJob.objects.count(),
            "hosts": m.Host.objects.count(),
        }
    )


@csrf_exempt
@require_http_methods(["GET", "POST", "DELETE"])
def after_requests(request: HttpRequest) -> HttpResponse:
    """POST ``{"n", "path", "inventory", "insert_hosts", "delete_hosts"}``: change hosts after the
    n-th next request whose path starts so (``n`` 0: now). DELETE forgets what is still to come."""
    if request.method == "DELETE":
        PENDING.clear()
        return HttpResponse(status=204)
    if request.method == "POST":
        body = json.loads(request.body)
        PENDING.add(
            Change(
                remaining=body.get("n", 1),
                path=body.get("path", "/api/v2/hosts/"),
                inventory=body["inventory"],
                insert_hosts=body.get("insert_hosts", []),
                delete_hosts=body.get("delete_hosts", []),
            )
        )
    return JsonResponse({"pending": PENDING.as_dicts()})


@csrf_exempt
@require_http_methods(["GET", "PUT"])
def presentation(request: HttpRequest) -> HttpResponse:
    """Which kind of server this is; PUT makes it another one, ``{}`` AWX 24.6.1 again."""
    if request.method == "PUT":
        try:
            present(json.loads(request.body))
        except TypeError as error:
            return JsonResponse({"detail": str(error)}, status=400)
    return JsonResponse(current().as_dict())


@csrf_exempt
@require_http_methods(["DELETE"])
def sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions, as AWX does when they are idle or too many."""
    Session.objects.all().delete()
    return HttpResponse(status=204)


@csrf_exempt
@require_http_methods(["POST"])
def expire_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a token one that expired a minute ago."""
    past = timezone.now() - timedelta(minutes=1)
    m.OAuth2AccessToken.objects.filter(pk=pk).update(expires=past)
    return HttpResponse(status=204)


@csrf_exempt
@require_http_methods(["POST"])
def age_token(request: HttpRequest, pk: int) -> HttpResponse:
    """POST ``{"hours"}``: make a token one that was created so long ago."""
    created = timezone.now() - timedelta(hours=json.loads(request.body)["hours"])
    m.OAuth2AccessToken.objects.filter(pk=pk).update(created=created)
    return HttpResponse(status=204)


@csrf_exempt
@require_http_methods(["POST"])
def user(request: HttpRequest, username: str) -> HttpResponse:
    """POST ``{"external_account": "ldap" | "social" | "enterprise" | null}``."""
    external = json.loads(request.body).get("external_account")
    m.Profile.objects.filter(user__username=username).update(external_account=external)
    return HttpResponse(status=204)

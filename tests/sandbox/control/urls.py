# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox's own URLs."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("requests/", views.requests),
    path("counts/", views.counts),
    path("sessions/", views.sessions),
    path("after-requests/", views.after_requests),
    path("presentation/", views.presentation),
    path("tokens/<int:pk>/expire/", views.expire_token),
    path("tokens/<int:pk>/age/", views.age_token),
    path("users/<str:username>/", views.user),
]

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URL space of the sandbox: AWX's under ``/api/``, its own under ``/sandbox/``."""

from __future__ import annotations

from django.urls import include, path

handler404 = "tests.sandbox.awx.exceptions.not_found"
handler500 = "tests.sandbox.awx.exceptions.server_error"

urlpatterns = [
    path("sandbox/", include("tests.sandbox.control.urls")),
    # First, since it answers for some of the URLs that the others would take.
    path("api/v2/", include("tests.sandbox.jobs.urls")),
    path("api/", include("tests.sandbox.awx.views.urls")),
]

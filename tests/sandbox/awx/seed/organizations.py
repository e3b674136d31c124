# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations, users, teams, labels."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from tests.sandbox.users import PASSWORD, USERS

from .. import models as m
from .rows import BEGIN, make, named

ORGANIZATIONS = (
    ("Default", ""),
    ("Engineering", "Builds things"),
    ("Operations", "Runs things"),
    ("Sales & Support", "Speaks with people"),
)
_PEOPLE = (
    "kimlee Kim Lee|kimberly Kimberly Jones|alice Alice Smith|bob Bob Brown|carol Carol White|"
    "dave Dave Black|erin Erin Green|frank Frank Gray|grace Grace Hill|heidi Heidi Stone|"
    "ivan Ivan Frost|judy Judy Wood|karl Karl Berg|lena Lena Vogel|mike Mike Fisher|"
    "nina Nina Baker|oscar Oscar Miller|paula Paula Young|quinn Quinn King|rita Rita Wolf|"
    "sven Sven Lind|tina Tina Moss|uwe Uwe Koch|vera Vera Sommer|willi Willi Winter"
).split("|")
TEAMS = (
    ("Web Operators", "Engineering"),
    ("Inventory Keepers", "Engineering"),
    ("Release Managers", "Engineering"),
    ("On Call", "Operations"),
    ("Readers", "Default"),
)
_LABELS = (
    ("prod", "Engineering"),
    ("staging", "Engineering"),
    ("urgent", "Operations"),
    ("seed label with spaces", "Engineering"),
)


def seed() -> None:
    _users()
    for name, description in ORGANIZATIONS:
        make(m.Organization, name, description=description)
    for name, organization in TEAMS:
        make(m.Team, name, organization=named(m.Organization, organization))
    for name, organization in _LABELS:
        make(m.Label, name, organization=named(m.Organization, organization))


def _users() -> None:
    # One hash for all: hashing is what costs time here.
    password = make_password(PASSWORD)
    users = [
        m.User(
            username=name,
            password=password,
            email=f"{name}@example.com",
            is_superuser=name == "admin",
            date_joined=BEGIN,
        )
        for name in USERS
    ]
    for person in _PEOPLE:
        username, first, last = person.split(" ")
        users.append(
            m.User(
                username=username,
                password=password,
                first_name=first,
                last_name=last,
                email=f"{username}@example.com",
                date_joined=BEGIN,
            )
        )
    m.User.objects.bulk_create(users)
    m.Profile.objects.bulk_create(
        m.Profile(user=user, is_system_auditor=user.username == "auditor")
        for user in m.User.objects.order_by("pk")
    )

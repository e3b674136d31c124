# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The surveys of the seeded templates."""

from __future__ import annotations

from typing import Any


def question(
    variable: str,
    kind: str,
    *,
    name: str = "",
    description: str = "",
    required: bool = True,
    default: Any = "",
    choices: Any = "",
    between: tuple[int | None, int | None] = (None, None),
) -> dict[str, Any]:
    """A question as AWX stores it."""
    return {
        "question_name": name or variable.replace("_", " ").capitalize(),
        "question_description": description,
        "variable": variable,
        "type": kind,
        "required": required,
        "default": default,
        "choices": choices,
        "min": between[0],
        "max": between[1],
    }


def survey(*questions: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"name": "", "description": description, "spec": list(questions)}


ALL_TYPES = survey(
    question("required_text", "text", description="no default", between=(2, 20)),
    question("optional_text", "text", required=False, default="a default", between=(0, 100)),
    question("notes", "textarea", required=False, default="line 1\nline 2", between=(0, 4096)),
    question("secret_pw", "password", name="Password", default="a secret", between=(4, 32)),
    question("secret_opt", "password", name="Optional password", required=False, between=(0, 32)),
    question("count", "integer", description="integer 1..10", default=5, between=(1, 10)),
    question("ratio", "float", required=False, default=1.5, between=(0, 10)),
    question("color", "multiplechoice", choices=["red", "green", "blue"], default="red"),
    question("features", "multiselect", required=False, choices=["a", "b", "c c"], default="a\nb"),
    description="All question types",
)
NO_DEFAULTS = survey(
    question("who", "text", between=(1, 64)),
    question("how_many", "integer", between=(1, 5)),
    question("env", "multiplechoice", choices="dev\nprod"),
)
OPTIONAL = survey(
    question("greeting", "text", required=False, default="hello", between=(0, 100)),
    question("count", "integer", required=False, default=1, between=(0, 10)),
)
DEPLOY = survey(
    question("version", "text", description="What to deploy, e.g. 2.1.0", between=(1, 20)),
    question(
        "stage",
        "multiplechoice",
        choices=["development", "staging", "production"],
        default="staging",
    ),
    question("replicas", "integer", required=False, default=2, between=(1, 10)),
    description="What to deploy, and where",
)
WHO = survey(question("who", "text", between=(1, 64)))

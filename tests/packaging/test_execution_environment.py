# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-builder makes an execution environment of the collection; no image is built."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.packaging.programs import run

# ansible-builder says of each line which collection asks for it.
REQUIREMENT = "requests >= 2.25.0  # from collection steward.awx"
DEFINITION = {
    "version": 3,
    "images": {"base_image": {"name": "quay.io/centos/centos:stream9"}},
    "dependencies": {
        "ansible_core": {"package_pip": "ansible-core>=2.16"},
        "ansible_runner": {"package_pip": "ansible-runner"},
        "galaxy": {"collections": [{"name": "steward.awx"}]},
    },
}


def test_introspect_finds_the_requirements(installed: Path, tmp_path: Path) -> None:
    output = run("ansible-builder", "introspect", installed, home=tmp_path)
    assert yaml.safe_load(output) == {"python": [REQUIREMENT], "system": []}


def test_create_makes_a_context_that_asks_for_them(installed: Path, tmp_path: Path) -> None:
    """`ansible-builder create` takes the collection.

    An image is built by the scripts of the context: the one that collects requirements is run.
    """
    definition = tmp_path / "execution-environment.yml"
    definition.write_text(yaml.safe_dump(DEFINITION))
    context = tmp_path / "context"
    run(
        "ansible-builder",
        "create",
        "--file",
        definition,
        "--context",
        context,
        "--output-filename",
        "Containerfile",
        home=tmp_path,
    )

    assert "COPY --from=galaxy" in (context / "Containerfile").read_text()
    collections = yaml.safe_load((context / "_build" / "requirements.yml").read_text())
    assert collections == {"collections": [{"name": "steward.awx"}]}
    wanted = tmp_path / "requirements.txt"
    script = context / "_build" / "scripts" / "introspect.py"
    run("python", script, "introspect", installed, f"--write-pip={wanted}", home=tmp_path)
    assert wanted.read_text() == f"{REQUIREMENT}\n"

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Galaxy takes the tarball: its importer has no error and no warning."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest

from tests.packaging.programs import run
from tests.unit.meta.layers import PLUGINS


@pytest.fixture(scope="module")
def imported(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, t.Any]:
    """What the importer says, and what it has read."""
    home = tmp_path_factory.mktemp("importer")
    settings = home / "galaxy-importer.cfg"
    settings.write_text("[galaxy-importer]\ncheck_required_tags = True\n")
    variables = {"GALAXY_IMPORTER_CONFIG": str(settings)}
    output = run("python", "-m", "galaxy_importer.main", tarball, home=home, **variables)
    return output, json.loads((home / "importer_result.json").read_text())


def test_the_importer_is_content(imported: tuple[str, t.Any]) -> None:
    output, _result = imported
    assert "ansible-lint run complete" in output
    assert "Importer processing completed successfully" in output
    assert re.findall(r"^(?:WARNING|ERROR|CRITICAL): .*", output, re.M) == []


def test_the_importer_reads_every_plugin(imported: tuple[str, t.Any]) -> None:
    _output, result = imported
    read = {
        (content["content_type"], content["content_name"])
        for content in result["docs_blob"]["contents"]
        if content["doc_strings"]
    }
    modules = {("module", path.stem) for path in PLUGINS.glob("modules/*.py")}
    lookups = {("lookup", path.stem) for path in PLUGINS.glob("lookup/*.py")}
    assert modules | lookups <= read
    assert result["requires_ansible"] == ">=2.16.0"

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of ``ansible-test integration`` has the exact values of the environment."""

from __future__ import annotations

import pytest
import yaml

from tests.checks.targets import DEFAULTS, TEMPLATE, render_config
from tests.environments.make import ROOT

PASSWORD = "Tq7: \"x\" 'y' #\\ $HOME"


def test_values_are_quoted() -> None:
    environment = {"AWX_HOST": "http://awx", "AWX_USERNAME": "12", "AWX_PASSWORD": PASSWORD}
    config = render_config((ROOT / TEMPLATE).read_text(), {**DEFAULTS, **environment})
    assert yaml.safe_load(config) == {
        "awx_host": "http://awx",
        "awx_username": "12",
        "awx_password": PASSWORD,
        "awx_validate_certs": "true",
        "awx_job_template": "Demo Job Template",
    }


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(SystemExit, match="AWX_USERNAME"):
        render_config((ROOT / TEMPLATE).read_text(), {**DEFAULTS, "AWX_HOST": "http://awx"})

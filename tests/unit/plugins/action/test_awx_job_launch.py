# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin awx_job_launch is the module of that name, only sooner."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.action import awx_job_launch as action
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.modules import awx_job_launch as module
from ansible_collections.steward.awx.plugins.plugin_utils._action import AwxAction


def test_action_is_made_of_the_modules_specification() -> None:
    """Made of the same `Specification`, they cannot differ."""
    assert issubclass(action.ActionModule, AwxAction)
    assert action.ActionModule.specification is module.SPECIFICATION


def test_variables_as_text_are_parsed_on_the_controller() -> None:
    """Targets may have no library for YAML."""
    read = module.SPECIFICATION.read
    assert read({"extra_vars": "a: [1]"}) == {"extra_vars": {"a": [1]}}
    for arguments in ({}, {"extra_vars": {"a": 1}}, {"extra_vars": None}):
        assert read(arguments) == arguments
    with pytest.raises(ConfigurationError, match="neither JSON nor YAML"):
        read({"extra_vars": "a: 'b"})

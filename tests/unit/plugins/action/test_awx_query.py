# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin awx_query is the module of that name, only sooner."""

from __future__ import annotations

from ansible_collections.steward.awx.plugins.action import awx_query as action
from ansible_collections.steward.awx.plugins.modules import awx_query as module
from ansible_collections.steward.awx.plugins.plugin_utils._action import AwxAction


def test_action_is_made_of_the_modules_specification() -> None:
    """Made of the same `Specification`, they cannot differ."""
    assert issubclass(action.ActionModule, AwxAction)
    assert action.ActionModule.specification is module.SPECIFICATION

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ..modules import awx_token
from ..plugin_utils._action import AwxAction


class ActionModule(AwxAction):
    """The action plugin of the module `awx_token`."""

    specification = awx_token.SPECIFICATION

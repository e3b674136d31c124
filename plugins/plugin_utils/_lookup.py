# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Run an operation as a lookup: options by `get_option`, failures as `AnsibleLookupError`."""

from __future__ import annotations

import typing as t

from ansible.constants import config
from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.errors import (
    AwxError,
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.suggest import did_you_mean
from ansible_collections.steward.awx.plugins.module_utils._moved import LOOKUP, advice
from ansible_collections.steward.awx.plugins.plugin_utils._clients import use_client
from ansible_collections.steward.awx.plugins.plugin_utils._controller_api import translated
from ansible_collections.steward.awx.plugins.plugin_utils._report import DisplayReport

Run = t.Callable[[AwxClient, t.Mapping[str, t.Any]], t.Any]


class AwxLookup(LookupBase):
    """What the lookups of this collection share."""

    def ask(
        self, variables: t.Mapping[str, t.Any] | None, given: t.Mapping[str, t.Any], run: Run
    ) -> t.Any:
        """Return what `run` makes of an open client and the options.

        Raises:
            AnsibleLookupError: an option is unknown, or the operation failed.
        """
        known = config.get_configuration_definitions("lookup", self._load_name)
        try:
            asked, ids_as_text = translated(given)
            _refuse_unknown(asked, known)
            self.set_options(var_options=variables, direct=asked)
            options = {name: self.get_option(name) for name in known if name != "_terms"}
            found = use_client(options, DisplayReport(), lambda client: run(client, options))
            return [str(one) for one in found] if ids_as_text else found
        except AwxError as exc:
            raise AnsibleLookupError(str(exc)) from None


def _refuse_unknown(given: t.Mapping[str, t.Any], known: t.Mapping[str, t.Any]) -> None:
    """Ansible ignores options that a lookup does not have; a misspelt filter must not be."""
    names = {alias for name in known for alias in (name, *(known[name].get("aliases") or ()))} - {
        "_terms"
    }
    for name in given:
        if name in names:
            continue
        if name in LOOKUP:
            raise ConfigurationError(advice([name], LOOKUP, names))
        raise ConfigurationError(f"there is no option '{name}'. {did_you_mean(name, names)}")

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Option-compatible: nothing of awx.awx's plugins is unknown here, or to the guide."""

from __future__ import annotations

import re
import textwrap
import typing as t

import pytest
import yaml
from ansible.modules import uri
from ansible_collections.steward.awx.plugins.module_utils import _unknown_option_hints
from ansible_collections.steward.awx.plugins.plugin_utils import _controller_api_options

from tests.unit.meta import other_clients
from tests.unit.meta.layers import ROOT
from tests.unit.meta.test_content import documented, plugin

GUIDE = (ROOT / "docs" / "docsite" / "rst" / "guide_migrating.rst").read_text(encoding="utf-8")
_TABLE = re.compile(r"^\.\. list-table:: (.+)\n((?:   .*\n|\n)+)", re.MULTILINE)
_BEFORE = re.compile(r"^\.\. code-block:: yaml\+jinja\n\n((?:    .*\n|\n)+)", re.MULTILINE)

Rows = t.Mapping[str, str]


def tables() -> dict[str, dict[str, str]]:
    """Return the tables of the guide: what is said of each name in a first column."""
    found: dict[str, dict[str, str]] = {}
    for title, text in _TABLE.findall(GUIDE):
        rows: dict[str, str] = {}
        for row in text.split("   * - ")[1:]:
            first, _newline, rest = row.partition("\n")
            rows.update(dict.fromkeys(re.findall(r"``(.+?)``", first), rest.strip(" -\n")))
        found[title] = rows
    return found


TABLES = tables()

# Which module does what another one of awx.awx does.
MODULE_OF = {
    "job_list": "query",
    "workflow_launch": "job_launch",
    "project_update": "job_launch",
    "inventory_source_update": "job_launch",
    "ad_hoc_command": "job_launch",
    "ad_hoc_command_wait": "job_wait",
    "ad_hoc_command_cancel": "job_cancel",
}

ALL_OF = {**other_clients.MODULES, **other_clients.OTHERS, "controller_api": other_clients.LOOKUP}


def accepted(name: str) -> set[str]:
    spec = plugin("modules", f"awx_{name}").SPECIFICATION.argument_spec()
    return {n for option, about in spec.items() for n in (option, *about.get("aliases", ()))}


@pytest.mark.parametrize("name", sorted(ALL_OF))
def test_the_guide_has_a_row_for_every_option(name: str) -> None:
    assert set(ALL_OF[name].names) == TABLES[f"Options of awx.awx.{name}"].keys()


@pytest.mark.parametrize("name", sorted(set(ALL_OF) - {"export"}))
def test_the_guide_has_a_row_for_every_return_value(name: str) -> None:
    assert set(ALL_OF[name].returns) <= TABLES[f"Return values of awx.awx.{name}"].keys()


def test_the_guide_has_a_row_for_every_connection_option() -> None:
    rows = TABLES["Connection options of awx.awx's modules"]
    assert set(other_clients.CONNECTION.names) == rows.keys()
    for name in other_clients.MODULES:
        assert set(other_clients.CONNECTION.names) <= accepted(name)


@pytest.mark.parametrize("name", sorted(other_clients.MODULES))
def test_every_option_of_a_module_is_taken_or_refused_with_what_to_write(name: str) -> None:
    """The guide says the same: "the same" of what is taken, and of nothing else."""
    rows = TABLES[f"Options of awx.awx.{name}"]
    for option in other_clients.MODULES[name].names:
        specification = plugin("modules", f"awx_{name}").SPECIFICATION
        taken = option in accepted(name)
        assert taken or option in specification.moved, option
        assert rows[option].startswith("the same") is taken, option


@pytest.mark.parametrize("name", sorted(MODULE_OF))
def test_every_option_of_another_module_is_taken_or_refused(name: str) -> None:
    ours = MODULE_OF[name]
    known = accepted(ours) | plugin("modules", f"awx_{ours}").SPECIFICATION.moved.keys()
    assert set(ALL_OF[name].names) <= known


@pytest.mark.parametrize("name", sorted(other_clients.MODULES))
def test_the_guide_names_the_option_that_an_alias_is_for(name: str) -> None:
    spec = plugin("modules", f"awx_{name}").SPECIFICATION.argument_spec()
    rows = TABLES[f"Options of awx.awx.{name}"]
    for option in other_clients.MODULES[name].names:
        of = [ours for ours, about in spec.items() if option in about.get("aliases", ())]
        said = re.match(r"the same, for ``(\w+)``", rows[option])
        assert [said.group(1) if said else None] == (of or [None]), option


def test_every_option_of_the_lookup_is_taken_or_refused_with_what_to_write() -> None:
    ours = documented("lookup", "awx_query")
    names = {n for name, about in ours.items() for n in (name, *(about.get("aliases") or ()))}
    for option in other_clients.LOOKUP.names:
        assert (
            option in names | _controller_api_options.NAMES | _unknown_option_hints.LOOKUP.keys()
        ), option


def test_the_guide_has_a_row_for_every_option_of_uri() -> None:
    """Those of the ansible-core that runs this, and the names that they have beside."""
    about = yaml.safe_load(uri.DOCUMENTATION)["options"]
    names = {n for name, option in about.items() for n in (name, *option.get("aliases", ()))}
    assert names <= TABLES["Options of ansible.builtin.uri"].keys()
    returned = yaml.safe_load(uri.RETURN).keys()
    assert returned <= TABLES["Return values of ansible.builtin.uri"].keys()


def test_the_guide_has_a_row_for_what_the_awx_command_has() -> None:
    assert set(other_clients.AWX_GLOBAL_FLAGS) <= TABLES["Global flags of awx"].keys()
    assert set(other_clients.AWX_COMMANDS) <= TABLES["Commands of awx, and their flags"].keys()


def test_what_the_guide_shows_of_before_can_be_parsed() -> None:
    """It cannot be run here: awx.awx is not installed."""
    blocks = [yaml.safe_load(textwrap.dedent(block)) for block in _BEFORE.findall(GUIDE)]
    assert len(blocks) >= 6
    assert all(task["name"] for block in blocks for task in block)

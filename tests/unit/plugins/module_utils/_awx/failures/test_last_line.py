# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of an output that says what went wrong."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.failures.last_line import last_words


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("", ""),
        ("\n\n", ""),
        ("one\ntwo\n", "two"),
        ("Cloning\nfatal: repository not found\nExit 128\n", "fatal: repository not found"),
        ("Traceback\n  File x\nValueError: no such host\n", "ValueError: no such host"),
        (
            "ERROR! the playbook could not be found\n"
            "localhost : ok=0 unreachable=0 failed=1 skipped=0\n",
            "ERROR! the playbook could not be found",
        ),
    ],
)
def test_last_words(output: str, words: str) -> None:
    assert last_words(output) == words


def test_last_words_of_an_inventory_name_the_file() -> None:
    """`ansible-inventory` says what is wrong in warnings, broken to the width of a terminal."""
    output = """Using /etc/ansible/ansible.cfg as config file
[WARNING]:  * Failed to parse /runner/project/nope.ini with ini plugin: no such file
[WARNING]: Unable to parse /runner/project/a_long_name/nope.ini as an
inventory source
ERROR! No inventory was parsed, please check your configuration and options.
"""
    assert last_words(output) == (
        "Unable to parse /runner/project/a_long_name/nope.ini as an inventory source: ERROR! No"
        " inventory was parsed, please check your configuration and options."
    )

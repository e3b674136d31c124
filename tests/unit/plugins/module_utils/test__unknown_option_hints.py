# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_moved: what to write instead of options of other clients."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils import _unknown_option_hints
from ansible_collections.steward.awx.plugins.module_utils._argspec import Specification
from ansible_collections.steward.awx.plugins.modules import (
    awx_job_cancel,
    awx_job_launch,
    awx_job_wait,
    awx_query,
    awx_token,
)

SPECIFICATIONS = {
    "awx_job_cancel": awx_job_cancel.SPECIFICATION,
    "awx_job_launch": awx_job_launch.SPECIFICATION,
    "awx_job_wait": awx_job_wait.SPECIFICATION,
    "awx_query": awx_query.SPECIFICATION,
    "awx_token": awx_token.SPECIFICATION,
}


def names_of(specification: Specification) -> set[str]:
    spec = specification.argument_spec()
    return {n for name, about in spec.items() for n in (name, *about.get("aliases", ()))}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (
            ["workflow_job_id"],
            "There is no option 'workflow_job_id': write jobs, which waits for the whole workflow.",
        ),
        (["tiemout"], "There is no option 'tiemout'. Did you mean 'timeout'?"),
        (["zzz"], ""),
        (
            {"tiemout", "workflow_job_id", "zzz"},
            "There is no option 'tiemout'. Did you mean 'timeout'?"
            " There is no option 'workflow_job_id': write jobs, which waits for the whole"
            " workflow.",
        ),
    ],
)
def test_advice_says_what_to_write(names: t.Iterable[str], said: str) -> None:
    assert (
        _unknown_option_hints.advice(names, _unknown_option_hints.JOB_WAIT, ["timeout", "jobs"])
        == said
    )


@pytest.mark.parametrize("name", sorted(SPECIFICATIONS))
def test_no_option_of_a_module_is_said_to_be_none(name: str) -> None:
    assert not SPECIFICATIONS[name].moved.keys() & names_of(SPECIFICATIONS[name])


@pytest.mark.parametrize("name", sorted(SPECIFICATIONS))
def test_what_is_to_be_written_is_an_option(name: str) -> None:
    """ "write NAME" is what a user does next: NAME must be there."""
    for moved, said in SPECIFICATIONS[name].moved.items():
        for clause in said.split(", and "):
            word = clause.removeprefix("write ").partition(":")[0].partition(",")[0]
            if clause.startswith("write ") and " " not in word:
                assert word in names_of(SPECIFICATIONS[name]), moved


def test_refusal_says_what_to_write_before_it_lists_everything() -> None:
    refusal = awx_job_wait.SPECIFICATION.refusal(["workflow_job_id"], "Unsupported parameters ...")
    advice, _newline, message = refusal.partition("\n")
    assert advice.endswith("'workflow_job_id': write jobs, which waits for the whole workflow.")
    assert message == "Unsupported parameters ..."


def test_refusal_without_advice_is_ansibles_own() -> None:
    assert awx_job_wait.SPECIFICATION.refusal(["zzz"], "Unsupported ...") == "Unsupported ..."

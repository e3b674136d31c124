# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_launch_claims: what launches of one user on one machine know of each other."""

from __future__ import annotations

import multiprocessing
import os
import stat
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.launch.claims_protocol import Others
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import (
    FileClaims,
    directory_of_user,
)

SERVER = "https://awx.example.com"
DAY = 24 * 3600.0


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "claims"


@pytest.fixture
def claims(directory: Path) -> FileClaims:
    return FileClaims(str(directory))


# -- Promise: no job is that of two launches -----------------------------------------------


def test_a_job_is_claimed_once(claims: FileClaims) -> None:
    first, second = claims.begin(SERVER, "8"), claims.begin(SERVER, "9")
    assert first.is_claimed(20) is False
    assert [first.claim(20), second.claim(20), first.claim(20)] == [True, False, False]
    first.close()
    assert second.is_claimed(20) is True
    second.close()


def test_jobs_of_other_servers_are_others(claims: FileClaims) -> None:
    here, there = claims.begin(SERVER, "8"), claims.begin("https://other.example.com", "8")
    assert (here.claim(20), there.is_claimed(20), there.claim(20)) == (True, False, True)
    here.close()
    there.close()


def _claim_all(directory: str, barrier: t.Any, claimed: t.Any) -> None:
    pending = FileClaims(directory).begin(SERVER, "8")
    barrier.wait(60)
    claimed.put([number for number in range(200) if pending.claim(number)])


def test_processes_that_claim_at_once_share_nothing(directory: Path) -> None:
    forks = multiprocessing.get_context("fork")
    barrier, claimed = forks.Barrier(4), forks.Queue()
    arguments = (str(directory), barrier, claimed)
    processes = [forks.Process(target=_claim_all, args=each) for each in [arguments] * 4]
    for process in processes:
        process.start()
    found = [number for _process in processes for number in claimed.get(timeout=60)]
    for process in processes:
        process.join()
    assert sorted(found) == list(range(200))


# -- Promise: a pending launch is known as long as its process lives -----------------------


def test_others_are_counted_by_what_they_do(claims: FileClaims) -> None:
    mine, waiting, rival, lost = [claims.begin(SERVER, each) for each in ["8"] * 4]
    elsewhere = claims.begin(SERVER, "9")
    rival.look_for([21, 20])
    lost.look_for([22])
    assert mine.look_for([20, 21]) == Others(waiting=1, lost=2, rivals=1)
    for pending in (waiting, rival, lost, elsewhere):
        pending.close()
    assert mine.look_for([20]) == Others()
    mine.close()


def test_what_is_looked_for_is_the_last_that_was_said(claims: FileClaims) -> None:
    mine, other = claims.begin(SERVER, "8"), claims.begin(SERVER, "8")
    other.look_for([20, 21, 22])
    other.look_for([2])
    assert mine.look_for([2]) == Others(lost=1, rivals=1)
    mine.close()
    other.close()


def _begin_and_wait(directory: str, begun: t.Any) -> None:
    pending = FileClaims(directory).begin(SERVER, "8")
    begun.put(pending.claim(20))
    multiprocessing.Event().wait()


def test_a_killed_process_leaves_its_claim_and_no_pending_launch(
    claims: FileClaims, directory: Path
) -> None:
    forks = multiprocessing.get_context("fork")
    begun = forks.Queue()
    process = forks.Process(target=_begin_and_wait, args=(str(directory), begun))
    process.start()
    assert begun.get(timeout=60) is True
    mine = claims.begin(SERVER, "8")
    assert mine.look_for([]) == Others(waiting=1)
    process.kill()
    process.join()
    assert mine.look_for([]) == Others()
    assert mine.is_claimed(20) is True
    mine.close()
    assert list(directory.glob("*.pending")) == []


# -- Promise: the directory is this user's alone -------------------------------------------


def test_the_directory_is_private(claims: FileClaims, directory: Path) -> None:
    pending = claims.begin(SERVER, "8")
    pending.claim(20)
    pending.look_for([21])
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory.glob("*.*")} == {0o600}
    pending.close()


def _open_to_others(directory: Path) -> None:
    directory.mkdir()
    directory.chmod(0o770)


def _link(directory: Path) -> None:
    (directory.parent / "elsewhere").mkdir(mode=0o700)
    directory.symlink_to(directory.parent / "elsewhere")


def _file(directory: Path) -> None:
    directory.touch(0o600)


@pytest.mark.parametrize("prepare", [_open_to_others, _link, _file])
def test_a_directory_of_others_is_refused(
    prepare: t.Callable[[Path], None], claims: FileClaims, directory: Path
) -> None:
    prepare(directory)
    with pytest.raises(OSError, match="of this user alone"):
        claims.begin(SERVER, "8")


@pytest.mark.parametrize("name", ["HOME", "TMPDIR", "ANSIBLE_HOME"])
def test_the_directory_is_the_same_in_every_environment(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two playbooks of a user meet whatever their environments are."""
    before = directory_of_user()
    monkeypatch.setenv(name, "/elsewhere")
    assert directory_of_user() == before
    assert str(os.geteuid()) in before


# -- Promise: nothing piles up -------------------------------------------------------------


def test_old_claims_are_removed(directory: Path) -> None:
    now = [1_000_000_000.0]
    claims = FileClaims(str(directory), now=lambda: now[0])
    old = claims.begin(SERVER, "8")
    assert old.claim(20)
    for path in directory.glob("*.*"):
        os.utime(path, (now[0], now[0]))
    now[0] += DAY - 1
    claims.begin(SERVER, "9").close()
    assert old.is_claimed(20)
    now[0] += 3600 + 2
    claims.begin(SERVER, "9").close()
    assert not old.is_claimed(20)
    # A launch that is pending is not old, however long it takes.
    assert claims.begin(SERVER, "8").look_for([]) == Others(waiting=1)
    old.close()


def test_the_directory_is_tidied_now_and_then_only(directory: Path) -> None:
    now = [1_000_000_000.0]
    claims = FileClaims(str(directory), now=lambda: now[0])
    claims.begin(SERVER, "8").close()
    left = directory / "left.claim"
    left.touch()
    os.utime(left, (1.0, 1.0))
    claims.begin(SERVER, "8").close()
    assert left.exists()
    now[0] += 3601
    claims.begin(SERVER, "8").close()
    assert not left.exists()
    assert [path.name for path in directory.iterdir()] == ["tidied"]

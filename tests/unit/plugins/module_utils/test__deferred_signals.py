# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_interruptions: signals are obeyed at once, or after the critical section that is under way."""

from __future__ import annotations

import signal
import threading
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._deferred_signals import Interruptions

HANDLED = (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


class Obeyed(BaseException):
    """What a signal brings about."""


@pytest.fixture
def interruptions() -> t.Iterator[Interruptions]:
    """Those of this process, which each raise `Obeyed` with the number of the signal."""

    def obey(signum: int, frame: t.Any) -> None:
        raise Obeyed(signal.Signals(signum).name)

    handled = Interruptions(obey)
    before = {signum: signal.signal(signum, handled.receive) for signum in HANDLED}
    yield handled
    for signum, handler in before.items():
        signal.signal(signum, handler)


def test_a_signal_is_obeyed_at_once(interruptions: Interruptions) -> None:
    with pytest.raises(Obeyed, match="SIGTERM"):
        signal.raise_signal(signal.SIGTERM)


def test_a_signal_waits_for_the_end_of_a_section(interruptions: Interruptions) -> None:
    done: list[str] = []

    def use() -> None:
        signal.raise_signal(signal.SIGALRM)
        assert interruptions.are_deferred
        done.append("all of it")

    with pytest.raises(Obeyed, match="SIGALRM"):
        interruptions.uninterrupted(use)
    assert done == ["all of it"]
    assert not interruptions.are_deferred


def test_a_section_returns_what_it_does(interruptions: Interruptions) -> None:
    assert interruptions.uninterrupted(lambda: 7) == 7


def test_a_signal_waits_for_the_outermost_section(interruptions: Interruptions) -> None:
    done: list[str] = []

    def use() -> None:
        interruptions.uninterrupted(lambda: signal.raise_signal(signal.SIGTERM))
        done.append("all of it")

    with pytest.raises(Obeyed):
        interruptions.uninterrupted(use)
    assert done == ["all of it"]


def test_a_section_that_fails_is_over_too(interruptions: Interruptions) -> None:
    with pytest.raises(ZeroDivisionError):
        interruptions.uninterrupted(lambda: 1 // 0)
    with pytest.raises(Obeyed):
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.parametrize("signums", [HANDLED, HANDLED[::-1]])
def test_of_several_signals_one_that_ends_the_process_counts(
    signums: t.Sequence[signal.Signals], interruptions: Interruptions
) -> None:
    def use() -> None:
        for signum in signums:
            signal.raise_signal(signum)

    with pytest.raises(Obeyed, match="SIGTERM" if signums[0] is signal.SIGTERM else "SIGHUP"):
        interruptions.uninterrupted(use)
    # The others are forgotten.
    interruptions.uninterrupted(lambda: None)


def test_a_signal_waits_for_the_section_of_another_thread(interruptions: Interruptions) -> None:
    begun, deferred = threading.Event(), threading.Event()

    def use() -> None:
        begun.set()
        deferred.wait()

    other = threading.Thread(target=interruptions.uninterrupted, args=(use,))
    other.start()
    begun.wait()
    signal.raise_signal(signal.SIGTERM)

    def let_it_end() -> None:
        deferred.set()
        other.join()

    with pytest.raises(Obeyed, match="SIGTERM"):
        let_it_end()
    other.join()

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's `main` in this process, as Ansible would in one of its own."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import signal
import typing as t

import pytest
from ansible.module_utils import basic

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_NEW_SECRETS = "_ansible_new_secrets"


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a module ended: its exit status, its result, all that it printed, and its warnings.

    Once the controller's code is loaded, as other tests do, newer versions of ansible-core show the
    warnings of a module themselves and do not put them into its result.
    """

    status: int
    result: dict[str, t.Any]
    printed: str
    warned: str


@contextlib.contextmanager
def _arguments(arguments: dict[str, t.Any]) -> t.Iterator[None]:
    """Hand arguments to the next AnsibleModule; the way to do it changed with ansible-core 2.19."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:
        before = basic._ANSIBLE_ARGS
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
        try:
            yield
        finally:
            basic._ANSIBLE_ARGS = before
    else:
        with patch_module_args(arguments):
            yield


@contextlib.contextmanager
def _signals_kept() -> t.Iterator[None]:
    before = {signum: signal.getsignal(signum) for signum in _SIGNALS}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


class RunModule:
    """Run a module with arguments; `connection` stands beside those of each run."""

    def __init__(self, capsys: pytest.CaptureFixture[str], connection: dict[str, t.Any]) -> None:
        self._capsys = capsys
        self._connection = connection

    def __call__(
        self,
        main: t.Callable[[], None],
        *,
        check_mode: bool = False,
        at_verbosity: int = 0,
        **arguments: t.Any,
    ) -> Ended:
        given = {
            **self._connection,
            **arguments,
            "_ansible_check_mode": check_mode,
            "_ansible_verbosity": at_verbosity,
        }
        present = {name: value for name, value in given.items() if value is not None}
        _forget_secrets()
        with _arguments(present), _signals_kept(), pytest.raises(SystemExit) as ended:
            main()
        shown = self._capsys.readouterr()
        status = ended.value.code or 0
        result: dict[str, t.Any] = json.loads(shown.out)
        printed = _as_shown(shown.out, result.pop(_NEW_SECRETS, []))
        warned = f"{result.get('warnings', '')}{shown.err}"
        return Ended(int(status), result, printed, " ".join(warned.split()))


def _forget_secrets() -> None:
    """Begin as a process of its own does: a secret is new to the controller only once."""
    with contextlib.suppress(ImportError):
        from ansible.module_utils._internal import _secrets

        _secrets._secret_masker._secrets.clear()


def _as_shown(printed: str, secrets: t.Sequence[str]) -> str:
    """Return what a module printed as the controller shows it, told these new secrets.

    From ansible-core 2.22 on a module masks nothing: it names its secrets to the controller.
    """
    if not secrets:
        return printed
    from ansible.module_utils._internal._secrets import SecretMasker

    masker = SecretMasker()
    masker.register_secret_texts(secrets)
    kept = {name: value for name, value in json.loads(printed).items() if name != _NEW_SECRETS}
    return masker.mask_string(json.dumps(kept))

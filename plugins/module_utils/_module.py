# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Run an operation as an Ansible module. The only file that knows `AnsibleModule`."""

from __future__ import annotations

import os
import signal
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ._argspec import Specification
from ._awx.common.errors import AwxError
from ._awx.common.reporting import Reporter
from ._client_factory import CLOCK, open_client
from ._deferred_signals import ENDING, Interruptions
from ._no_log import UNDISCLOSED, alterations, reduced, register, secret_values, secrets_of_unknown

# The verbosity from which on every call to the API is shown.
_SHOW_CALLS = 3


class ModuleReporter(Reporter):
    """A report to somebody who sees only the result of a module."""

    def __init__(self, module: _Module) -> None:
        self._module = module
        self._calls: list[str] = []

    def warn(self, message: str) -> None:
        self._module.warn(message)

    def log(self, message: str) -> None:
        self._calls.append(message)

    def add_secret(self, secret: str) -> None:
        self._module.add_secret({secret})

    def reveal_option(self, option: str) -> None:
        self._module.undisclosed.discard(option)

    def as_result(self) -> dict[str, t.Any]:
        if self._calls and self._module._verbosity >= _SHOW_CALLS:
            return {"api_calls": self._calls}
        return {}


def _exit_in_order(signum: int, _frame: t.Any) -> t.NoReturn:
    # The first signal is obeyed, clean-up included; others must not break into that.
    for other in ENDING:
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + signum)


def _handle_signals() -> Interruptions:
    """Make signals end the process cleanly, except those that are set to be ignored."""
    interruptions = Interruptions(_exit_in_order)
    for signum in ENDING:
        if signal.getsignal(signum) is not signal.SIG_IGN:
            signal.signal(signum, interruptions.receive)
    return interruptions


class _Module(AnsibleModule):  # type: ignore[misc]
    """A module that shows no secret where it refuses its arguments, and says what to write."""

    def __init__(self, specification: Specification) -> None:
        self._specification = specification
        self.undisclosed = set(specification.undisclosed)
        super().__init__(
            argument_spec=specification.argument_spec(),
            supports_check_mode=True,
            **specification.rules,
        )

    def _load_params(self) -> None:
        super()._load_params()
        self.params: dict[str, t.Any] = reduced(self.params)

    def add_secret(self, secrets: set[str]) -> None:
        """Never show these."""
        self.no_log_values |= secrets
        register(secrets)

    def exit_json(self, **kwargs: t.Any) -> None:
        self._hide()
        altered = alterations(kwargs, self.no_log_values)
        if altered:
            self.warn(altered)
        super().exit_json(**kwargs)

    def fail_json(self, msg: str, **kwargs: t.Any) -> None:
        unsupported = self.validation_result.unsupported_parameters
        self.add_secret(secret_values(self.params, self.no_log_values))
        if unsupported:
            spec = self._specification.argument_spec()
            self.add_secret(secrets_of_unknown(self.params, unsupported, spec))
            msg = self._specification.refusal(unsupported, msg)
        self._hide()
        super().fail_json(msg, **kwargs)

    def set_file_attributes(self, changed: bool) -> bool:
        """Give the file at `dest` the attributes that are options; return whether anything changed.

        A file that check mode did not write has none to compare with.
        """
        dest = self.params.get("dest")
        if not dest or not os.path.exists(dest):
            return changed
        attributes = self.load_file_common_arguments(self.params)
        return bool(self.set_fs_attributes_if_different(attributes, changed))

    def _hide(self) -> None:
        """Keep what may hold secrets that nobody knows out of the arguments that are shown."""
        for name in self.undisclosed:
            if self.params.get(name):
                self.params[name] = UNDISCLOSED


def run_module(specification: Specification) -> None:
    """Validate the arguments, run the operation, and end the process with its result or failure."""
    module = _Module(specification)
    module.add_secret(secret_values(module.params, module.no_log_values))
    reporter = ModuleReporter(module)
    # A session is to be logged out even if somebody ends the process.
    clock = CLOCK._replace(uninterrupted=_handle_signals().uninterrupted)
    failure: AwxError | None = None
    result: dict[str, t.Any] = {}
    try:
        anonymous = specification.is_anonymous(module.params)
        with open_client(module.params, reporter, clock, anonymous=anonymous) as client:
            result = specification.operation(client, module.params, check_mode=module.check_mode)
        if specification.writes_file:
            result = {**result, "changed": module.set_file_attributes(result["changed"])}
    except AwxError as exc:
        failure = exc
    # Outside of the handler: at -vvv Ansible adds the traceback of an exception in progress.
    if failure is not None:
        module.fail_json(
            msg=str(failure), **{"changed": False, **failure.as_result(), **reporter.as_result()}
        )
    module.exit_json(**result, **reporter.as_result())

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Run an operation in the controller's process, where that is the same as running its module."""

from __future__ import annotations

import typing as t

from ansible.constants import config
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils import _no_log
from ..module_utils._argspec import Specification
from ..module_utils._awx.api.client import AwxClient
from ..module_utils._awx.common.errors import AwxError
from ..module_utils._awx.http.transport import HAS_URLLIB3
from ..module_utils._awx.schema.option_choices import LIVE, PROGRESS
from ..module_utils._client_factory import in_process
from ._client_cache import use_client
from ._display import TaskReporter
from ._native_types import plain, without_omitted


class AwxAction(ActionBase):
    """Runs the module's operation in the controller's process, which is faster."""

    TRANSFERS_FILES = False
    _supports_async = True

    specification: Specification

    def run(
        self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None
    ) -> dict[str, t.Any]:
        """Return the result of the task."""
        super().run(tmp, task_vars)
        given = plain(self._task.args)
        try:
            arguments = self.specification.read(without_omitted(given, task_vars or {}))
            # A file gets its attributes by Ansible's own code for modules.
            if self._may_run_here() and not given.keys() & self.specification.file_options.keys():
                rules = self.specification.rules
                validator = ArgumentSpecValidator(self.specification.argument_spec(), **rules)
                validated = validator.validate(_no_log.reduced(arguments))
                if in_process(validated.validated_parameters):
                    return self._run_here(validated, task_vars or {})
        except AwxError as exc:
            return _failure(exc)
        if given.get("output") in (LIVE, PROGRESS):
            Display().v(
                f"{self._task.action}: nothing is shown of the job while it runs, since the module"
                " runs in a process of its own"
            )
        result: dict[str, t.Any] = self._execute_module(
            module_args=None if arguments == given else arguments,
            task_vars=task_vars,
            wrap_async=bool(self._task.async_val),
        )
        return result

    def _may_run_here(self) -> bool:
        """Whether this process is where the module would run, as whom and with what it would."""
        is_local = str(self._connection.transport).rpartition(".")[2] == "local"
        becomes = self._task.become or self._play_context.become
        environment = self._task.environment
        has_environment = any(environment if isinstance(environment, list) else [environment])
        is_plain = not (self._task.async_val or has_environment or becomes)
        return HAS_URLLIB3 and is_local and is_plain

    def _run_here(self, validated: t.Any, task_vars: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        options = validated.validated_parameters
        spec = self.specification.argument_spec()
        secrets = _no_log.secret_values(options, validated._no_log_values)
        secrets |= _no_log.secrets_of_unknown(options, validated.unsupported_parameters, spec)
        hosts = task_vars.get("ansible_play_batch") or ()
        reporter = TaskReporter(
            hidden=bool(self._task.no_log),
            secrets=secrets,
            undisclosed=self.specification.undisclosed,
            shared=len(hosts) > 1 and not self._task.run_once,
        )
        result = self._failed_validation(validated) or self._operate(options, reporter)
        altered = _no_log.alterations(result, reporter.secrets)
        if altered:
            reporter.warn(altered)
        reporter.is_over = True
        if reporter.warnings:
            result["warnings"] = reporter.warnings
        if _shows_invocation(task_vars):
            hidden = {
                name: _no_log.UNDISCLOSED for name in reporter.undisclosed if options.get(name)
            }
            result["invocation"] = {"module_args": {**options, **hidden}}
        return _no_log.masked(result, reporter.secrets, has_altered_data=bool(altered))

    def _operate(self, options: dict[str, t.Any], reporter: TaskReporter) -> dict[str, t.Any]:
        task = self._task

        def use(client: AwxClient) -> dict[str, t.Any]:
            check_mode = bool(task.check_mode)
            return self.specification.operation(client, options, check_mode=check_mode)

        anonymous = self.specification.is_anonymous(options)
        # This process may run the task again, for another item or another try.
        is_last = not (task.loop or task.loop_with or task.until or task.retries)
        try:
            return use_client(options, reporter, use, anonymous=anonymous, is_last=is_last)
        except AwxError as exc:
            return _failure(exc)

    def _failed_validation(self, validated: t.Any) -> dict[str, t.Any] | None:
        """Return the failure that the module would return for wrong arguments."""
        if not validated.error_messages:
            return None
        message = validated.errors.msg
        if isinstance(validated.errors[0], UnsupportedError):
            name = self._task.resolved_action or self._task.action
            message = f"Unsupported parameters for ({name}) module: {message}"
        if validated.unsupported_parameters:
            message = self.specification.refusal(validated.unsupported_parameters, message)
        return {"failed": True, "msg": message}


def _failure(exc: AwxError) -> dict[str, t.Any]:
    return {"changed": False, **exc.as_result(), "failed": True, "msg": str(exc)}


def _shows_invocation(task_vars: t.Mapping[str, t.Any]) -> bool:
    """Whether results have the arguments; from ansible-core 2.21 on that is a setting."""
    if "INJECT_INVOCATION" not in config.get_configuration_definitions():
        return True
    return bool(config.get_config_value("INJECT_INVOCATION", variables=dict(task_vars)))

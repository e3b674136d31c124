# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ``ansible-test integration`` against the AWX that AWX_HOST names, or else the sandbox.

python3 -m tests.checks.targets [--sandbox] [--core 2.19] [option of ansible-test or target ...]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import string
import sys
import typing as t
from pathlib import Path

from tests.checks.ansible_test import AnsibleTest
from tests.demo.run import SandboxFailed, running_sandbox

PATHS = ("galaxy.yml", "meta", "plugins", "tests/config.yml", "tests/integration")
TEMPLATE = Path("tests/integration/integration_config.yml.template")

# A job template that AWX comes with
DEFAULTS = {"AWX_VERIFY_SSL": "true", "AWX_JOB_TEMPLATE": "Demo Job Template"}


def main() -> int:
    """Run the targets, return the exit status."""
    parser = argparse.ArgumentParser(description="Run ansible-test integration.")
    parser.add_argument("--sandbox", action="store_true", help="even if AWX_HOST is set")
    parser.add_argument("--core", default="2.19", help="the ansible-core to run with (2.19)")
    options, others = parser.parse_known_args()
    try:
        with _server(sandbox=options.sandbox) as connection:
            return _run(options.core, others, connection)
    except SandboxFailed as exc:
        print(exc, file=sys.stderr)
        return 1


@contextlib.contextmanager
def _server(*, sandbox: bool) -> t.Iterator[t.Mapping[str, str]]:
    if os.environ.get("AWX_HOST") and not sandbox:
        yield {**DEFAULTS, **os.environ}
        return
    with running_sandbox() as connection:
        yield {**DEFAULTS, **connection}


def _run(core: str, options: t.Sequence[str], connection: t.Mapping[str, str]) -> int:
    ansible_test = AnsibleTest(core, work=f"targets-{core}", paths=PATHS)
    config = ansible_test.copy / TEMPLATE.with_suffix("")
    config.touch(mode=0o600)
    try:
        config.write_text(render_config((ansible_test.copy / TEMPLATE).read_text(), connection))
        return ansible_test.run("integration", "--color", "no", *options).returncode
    finally:
        config.unlink()  # it holds a password


def render_config(template: str, values: t.Mapping[str, str]) -> str:
    """Replace the variables of the template by their values (JSON is valid YAML)."""
    quoted = {name: json.dumps(value) for name, value in values.items()}
    try:
        return string.Template(template).substitute(quoted)
    except KeyError as exc:
        raise SystemExit(f"set {exc.args[0]} as well") from exc


if __name__ == "__main__":
    sys.exit(main())

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of ``make test`` and ``make test-all``, in the order they start."""

from __future__ import annotations

import enum
import shutil
import typing as t
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.environments.make import ALL, ENVIRONMENTS, ROOT, Environment

ENVIRONMENT: t.Final = {environment.name: environment for environment in ALL}
TYPED = (
    "tests.bench",
    "tests.checks",
    "tests.demo",
    "tests.environments",
    "tests.packaging",
    "tests.pictures",
)
# What people copy: it takes as long to run as all other integration tests.
SHOWN = tuple(
    f"tests/integration/test_{name}.py"
    for name in (
        "examples",
        "guides",
        "many_jobs",
        "migrating",
        "playbooks",
        "readme",
        "return_values",
        "troubleshooting",
    )
)
IN_PROCESS = "tests/integration/test_in_process.py"
# The core, whose tests need no ansible-core
CORE_TESTS = "tests/unit/plugins/module_utils/_awx"
BROWSER_TESTS = "tests/checks/test_browser.py"
# The ansible-core that checks run with where one is enough
ONE_CORE = "2.19"
# The Python of what runs in a checkout only
PYTHON = ("--python-version", "3.11")
LOGS = ROOT / ".cache" / "checks"
CHROMIUM = "chromium"


class Part(enum.Enum):
    """`make test` runs the quick part, `make test-all` both."""

    QUICK = "quick"
    REST = "rest"


QUICK: t.Final = (Part.QUICK,)
REST: t.Final = (Part.REST,)
BOTH: t.Final = (Part.QUICK, Part.REST)


@dataclass(frozen=True)
class Step:
    """One command, what it needs (an environment, a program), and the step it must wait for.

    A step of pytest may belong to both parts: to the quick one with the tests marked so.
    """

    name: str
    command: tuple[str, ...]
    environment: Environment
    parts: tuple[Part, ...] = REST
    variables: dict[str, str] = field(default_factory=dict)
    after: str | None = None
    counts_tests: bool = False
    logs: Path = LOGS
    timeout: float = 55 * 60
    program: str | None = None

    @property
    def log(self) -> Path:
        return self.logs / f"{self.name}.log"

    @property
    def junit(self) -> Path:
        return self.logs / f"{self.name}.xml"

    @property
    def reason_to_skip(self) -> str | None:
        if self.program and not shutil.which(self.program):
            return f"no {self.program} on PATH"
        if self.environment.is_current:
            return None
        return f"no {self.environment.path.relative_to(ROOT)}: {self.environment.missing_python}"


def steps_of(part: Part | None) -> tuple[Step, ...]:
    """Return the steps of a part, or every step."""
    if part is None:
        return all_steps()
    return tuple(_only(step, part) for step in all_steps() if part in step.parts)


def _only(step: Step, part: Part) -> Step:
    if len(step.parts) == 1:
        return step
    return replace(step, command=(*step.command, f"--part={part.value}"))


def all_steps() -> tuple[Step, ...]:
    """Return every step; long ones first, so that two at a time end together."""
    cores = [name.removeprefix("core-") for name in ENVIRONMENT if "core-" in name]
    return (
        _check("build", "python", "-m", "tests.checks.build"),
        # Several steps, so that they can run side by side.
        _pytest(
            "integration",
            "core-2.19",
            "tests/integration",
            *(f"--ignore={path}" for path in (IN_PROCESS, *SHOWN)),
            parts=BOTH,
        ),
        _pytest("shown", "core-2.19", *SHOWN),
        _pytest("in-process", "core-2.19", IN_PROCESS),
        *(_sanity(core) for core in cores),
        _ansible_test("targets", "--sandbox", parts=QUICK),
        _ansible_test("units", ONE_CORE),
        _pytest("faults", "core-2.19", "tests/faults", parts=BOTH),
        _pytest("sandbox", "sandbox", "tests/sandbox"),
        _pytest("load", "core-2.19", "-s", "tests/load"),
        _packaging("installed"),
        _packaging("importer"),
        _packaging("ansible-doc"),
        _packaging("execution-environment"),
        _pytest("unit-oldest", "oldest", CORE_TESTS, parts=QUICK),
        _pytest("unit-newest", "newest", CORE_TESTS, parts=QUICK),
        *(_pytest(f"unit-core-{core}", f"core-{core}", CORE_TESTS) for core in cores),
        *(
            _pytest(
                f"unit-ansible-{core}",
                f"core-{core}",
                *("tests/unit", f"--ignore={CORE_TESTS}"),
                parts=QUICK,
            )
            for core in cores
        ),
        _pytest(
            "checks",
            "checks",
            *("tests/checks", "tests/bench", f"--ignore={BROWSER_TESTS}"),
            parts=QUICK,
        ),
        _pytest("checks-browser", "checks", BROWSER_TESTS),
        _check(
            "ansible-lint",
            "ansible-lint",
            # It must find the modules of the playbooks it looks at.
            variables={"ANSIBLE_COLLECTIONS_PATH": ".cache/build/collections"},
            after="build",
        ),
        _check("ruff", "ruff", "check", "."),
        _check("format", "ruff", "format", "--check", "."),
        _check("types", "mypy", *_packages("ansible_collections.steward.awx.plugins")),
        _check("types-tests", "mypy", *PYTHON, *_packages(*TYPED)),
        _check(
            "types-sandbox",
            *("mypy", *PYTHON, "--python-executable", _program(ENVIRONMENT["sandbox"], "python")),
            *_packages("tests.sandbox"),
        ),
        _check(
            "docs",
            *("antsibull-docs", "lint-collection-docs", "--plugin-docs"),
            *("--validate-collection-refs", "all", "--disallow-unknown-collection-refs"),
            *("--check-extra-docs-refs", "."),
            variables={"HOME": str(LOGS)},  # it writes a log there
        ),
        Step(
            "docsite",
            (_program(ENVIRONMENT["docsite"], "python"), "-m", "tests.checks.docsite"),
            ENVIRONMENT["docsite"],
        ),
        Step(
            "browser",
            (_program(ENVIRONMENT["docsite"], "python"), "-m", "tests.checks.browser"),
            ENVIRONMENT["docsite"],
            after="docsite",
            program=CHROMIUM,
        ),
        _check("changelog", "antsibull-changelog", "lint"),
        _check("licences", "reuse", "lint", "--lines"),
    )


def _check(
    name: str,
    program: str,
    *arguments: str,
    variables: dict[str, str] | None = None,
    after: str | None = None,
) -> Step:
    environment = ENVIRONMENT["checks"]
    command = (_program(environment, program), *arguments)
    return Step(name, command, environment, QUICK, variables=variables or {}, after=after)


def _sanity(core: str) -> Step:
    environment = ENVIRONMENT[f"core-{core}"]
    command = (_program(environment, "python"), "-m", "tests.checks.sanity", core)
    parts = QUICK if core == ONE_CORE else REST
    return Step(f"sanity-{core}", command, environment, parts)


def _ansible_test(name: str, *arguments: str, parts: tuple[Part, ...] = REST) -> Step:
    environment = ENVIRONMENT[f"core-{ONE_CORE}"]
    command = (_program(environment, "python"), "-m", f"tests.checks.{name}", *arguments)
    return Step(name, command, environment, parts)


def _packaging(name: str) -> Step:
    """Return a step that tests the tarball."""
    tests = f"tests/packaging/test_{name.replace('-', '_')}.py"
    return _pytest(name, "core-2.19", tests, after="build")


def _pytest(
    name: str,
    environment_name: str,
    *arguments: str,
    parts: tuple[Part, ...] = REST,
    after: str | None = None,
) -> Step:
    environment = ENVIRONMENT[environment_name]
    command = (_program(environment, "python"), "-m", "pytest", *arguments)
    return Step(name, command, environment, parts, after=after, counts_tests=True)


def _packages(*names: str) -> list[str]:
    return [argument for name in names for argument in ("-p", name)]


def _program(environment: Environment, name: str) -> str:
    return f"{ENVIRONMENTS.name}/{environment.name}/bin/{name}"

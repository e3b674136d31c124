# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports point down only: read from the imports of every file."""

from __future__ import annotations

import ast
import graphlib
import typing as t
from pathlib import Path

import pytest

from tests.unit.meta.layers import CORE, PLUGINS, files_below, imports_of, is_file, name_of

ALL = files_below(PLUGINS)
CORE_FILES = files_below(CORE)


def ids(path: Path) -> str:
    return name_of(path)


# What the packages of the core may import of each other. Anything else fails: a new arrow is a
# decision, which is made here.
ALLOWED: t.Mapping[str, t.Collection[str]] = {
    "common": (),
    "schema": (),
    "http": ("common",),
    "auth": ("common", "http"),
    "connection": ("common", "http"),
    "api": ("auth", "common", "http", "schema"),
    "jobs": ("api", "common", "http", "schema"),
    "query": ("api", "common", "http", "schema"),
    "failures": ("api", "common", "http", "jobs", "schema"),
    "launch": ("api", "common", "http", "jobs", "schema"),
    "output": ("api", "common", "http", "jobs", "schema"),
    "tokens": ("api", "auth", "common", "connection", "http", "query", "schema"),
    "operations": (
        "api",
        "common",
        "connection",
        "failures",
        "jobs",
        "launch",
        "output",
        "query",
        "schema",
        "tokens",
    ),
}
MAX_TIERS = 7

# An operation is what one module does; they share this file, and nothing else of each other.
SHARED_BY_OPERATIONS = "module_utils._awx.operations.job_completion"


def package_of(name: str) -> str:
    """Return the package of a core file, "" for any other file."""
    parts = name.split(".")
    return parts[2] if parts[:2] == ["module_utils", "_awx"] else ""


def layer_of(name: str) -> int:
    """How high a file of ours stands: what Ansible sees, adapters, the core."""
    if package_of(name):
        return 0
    return 1 if name.startswith(("module_utils.", "plugin_utils.")) else 2


@pytest.mark.parametrize("path", CORE_FILES, ids=ids)
def test_packages_import_what_they_are_allowed_to(path: Path) -> None:
    own = package_of(name_of(path))
    packages = {package_of(name) for name in imports_of(path) if is_file(name)}
    assert packages - {own} <= set(ALLOWED[own])


def test_every_allowed_import_is_made() -> None:
    made: dict[str, set[str]] = {package: set() for package in ALLOWED}
    for path in CORE_FILES:
        own = package_of(name_of(path))
        made[own] |= {package_of(name) for name in imports_of(path) if is_file(name)} - {own}
    assert made == {package: set(allowed) for package, allowed in ALLOWED.items()}


def test_packages_have_no_cycle_and_few_tiers() -> None:
    """A tier is one above the highest that it imports; `TopologicalSorter` refuses a cycle."""
    tiers: dict[str, int] = {}
    for package in graphlib.TopologicalSorter(ALLOWED).static_order():
        tiers[package] = 1 + max((tiers[below] for below in ALLOWED[package]), default=0)
    assert max(tiers.values()) <= MAX_TIERS


def test_packages_have_no_init_file() -> None:
    """Names are imported from the file that has them, never from a package."""
    assert not list(CORE.rglob("__init__.py"))


@pytest.mark.parametrize("path", files_below(CORE / "operations"), ids=ids)
def test_operations_share_one_file(path: Path) -> None:
    others = {name for name in imports_of(path) if package_of(name) == "operations"}
    assert others <= {SHARED_BY_OPERATIONS}


@pytest.mark.parametrize("path", CORE_FILES, ids=ids)
def test_the_core_knows_no_ansible(path: Path) -> None:
    """The core and the operations import no ansible."""
    assert not [name for name in imports_of(path) if name.split(".")[0].startswith("ansible")]


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_urllib3_is_imported_by_http_alone(path: Path) -> None:
    """And `requests`, which it comes with, by nobody: that takes long."""
    libraries = {name.split(".")[0] for name in imports_of(path)}
    assert "requests" not in libraries
    assert "urllib3" not in libraries or package_of(name_of(path)) == "http"


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_arrows_point_down(path: Path) -> None:
    own = layer_of(name_of(path))
    higher = [name for name in imports_of(path) if is_file(name) and layer_of(name) > own]
    assert higher == []


def test_the_core_has_no_circles() -> None:
    arrows = {
        name_of(path): {name for name in imports_of(path) if is_file(name)} for path in CORE_FILES
    }

    def below(name: str, seen: tuple[str, ...] = ()) -> None:
        assert name not in seen, " -> ".join([*seen, name])
        for inner in arrows.get(name, ()):
            below(inner, (*seen, name))

    for name in arrows:
        below(name)


@pytest.mark.parametrize("path", CORE_FILES, ids=ids)
def test_the_core_owns_no_process(path: Path) -> None:
    """It reads no environment, prints nothing, never exits, and owns no clock."""
    forbidden = {"os.environ", "os.getenv", "sys.exit", "time.sleep", "time.time", "time.monotonic"}
    used: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used.add(f"{node.value.id}.{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "exit", "input")
    assert not used & forbidden


def top_names(path: Path) -> set[str]:
    """The modules of Ansible that a file imports."""
    return {name for name in imports_of(path) if name.split(".")[0] == "ansible"}


@pytest.mark.parametrize("path", files_below(PLUGINS / "module_utils"), ids=ids)
def test_module_utils_import_what_a_target_has(path: Path) -> None:
    """A managed host gets ansible.module_utils and nothing else of Ansible."""
    assert all(name.startswith("ansible.module_utils") for name in top_names(path))


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_one_file_knows_ansiblemodule(path: Path) -> None:
    """`_module.py` is the only file that knows AnsibleModule (its docstring)."""
    names: set[t.Any] = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert ("AnsibleModule" in names) is (name_of(path) == "module_utils._module")

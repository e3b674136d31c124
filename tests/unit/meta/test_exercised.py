# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of every plugin is used where Ansible really runs: in a test, an example, a guide.

Examples and guides count, since tests/integration runs each of them. Tests are read, not run: an
option is used where it is an argument of what makes a task of the plugin, a key of such a task, or
written as `option=` or `option:` in a text of it.
"""

from __future__ import annotations

import ast
import functools
import re
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._argspec import (
    CONNECTION_OPTIONS,
    IN_PROCESS,
    ConnectionOption,
)

from tests.unit.meta.layers import PLUGINS, ROOT
from tests.unit.meta.test_content import LOOKUPS, MODULES, documented

NAMES = sorted({*MODULES, *LOOKUPS})
SHARED = {option.name for option in (*CONNECTION_OPTIONS, IN_PROCESS)}
TESTS = sorted((ROOT / "tests" / "integration").glob("*.py"))
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))


def plugins_in(node: ast.AST) -> set[str]:
    """Return the plugins that some code names."""
    texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return {name for name in NAMES for text in texts if name in re.findall(r"\w+", str(text))}


@functools.lru_cache
def makers() -> dict[str, set[str]]:
    """Return the functions that make tasks, each with the plugins of these."""
    functions = {
        node.name: node
        for path in TESTS
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_")
    }
    found = {name: plugins_in(node) for name, node in functions.items()}
    # One that calls another makes what that makes.
    for name, node in functions.items():
        called = {n.func.id for n in ast.walk(node) if is_call(n)}
        found[name] |= {each for other in called for each in found.get(other, ())}
    return {name: plugins for name, plugins in found.items() if plugins}


def is_call(node: ast.AST) -> t.TypeGuard[t.Any]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


@functools.lru_cache
def used() -> dict[str, set[str]]:
    """Return the words that stand where the options of each plugin do."""
    found: dict[str, set[str]] = {name: set() for name in NAMES}
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for plugin, words in _of_code(node):
                found[plugin] |= words
    for text in [*map(_text_of, (*GUIDES, *TESTS)), *map(_examples_in, _plugin_files())]:
        for plugin, words in _of_yaml(text):
            found[plugin] |= words
    return found


def _of_code(node: ast.AST) -> t.Iterator[tuple[str, set[str]]]:
    if is_call(node) and node.func.id in makers():
        for plugin in makers()[node.func.id]:
            yield plugin, _words(node)
    if isinstance(node, ast.Dict) or (isinstance(node, ast.Call) and not is_call(node)):
        for plugin in plugins_in(node):
            yield plugin, _words(node)


def _words(node: ast.AST) -> set[str]:
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.keyword) and inner.arg:
            found.add(inner.arg)
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            found |= {inner.value, *re.findall(r"\b(\w+)(?==|: )", inner.value)}
    return found


def _of_yaml(text: str) -> t.Iterator[tuple[str, set[str]]]:
    """Yield what stands below the name of a plugin, or behind it in a template."""
    # What is written for awx.awx is run under the names that are ours (test_migrating).
    text = text.replace(" awx.awx.", " steward.awx.awx_")
    for found in re.finditer(r"^( *)(?:- )?steward\.awx\.(\w+):\n((?:\1 +.*\n|\n)*)", text, re.M):
        if found[2] in NAMES:
            yield found[2], set(re.findall(r"^ +(\w+):", found[3], re.M))
    for found in re.finditer(r"'steward\.awx\.(\w+)'(.*?)(?:\}\}|\n\n)", text, re.S):
        if found[1] in NAMES:
            yield found[1], set(re.findall(r"(\w+)=", found[2]))


def _plugin_files() -> list[Path]:
    return [*PLUGINS.glob("modules/*.py"), *PLUGINS.glob("lookup/*.py")]


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _examples_in(path: Path) -> str:
    return _text_of(path).partition("\nEXAMPLES = ")[2].partition('"""\n\n')[0]


def unused(options: t.Mapping[str, t.Any], words: set[str]) -> set[str]:
    return {
        option
        for option, about in options.items()
        if not {option, *about.get("aliases", ())} & words
    }


@pytest.mark.parametrize("name", MODULES)
def test_every_option_is_used(name: str) -> None:
    """What no run has ever seen is not known to work."""
    options = documented("modules", name)
    own = {option: about for option, about in options.items() if option not in SHARED}
    assert unused(own, used()[name]) == set()


@pytest.mark.parametrize("option", [*CONNECTION_OPTIONS, IN_PROCESS], ids=lambda each: each.name)
def test_every_option_of_all_is_used(option: ConnectionOption) -> None:
    """Of the connection: once will do, by variable too, since one table makes it for all."""
    words = set().union(*used().values(), *(_words(ast.parse(_text_of(path))) for path in TESTS))
    assert {option.name, *option.aliases, *option.environment} & words

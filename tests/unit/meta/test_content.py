# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every part of the collection has what belongs to it: tests, group, documentation, licence."""

from __future__ import annotations

import importlib
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.steward.awx.plugins.module_utils._argspec import (
    CONNECTION_OPTIONS,
    IN_PROCESS,
)

from tests.unit.meta.layers import CORE, PLUGINS, ROOT, files_below, name_of

MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("*.py"))
FRAGMENTS = sorted(path.stem for path in (PLUGINS / "doc_fragments").glob("*.py"))
LOOKUPS = sorted(path.stem for path in (PLUGINS / "lookup").glob("*.py"))
TESTED = [
    *files_below(CORE),
    *(PLUGINS / "modules").glob("*.py"),
    *(PLUGINS / "lookup").glob("*.py"),
    *(PLUGINS / "action").glob("*.py"),
    *(PLUGINS / "module_utils").glob("*.py"),
    *(PLUGINS / "plugin_utils").glob("*.py"),
]
UNIT_TESTS = [
    path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "unit").rglob("test_*.py")
]
HEADER = (
    "# Copyright (c) 2026, the steward.awx developers\n"
    "# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or "
    "https://www.gnu.org/licenses/gpl-3.0.txt)\n"
    "# SPDX-License" + "-Identifier: GPL-3.0-or-later\n"
)
SKIPPED = {".git", ".venv", ".cache", "__pycache__", ".ruff_cache", ".mypy_cache", "output"}


def python_files() -> list[Path]:
    found = [ROOT / "conftest.py"]
    for folder in ("plugins", "tests"):
        found += [
            path
            for path in (ROOT / folder).rglob("*.py")
            if not SKIPPED & set(path.relative_to(ROOT).parts)
        ]
    return sorted(found)


def plugin(kind: str, name: str) -> t.Any:
    return importlib.import_module(f"ansible_collections.steward.awx.plugins.{kind}.{name}")


def documented(kind: str, name: str) -> dict[str, t.Any]:
    """The options of a plugin as its documentation has them, fragments of ours included."""
    document = yaml.safe_load(plugin(kind, name).DOCUMENTATION)
    options: dict[str, t.Any] = {}
    for fragment in document.get("extends_documentation_fragment", []):
        if not fragment.startswith("steward.awx."):
            continue
        found = fragment_options(fragment.removeprefix("steward.awx."))
        for option, about in found.items():
            options[option] = {**options.get(option, {}), **about}
    for option, about in document["options"].items():
        options[option] = {**options.get(option, {}), **about}
    return options


def returned(kind: str, name: str) -> dict[str, t.Any]:
    """The return values of a plugin as its documentation has them."""
    values: dict[str, t.Any] = yaml.safe_load(plugin(kind, name).RETURN)
    return values


def fragment_options(fragment: str) -> dict[str, t.Any]:
    name, _dot, part = fragment.partition(".")
    fragments = plugin("doc_fragments", name).ModuleDocFragment
    text = getattr(fragments, (part or "documentation").upper())
    options: dict[str, t.Any] = yaml.safe_load(text)["options"] or {}
    return options


PLUGINS_OF_TASKS = [("modules", name) for name in MODULES] + [("lookup", name) for name in LOOKUPS]


# -- Tests and files -----------------------------------------------------------------------


@pytest.mark.parametrize("path", TESTED, ids=name_of)
def test_every_file_has_a_test(path: Path) -> None:
    """Tests of its own, where the tree mirrors plugins/, or others that import it."""
    below = path.relative_to(ROOT)
    own = ROOT / "tests" / "unit" / below.parent / f"test_{below.name}"
    folder, _dot, name = ".".join(below.with_suffix("").parts).rpartition(".")
    imported = re.compile(
        rf"from [\w.]+\.{re.escape(folder)}(\.{name} import|"
        rf" import (\([^)]*)?[^\n]*\b{name}\b)"
    )
    assert own.is_file() or any(map(imported.search, UNIT_TESTS))


def test_every_file_has_its_licence() -> None:
    without = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if HEADER not in path.read_text(encoding="utf-8")[: len(HEADER) + 40]
    ]
    assert without == []


def test_every_file_has_annotations_from_the_future() -> None:
    """Runtime syntax of the oldest Python, annotations of the newest."""
    without = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if "import" in (text := path.read_text(encoding="utf-8"))
        and "from __future__ import annotations\n" not in text
    ]
    assert without == []


def test_the_action_group_has_every_module() -> None:
    """Action group awx for module_defaults."""
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["awx"]) == MODULES
    assert runtime["requires_ansible"] == ">=2.16.0"


def test_every_module_has_an_action_plugin() -> None:
    """One operation, three callers."""
    assert sorted(path.stem for path in (PLUGINS / "action").glob("*.py")) == MODULES


@pytest.mark.parametrize(("kind", "name"), PLUGINS_OF_TASKS)
def test_every_plugin_is_in_the_readme(kind: str, name: str) -> None:
    """One row of the table of contents for each."""
    row = f"| `steward.awx.{name}` ({kind.removesuffix('s')}) | "
    assert (ROOT / "README.md").read_text(encoding="utf-8").count(row) == 1


@pytest.mark.parametrize(("kind", "name"), PLUGINS_OF_TASKS)
def test_every_plugin_is_in_a_guide(kind: str, name: str) -> None:
    """Shown at work, not only named: in a task, or in a template."""
    used = f"steward.awx.{name}:" if kind == "modules" else f"('steward.awx.{name}'"
    guides = (ROOT / "docs" / "docsite" / "rst").glob("guide_*.rst")
    assert any(used in guide.read_text(encoding="utf-8") for guide in guides)


@pytest.mark.parametrize(("kind", "name"), PLUGINS_OF_TASKS)
def test_every_plugin_says_since_when(kind: str, name: str) -> None:
    """The changelog lists a plugin in the release that its documentation names."""
    added = str(yaml.safe_load(plugin(kind, name).DOCUMENTATION)["version_added"])
    assert re.fullmatch(r"\d+\.\d+\.0", added)
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    numbers = [
        [int(number) for number in re.findall(r"\d+", text)[:3]] for text in (added, version)
    ]
    assert numbers[0] <= numbers[1]


@pytest.mark.parametrize("name", FRAGMENTS)
def test_every_fragment_is_used(name: str) -> None:
    used = {
        fragment.removeprefix("steward.awx.").partition(".")[0]
        for kind, user in PLUGINS_OF_TASKS
        for fragment in yaml.safe_load(plugin(kind, user).DOCUMENTATION).get(
            "extends_documentation_fragment", []
        )
    }
    assert name in used


def test_fragments_are_restructuredtext() -> None:
    """The changelog does not know the markup of plugins' documentation: ``code``, not C(code)."""
    fragments = (ROOT / "changelogs" / "fragments").glob("*.yml")
    texts = {path.name: path.read_text(encoding="utf-8") for path in fragments}
    found = {name: re.findall(r"\b(?:[CEIMOPV]|RV)\([^)]*\)", text) for name, text in texts.items()}
    assert {name: markup for name, markup in found.items() if markup} == {}


# -- Documentation and specification -------------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_documentation_and_specification_are_the_same(name: str) -> None:
    """Options, aliases, types, elements, choices, defaults, required.

    Those of a file are Ansible's own, and so is their documentation.
    """
    specification = plugin("modules", name).SPECIFICATION
    spec = specification.argument_spec()
    assert spec.keys() >= specification.file_options.keys()
    spec = {option: spec[option] for option in spec if option not in specification.file_options}
    fragments = yaml.safe_load(plugin("modules", name).DOCUMENTATION)[
        "extends_documentation_fragment"
    ]
    assert ("ansible.builtin.files" in fragments) is bool(specification.file_options)
    documents = documented("modules", name)
    assert documents.keys() == spec.keys()
    for option, about in spec.items():
        document = documents[option]
        for word in ("type", "elements", "default"):
            assert document.get(word) == about.get(word), f"{option}: {word}"
        assert sorted(document.get("aliases", [])) == sorted(about.get("aliases", [])), option
        assert list(document.get("choices") or []) == list(about.get("choices") or []), option
        assert bool(document.get("required")) is bool(about.get("required")), option


@pytest.mark.parametrize("name", LOOKUPS)
def test_lookups_have_the_options_of_their_module(name: str) -> None:
    """Same options, but for what only a task can do."""
    lookup, module = documented("lookup", name), documented("modules", name)
    only_tasks = {"resource", "dest", "awx_in_process"}
    assert lookup.keys() - {"_terms"} == module.keys() - only_tasks
    for option in lookup.keys() - {"_terms"}:
        for word in ("type", "elements", "default", "choices"):
            assert lookup[option].get(word) == module[option].get(word), f"{option}: {word}"
        aliases = set(lookup[option].get("aliases") or ())
        assert aliases >= set(module[option].get("aliases") or ()), option


@pytest.mark.parametrize("option", CONNECTION_OPTIONS, ids=lambda option: option.name)
def test_the_fragment_is_the_table(option: t.Any) -> None:
    """Connection options: one table."""
    document = fragment_options("_connection")[option.name]
    assert document["type"] == option.type
    assert tuple(document.get("aliases", ())) == option.aliases
    assert tuple(document.get("choices", ())) == tuple(option.choices)
    assert "default" not in document
    named = re.findall(r"E\(([A-Z_]+)\)", " ".join(map(str, document["description"])))
    assert tuple(named) == option.environment


def test_the_fragment_has_no_other_options() -> None:
    names = [option.name for option in CONNECTION_OPTIONS]
    assert list(fragment_options("_connection")) == names
    assert list(fragment_options("_connection.plugins")) == names
    assert list(fragment_options("_in_process")) == [IN_PROCESS.name]


@pytest.mark.parametrize("option", CONNECTION_OPTIONS, ids=lambda option: option.name)
def test_plugins_read_the_same_environment(option: t.Any) -> None:
    """Lookups add ini and vars under the same names."""
    document = fragment_options("_connection.plugins")[option.name]
    # Ansible takes the last one that is set, the modules' fallback the first.
    assert [entry["name"] for entry in document["env"]] == list(reversed(option.environment))
    assert [entry["section"] for entry in document["ini"]] == ["awx"]
    (variable,) = (entry["name"] for entry in document["vars"])
    own = option.name
    assert variable == (own if own.startswith("awx_") else f"awx_{own}")


@pytest.mark.parametrize(("kind", "name"), PLUGINS_OF_TASKS)
def test_every_option_says_what_it_does(kind: str, name: str) -> None:
    for option, about in documented(kind, name).items():
        assert about.get("description"), option
        assert about.get("type"), option


@pytest.mark.parametrize(("kind", "name"), PLUGINS_OF_TASKS)
def test_no_variable_is_named_that_nobody_reads(kind: str, name: str) -> None:
    """Of the environment: those of the options, which the tests below compare one by one."""
    read = {each for option in (*CONNECTION_OPTIONS, IN_PROCESS) for each in option.environment}
    texts = [plugin(kind, name).DOCUMENTATION, plugin(kind, name).RETURN]
    options = documented(kind, name).values()
    texts += [str(about["description"]) for about in options]
    named = set(re.findall(r"\bE\(([^)]+)\)", " ".join(texts)))
    assert named <= read
    if kind == "lookup":
        entries = [entry["name"] for about in options for entry in about.get("env", ())]
        assert sorted(entries) == sorted(
            each for option in CONNECTION_OPTIONS for each in option.environment
        )


def test_where_a_task_runs_is_documented_as_it_is_read() -> None:
    (about,) = fragment_options("_in_process").values()
    named = re.findall(r"E\(([A-Z_]+)\)", " ".join(about["description"]))
    assert (about["type"], tuple(named)) == (IN_PROCESS.type, IN_PROCESS.environment)


@pytest.mark.parametrize(("kind", "name"), PLUGINS_OF_TASKS)
def test_every_return_value_is_described(kind: str, name: str) -> None:
    """With its type and a sample; at the top also with when it is returned."""

    def look(values: t.Mapping[str, t.Any], *, top: bool) -> None:
        for value, about in values.items():
            assert about.get("description"), value
            assert about.get("type"), value
            assert not top or kind == "lookup" or about.get("returned"), value
            if "contains" in about:
                look(about["contains"], top=False)
            else:
                assert "sample" in about, value

    look(returned(kind, name), top=True)


@pytest.mark.parametrize("name", MODULES)
def test_examples_use_options_that_exist(name: str) -> None:
    examples = yaml.safe_load(plugin("modules", name).EXAMPLES)
    specs = {n: plugin("modules", n).SPECIFICATION.argument_spec() for n in MODULES}

    def tasks(found: t.Any) -> t.Iterator[dict[str, t.Any]]:
        for task in found:
            yield task
            for part in ("block", "rescue", "always"):
                yield from tasks(task.get(part, []))

    seen = 0
    for task in tasks(examples):
        for module, spec in specs.items():
            if f"steward.awx.{module}" in task:
                arguments = task[f"steward.awx.{module}"] or {}
                seen += 1
                known = {n for o, about in spec.items() for n in (o, *about.get("aliases", ()))}
                assert arguments.keys() <= known
    assert seen

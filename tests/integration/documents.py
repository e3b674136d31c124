# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Follow a document word for word: run the commands it shows, and compare the output it shows."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import textwrap
import typing as t
from pathlib import Path

LONGEST_SECONDS = 300

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DIRECTIVE = re.compile(
    r"^\.\. code-block:: (\S+)\n((?:    :.*\n)*)\n((?:    .*\n|\n)+)", re.MULTILINE
)
_CAPTION = re.compile(r":caption: (\S+)")

# Where a shown output says so, the command fails.
_FAILURE = re.compile(r"FAILED!|^fatal:|failed=[1-9]", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Block:
    """A block of code in its language.

    `caption` is the name of the file that it is, `output` what is shown right below: what it says.
    """

    language: str
    text: str
    caption: str = ""
    output: str = ""


def blocks_of(document: Path) -> list[Block]:
    """Return the blocks of a README in Markdown, or of a guide; outputs with their commands."""
    text = document.read_text(encoding="utf-8")
    found = list((_FENCE if document.suffix == ".md" else _DIRECTIVE).finditer(text))
    blocks: list[Block] = []
    end = -1
    for match in found:
        block = _block_of(match)
        is_below = not text[end : match.start()].strip()
        if block.language == "text" and is_below and blocks and blocks[-1].language == "shell":
            blocks[-1] = dataclasses.replace(blocks[-1], output=block.text)
        else:
            blocks.append(block)
        end = match.end()
    return blocks


def _block_of(match: re.Match[str]) -> Block:
    language, *options, inner = match.groups()
    caption = _CAPTION.search(options[0]) if options else None
    inner = textwrap.dedent(inner).strip("\n") + "\n"
    return Block(language, inner, caption[1] if caption else "")


def pattern_of(shown: str) -> str:
    """Return what finds a shown text: numbers may be others, `…` stands for anything."""
    lines = [_pattern_of_line(line) for line in shown.strip("\n").split("\n")]
    return "\n".join(lines).replace("\n.*\n", "\n(?:.*\n)*?").removesuffix("\n.*")


def _pattern_of_line(line: str) -> str:
    if line.strip() == "…":
        return ".*"
    words = re.sub(r"\d+", "\0", line.rstrip(" *"))
    return re.escape(words).replace("\0", r"\d+").replace("…", ".*") + r" *\**"


class Reader:
    """Somebody in an empty directory, at home nowhere, who has `programs` on PATH.

    `instead` has what is written instead of parts of a command, as a reader does with the address
    of the server; in outputs it is turned round. What blocks `export` stays for those to come.
    """

    def __init__(
        self,
        directory: Path,
        *,
        programs: t.Sequence[Path],
        instead: t.Mapping[str, str],
        variables: t.Mapping[str, str],
    ) -> None:
        home, self._work = directory / "home", directory / "work"
        self._kept = directory / "variables"
        for made in (directory, home, self._work):
            made.mkdir(exist_ok=True)
        self._instead = instead
        self._variables = {
            "PATH": ":".join([*map(str, programs), "/usr/local/bin:/usr/bin:/bin"]),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            **variables,
        }

    def follow(self, document: Path) -> list[str]:
        """Write its files, run its commands, compare its outputs; return the commands."""
        commands = []
        for block in blocks_of(document):
            if block.language == "shell":
                self._run(block.text, block.output)
                commands.append(block.text)
            elif block.caption:
                (self._work / block.caption).write_text(self._changed(block.text))
        return commands

    def _run(self, command: str, shown: str) -> None:
        script = f"trap 'env -0 > {self._kept}' EXIT\nset -e\n{self._changed(command)}"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self._work,
            env=self._variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
        kept = self._kept.read_text().rstrip("\0").split("\0")
        self._variables = dict(line.split("=", 1) for line in kept)
        output = self._as_shown(done.stdout) + self._as_shown(done.stderr)
        assert bool(done.returncode) == bool(_FAILURE.search(shown)), f"{command}\n{output}"
        assert re.search(pattern_of(shown), output), f"{command}\nsaid:\n{output}\nnot:\n{shown}"

    def _changed(self, text: str) -> str:
        for written, real in self._instead.items():
            text = text.replace(written, real)
        return text

    def _as_shown(self, output: str) -> str:
        for written, real in self._instead.items():
            output = output.replace(real, written)
        return output

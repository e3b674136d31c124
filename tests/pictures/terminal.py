# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of a terminal in which a real playbook ran against the sandbox.

What differs from run to run is shown as something that stays the same: the server is
awx.example.com, the directory of the playbook is left out, and seconds are dots.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import tempfile
import termios
import typing as t
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.demo.run import CONNECTION_PREFIXES, running_sandbox
from tests.environments.make import ENVIRONMENTS, ROOT

# As wide as the recap of a play is.
COLUMNS, ROWS = 114, 60
ADDRESS = "https://awx.example.com"
CUT = "[...]"
SECONDS = re.compile(r"(job \d+ \w+ 0:|after |elapsed: )[\d.]+\b")

# Of GitHub's terminal theme: each colour can be read on the background.
THEME = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [
        (177, 186, 196),
        (255, 123, 114),
        (63, 185, 80),
        (210, 153, 34),
        (121, 192, 255),
        (210, 168, 255),
        (86, 212, 221),
        (230, 237, 243),
    ],
)

# rich's own shape without its fonts, which a browser would fetch, and with words for those who
# cannot see.
SHAPE = """\
<svg xmlns="http://www.w3.org/2000/svg"
  width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">
<title>TITLE</title>
<desc>DESCRIPTION</desc>
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px;
}}
.{unique_id}-title {{ font-family: Lato, Arial, sans-serif; font-size: 18px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})"
  clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


@dataclass(frozen=True)
class Shot:
    """A playbook, and what is shown of what it says; `shown_to` names the last line's beginning."""

    name: str
    description: str
    tasks: str
    shown_to: str | None = None


SHOTS = (
    Shot(
        "live_launch",
        "A playbook with a task that launches a job and shows the output of the job while it runs,"
        " in the colours of ansible-playbook; the next task shows the artifacts of the job.",
        """
    - name: Deploy
      steward.awx.awx_job_launch:
        template: Deploy shop
        extra_vars: {version: 2.4.1, stage: staging, replicas: 1}
        output: live
      register: deployed

    - name: Show the deployed version
      ansible.builtin.debug:
        var: deployed.job.artifacts
""",
    ),
    Shot(
        "failed_launch",
        "A playbook whose task launches a job that fails. The error contains the job, the number of"
        " failed hosts, the first of them with its task and message, and the URL of the job.",
        """
    - name: Deploy
      steward.awx.awx_job_launch:
        template: Deploy shop to staging
""",
        shown_to="    failures_left_out",
    ),
)


def shoot_all() -> t.Iterator[tuple[str, str]]:
    """Yield the name of each picture, and its SVG."""
    with running_sandbox() as connection:
        for shot in SHOTS:
            yield shot.name, _picture(shot, _run(shot, connection))


def _run(shot: Shot, connection: dict[str, str]) -> str:
    """Run the playbook on a terminal, and return what it wrote there."""
    with tempfile.TemporaryDirectory() as directory:
        playbook = Path(directory) / "release.yml"
        head = "- name: Release\n  hosts: localhost\n  gather_facts: false\n  tasks:"
        playbook.write_text(head + shot.tasks, encoding="utf-8")
        settings = Path(directory) / "ansible.cfg"
        settings.touch()
        others = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith((*CONNECTION_PREFIXES, "ANSIBLE_"))
        }
        variables = {
            **others,
            **connection,
            "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "collections"),
            "ANSIBLE_CONFIG": str(settings),
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        said = _on_terminal(playbook, variables)
        said = said.replace(connection["AWX_HOST"], ADDRESS).replace(f"{directory}/", "")
        return SECONDS.sub(r"\1..", said)


def _on_terminal(playbook: Path, variables: dict[str, str]) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    program = ENVIRONMENTS / "core-2.19" / "bin" / "ansible-playbook"
    with subprocess.Popen(
        [program, playbook], env=variables, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        said = b""
        while more := _read(ours):
            said += more
        process.wait()
    os.close(ours)
    return said.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody has the terminal any more
        return b""


def _picture(shot: Shot, said: str) -> str:
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print("[bold]$ ansible-playbook release.yml[/bold]")
    for line in _shown(shot, said):
        text = Text.from_ansi(line)
        text.rstrip()
        # As a terminal breaks lines, whatever words are there.
        for part in text.divide(range(COLUMNS, len(text), COLUMNS)):
            console.print(part, soft_wrap=True)
    shape = SHAPE.replace("TITLE", "A terminal").replace("DESCRIPTION", escape(shot.description))
    return console.export_svg(
        title="ansible-playbook release.yml", theme=THEME, code_format=shape, unique_id=shot.name
    )


def _shown(shot: Shot, said: str) -> t.Iterator[str]:
    """Yield the lines that are shown; what is left out is said to be."""
    lines = said.rstrip("\n").split("\n")
    for number, line in enumerate(lines):
        yield line
        if shot.shown_to and Text.from_ansi(line).plain.startswith(shot.shown_to):
            left_out = len(lines) - number - 1
            yield f"{CUT} {left_out} lines: hosts, the job, the tail of its output, ..."
            return

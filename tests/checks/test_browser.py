# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check that overlooks what is wrong is none: so pages that are wrong are shown to it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.checks.steps import CHROMIUM, ENVIRONMENT
from tests.environments.make import ROOT

PAGE = """<!doctype html>
<html lang="en">
<head><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><h1>Title</h1>{body}</body></html>
"""
LONG = "x" * 120
FAULTS = {
    "link.html": ('<a href="nowhere.html">a</a>', "link to nothing: nowhere.html"),
    "anchor.html": ('<a href="good.html#no">a</a>', "link to no such place: good.html#no"),
    "form.html": (
        '<a href="http://example.com/">a</a>',
        "link of an odd form: http://example.com/",
    ),
    "image.html": ('<img src="no.png" alt="a">', "image not loaded: no.png"),
    "alt.html": ('<img src="dot.svg">', "image without a text in its place: dot.svg"),
    "elsewhere.html": (
        '<script src="https://example.com/a.js"></script>',
        "comes from elsewhere: https://example.com/a.js",
    ),
    "script.html": ("<script>nothing()</script>", "nothing is not defined"),
    "console.html": ("<script>console.error('oh')</script>", "console: oh"),
    "wide.html": (f"<p>{LONG}</p>", "phone: wider than the window: xxx"),
    "box.html": ('<div style="width: 1000px; height: 1px"></div>', "phone: the page is 10"),
    "small.html": ('<p style="font-size: 8px">a b</p>', "text of 8 px: a b"),
    "pale.html": ('<p style="color: #aaa">a b</p>', "contrast of 2.3, rgb(170, 170, 170) on 255"),
    "markup.html": ("<p>see O(name)</p>", "markup that is shown: see O(name)"),
    "role.html": ("<p>see :ref:`name`</p>", "markup that is shown: see :ref:"),
    "heading.html": ("<h1>Another</h1>", "2 headings of the first level"),
}
# What is right, although it resembles what is wrong.
GOOD = f"""
<p id="here">Text, <a href="#here">here</a> and <a href="https://example.com/">there</a>.</p>
<pre style="overflow-x: auto">{LONG} O(name)</pre>
<p>awx_token() and NAME(1) and HTTP</p>
<img src="dot.svg" alt="A dot">
<p hidden style="color: #fff">not shown</p>
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the check says of all pages, looked at once."""
    environment = ENVIRONMENT["docsite"]
    if not shutil.which(CHROMIUM) or not environment.is_current:
        pytest.skip(f"it takes {CHROMIUM} and .venv/docsite")
    site = tmp_path_factory.mktemp("site")
    pages = {"good.html": GOOD, **{name: body for name, (body, _fault) in FAULTS.items()}}
    for name, body in pages.items():
        (site / name).write_text(PAGE.format(title=name, body=body), encoding="utf-8")
    (site / "untitled.html").write_text(PAGE.format(title="", body=""), encoding="utf-8")
    dot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    (site / "dot.svg").write_text(dot, encoding="utf-8")
    return _look_at(site, environment.path)


def _look_at(site: Path, environment: Path) -> list[str]:
    python = str(environment / "bin" / "python")
    command = [python, "-m", "tests.checks.browser", "--site", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("page", [*FAULTS])
def test_what_is_wrong_with_a_page_is_said(said: list[str], page: str) -> None:
    assert [line for line in said if line.startswith(f"{page}: ") and FAULTS[page][1] in line]


def test_a_page_without_a_title_is_seen(said: list[str]) -> None:
    assert "untitled.html: desk: no title" in said


def test_nothing_is_said_of_a_page_that_is_right(said: list[str]) -> None:
    assert [line for line in said if line.startswith("good.html")] == []

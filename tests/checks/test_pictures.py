# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the documentation are those that are drawn, and fetch nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.pictures.drawing import Picture
from tests.pictures.drawings import DRAWINGS, IMAGES

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = sorted(IMAGES.glob("*.svg"))
MOST_BYTES = 30_000
OUR_OWN = ("architecture", "failed_launch", "launch", "live_launch", "walk")


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_as_it_is_drawn(name: str) -> None:
    drawn = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")
    assert drawn == str(DRAWINGS[name]()), "make pictures"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_a_picture_fetches_nothing(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    elements = {element.tag for element in ET.fromstring(text).iter()}  # noqa: S314
    assert not {f"{SVG}script", f"{SVG}foreignObject"} & elements
    assert not re.findall(r"(?:href|src)=\"(?!#)[^\"]*\"|url\((?!['\"]?#)|@import", text)


@pytest.mark.parametrize("name", OUR_OWN)
def test_a_picture_is_small_and_has_words_for_those_who_cannot_see(name: str) -> None:
    text = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES
    first, second, *_others = ET.fromstring(text)  # noqa: S314
    assert (first.tag, second.tag) == (f"{SVG}title", f"{SVG}desc")
    assert first.text
    assert second.text


def test_text_of_a_drawing_is_written_as_it_is() -> None:
    picture = Picture(50, title="a & b", description="<c>")
    picture.text(10, 20, "id__gt=1&id__lt=2")
    found = ET.fromstring(str(picture))  # noqa: S314
    assert [element.text for element in found.iter(f"{SVG}text")] == ["id__gt=1&id__lt=2"]

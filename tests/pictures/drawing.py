# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw boxes, arrows and text as SVG.

Text stays text, in fonts that every system has something like; a picture has a background of its
own, so that it can be read on a dark page too.
"""

from __future__ import annotations

import typing as t
import xml.etree.ElementTree as ET

# Below this, text cannot be read where a picture is shown 700 px wide.
WIDTH = 760
LINE = 18

# Fill and border, by what a thing is.
COLOURS: t.Final = {
    "ours": ("#e3eefa", "#2a6590"),
    "server": ("#d9efe9", "#1c6b5c"),
    "ansible": ("#f0eaf7", "#6b4a94"),
    "good": ("#e2f3df", "#2f7a2a"),
    "bad": ("#fbe4e1", "#a93226"),
    "unsure": ("#fdf1d3", "#8a6100"),
    "plain": ("#ffffff", "#8c959f"),
}
STYLE = """
text { font-family: Lato, "Segoe UI", Roboto, Arial, sans-serif; font-size: 14px; fill: #1f2328; }
.title { font-size: 17px; font-weight: bold; }
.strong { font-weight: bold; }
.small { font-size: 13px; fill: #424a53; }
.code { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12.5px; }
.arrow { fill: none; stroke: #57606a; stroke-width: 1.5; marker-end: url(#head); }
.rule { stroke: #a93226; stroke-width: 1.5; stroke-dasharray: 6 4; }
"""

Point = tuple[float, float]


class Picture:
    """One picture of a certain height, `WIDTH` wide; y grows downwards."""

    def __init__(self, height: int, *, title: str, description: str) -> None:
        self._svg = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": str(WIDTH),
                "height": str(height),
                "viewBox": f"0 0 {WIDTH} {height}",
                "role": "img",
            },
        )
        self._add("title").text = title
        self._add("desc").text = description
        self._add("style").text = STYLE
        head = ET.SubElement(
            self._add("defs"),
            "marker",
            id="head",
            viewBox="0 0 10 10",
            refX="9",
            refY="5",
            markerWidth="7",
            markerHeight="7",
            orient="auto-start-reverse",
        )
        ET.SubElement(head, "path", d="M0 0 10 5 0 10Z", fill="#57606a")
        self._add("rect", width=WIDTH, height=height, rx=8, fill="#fcfcfc", stroke="#d0d7de")

    def __str__(self) -> str:
        ET.indent(self._svg)
        return ET.tostring(self._svg, encoding="unicode") + "\n"

    def text(self, x: float, y: float, *lines: str, style: str = "", anchor: str = "start") -> None:
        """Write lines, the first with its baseline at y. `anchor`: start, middle or end."""
        for number, line in enumerate(lines):
            attributes: dict[str, str | float] = {"x": x, "y": y + number * LINE}
            if style:
                attributes["class"] = style
            if anchor != "start":
                attributes["text-anchor"] = anchor
            self._add("text", **attributes).text = line

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *lines: str,
        kind: str,
        head: str = "",
        style: str = "small",
    ) -> None:
        """Draw a box with a bold line and others in its middle."""
        self.cell(x, y, width, height, kind=kind, radius=6)
        total = len(lines) + (1 if head else 0)
        top = y + height / 2 - (total - 1) * LINE / 2 + 5
        middle = x + width / 2
        if head:
            self.text(middle, top, head, style="strong", anchor="middle")
            top += LINE
        self.text(middle, top, *lines, style=style, anchor="middle")

    def cell(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        kind: str,
        radius: float = 0,
    ) -> None:
        """Draw a box with nothing in it."""
        fill, border = COLOURS[kind]
        self._add(
            "rect",
            x=x,
            y=y,
            width=width,
            height=height,
            rx=radius,
            fill=fill,
            stroke=border,
        )

    def arrow(self, *points: Point) -> None:
        """Draw an arrow along points."""
        path = "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
        self._add("path", **{"class": "arrow", "d": path})

    def rule(self, start: Point, end: Point) -> None:
        """Draw a dashed line that nothing may cross."""
        ends: dict[str, str | float] = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
        self._add("line", **ends, **{"class": "rule"})

    def _add(self, tag: str, **attributes: str | float) -> ET.Element:
        written = {
            name: value if isinstance(value, str) else f"{value:g}"
            for name, value in attributes.items()
        }
        return ET.SubElement(self._svg, tag, written)

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plots: each is drawn from a table alone, so that the kept tables give the kept plots.

`python -m tests.bench plots` draws them again. The same tables and the same matplotlib give the
same bytes: text stays text, and neither dates nor random ids are written.
"""

from __future__ import annotations

import hashlib
import typing as t
from dataclasses import dataclass
from pathlib import Path

from . import depth, hosts, memory, task_cost
from .simulation import titles as simulation
from .tables import Table, value

_PERCENT = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Plot:
    """A picture of a table: its file's name, what those hear who cannot see it, how to draw it."""

    name: str
    alt: str
    table: str
    draw: t.Callable[[t.Any, Table], None]

    def description(self, table: Table) -> str:
        """Return what the file says about itself: the table it was drawn from, and its digest."""
        digest = hashlib.sha256(str(table).encode()).hexdigest()[:16]
        return f"{self.alt} Drawn from the table '{self.table}' ({digest})."


def _by_rows(axes: t.Any, table: Table) -> None:
    rows = _numbers(table, "rows")
    for client in table.columns[1:]:
        _line(axes, rows, _numbers(table, client), client)
    _label(axes, "hosts", "wall time in s")


def _by_concurrency(axes: t.Any, table: Table) -> None:
    flights = _numbers(table, "concurrency")
    wall = _numbers(table, "wall s")
    _line(axes, flights, wall, "measured")
    axes.plot(
        *(flights, [wall[0] / min(n, hosts.WORKERS) for n in flights]),
        *("--",),
        color=_GREY,
        label=f"time at concurrency 1, divided by up to {hosts.WORKERS}",
    )
    _logarithmic(axes.xaxis, flights)
    _label(axes, "concurrency", "wall time in s")


def _by_depth(axes: t.Any, table: Table) -> None:
    rows = _numbers(table, "rows per page")
    times = [_numbers(table, column) for column in depth.DEPTHS]
    for place, walk in enumerate(table.column("method")):
        _line(axes, _PERCENT, [time[place] / rows[place] for time in times], walk)
    _label(axes, "depth of the page in percent of all rows", "server time in ms per row")


def _by_memory(axes: t.Any, table: Table) -> None:
    for name in (memory.RETURNED, memory.TO_DEST, memory.IN_PROCESS):
        lines = [row for row in table.rows if row[0] == name]
        _line(axes, [value(row[1]) for row in lines], [value(row[2]) for row in lines], name)
    _label(axes, "rows", "peak memory in MB")


def _by_task(axes: t.Any, table: Table) -> None:
    names = [f"{_short(task)}, {core}" for task, core, *_costs in table.rows]
    costs = [value(cell) for cell in table.column("in a loop")]
    colours = [_COLOURS[0] if "awx_query" in name else _GREY for name in names]
    bars = axes.barh(names[::-1], costs[::-1], color=colours[::-1])
    axes.bar_label(bars, fmt="%.0f", padding=3)
    axes.set_xlim(right=max(costs) * 1.1)
    axes.set_xlabel("CPU time in ms per item of a loop")


def _short(task: str) -> str:
    return task.removeprefix("ansible.builtin.").removeprefix("steward.awx.")


def _by_millions(axes: t.Any, table: Table) -> None:
    rows = _numbers(table, "rows")
    for column in table.columns[1:5]:
        _line(axes, rows, _numbers(table, column), column)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_yticks([1, 60, 3600, 86400], labels=["1 s", "1 min", "1 h", "1 day"])
    axes.set_yticks([], minor=True)
    _label(axes, "rows", "wall time, simulated")


def _by_cores(axes: t.Any, table: Table) -> None:
    flights = _numbers(table, "concurrency")
    for column in table.columns[1:]:
        _line(axes, flights, _numbers(table, column), f"server with {column}")
    _logarithmic(axes.xaxis, flights)
    _label(axes, "concurrency", "wall time in s, simulated")


PLOTS = (
    Plot(
        "wall_by_rows.svg",
        "Wall time for up to 5,000 hosts: the collection is close to plain requests with a "
        "concurrency of four, awx.awx is close to sequential plain requests.",
        hosts.ROWS_TITLE,
        _by_rows,
    ),
    Plot(
        "wall_by_concurrency.svg",
        "Wall time for 5,000 hosts by concurrency, with a server that processes four requests at "
        "a time: it decreases up to a concurrency of four and no further.",
        hosts.CONCURRENCY_TITLE,
        _by_concurrency,
    ),
    Plot(
        "page_by_depth.svg",
        "Server time per row of a page, by its depth in 50,000 rows: by key the last page takes "
        "as long as the first.",
        depth.TITLE,
        _by_depth,
    ),
    Plot(
        "memory_by_rows.svg",
        "Peak memory by rows: it grows if objects are returned, and is constant with dest.",
        memory.TITLE,
        _by_memory,
    ),
    Plot(
        "cpu_by_task.svg",
        "CPU time of the client for a task by ansible-core: an in-process query takes little more "
        "than debug; a separate process, uri and awx.awx take hundreds of milliseconds.",
        task_cost.TITLE,
        _by_task,
    ),
    Plot(
        "simulated_events.svg",
        "Simulated wall time for a thousand to ten million events: with numbered pages it grows "
        "with the square of the rows, with pages by key in proportion to the rows.",
        simulation.EVENTS,
        _by_millions,
    ),
    Plot(
        "simulated_cores.svg",
        "Simulated wall time for 5,000 hosts by concurrency, for servers of one to eight cores: "
        "it decreases until there are as many concurrent requests as cores or workers.",
        simulation.CORES,
        _by_cores,
    ),
)


def draw(tables: t.Mapping[str, Table], directory: Path) -> list[Path]:
    """Draw every plot whose table there is; return the files."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update(_STYLE)
    from matplotlib import pyplot

    directory.mkdir(parents=True, exist_ok=True)
    files = []
    for plot in PLOTS:
        if plot.table not in tables:
            continue
        table = tables[plot.table]
        figure, axes = pyplot.subplots(figsize=(6.0, 3.8), layout="constrained")
        plot.draw(axes, table)
        files.append(directory / plot.name)
        about = {"Title": plot.alt, "Description": plot.description(table)}
        figure.savefig(files[-1], metadata={**about, "Date": None, "Creator": None})
        pyplot.close(figure)
    return files


# Told apart by people who see colours differently (Okabe and Ito), and by their markers.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_GREY = "#767676"
_MARKERS = "osD^v*"
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "steward.awx",
    # Nothing shines through, whatever page the picture is on.
    "savefig.facecolor": "white",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def _line(axes: t.Any, x: t.Sequence[float], y: t.Sequence[float], label: str) -> None:
    place = len(axes.lines)
    colour, marker = _COLOURS[place % len(_COLOURS)], _MARKERS[place % len(_MARKERS)]
    axes.plot(x, y, color=colour, marker=marker, markersize=5, label=label)


def _logarithmic(axis: t.Any, ticks: t.Sequence[float]) -> None:
    axis.axes.set_xscale("log", base=2)
    axis.set_ticks(ticks, labels=[f"{tick:.0f}" for tick in ticks])


def _label(axes: t.Any, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    if axes.get_yscale() == "linear":
        axes.set_ylim(bottom=0)
    if axes.get_xscale() == "linear":
        axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend(frameon=False)


def _numbers(table: Table, column: str) -> list[float]:
    return [value(cell) for cell in table.column(column)]

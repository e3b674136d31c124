# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the sandbox: ``python -m tests.sandbox``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .server import Options, run


def _options(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m tests.sandbox", description="A simulation of AWX 24.6.1 on a loopback port."
    )
    parser.add_argument("--port", type=int, default=0, help="a free one where not given")
    parser.add_argument("--json", action="store_true", help="print one line of JSON when ready")
    parser.add_argument("--state", type=Path, help="keep database and logs in this directory")
    parser.add_argument(
        "--workers", type=int, default=8, metavar="N", help="requests served at a time (8)"
    )
    parser.add_argument(
        "--row-cost-ms",
        type=float,
        default=0,
        metavar="F",
        help="time to sleep for each row of a list, as if it cost that to serialise",
    )
    parser.add_argument(
        "--secure-cookies", action="store_true", help="cookies that plain http never sends back"
    )
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the process that started it ends"
    )
    kinds = parser.add_argument_group("which kind of server it is")
    kinds.add_argument("--ascender", action="store_true", help="Ascender 25.5, a fork of AWX")
    kinds.add_argument(
        "--prefix",
        default="",
        metavar="P",
        help="AWX with OPTIONAL_API_URLPATTERN_PREFIX: below /api/P/ too",
    )
    kinds.add_argument(
        "--gateway", action="store_true", help="behind a gateway: below /api/controller/ only"
    )
    kinds.add_argument("--no-tokens", action="store_true", help="a server without OAuth2 tokens")
    kinds.add_argument(
        "--base-path", default="", metavar="PATH", help="all below a path, as an ingress may do"
    )
    kinds.add_argument(
        "--session-cookie",
        default="awx_sessionid",
        metavar="NAME",
        help="sessionid is that of AWX before 20.0.1",
    )
    values = parser.parse_args(arguments)
    return Options(**vars(values))


if __name__ == "__main__":
    sys.exit(run(_options(sys.argv[1:])))

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at every page of the built site in a real browser, as wide as a desk and as a phone.

    python -m tests.checks.browser [--site DIRECTORY] [--pictures DIRECTORY]

Fails on links and anchors that lead nowhere, on resources that do not load or come from elsewhere,
on errors of scripts, and on what cannot be read (`page.js`). Links to other sites are not followed.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import shutil
import sys
import threading
import typing as t
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Response,
    Route,
    sync_playwright,
)

from tests.checks.docsite import SITE
from tests.checks.steps import CHROMIUM

WIDTHS = {"desk": 1280, "phone": 390}
HEIGHT = 900
MEASURE = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
# It is to show pages, and to speak to nobody but the server of these pages.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Seen:
    """What a page turned out to be, at all widths."""

    links: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Look at the site; print each fault, return 1 if there are any."""
    parser = argparse.ArgumentParser(description="Look at the built site in Chromium.")
    parser.add_argument("--site", type=Path, default=SITE / "html")
    parser.add_argument("--pictures", type=Path, help="keep a picture of each page here")
    arguments = parser.parse_args()
    names = [str(path.relative_to(arguments.site)) for path in arguments.site.rglob("*.html")]
    if not names:
        print(f"there are no pages in {arguments.site}: make docs", file=sys.stderr)
        return 1
    with _served(arguments.site) as root, _chromium() as browser:
        pages = _look_at_all(sorted(names), root, browser, arguments.pictures)
    for name, seen in pages.items():
        seen.faults += [*_dead_links(name, root, pages, arguments.site)]
    for name, seen in pages.items():
        for fault in seen.faults:
            print(f"{name}: {fault}")
    faults = sum(len(seen.faults) for seen in pages.values())
    print(f"{len(pages)} pages, {faults} faults")
    return 1 if faults else 0


@contextlib.contextmanager
def _served(site: Path) -> t.Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: t.Any) -> None:
        """Keep what is asked for to oneself."""


@contextlib.contextmanager
def _chromium() -> t.Iterator[Browser]:
    program = shutil.which(CHROMIUM)
    with sync_playwright() as playwright:
        # Root, as in many a container, cannot have Chromium's sandbox. The pages are our own.
        browser = playwright.chromium.launch(
            executable_path=program, args=[*ARGUMENTS], chromium_sandbox=False
        )
        try:
            yield browser
        finally:
            browser.close()


def _look_at_all(
    names: t.Iterable[str], root: str, browser: Browser, pictures: Path | None
) -> dict[str, Seen]:
    page = browser.new_page()
    faults = _listen(page, root)
    pages: dict[str, Seen] = {}
    for name in names:
        pages[name] = seen = Seen()
        for device, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if page.url != root + name:
                page.goto(root + name)
            found = page.evaluate(MEASURE)
            seen.links.update(found["links"])
            seen.anchors.update(found["anchors"])
            seen.faults += [f"{device}: {fault}" for fault in [*faults, *found["faults"]]]
            faults.clear()
            if pictures:
                shot = pictures / device / Path(name).with_suffix(".png")
                page.screenshot(path=shot, full_page=True)
    return pages


def _listen(page: Page, root: str) -> list[str]:
    """Return a list that grows by what goes wrong while pages load."""
    faults: list[str] = []

    def refuse(route: Route) -> None:
        faults.append(f"comes from elsewhere: {route.request.url}")
        route.abort()

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            faults.append(f"console: {said.text}")

    def judge(reply: Response) -> None:
        if not reply.ok:
            faults.append(f"{reply.status}: {reply.url}")

    page.route(lambda url: not url.startswith((root, "data:")), refuse)
    page.on("console", hear)
    page.on("response", judge)
    page.on("pageerror", lambda error: faults.append(f"error of a script: {error}"))
    return faults


def _dead_links(name: str, root: str, pages: dict[str, Seen], site: Path) -> t.Iterator[str]:
    """Yield what is wrong with the links of a page."""
    for link in sorted(pages[name].links):
        address, anchor = urldefrag(link)
        if not address.startswith(root):
            parts = urlsplit(link)
            if parts.scheme not in ("https", "mailto") or not (parts.netloc or parts.path):
                yield f"link of an odd form: {link}"
            continue
        path = unquote(urlsplit(address).path).lstrip("/") or "index.html"
        if not (site / path).is_file():
            yield f"link to nothing: {path}"
        elif anchor and path in pages and unquote(anchor) not in pages[path].anchors:
            yield f"link to no such place: {path}#{anchor}"


if __name__ == "__main__":
    sys.exit(main())

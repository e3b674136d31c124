# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as tests see it: a process, its API, its control pages and its database."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sqlite3
import subprocess
import typing as t
from pathlib import Path

import requests

from tests.sandbox.users import PASSWORD as SEED_PASSWORD

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv" / "sandbox" / "bin" / "python"
STOP_SECONDS = 10

# A user of our own, whose password has everything in it that is hard to hand on.
USERNAME = "integration"
PASSWORD = "Tq7-xk2+m/Vd 9%"


@dataclasses.dataclass(frozen=True)
class Seen:
    """A request that reached the sandbox; `connection` is the same for all on one connection."""

    method: str
    path: str
    query: str
    status: int
    authentication: str
    connection: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")


class Traffic(list[Seen]):
    """The requests of some time, in their order."""

    def of(self, method: str, ending: str = "") -> list[Seen]:
        return [seen for seen in self if seen.method == method and seen.path.endswith(ending)]

    @property
    def connections(self) -> int:
        """How many connections carried all this, but for a logout that a signal brought about."""
        return len({seen.connection for seen in self if not seen.path.endswith("/logout/")})

    @property
    def writes(self) -> list[Seen]:
        """What may change something, other than logins."""
        unsafe = [seen for seen in self if seen.method not in ("GET", "HEAD", "OPTIONS")]
        return [seen for seen in unsafe if not seen.path.endswith("/login/")]


class Sandbox:
    """A running sandbox, used as the superuser `USERNAME`."""

    def __init__(self, url: str, state: Path, *, pid: int) -> None:
        self.url = url
        self._presentation: dict[str, t.Any] = self._control("GET", "presentation/")
        self.pid = pid
        self._database = state / "awx.sqlite3"
        self._session = requests.Session()
        user = {"username": USERNAME, "password": PASSWORD, "is_superuser": True}
        self._call("POST", "users/", user, auth=("admin", SEED_PASSWORD))
        self.token: str = self.new_token("integration tests")["token"]
        self._session.headers["Authorization"] = f"Bearer {self.token}"

    def new_token(
        self, description: str, *, scope: str = "write", user: tuple[str, str] | None = None
    ) -> dict[str, t.Any]:
        body = {"description": description, "scope": scope}
        return self._call("POST", "tokens/", body, auth=user or (USERNAME, PASSWORD))

    def get(self, path: str) -> t.Any:
        """Return what the API answers below /api/v2/."""
        return self._call("GET", path)

    def post(self, path: str, body: t.Any) -> t.Any:
        return self._call("POST", path, body)

    def patch(self, path: str, body: t.Any) -> t.Any:
        return self._call("PATCH", path, body)

    def delete(self, path: str) -> None:
        self._call("DELETE", path)

    def stdout(self, job_id: int) -> str:
        """Return the stored output of a job of a playbook, without colours."""
        answer = self._session.get(f"{self.url}/api/v2/jobs/{job_id}/stdout/?format=txt_download")
        answer.raise_for_status()
        return answer.content.decode()

    def use(self, token: str) -> None:
        """Ask something with another token."""
        answer = requests.get(
            f"{self.url}/api/v2/me/", headers={"Authorization": f"Bearer {token}"}
        )
        answer.raise_for_status()

    def expire(self, token_id: int) -> None:
        self._control("POST", f"tokens/{token_id}/expire/")

    def end_sessions(self) -> None:
        """End the sessions of everybody."""
        self._control("DELETE", "sessions/")

    @contextlib.contextmanager
    def presented(self, **presentation: t.Any) -> t.Iterator[None]:
        """Be another kind of server for a while (`tests/sandbox/presentation.py`)."""
        self._control("PUT", "presentation/", {**self._presentation, **presentation})
        try:
            yield
        finally:
            self._control("PUT", "presentation/", self._presentation)

    @contextlib.contextmanager
    def configured(self, **values: t.Any) -> t.Iterator[None]:
        """Have other settings of authentication for a while."""
        self._call("PATCH", "settings/authentication/", values)
        try:
            yield
        finally:
            self._call("DELETE", "settings/authentication/")

    def belongs(self, username: str, external_account: str | None) -> None:
        """Make a user one of `ldap`, `enterprise` or `social` logins, or of none."""
        self._control("POST", f"users/{username}/", {"external_account": external_account})

    def age(self, token_id: int, *, hours: int) -> None:
        """Make a token one that was created some hours ago."""
        self._control("POST", f"tokens/{token_id}/age/", {"hours": hours})

    @contextlib.contextmanager
    def external(self, username: str, kind: str) -> t.Iterator[None]:
        """Make a user one of another login service, for a while."""
        self.belongs(username, kind)
        try:
            yield
        finally:
            self.belongs(username, None)

    def authorization_code(self, client_id: str, redirect_uri: str, **more: str) -> str:
        """Return a code of scope read, as a browser gets it."""
        asked = {"response_type": "code", "client_id": client_id, "scope": "read", **more}
        form = {**asked, "redirect_uri": redirect_uri, "allow": "Authorize"}
        with requests.Session() as browser:
            browser.get(f"{self.url}/api/login/")
            login = {"username": USERNAME, "password": PASSWORD, "next": "/api/"}
            self._submit(browser, "/api/login/", login)
            answer = self._submit(browser, "/api/o/authorize/", form)
            self._submit(browser, "/api/logout/", {})
        return answer.headers["Location"].partition("code=")[2].partition("&")[0]

    def _submit(
        self, browser: requests.Session, path: str, form: dict[str, str]
    ) -> requests.Response:
        proof = {"X-CSRFToken": browser.cookies.get("csrftoken") or ""}
        answer = browser.post(self.url + path, data=form, headers=proof, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer

    @property
    def is_ascender(self) -> bool:
        return bool(self._presentation["ascender"])

    @property
    def tokens(self) -> int:
        return int(self._control("GET", "counts/")["tokens"])

    @property
    def sessions(self) -> int:
        return int(self._control("GET", "counts/")["sessions"])

    @contextlib.contextmanager
    def traffic(self) -> t.Iterator[Traffic]:
        """Give a list that holds, afterwards, the requests that came meanwhile."""
        self._control("DELETE", "requests/")
        traffic = Traffic()
        yield traffic
        names = {field.name for field in dataclasses.fields(Seen)}
        for row in self._control("GET", "requests/")["requests"]:
            traffic.append(Seen(**{name: row[name] for name in names}))

    def rows(self, sql: str, *values: t.Any) -> list[t.Any]:
        """Ask the database itself; rows of one column come as a list of values."""
        with contextlib.closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as db:
            rows = db.execute(sql, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def never_started(self, job_id: int) -> None:
        """Make a job that has ended one that never began, as Ascender shows such."""
        with contextlib.closing(sqlite3.connect(self._database, timeout=30)) as db:
            db.execute(
                "UPDATE main_unifiedjob SET started = NULL, finished = NULL, status = 'failed',"
                " failed = 1, job_explanation = 'Previous Task Failed' WHERE id = ?",
                (job_id,),
            )
            db.commit()

    def id_of(self, table: str, name: str) -> int:
        """Return the id of the one row that is called so."""
        [found] = self.rows(f"SELECT id FROM main_{table} WHERE name = ?", name)  # noqa: S608
        return int(found)

    def _call(
        self, method: str, path: str, body: t.Any = None, *, auth: tuple[str, str] | None = None
    ) -> t.Any:
        answer = self._session.request(method, f"{self.url}/api/v2/{path}", json=body, auth=auth)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _control(self, method: str, path: str, body: t.Any = None) -> t.Any:
        answer = requests.request(method, f"{self.url}/sandbox/{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None


class Process:
    """The process of a sandbox that keeps its database in `state`; its port stays the same."""

    def __init__(self, state: Path, *options: str) -> None:
        self._state = state
        self._options = options
        self.port = 0
        self._process = self._started()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def start_again(self) -> None:
        """Start another one on the same database and port, if this one has ended."""
        if self._process.poll() is not None:
            self._process = self._started()

    def stop(self) -> None:
        with self._process as process:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def _started(self) -> subprocess.Popen[str]:
        options = ["--json", "--with-parent", *self._options]
        options += ["--state", str(self._state), "--port", str(self.port)]
        with (self._state.parent / "sandbox.log").open("a") as log:
            process = subprocess.Popen(
                [PYTHON, "-m", "tests.sandbox", *options],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            process.wait()
            raise AssertionError(f"the sandbox did not start: {Path(log.name).read_text()}")
        self.port = int(json.loads(line)["url"].rpartition(":")[2])
        return process


@contextlib.contextmanager
def running(state: Path, *options: str) -> t.Iterator[Sandbox]:
    """Start a sandbox that keeps its database in `state`, and stop it."""
    process = Process(state, *options)
    try:
        yield Sandbox(process.url, state, pid=process.pid)
    finally:
        process.stop()

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Pending launches and claimed jobs as small files, which all processes of a user on a machine see.

A pending launch is a file that its process holds locked: when the process ends, so does the lock. A
claimed job is a file that only one process can create. They hold ids, and nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import stat
import time
import typing as t
import uuid

if t.TYPE_CHECKING:
    from ._awx.launch.claims_protocol import Others

# How long claims are kept, in seconds; a lost response is resolved within a minute.
_KEPT = 24 * 3600.0
_TIDIED_EVERY = 3600.0

_PENDING, _CLAIM = ".pending", ".claim"


def directory_of_user() -> str:
    """Return the directory shared by all launches of this user, whatever their HOME and TMPDIR."""
    return os.path.join(os.sep, "tmp", f"steward.awx-{os.geteuid()}")


class FileClaims:
    """`claims_protocol.LaunchClaims` in a directory of the user's own."""

    def __init__(
        self, directory: str | None = None, *, now: t.Callable[[], float] = time.time
    ) -> None:
        self._directory = directory
        self._now = now

    def begin(self, server: str, target: str) -> PendingFile:
        """Announce a launch.

        Raises:
            OSError: the directory cannot be made, is not this user's alone, or cannot lock files.
        """
        directory = self._directory or directory_of_user()
        _make_private(directory)
        self._tidy(directory)
        return PendingFile(directory, _key(server), _key(f"{server} {target}"))

    def _tidy(self, directory: str) -> None:
        """Remove old claims, and what killed processes left, once in a while."""
        marker = os.path.join(directory, "tidied")
        with contextlib.suppress(FileNotFoundError):
            if os.stat(marker).st_mtime > self._now() - _TIDIED_EVERY:
                return
        with open(marker, "w", encoding="ascii"):
            pass
        os.utime(marker, (self._now(), self._now()))
        for entry in os.scandir(directory):
            with contextlib.suppress(OSError):
                is_old = entry.stat(follow_symlinks=False).st_mtime < self._now() - _KEPT
                if is_old and entry.path != marker and not _is_held(entry.path):
                    os.unlink(entry.path)


class PendingFile:
    """`claims_protocol.PendingLaunch` as a locked file: empty, and later the ids it looks for."""

    def __init__(self, directory: str, server_key: str, key: str) -> None:
        self._directory = directory
        self._server_key = server_key
        self._key = key
        unique = uuid.uuid4().hex
        self._path = os.path.join(directory, f"{key}.{unique}{_PENDING}")
        # Locked under another name first: unlocked it would be taken for that of a dead process.
        unnamed = os.path.join(directory, f"{unique}.new")
        self._file = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.rename(unnamed, self._path)
        except OSError:
            os.close(self._file)
            with contextlib.suppress(OSError):
                os.unlink(unnamed)
            raise

    def claim(self, job_id: int) -> bool:
        try:
            os.close(os.open(self._claim_of(job_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        return True

    def is_claimed(self, job_id: int) -> bool:
        return os.path.exists(self._claim_of(job_id))

    def look_for(self, job_ids: t.Collection[int]) -> Others:
        wanted = " ".join(map(str, ["lost", *sorted(job_ids)])).encode()
        # While it is empty the others take the response for one that may come, and wait.
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, wanted, 0)
        from ._awx.launch.claims_protocol import Others

        seen = [_content_if_held(path) for path in self._others()]
        lost = [content for content in seen if content]
        return Others(waiting=seen.count(b""), lost=len(lost), rivals=lost.count(wanted))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._path)
        with contextlib.suppress(OSError):
            os.close(self._file)

    def _claim_of(self, job_id: int) -> str:
        return os.path.join(self._directory, f"{self._server_key}.{job_id}{_CLAIM}")

    def _others(self) -> list[str]:
        paths = [
            os.path.join(self._directory, name)
            for name in os.listdir(self._directory)
            if name.startswith(f"{self._key}.") and name.endswith(_PENDING)
        ]
        return [path for path in paths if path != self._path]


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _make_private(directory: str) -> None:
    with contextlib.suppress(FileExistsError):
        os.mkdir(directory, 0o700)
    about = os.lstat(directory)
    is_private = about.st_uid == os.geteuid() and not stat.S_IMODE(about.st_mode) & 0o077
    if not stat.S_ISDIR(about.st_mode) or not is_private:
        raise PermissionError(
            errno.EPERM, "it is not a directory of this user alone (mode 0700)", directory
        )


def _content_if_held(path: str) -> bytes | None:
    """Return the content of a pending launch's file, None if its process has ended."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.read(file, 65536)
    finally:
        # Without the lock, if it was had: others may look at the same time.
        os.close(file)
    with contextlib.suppress(OSError):
        os.unlink(path)
    return None


def _is_held(path: str) -> bool:
    return path.endswith(_PENDING) and _content_if_held(path) is not None

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Rows in a file of JSON lines: a list of any size is read with little memory."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import stat
import tempfile
import typing as t

from ..common.errors import ConfigurationError
from .sinks import Memory, Transform


class JsonLines(Memory):
    """Rows in a file, one JSON text a line; the file appears at once and whole, or not at all.

    Use as a context manager: whatever happens, only the finished file is left.
    """

    def __init__(self, path: str, transform: Transform, *, only_compare: bool = False) -> None:
        """Prepare to write `path`, or only to compare it with what would be written.

        Raises:
            ConfigurationError: there cannot be such a file.
        """
        super().__init__(transform)
        self._path = os.path.expanduser(path)
        self._directory = os.path.dirname(os.path.abspath(self._path))
        if os.path.isdir(self._path):
            raise ConfigurationError(f"dest '{path}' is a directory; give the name of a file")
        if not os.path.isdir(self._directory) or not os.access(self._directory, os.W_OK):
            raise ConfigurationError(
                f"dest '{path}' cannot be written: its directory does not exist or is read-only"
            )
        self._only_compare = only_compare
        self._scratch = self._whole = ""

    def __enter__(self) -> JsonLines:
        # Beside the file: only within one file system can it be put in place at once.
        place = None if self._only_compare else self._directory
        self._scratch = tempfile.mkdtemp(prefix=".awx_query-", dir=place)
        self._whole = os.path.join(self._scratch, "whole")
        return self

    def __exit__(self, *_exc: object) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def new_part(self) -> str:
        handle, path = tempfile.mkstemp(dir=self._scratch)
        os.close(handle)
        return path

    def add(self, part: str, rows: list[t.Any]) -> None:
        lines = b"".join(_line(row) for row in self._transform(rows))
        # Opened for each page: a walk may have many parts, and a process few files.
        with open(part, "ab") as stream:
            stream.write(lines)

    def finish(self, parts: t.Sequence[str]) -> None:
        with open(self._whole, "wb") as target:
            for part in parts:
                with open(part, "rb") as source:
                    shutil.copyfileobj(source, target)
                os.unlink(part)
            target.flush()
            os.fsync(target.fileno())

    def publish(self) -> bool:
        """Put the finished file in its place; return whether that changes anything."""
        exists = os.path.exists(self._path)
        if exists and filecmp.cmp(self._whole, self._path, shallow=False):
            return False
        if self._only_compare:
            return True
        if exists:
            os.chmod(self._whole, stat.S_IMODE(os.stat(self._path).st_mode))
        os.replace(self._whole, self._path)
        return True


def _line(row: t.Any) -> bytes:
    try:
        return f"{json.dumps(row, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:
        # Half a character, which no encoding of text has, is written as JSON writes it.
        return f"{json.dumps(row)}\n".encode()

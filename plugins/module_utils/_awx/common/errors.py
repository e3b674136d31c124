# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The errors of the collection, one tree.

::

    AwxError
    ├── ConfigurationError          an option, a file or the environment cannot be used
    ├── ConnectionFailed            there is no complete response
    │   ├── TlsError
    │   └── TimedOut
    ├── ApiError                    the status of the response is an error
    │   ├── BadRequest              400
    │   ├── AuthenticationError     401
    │   ├── PermissionDenied        403
    │   ├── NotFound                404
    │   ├── Conflict                409
    │   └── ServerError             429 and 5xx: the server is not available
    ├── UnexpectedResponse          a success that is not a response of AWX
    │   └── ResponseTooLarge        larger than the limit
    ├── LookupFailed                not exactly one object matches
    │   ├── NoMatch
    │   └── SeveralMatches
    ├── LaunchRefused               the launch would ignore what was requested
    └── JobError                    about a job
        ├── JobFailed               a job ended without success
        ├── WaitTimeout             a job did not end in time
        ├── CancelFailed            a job is active and cannot be canceled
        └── JobLost                 a job was launched, and how it ends is not known

The text of an error has the request, the explanation of the server and what to do next. It never
holds a header, a request body or a secret; `as_result` is what else a failed task returns.
"""

from __future__ import annotations

import typing as t

from .sanitize import plain_text

_ApiError = t.TypeVar("_ApiError", bound="ApiError")


class AwxError(Exception):
    """Any failure that the collection explains to its user.

    `sent` is False if the request that failed certainly never reached the server, so that even a
    write may be retried. `exhausted` is True if there are no retries left: a request that depends
    on it, such as one that needs a login, is not retried on top of that.
    """

    sent = True
    exhausted = False

    @property
    def may_have_acted(self) -> bool:
        """Whether a write that failed like this may have taken effect all the same."""
        return False

    def __str__(self) -> str:
        # Servers are quoted, and names; both can hold anything.
        return plain_text(super().__str__())

    def explained(self, advice: str) -> AwxError:
        """Return this error with advice behind its text."""
        self.args = (f"{self} {advice}",)
        return self

    def redacted(self, redact: t.Callable[[str], str]) -> AwxError:
        """Return this error, with secrets redacted: a server may quote them."""
        self.args = (redact(str(self)),)
        return self

    def as_result(self) -> dict[str, t.Any]:
        """Return what the failed task returns besides `msg`."""
        return {}


class ConfigurationError(AwxError):
    """An option, a file or the Python environment cannot be used; nothing was sent."""

    sent = False


class ConnectionFailed(AwxError):
    """There is no complete response."""

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent

    @property
    def may_have_acted(self) -> bool:
        return self.sent


class TlsError(ConnectionFailed):
    """The TLS connection failed: mostly the handshake, before any request was sent."""


class TimedOut(ConnectionFailed):
    """The server did not accept a connection or respond within `request_timeout`."""


# What Ascender returns as JSON where AWX returns a page.
_NO_SUCH_PATH = "The requested resource could not be found."
_SERVER_IN_TROUBLE = "A server error has occurred."


class ApiError(AwxError):
    """The status of the response is an error.

    `detail` is the server's own explanation, or "" where it gave none; `errors` the decoded JSON
    body, if it was JSON; `retry_after` the seconds of its `Retry-After` header.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        method: str,
        path: str,
        detail: str = "",
        errors: t.Any = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.method = method
        self.path = path
        self.detail = detail
        self.errors = errors
        self.retry_after = retry_after

    def converted(self, kind: type[_ApiError], message: str) -> _ApiError:
        """Return an error of another class, with another message, about the same response."""
        kept = ("status", "method", "path", "detail", "errors")
        return kind(message, **{name: getattr(self, name) for name in kept})

    def as_result(self) -> dict[str, t.Any]:
        return {"http_status": self.status}


class BadRequest(ApiError):
    """400: the server does not accept a field, a filter or a value."""


class AuthenticationError(ApiError):
    """401: no, wrong or expired credentials."""


class PermissionDenied(ApiError):
    """403: the caller may not do this."""


class NotFound(ApiError):
    """404: no such resource or object, or none that the caller may know of."""

    @property
    def is_unknown_path(self) -> bool:
        """Whether the API has no such path at all: AWX returns a page then, Ascender JSON."""
        return self.errors is None or self.detail == _NO_SUCH_PATH


class Conflict(ApiError):
    """409: the object is used by active jobs."""


class ServerError(ApiError):
    """429 or 5xx: the server, or a proxy in front of it, is not available."""

    @property
    def is_unhandled(self) -> bool:
        """Whether this is an unhandled error: a page of AWX or a proxy, JSON of Ascender."""
        return self.errors is None or self.detail == _SERVER_IN_TROUBLE

    @property
    def may_have_acted(self) -> bool:
        # 429 and a redirect to the upgrade page turned the request away.
        return self.sent and self.status >= 500


class UnexpectedResponse(AwxError):
    """A response that is not AWX's: HTML, invalid JSON, the wrong shape, a redirect elsewhere.

    `success` says that the status was a success: the server may have acted.
    """

    def __init__(self, message: str, *, success: bool = False) -> None:
        super().__init__(message)
        self._success = success

    @property
    def may_have_acted(self) -> bool:
        return self.sent and self._success


class ResponseTooLarge(UnexpectedResponse):
    """A response that is too large, and was not read completely."""


class LookupFailed(AwxError):
    """Not exactly one object matches."""


class NoMatch(LookupFailed):
    """Nothing that the caller may see matches."""


class SeveralMatches(LookupFailed):
    """More than one object matches; the message lists the candidates."""


class LaunchRefused(AwxError):
    """The launch would ignore what was requested; `problems` has all reasons, a sentence each."""

    def __init__(self, message: str, *, problems: t.Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = [plain_text(problem) for problem in problems]

    def as_result(self) -> dict[str, t.Any]:
        return {"problems": self.problems}


class JobError(AwxError):
    """About a job; `result` is what the task returns about it."""

    def __init__(self, message: str, *, result: t.Mapping[str, t.Any]) -> None:
        super().__init__(message)
        self.result = dict(result)

    def as_result(self) -> dict[str, t.Any]:
        return dict(self.result)


class JobFailed(JobError):
    """A job ended as `failed`, `error` or `canceled`."""


class WaitTimeout(JobError):
    """A job was still active at `wait_timeout`; it goes on."""


class CancelFailed(JobError):
    """A job is active and cannot be canceled."""


class JobLost(JobError):
    """A job was launched, but waiting for it failed."""

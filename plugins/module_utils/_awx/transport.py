# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""One request out, one whole reply back. The only file that knows `requests`."""

from __future__ import annotations

import dataclasses
import json
import ssl
import sys
import traceback
import typing as t

from . import bounds, errors
from .replies import Reply
from .settings import ConnectionSettings

try:
    import requests
    import requests.adapters
    import urllib3
except ImportError:
    HAS_REQUESTS = False
    REQUESTS_IMPORT_ERROR: str | None = traceback.format_exc()
else:
    HAS_REQUESTS = True
    REQUESTS_IMPORT_ERROR = None

# A callable that puts credentials on a prepared request. Handing one over with every request also
# keeps `requests` from replacing them with those of ~/.netrc.
Sign = t.Callable[[t.Any], t.Any]

USER_AGENT = "steward.awx"

# Bytes that are read at once.
_PIECE = 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Request:
    """One request, complete: `url` is whole and encoded, `json` or `form` is the body."""

    method: str
    url: str
    path: str
    sign: Sign = dataclasses.field(repr=False)
    json: t.Any = dataclasses.field(default=None, repr=False)
    form: t.Mapping[str, str] | None = dataclasses.field(default=None, repr=False)
    accept: str = "application/json"


class Transport:
    """Kept-alive connections to one server, usable by several threads.

    It follows no redirect, keeps no cookie, repeats nothing: those are decisions of the client.
    """

    def __init__(
        self, settings: ConnectionSettings, *, clock: t.Callable[[], float], connections: int = 10
    ) -> None:
        """Prepare the connections; none is opened before the first request.

        `clock` is monotonic, in seconds; it must not raise in the middle of a login.

        Raises:
            ConfigurationError: the `requests` library is missing.
        """
        if not HAS_REQUESTS:
            raise errors.ConfigurationError(
                f"the Python library requests is missing in {sys.executable}; "
                "install it there, for example with: pip install 'requests>=2.25'"
            )
        self._settings = settings
        self._connections = connections
        self._response_class = bounds.response_class(
            clock=clock, seconds=settings.timeout * bounds.TIMEOUTS_A_REPLY
        )
        self.renew()

    def renew(self) -> None:
        """Leave the connections there are to themselves, and prepare others."""
        self._session = _session(self._settings, self._connections, self._response_class)

    def send(self, request: Request) -> Reply:
        """Send `request` and return the whole reply, whatever its status.

        Raises:
            ConnectionFailed, TlsError, TimedOut: no complete reply came.
        """
        headers = {"Accept": request.accept}
        data: t.Any = request.form
        if request.json is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(request.json).encode()
        try:
            answer = self._session.request(
                request.method,
                request.url,
                data=data,
                headers=headers,
                auth=request.sign,
                timeout=self._settings.timeout,
                verify=self._settings.verify,
                cert=self._settings.client_cert,
                allow_redirects=False,
                stream=True,
            )
            body = _body_of(request, answer)
        except requests.exceptions.RequestException as exc:
            raise _failure(request, exc, self._settings) from None
        except (OSError, ValueError) as exc:
            # Their texts may quote a header, a token in it.
            raise errors.ConnectionFailed(
                f"{request.method} {request.path}: {self._settings.base_url} cannot be asked "
                f"({type(exc).__name__}); check awx_host, ca_path, client_cert and the credentials",
                sent=False,
            ) from None
        _check_length(request, answer, body)
        return Reply(
            method=request.method,
            path=request.path,
            status=answer.status_code,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=body,
            milliseconds=answer.elapsed.total_seconds() * 1000,
            cookies=tuple(answer.raw.headers.getlist("Set-Cookie")),
        )

    def close(self) -> None:
        """Close every connection."""
        self._session.close()


def _session(settings: ConnectionSettings, connections: int, response_class: type) -> t.Any:
    session = requests.Session()
    session.headers["User-Agent"] = USER_AGENT
    session.cookies.set_policy(_no_cookies())
    adapter = _adapter_class(response_class)
    session.mount("http://", adapter(pool_maxsize=connections))
    if settings.base_url.startswith("https:"):
        trusting = adapter if settings.verify is not True else _with_system_trust(adapter)
        session.mount("https://", trusting(pool_maxsize=connections))
    if settings.verify is False:
        # The user is told once, by a warning of ours, and not on standard error at every request.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return session


def _no_cookies() -> t.Any:
    import http.cookiejar

    return http.cookiejar.DefaultCookiePolicy(allowed_domains=[])


def _adapter_class(response_class: type) -> t.Any:
    """Return an adapter whose connections, to servers and proxies, give responses of a class."""
    pools = {
        "http": _pool_class(urllib3.connectionpool.HTTPConnectionPool, response_class),
        "https": _pool_class(urllib3.connectionpool.HTTPSConnectionPool, response_class),
    }

    class BoundedAdapter(requests.adapters.HTTPAdapter):  # type: ignore[misc]
        """Read replies within bounds."""

        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, **kwargs)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
            manager = super().proxy_manager_for(*args, **kwargs)
            manager.pool_classes_by_scheme = pools
            return manager

    return BoundedAdapter


def _pool_class(pool: t.Any, response_class: type) -> t.Any:
    connection = type("Connection", (pool.ConnectionCls,), {"response_class": response_class})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


def _with_system_trust(adapter: t.Any) -> t.Any:
    class SystemTrustAdapter(adapter):  # type: ignore[misc]
        """Trust the system's authorities besides the bundle that `requests` brings."""

        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **kwargs)

        def proxy_manager_for(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
            kwargs.setdefault("ssl_context", ssl.create_default_context())
            return super().proxy_manager_for(*args, **kwargs)

    return SystemTrustAdapter


def _failure(
    request: Request, exc: Exception, settings: ConnectionSettings
) -> errors.ConnectionFailed:
    """Translate an exception of `requests`; its text is not used, since it may quote the URL."""
    what = f"{request.method} {request.path}: "
    host = settings.base_url
    kinds = requests.exceptions
    reason = _innermost(exc)
    if isinstance(exc, kinds.SSLError) and not _in_handshake(exc):
        return errors.ConnectionFailed(f"{what}the TLS connection to {host} broke: {reason}.")
    if isinstance(exc, kinds.SSLError):
        return errors.TlsError(
            f"{what}the TLS connection to {host} failed: {reason}. If the server's certificate is "
            "signed by an authority of your own, name its file in ca_path.",
            sent=False,
        )
    if isinstance(exc, kinds.ConnectTimeout):
        return errors.TimedOut(
            f"{what}{host} did not accept a connection within {settings.timeout:g} s "
            "(request_timeout). Check awx_host, and whether a firewall or proxy is in between.",
            sent=False,
        )
    if _has_timed_out(exc):
        return errors.TimedOut(
            f"{what}{host} did not answer within {settings.timeout:g} s (request_timeout), or did"
            f" not complete its answer within {settings.timeout * bounds.TIMEOUTS_A_REPLY:g} s."
        )
    if isinstance(exc, kinds.ProxyError):
        return errors.ConnectionFailed(
            f"{what}the proxy before {host} failed: {reason}. Check https_proxy, http_proxy and"
            " no_proxy.",
            sent=not (_never_connected(exc) or _has_no_tunnel(exc)),
        )
    if _never_connected(exc):
        return errors.ConnectionFailed(
            f"{what}{host} cannot be reached: {reason}. Check awx_host, and that the server is up.",
            sent=False,
        )
    return errors.ConnectionFailed(
        f"{what}the connection to {host} broke before the whole answer came: {reason}."
    )


def _has_timed_out(exc: BaseException) -> bool:
    """Whether the server was silent, or the whole reply took, for too long."""
    return any(
        isinstance(cause, (requests.exceptions.ReadTimeout, urllib3.exceptions.ReadTimeoutError))
        for cause in _causes(exc)
    )


def _never_connected(exc: BaseException) -> bool:
    """Whether the connection was not even made: refused, no route, no such name."""
    return any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in _causes(exc))


def _has_no_tunnel(exc: BaseException) -> bool:
    """Whether a proxy refused to connect to the server, so that the request did not go there."""
    return any("Tunnel connection failed" in str(cause) for cause in _causes(exc))


# Where urllib3 and the standard library prepare a TLS connection: nothing was sent on it yet.
_TLS_PREPARATION = frozenset({"ssl_wrap_socket", "do_handshake"})


def _in_handshake(exc: BaseException) -> bool:
    """Whether TLS failed before a request was sent; where that is not known, it was."""
    return any(
        frame.f_code.co_name in _TLS_PREPARATION
        for cause in _causes(exc)
        for frame, _line in traceback.walk_tb(cause.__traceback__)
    )


def _body_of(request: Request, answer: t.Any) -> bytes:
    """Read the body; of an error only as much as explains it.

    Raises:
        UnexpectedReply: it is larger than any answer of an AWX.
    """
    is_error = answer.status_code >= 400
    most = bounds.LARGEST_ERROR if is_error else bounds.LARGEST_REPLY
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_content(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            answer.close()
            if is_error:
                break
            raise errors.UnexpectedReply(
                f"{request.method} {request.path}: the reply is larger than {most >> 20} MiB and is"
                " not read further; ask for less at a time.",
                success=True,
            )
    return b"".join(pieces)[:most]


def _check_length(request: Request, answer: t.Any, body: bytes) -> None:
    """Refuse a reply that is shorter than it says; urllib3 before 2.0 does not."""
    said = answer.headers.get("Content-Length", "")
    is_whole = answer.status_code < 400 and request.method != "HEAD"
    is_plain = is_whole and not answer.headers.get("Content-Encoding")
    if is_plain and said.isdigit() and len(body) != int(said):
        raise errors.ConnectionFailed(
            f"{request.method} {request.path}: the reply is cut short: {len(body)} bytes of {said}."
        )


def _innermost(exc: BaseException) -> str:
    """Return the operating system's or OpenSSL's own words, which hold no URL."""
    for cause in reversed(list(_causes(exc))):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return str(cause.verify_message or cause.reason)
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return type(exc).__name__


def _causes(exc: BaseException) -> t.Iterator[BaseException]:
    """Walk through an exception and all that it wraps, as `requests` and urllib3 nest them."""
    seen: set[int] = set()
    todo: list[t.Any] = [exc]
    while todo:
        current = todo.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        todo += [
            current.__cause__,
            current.__context__,
            getattr(current, "reason", None),
            *current.args,
        ]

# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""One request out, one whole reply back. The only file that knows `requests`."""

from __future__ import annotations

import dataclasses
import json
import re
import ssl
import sys
import threading
import traceback
import typing as t
import urllib.parse
import urllib.request

from ..common import errors
from . import response_deadline, tls
from .response import Response
from .settings import ConnectionSettings
from .transport_errors import (
    all_causes,
    broken,
    in_preparation,
    innermost,
    proxy_failure,
    proxy_wants_login,
    refused_plain_http,
    tls_failure,
)

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
RequestAuth = t.Callable[[t.Any], t.Any]

USER_AGENT = "steward.awx"

# The type of all answers but pages and downloads.
JSON = "application/json"

# Bytes that are read at once.
_PIECE = 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Request:
    """One request, complete: `url` is whole and encoded, `json` or `form` is the body.

    `longest` is how many seconds of silence it bears, if that is less than the usual timeout, and
    `whole` how many seconds all of the reply may take, if that is less than usual.
    """

    method: str
    url: str
    path: str
    sign: RequestAuth = dataclasses.field(repr=False)
    json: t.Any = dataclasses.field(default=None, repr=False)
    form: t.Mapping[str, str] | None = dataclasses.field(default=None, repr=False)
    accept: str = JSON
    longest: float | None = None
    whole: float | None = None

    def timeout(self, usual: float) -> float:
        return usual if self.longest is None else min(self.longest, usual)

    def deadline(self, usual: float) -> float:
        """Return the seconds that all of the reply may take, where `usual` is the timeout."""
        most = usual * response_deadline.TIMEOUTS_A_REPLY
        return most if self.whole is None else min(self.whole, most)


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
            ConfigurationError: the `requests` library is missing, or a file of certificates cannot
                be used.
        """
        if not HAS_REQUESTS:
            raise errors.ConfigurationError(
                f"the Python library requests is missing in {sys.executable}; "
                "install it there, for example with: pip install 'requests>=2.25'"
            )
        self._settings = settings
        self._connections = connections
        # A reply is read by the thread that asked for it.
        self._asked = threading.local()
        self._response_class = response_deadline.response_class(clock=clock, seconds=self._seconds)
        self._tls = _tls_context(settings)
        self._proxies = _exceptions_from_proxies(settings)
        self._has_answered = False
        self.renew()

    def _seconds(self) -> float:
        """Return how long a reply may take that begins now: the request has been sent."""
        self._asked.is_replied = True
        return float(self._asked.deadline)

    def renew(self) -> None:
        """Leave the connections there are to themselves, and prepare others."""
        self._session = _session(self._settings, self._connections, self._response_class, self._tls)

    def send(self, request: Request) -> Response:
        """Send `request` and return the whole reply, whatever its status.

        Raises:
            ConnectionFailed, TlsError, TimedOut: no complete reply came.
            ConfigurationError: a proxy or an address cannot be used; nothing was sent.
        """
        headers = {"Accept": request.accept}
        data: t.Any = request.form
        if request.json is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(request.json).encode()
        answer: t.Any = None
        self._asked.deadline = request.deadline(self._settings.timeout)
        self._asked.is_replied = False
        try:
            answer = self._session.request(
                request.method,
                request.url,
                data=data,
                headers=headers,
                auth=request.sign,
                timeout=request.timeout(self._settings.timeout),
                proxies=self._proxies,
                verify=self._settings.verify is not False,
                allow_redirects=False,
                stream=True,
            )
            body = _body_of(request, answer)
        except (requests.exceptions.RequestException, OSError, ValueError, TypeError) as exc:
            # Its text is not used: it may quote the URL, or a header and the token in it. With
            # a TypeError `requests` means that the address of a proxy has no host.
            raise _failure(
                request,
                exc,
                self._settings,
                self._proxy(),
                has_come=self._asked.is_replied,
                has_answered=self._has_answered,
            ) from None
        if answer.status_code == 407:
            # Only a proxy answers like this, and it has passed nothing on.
            raise proxy_wants_login(f"{request.method} {request.path}: ", self._proxy())
        in_plain = refused_plain_http(
            f"{request.method} {request.path}: ", self._settings, answer.status_code, body
        )
        if in_plain is not None:
            raise in_plain
        self._has_answered = True
        _check_length(request, answer, body)
        return Response(
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

    def _proxy(self) -> str:
        """Return host and port of the proxy before the server, "" if there is none."""
        url = self._settings.base_url
        known = self._session.merge_environment_settings(url, self._proxies, None, None, None)
        proxy = requests.utils.select_proxy(url, known["proxies"]) or ""
        # What stands before the @ is a secret.
        return str(proxy).rpartition("@")[2].rpartition("://")[2].strip("/")


def _tls_context(settings: ConnectionSettings) -> ssl.SSLContext | None:
    """Return what TLS connections are made with, None where there are none."""
    if not settings.base_url.startswith("https:"):
        return None
    if settings.verify is not True:
        return tls.client_context(settings.verify, settings.client_cert)
    with requests.Session() as session:
        # It knows the variables that name a bundle.
        merged = session.merge_environment_settings(settings.base_url, {}, None, True, None)
    if isinstance(merged["verify"], str):
        return tls.client_context(
            merged["verify"],
            settings.client_cert,
            named="REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE",
        )
    return tls.client_context(
        True, settings.client_cert, also=requests.utils.DEFAULT_CA_BUNDLE_PATH
    )


def _exceptions_from_proxies(settings: ConnectionSettings) -> dict[str, str]:
    """Return what keeps `requests` from using a proxy: it overlooks no_proxy=10.0.0.1:8043."""
    parts = urllib.parse.urlsplit(settings.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return {parts.scheme: ""} if urllib.request.proxy_bypass(f"{name}:{port}") else {}


def _session(
    settings: ConnectionSettings,
    connections: int,
    response_class: type,
    context: ssl.SSLContext | None,
) -> t.Any:
    session: t.Any = requests.Session()
    session.headers["User-Agent"] = USER_AGENT
    session.cookies.set_policy(_no_cookies())
    # Not even to prepare what is never followed: that reads the whole body, and parses the target.
    session.get_redirect_target = lambda _answer: None
    adapter = _adapter_class(response_class)
    session.mount("http://", adapter(pool_maxsize=connections))
    if context is not None:
        session.mount("https://", _with_context(adapter, context)(pool_maxsize=connections))
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


def _with_context(adapter: t.Any, context: ssl.SSLContext) -> t.Any:
    is_old = int(urllib3.__version__.split(".")[0]) < 2
    if is_old:
        # It tells OpenSSL no address to check, and checks names and addresses by itself.
        context.check_hostname = False

    class OneContextAdapter(adapter):  # type: ignore[misc]
        """Make all TLS connections with `context`, and load no file for each of them anew."""

        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)

        def proxy_manager_for(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
            if not (is_old or str(args[0]).lower().startswith("socks")):
                kwargs.setdefault("proxy_ssl_context", context)
            kwargs.setdefault("ssl_context", context)
            return super().proxy_manager_for(*args, **kwargs)

        def build_connection_pool_key_attributes(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
            """Tell urllib3 whether to verify, but of no file (requests from 2.32 on)."""
            host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
            return host, {"cert_reqs": pool.get("cert_reqs", "CERT_REQUIRED")}

        def cert_verify(self, conn: t.Any, url: str, verify: t.Any, cert: t.Any) -> None:
            """Do the same in older ones."""
            conn.cert_reqs = "CERT_NONE" if verify is False else "CERT_REQUIRED"

    return OneContextAdapter


def _failure(
    request: Request,
    exc: Exception,
    settings: ConnectionSettings,
    proxy: str,
    *,
    has_come: bool,
    has_answered: bool,
) -> errors.AwxError:
    """Translate an exception of `requests`, or of what it uses.

    `has_come` says that the head of the reply is here, `has_answered` that earlier ones came.
    """
    what = f"{request.method} {request.path}: "
    host = settings.address
    timeout = request.timeout(settings.timeout)
    kinds = requests.exceptions
    causes = list(all_causes(exc))
    reason = innermost(causes)
    if isinstance(exc, kinds.ProxyError):
        return proxy_failure(what, host, proxy, causes, never_connected=_never_connected(causes))
    of_tls = tls_failure(what, settings, causes)
    if of_tls is not None:
        return of_tls
    if isinstance(exc, kinds.ConnectTimeout):
        return errors.TimedOut(
            f"{what}{host} did not accept a connection within {timeout:g} s "
            "(request_timeout). Check awx_host, and whether a firewall or proxy is in between.",
            sent=False,
        )
    if _has_timed_out(causes):
        return errors.TimedOut(
            f"{what}{host} did not answer within {timeout:g} s (request_timeout), or did"
            f" not complete its answer within {request.deadline(settings.timeout):g} s.",
            sent=not in_preparation(causes),
        )
    if _never_connected(causes):
        return errors.ConnectionFailed(
            f"{what}{host} cannot be reached: {reason}. Check awx_host, and that the server is up.",
            sent=False,
        )
    if in_preparation(causes):
        return errors.ConnectionFailed(
            f"{what}the TLS handshake with {host} broke: {reason}. Check that the port in awx_host"
            " is one for https, and that the server is up.",
            sent=False,
        )
    if isinstance(exc, kinds.InvalidProxyURL) or (proxy and isinstance(exc, kinds.InvalidSchema)):
        which = f"the proxy {proxy}" if proxy else "the address of the proxy"
        return errors.ConfigurationError(
            f"{what}{which} cannot be used. Check the variables https_proxy, http_proxy"
            " and all_proxy; a SOCKS proxy needs the Python library PySocks."
        )
    if isinstance(exc, (ValueError, TypeError)) and not has_come:
        # An address or a header that is none is noticed before anything is sent.
        return errors.ConfigurationError(
            f"{what}{host} cannot be asked ({type(exc).__name__}). Check awx_host, the variables of"
            " proxies, and the credentials."
        )
    return broken(what, host, causes, has_answered=has_answered)


def _has_timed_out(causes: t.Sequence[BaseException]) -> bool:
    """Whether the server was silent, or the whole reply took, for too long."""
    kinds = (requests.exceptions.ReadTimeout, urllib3.exceptions.ReadTimeoutError)
    return any(isinstance(cause, kinds) for cause in causes)


def _never_connected(causes: t.Sequence[BaseException]) -> bool:
    """Whether the connection was not even made: refused, no route, no such name."""
    return any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in causes)


def _body_of(request: Request, answer: t.Any) -> bytes:
    """Read the body; of an error only as much as explains it.

    Raises:
        ResponseTooLarge: it is larger than any answer of an AWX.
    """
    is_error = answer.status_code >= 400
    most = response_deadline.LARGEST_ERROR if is_error else response_deadline.LARGEST_REPLY
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_content(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            answer.close()
            if is_error:
                break
            raise errors.ResponseTooLarge(
                f"{request.method} {request.path}: the reply is larger than {most >> 20} MiB and is"
                " not read further; ask for less at a time.",
                success=True,
            )
    return b"".join(pieces)[:most]


# Other digits than these are none, and no reply is longer than that.
_LENGTH = re.compile(r"[0-9]{1,18}")


def _check_length(request: Request, answer: t.Any, body: bytes) -> None:
    """Refuse a reply that is shorter than it says; urllib3 before 2.0 does not."""
    said = answer.headers.get("Content-Length", "")
    is_whole = answer.status_code < 400 and request.method != "HEAD"
    is_plain = is_whole and not answer.headers.get("Content-Encoding")
    if is_plain and _LENGTH.fullmatch(said) and len(body) != int(said):
        raise errors.ConnectionFailed(
            f"{request.method} {request.path}: the reply is cut short: {len(body)} bytes of {said}."
        )

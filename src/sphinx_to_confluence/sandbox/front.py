"""What stands before the application: notes every call and makes things go wrong where that is asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from sphinx_to_confluence.sandbox import refusals
from sphinx_to_confluence.sandbox.app import LET_IN, LOCATION, create_app
from sphinx_to_confluence.sandbox.exchange import Site
from sphinx_to_confluence.sandbox.faults import Dropped, Fault, Rule
from sphinx_to_confluence.sandbox.location import TENANT_INFO, Location, Map
from sphinx_to_confluence.sandbox.records import TokenKind

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TIMEOUT = "sphinx_to_confluence.timeout_s"
"""Key in the WSGI environment: how long the client waits; only known to a client in this process."""


class TooSlow(TimeoutError):  # noqa: N818 - named for what happened
    """The client is not waiting any more; what it asked for is done nevertheless."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that the sandbox got.

    :param operation: its name in ``sandbox.operations``, ``None`` for what is none of them.
    :param status: what came of it, ``None`` when the connection broke before that.
    :param token_kind: what it was let in with, ``None`` when it was not let in.
    :param answered: whether the client got to know.
    """

    method: str
    path: str
    query: str
    operation: str | None
    status: int | None
    token_kind: TokenKind | None
    answered: bool = True


class Front:
    """The WSGI application of a sandbox.

    Pages for people are neither noted nor disturbed.
    """

    def __init__(self, site: Site, layout: Map) -> None:
        self._site = site
        self._layout = layout
        self._app = create_app(site, layout)
        self._lock = threading.Lock()
        self._calls: list[Call] = []

    @property
    def calls(self) -> Sequence[Call]:
        """All calls so far, in the order in which they ended."""
        with self._lock:
            return tuple(self._calls)

    def forget_calls(self) -> None:
        """Begin a new list."""
        with self._lock:
            self._calls.clear()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request.

        :raises Dropped: when the connection is to be closed instead.
        """
        path = _path_of(environ)
        signed = "HTTP_AUTHORIZATION" in environ
        location = self._layout.locate(environ["REQUEST_METHOD"], path, signed=signed)
        environ[LOCATION] = location
        environ[LET_IN] = []
        if location.door is None and path != TENANT_INFO:
            return self._for_people(environ, start_response, path, location)
        return self._disturbed(environ, start_response, path, location)

    def _for_people(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        path: str,
        location: Location,
    ) -> Iterable[bytes]:
        """Show a page; an address that leads nowhere is noted, a client may have asked for it by mistake."""
        body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        if status.startswith("404"):
            self._note(environ, location, path, 404, answered=True)
        start_response(status, headers.to_wsgi_list())
        return body

    def _disturbed(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        path: str,
        location: Location,
    ) -> Iterable[bytes]:
        faults, method = self._site.faults, environ["REQUEST_METHOD"]
        patience_s: float | None = environ.get(TIMEOUT)
        latency_s = faults.latency_s
        too_slow = patience_s is not None and latency_s > patience_s
        if latency_s:
            faults.sleep(min(latency_s, patience_s) if patience_s is not None else latency_s)
        rule = faults.strike(method, path)
        if rule is not None and rule.fault is Fault.DROP_BEFORE:
            self._note(environ, location, path, None, answered=False)
            raise Dropped
        if rule is not None and rule.fault is Fault.STATUS:
            body, status, headers = self._failure(rule, path)
        else:
            body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        lost = too_slow or (rule is not None and rule.fault is Fault.DROP_AFTER)
        self._note(environ, location, path, int(status.split()[0]), answered=not lost)
        if lost:
            raise TooSlow if too_slow else Dropped
        start_response(status, headers.to_wsgi_list())
        return body

    def _failure(self, rule: Rule, path: str) -> tuple[Iterable[bytes], str, Headers]:
        message = "Rate limit exceeded" if rule.status == 429 else "Something went wrong"
        reply = refusals.gateway(rule.status, message, path, self._site.store.now())
        body = json.dumps(reply.body).encode()
        headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
        if rule.retry_after:
            headers["Retry-After"] = rule.retry_after
        return [body], f"{rule.status} {HTTPStatus(rule.status).phrase}", headers

    def _note(
        self,
        environ: WSGIEnvironment,
        location: Location,
        path: str,
        status: int | None,
        *,
        answered: bool,
    ) -> None:
        operation = location.operation.name if location.operation is not None else None
        if path == TENANT_INFO:
            operation = "tenant_info"
        call = Call(
            environ["REQUEST_METHOD"],
            path,
            environ.get("QUERY_STRING", ""),
            operation,
            status,
            next(iter(environ[LET_IN]), None),
            answered,
        )
        with self._lock:
            self._calls.append(call)


def _path_of(environ: WSGIEnvironment) -> str:
    """The decoded path; WSGI carries its bytes as Latin-1."""
    raw = str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", ""))
    return raw.encode("latin-1").decode("utf-8", "replace")

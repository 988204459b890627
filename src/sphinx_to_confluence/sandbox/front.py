"""What stands before the application: notes every call and makes things go wrong where that is asked for."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request

from sphinx_to_confluence.sandbox import auth, refusals
from sphinx_to_confluence.sandbox.app import LET_IN, LOCATION, create_app
from sphinx_to_confluence.sandbox.exchange import Reply, Site
from sphinx_to_confluence.sandbox.faults import Dropped, Fault, Rule
from sphinx_to_confluence.sandbox.location import TENANT_INFO, Location, Map
from sphinx_to_confluence.sandbox.traffic import (
    Call,
    Content,
    Traffic,
    Transcript,
    is_page_write,
    parents_of,
)
from sphinx_to_confluence.sandbox.viewer import Live

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TIMEOUT = "sphinx_to_confluence.timeout_s"
"""Key in the WSGI environment: how long the client waits; only known to a client in this process."""


class TooSlow(TimeoutError):  # noqa: N818 - named for what happened
    """The client is not waiting any more; what it asked for is done nevertheless."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request on its way; ``sent`` is its body, where somebody wants to know it."""

    environ: WSGIEnvironment
    method: str
    path: str
    location: Location
    sent: bytes


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    status: str
    headers: Headers

    @property
    def code(self) -> int:
        return int(self.status.split()[0])


class Front:
    """The WSGI application of a sandbox.

    Pages for people are neither noted nor disturbed.
    """

    def __init__(self, site: Site, layout: Map, traffic: Traffic, live: Live) -> None:
        self._site = site
        self._layout = layout
        self._traffic = traffic
        self._app = create_app(site, layout, live)
        self.on_call: Callable[[Call], None] | None = None
        """What is told of every call when it is done and not yet answered."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request.

        :raises Dropped: when the connection is to be closed instead.
        """
        asked = self._asked(environ)
        if asked.location.door is None and asked.path != TENANT_INFO:
            answer = self._for_people(asked)
        else:
            parents: frozenset[str] = frozenset()
            if is_page_write(asked.location):
                parents = parents_of(self._site.store, asked.location, asked.sent)
            name = f"{asked.method} {asked.path}"
            with self._traffic.under_way(name, parents) as overlapping:
                answer = self._disturbed(asked, overlapping=overlapping)
        start_response(answer.status, answer.headers.to_wsgi_list())
        return [answer.body]

    def _asked(self, environ: WSGIEnvironment) -> _Asked:
        path, method = _path_of(environ), environ["REQUEST_METHOD"]
        signed = "HTTP_AUTHORIZATION" in environ
        location = environ[LOCATION] = self._layout.locate(method, path, signed=signed)
        environ[LET_IN] = []
        sent = b""
        if self._traffic.keep_content or is_page_write(location):
            sent = environ["wsgi.input"].read()
            environ["wsgi.input"] = io.BytesIO(sent)
        return _Asked(environ, method, path, location, sent)

    def _for_people(self, asked: _Asked) -> _Answer:
        """Show a page; an address that leads nowhere is noted, a client may have asked for it by mistake."""
        answer = self._handled(asked)
        if answer.code == 404:
            self._note(asked, answer, answered=True)
        return answer

    def _disturbed(self, asked: _Asked, *, overlapping: bool) -> _Answer:
        faults = self._site.faults
        patience_s: float | None = asked.environ.get(TIMEOUT)
        latency_s = faults.latency_s
        too_slow = patience_s is not None and latency_s > patience_s
        if latency_s:
            faults.sleep(min(latency_s, patience_s) if patience_s is not None else latency_s)
        operation = asked.location.operation
        rule = faults.strike(asked.method, asked.path, operation.name if operation else None)
        if rule is not None and rule.fault is Fault.DROP_BEFORE:
            self._note(asked, None, answered=False)
            raise Dropped
        answer = self._counted(asked, rule, overlapping=overlapping)
        lost = too_slow or (rule is not None and rule.fault is Fault.DROP_AFTER)
        self._note(asked, answer, answered=not lost)
        if lost:
            raise TooSlow if too_slow else Dropped
        return answer

    def _counted(self, asked: _Asked, rule: Rule | None, *, overlapping: bool) -> _Answer:
        """Answer a request as its user's bucket allows."""
        buckets = self._site.faults.buckets
        if buckets is None:
            return self._answer(asked, rule, overlapping=overlapping)
        grant = buckets.take(auth.account_of(self._site, Request(asked.environ)))
        refused = None if grant.allowed else self._failure(429, asked.path)
        answer = refused or self._answer(asked, rule, overlapping=overlapping)
        now = datetime.fromisoformat(self._site.store.now())
        answer.headers.update(buckets.headers(grant, cloud=self._site.cloud, now=now))
        return answer

    def _answer(self, asked: _Asked, rule: Rule | None, *, overlapping: bool) -> _Answer:
        if rule is not None and rule.fault is Fault.STATUS:
            return self._failure(rule.status, asked.path, rule.retry_after)
        if overlapping and self._site.faults.refuse_overlaps:
            status = self._site.faults.refuse_overlaps
            return _plain(refusals.optimistic_lock(asked.location.path, status))
        answer = self._handled(asked)
        if rule is not None and rule.fault is Fault.STATUS_AFTER:
            return self._failure(rule.status, asked.path, rule.retry_after)
        return answer

    def _handled(self, asked: _Asked) -> _Answer:
        body, status, headers = run_wsgi_app(self._app, asked.environ, buffered=True)
        return _Answer(b"".join(body), status, headers)

    def _failure(self, status: int, path: str, retry_after: str = "") -> _Answer:
        message = "Rate limit exceeded" if status == 429 else "Something went wrong"
        answer = _plain(refusals.gateway(status, message, path, self._site.store.now()))
        if retry_after:
            answer.headers["Retry-After"] = retry_after
        return answer

    def _note(self, asked: _Asked, answer: _Answer | None, *, answered: bool) -> None:
        operation = asked.location.operation
        name = operation.name if operation is not None else None
        call = Call(
            asked.method,
            asked.path,
            asked.environ.get("QUERY_STRING", ""),
            "tenant_info" if asked.path == TENANT_INFO else name,
            answer.code if answer is not None else None,
            next(iter(asked.environ[LET_IN]), None),
            answered,
        )
        transcript = None
        if self._traffic.keep_content and answer is not None:
            transcript = Transcript(
                call,
                asked.location.path,
                Content(asked.environ.get("CONTENT_TYPE", ""), asked.sent),
                Content(answer.headers.get("Content-Type", ""), answer.body),
            )
        self._traffic.note(call, transcript)
        if self.on_call is not None:
            self.on_call(call)


def _plain(reply: Reply) -> _Answer:
    """An answer that never reached the application."""
    body = json.dumps(reply.body).encode()
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
    return _Answer(body, f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)


def _path_of(environ: WSGIEnvironment) -> str:
    """The decoded path; WSGI carries its bytes as Latin-1."""
    raw = str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", ""))
    return raw.encode("latin-1").decode("utf-8", "replace")

"""How is one call made? Send, understand the answer, wait and send again where that is safe, else raise an error."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.errors import (
    BadCredentials,
    ConnectionFailed,
    EndpointError,
    NotConfluence,
    NotFound,
    RestError,
    ServerError,
    TooLarge,
)
from sphinx_to_confluence.rest.answers import Answer, Redact, decoded, read_answer
from sphinx_to_confluence.rest.auth import SignInKind
from sphinx_to_confluence.rest.case import Case
from sphinx_to_confluence.rest.certificates import with_issuer
from sphinx_to_confluence.rest.clock import Clock
from sphinx_to_confluence.rest.downloads import (
    LARGEST_FILE_BYTES,
    FileTooLarge,
    fetched,
    file_in,
)
from sphinx_to_confluence.rest.errors_of import error_of, fault_error, lost
from sphinx_to_confluence.rest.faults import RAISED, Fault, fault_of
from sphinx_to_confluence.rest.governor import Governor
from sphinx_to_confluence.rest.multipart import FileForm
from sphinx_to_confluence.rest.operations import Api, Operation, Repeat
from sphinx_to_confluence.rest.retry import Retry, asks_to_slow_down, is_near_limit
from sphinx_to_confluence.rest.routes import Route, filled, site_base_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One use of a row of the table.

    :param tried: the clause that an error begins with: ``could not update the page "Setup"``.
    :param path: values for the path, not yet quoted.
    :param json: to be sent as the body.
    :param form: to be sent as the body, in place of ``json``.
    :param fresh: whether it is about a page that this run created, which Cloud may not know everywhere at once.
    """

    operation: Operation
    tried: str
    path: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str | int | list[str]] = field(default_factory=dict)
    json: Any = None
    form: FileForm | None = None
    fresh: bool = False


class Caller:
    """Makes calls to one endpoint, or to the gateway once the site has refused a scoped token; from any thread.

    :param gateway: opens the way through the gateway; ``None`` where that is out of the question.
    :param redact: takes secrets out of a text.
    :param notify: gets sentences for the person.
    """

    def __init__(
        self,
        route: Route,
        *,
        gateway: Callable[[], Route] | None,
        retry: Retry,
        clock: Clock,
        governor: Governor,
        redact: Redact,
        notify: Callable[[str], None],
    ) -> None:
        self.governor = governor
        self._route = route
        self._gateway = gateway
        self._retry = retry
        self._clock = clock
        self._redact = redact
        self._notify = notify
        self._proven: frozenset[str] = frozenset()
        # Held while one thread finds out whether the gateway takes the token; the others wait for what it finds.
        self._choosing = threading.RLock()

    @property
    def endpoint(self) -> Endpoint:
        """Where calls go."""
        return self._route.endpoint

    @property
    def sign_in(self) -> SignInKind:
        """How calls are signed."""
        return self._route.wire.kind

    def close(self) -> None:
        """Give the connections back."""
        self._route.close()

    def call(self, call: Call) -> Answer:
        """Make a call and return its good answer.

        :raises RestError: for any other; :class:`AnswerLost` when a call that must not be repeated blindly may have
            been carried out.
        """
        while True:
            route = self._route
            try:
                return self._call_on(route, call)
            except _LikeScopedToken as refusal:
                with self._choosing:
                    if self._route.wire is not route.wire:
                        continue  # another thread has found the gateway meanwhile
                    if self._gateway is None:
                        raise refusal.error from None
                    open_gateway, self._gateway = self._gateway, None
                    return self._through_gateway(open_gateway, route, call, refusal.error)

    def _call_on(self, route: Route, call: Call) -> Answer:
        """Make a call on one way, with all repetitions.

        :raises _LikeScopedToken: in the place of the error for an answer that may mean such a token.
        """
        tokens = route.wire.tokens
        repeat = 0
        token_replaced = False
        maybe_done = False  # an earlier attempt may have been carried out
        error: RestError | None
        while True:
            # Before the turn: a token may have to be waited for.
            token_number = tokens.ready() if tokens else 0
            with self.governor.turn(writes_page=call.operation.writes_page) as turn:
                outcome = self._attempt(route, call)
            if isinstance(outcome, Fault):
                error = fault_error(outcome, call.operation, call.tried, route.endpoint)
                wait = self._wait_after_fault(outcome, call.operation, repeat)
                maybe_done |= outcome.sent
            else:
                error = self._error_of(self._case(route, call, outcome), maybe_done=maybe_done)
                if error is None:
                    self.governor.went_well(near_limit=is_near_limit(outcome))
                    self._learn(route, call.operation, outcome)
                    return outcome
                if tokens and isinstance(error, BadCredentials) and not token_replaced:
                    # It may have been revoked, or ended before its time. What was refused was not carried out.
                    token_replaced = tokens.replaced(token_number)
                    continue
                maybe_done |= outcome.status >= 500
                wait = self._retry.wait(
                    outcome, call.operation, repeat, now=self._clock.now(), fresh=call.fresh
                )
            why = self._redact(error.answered)
            if wait is not None:
                self.governor.meter.repeats()
            if isinstance(outcome, Answer) and asks_to_slow_down(outcome):
                self.governor.slow_down(turn, self._pause_s(outcome, wait), why)
            elif wait is not None:
                self._notify(f"{why} Trying again in {wait:.0f} s.")
                self.governor.sleep(wait)
            if wait is None:
                if isinstance(outcome, Answer) and _is_like_scoped_token_on_site(outcome):
                    raise _LikeScopedToken(error)
                raise error
            repeat += 1

    def scopes(self) -> frozenset[str] | None:
        """Exactly what the credentials may do, where the server tells that; ``None`` where it does not.

        :raises RestError: when the server has to be asked and does not tell.
        """
        tokens = self._route.wire.tokens
        return None if tokens is None else tokens.scopes()

    def value(self, call: Call, decode: Callable[[Any], T]) -> T:
        """Make a call and a value of its answer.

        :raises NotConfluence: when the answer is not what it should be; else as :meth:`call`.
        """
        return decoded(self.call(call), decode, tried=call.tried, operation=call.operation.name)

    def now(self) -> float:
        """Seconds since the epoch, for those who wait for something."""
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Wait for something that takes its time."""
        self.governor.sleep(seconds)

    def pause(self, repeat: int) -> bool:
        """Wait before looking again, for the callers that look something up; ``False`` when they should give up."""
        if repeat >= self._retry.repeats:
            return False
        self.governor.meter.repeats()
        self.governor.sleep(self._retry.backoff(repeat))
        return True

    def _pause_s(self, answer: Answer, wait: float | None) -> float:
        """Seconds for which nobody should send; the call itself may have been given up."""
        if wait is not None:
            return wait
        return self._retry.pause(answer.headers, 0, now=self._clock.now())

    def _attempt(self, route: Route, call: Call) -> Answer | Fault:
        operation = call.operation
        headers = {"X-Atlassian-Token": "no-check"} if operation.no_check else {}
        body: bytes | None = None
        if call.form is not None:
            headers["Content-Type"] = call.form.content_type
        elif call.json is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
            body = json.dumps(call.json, ensure_ascii=False).encode()
        # The file is opened outside of the try: that it is missing is no fault of the connection.
        with nullcontext(body) if call.form is None else call.form.open() as data:
            try:
                if operation.gives_file:
                    return self._fetched(route, call)
                response = route.wire.send(
                    operation.method,
                    _url(route, call),
                    params=call.params,
                    headers=headers,
                    data=data,
                )
                return read_answer(response, self._redact)
            except RAISED as error:
                return with_issuer(fault_of(error), route.elsewhere, _url(route, call))

    def _fetched(self, route: Route, call: Call) -> Answer:
        url = _url(route, call)
        with fetched(route.wire, route.elsewhere, url, call.params) as response:
            try:
                return read_answer(response, self._redact, file=file_in(response))
            except FileTooLarge:
                raise TooLarge(
                    call.tried,
                    operation=call.operation.name,
                    status=response.status_code,
                    answered=f"There are more than {LARGEST_FILE_BYTES} bytes.",
                    cause="It is not what was uploaded, or somebody has put a very large file in its place.",
                    remedy="Get it with a browser.",
                ) from None

    def _wait_after_fault(self, fault: Fault, operation: Operation, repeat: int) -> float | None:
        may_have_been_done = fault.sent and operation.repeat is Repeat.LOOK_FIRST
        if may_have_been_done or not fault.passing or repeat >= self._retry.repeats:
            return None
        return self._retry.backoff(repeat)

    def _case(self, route: Route, call: Call, answer: Answer) -> Case:
        return Case(
            answer=answer,
            operation=call.operation,
            tried=call.tried,
            endpoint=route.endpoint,
            sign_in=route.wire.kind,
            proven=self._proven
            | (route.wire.tokens.known_scopes if route.wire.tokens else frozenset()),
        )

    @staticmethod
    def _error_of(case: Case, *, maybe_done: bool) -> RestError | None:
        error = error_of(case)
        operation, answer = case.operation, case.answer
        if operation.method == "DELETE" and maybe_done and isinstance(error, NotFound):
            return None  # an earlier attempt did it, only its answer was lost
        if operation.repeat is Repeat.LOOK_FIRST and (
            isinstance(error, ServerError) or (answer.ok and isinstance(error, NotConfluence))
        ):
            return lost(case)
        return error

    def _learn(self, route: Route, operation: Operation, answer: Answer) -> None:
        """Note what a good answer tells besides: the site for people, and scopes that the token has."""
        with self._choosing:
            # This endpoint takes the credentials: nothing will be tried elsewhere.
            self._gateway = None
            if operation.api is Api.CLOUD_V2:  # on v1 classic scopes may have done it
                self._proven |= frozenset(operation.granular)
            now = self._route
            if now.wire is route.wire and now.endpoint.site_base is None:
                base = site_base_of(answer.data, now.endpoint)
                self._route = replace(now, endpoint=replace(now.endpoint, site_base=base))

    def _through_gateway(
        self, open_gateway: Callable[[], Route], site: Route, call: Call, refusal: RestError
    ) -> Answer:
        """Try the gateway; go on there when it takes the token."""
        try:
            gateway = open_gateway()
        except EndpointError as error:
            raise BadCredentials(
                call.tried,
                operation=call.operation.name,
                status=refusal.status,
                answered=refusal.answered,
                cause="This looks like a scoped API token, which works on Atlassian's API gateway only; but the "
                f"address of the gateway could not be worked out: {error}",
                remedy="If the token is a scoped one, put this line into conf.py: confluence_api_token_scoped = True",
            ) from error
        try:
            answer = self._call_on(gateway, call)
        except (_LikeScopedToken, BadCredentials, ConnectionFailed, NotConfluence) as raised:
            said = raised.error if isinstance(raised, _LikeScopedToken) else raised
            gateway.close()
            raise BadCredentials(
                call.tried,
                operation=call.operation.name,
                status=said.status or refusal.status,
                answered=f"The site said: {refusal.answered} The gateway, {gateway.endpoint.api_base}, was tried "
                f"then: {said.answered}",
                cause=said.cause,
                remedy=said.remedy,
            ) from said
        except RestError:
            self._settle_on(gateway, site)
            raise
        self._settle_on(gateway, site)
        self._learn(gateway, call.operation, answer)
        return answer

    def _settle_on(self, gateway: Route, site: Route) -> None:
        """Leave the site for good, and say what the resolver advises."""
        self._route = gateway
        site.close()
        for notice in gateway.endpoint.notices:
            if notice not in site.endpoint.notices:
                self._notify(notice)


class _LikeScopedToken(Exception):  # noqa: N818 - named for what is the matter
    """A Cloud site has refused a token in the way in which it refuses scoped ones."""

    def __init__(self, error: RestError) -> None:
        super().__init__()
        self.error = error


def _is_like_scoped_token_on_site(answer: Answer) -> bool:
    """Whether this is how a Cloud site answers a scoped token: 401, and no JSON."""
    return answer.status == 401 and not answer.is_json


def _url(route: Route, call: Call) -> str:
    return route.endpoint.api_base + filled(call.operation.path, call.path)

"""How is one call made? Send, understand the answer, wait and send again where that is safe, else raise an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.errors import (
    BadCredentials,
    ConfluenceError,
    ConnectionFailed,
    EndpointError,
    NotConfluence,
    NotFound,
    RestError,
    ServerError,
    TooLarge,
)
from sphinx_to_confluence.rest.answers import Answer, Redact, decoded, read_answer
from sphinx_to_confluence.rest.clock import Clock
from sphinx_to_confluence.rest.downloads import (
    LARGEST_FILE_BYTES,
    FileTooLarge,
    fetch,
    file_in,
)
from sphinx_to_confluence.rest.errors_of import Case, error_of, fault_error, lost
from sphinx_to_confluence.rest.faults import RAISED, Fault, fault_of
from sphinx_to_confluence.rest.multipart import FileForm
from sphinx_to_confluence.rest.operations import Api, Operation, Repeat
from sphinx_to_confluence.rest.retry import Retry
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
    """Makes calls to one endpoint, or to the gateway once the site has refused a scoped token.

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
        redact: Redact,
        notify: Callable[[str], None],
    ) -> None:
        self._route = route
        self._gateway = gateway
        self._retry = retry
        self._clock = clock
        self._redact = redact
        self._notify = notify
        self._proven: frozenset[str] = frozenset()

    @property
    def endpoint(self) -> Endpoint:
        """Where calls go."""
        return self._route.endpoint

    def close(self) -> None:
        """Give the connections back."""
        self._route.close()

    def call(self, call: Call) -> Answer:
        """Make a call and return its good answer.

        :raises RestError: for any other; :class:`AnswerLost` when a call that must not be repeated blindly may have
            been carried out.
        """
        repeat = 0
        maybe_done = False  # an earlier attempt may have been carried out
        error: RestError | None
        while True:
            outcome = self._attempt(call)
            if isinstance(outcome, Fault):
                error = fault_error(outcome, call.operation, call.tried)
                wait = self._wait_after_fault(outcome, call.operation, repeat)
                maybe_done |= outcome.sent
            else:
                if (gateway := self._gateway) is not None and _like_scoped_token_on_site(outcome):
                    self._gateway = None
                    return self._through_gateway(gateway, call, outcome)
                error = self._error_of(self._case(call, outcome), maybe_done=maybe_done)
                if error is None:
                    self._learn(call.operation, outcome)
                    return outcome
                maybe_done |= outcome.status >= 500
                wait = self._retry.wait(
                    outcome, call.operation, repeat, now=self._clock.now(), fresh=call.fresh
                )
            if wait is None:
                raise error
            self._notify(self._redact(f"{error.answered} Trying again in {wait:.0f} s."))
            self._clock.sleep(wait)
            repeat += 1

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
        self._clock.sleep(seconds)

    def pause(self, repeat: int) -> bool:
        """Wait before looking again, for the callers that look something up; ``False`` when they should give up."""
        if repeat >= self._retry.repeats:
            return False
        self._clock.sleep(self._retry.backoff(repeat))
        return True

    def _attempt(self, call: Call) -> Answer | Fault:
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
                    return self._fetched(call)
                response = self._route.wire.send(
                    operation.method,
                    self._url(call),
                    params=call.params,
                    headers=headers,
                    data=data,
                )
                return read_answer(response, self._redact)
            except RAISED as error:
                return fault_of(error)

    def _fetched(self, call: Call) -> Answer:
        route = self._route
        with fetch(route.wire, route.elsewhere, self._url(call), call.params) as response:
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

    def _url(self, call: Call) -> str:
        return self.endpoint.api_base + filled(call.operation.path, call.path)

    def _wait_after_fault(self, fault: Fault, operation: Operation, repeat: int) -> float | None:
        may_have_been_done = fault.sent and operation.repeat is Repeat.LOOK_FIRST
        if may_have_been_done or not fault.passing or repeat >= self._retry.repeats:
            return None
        return self._retry.backoff(repeat)

    def _case(self, call: Call, answer: Answer) -> Case:
        return Case(
            answer=answer,
            operation=call.operation,
            tried=call.tried,
            endpoint=self.endpoint,
            sign_in=self._route.wire.kind,
            proven=self._proven,
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

    def _learn(self, operation: Operation, answer: Answer) -> None:
        """Note what a good answer tells besides: the site for people, and scopes that the token has."""
        self._gateway = None  # this endpoint takes the credentials: nothing will be tried elsewhere
        if operation.api is Api.CLOUD_V2:  # on v1 classic scopes may have done it
            self._proven |= frozenset(operation.granular)
        if self.endpoint.site_base is None and (base := site_base_of(answer.data, self.endpoint)):
            self._route = replace(self._route, endpoint=replace(self.endpoint, site_base=base))

    def _through_gateway(
        self, open_gateway: Callable[[], Route], call: Call, refusal: Answer
    ) -> Answer:
        """Try the gateway; go on there when it takes the token."""
        site = self._route
        try:
            self._route = open_gateway()
            answer = self.call(call)
        except EndpointError as error:
            raise BadCredentials(
                call.tried,
                operation=call.operation.name,
                status=refusal.status,
                answered=f"{refusal}.",
                cause="This looks like a scoped API token, which works on Atlassian's API gateway only; but the "
                f"address of the gateway could not be worked out: {error}",
                remedy="If the token is a scoped one, put this line into conf.py: confluence_api_token_scoped = True",
            ) from error
        except (BadCredentials, ConnectionFailed, NotConfluence) as error:
            self._route.close()
            gateway, self._route = self.endpoint.api_base, site
            raise BadCredentials(
                call.tried,
                operation=call.operation.name,
                status=error.status or refusal.status,
                answered=f"The site said: {refusal}. The gateway, {gateway}, was tried then: {error.answered}",
                cause=error.cause,
                remedy=error.remedy,
            ) from error
        except ConfluenceError:
            self._settle_on_gateway(site)
            raise
        self._settle_on_gateway(site)
        return answer

    def _settle_on_gateway(self, site: Route) -> None:
        """Leave the site for good, and say what the resolver advises."""
        site.close()
        for notice in self.endpoint.notices:
            if notice not in site.endpoint.notices:
                self._notify(notice)


def _like_scoped_token_on_site(answer: Answer) -> bool:
    """Whether this is how a Cloud site answers a scoped token: 401, and no JSON."""
    return answer.status == 401 and not answer.is_json

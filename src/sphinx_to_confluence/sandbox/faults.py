"""Making the sandbox misbehave in the ways that real sites and networks do, on demand and repeatably."""

from __future__ import annotations

import enum
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict, Unpack

from sphinx_to_confluence.sandbox.limits import Buckets


class Dropped(ConnectionError):  # noqa: N818 - named for what happens
    """The connection is to be closed without an answer."""


class Fault(enum.Enum):
    """What goes wrong."""

    STATUS = "status"
    """Answered with an error status; nothing is done."""
    STATUS_AFTER = "status after"
    """It is done, and then answered with an error status, as by a proxy that waited too long."""
    DROP_BEFORE = "drop before"
    """The connection breaks before anything is done."""
    DROP_AFTER = "drop after"
    """It is done, and then the connection breaks: the answer is lost."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When something goes wrong, and what.

    :param methods: such as ``{"PUT", "POST"}``; empty for all.
    :param path: a regular expression that is searched for in the path.
    :param operation: the name of a call in ``sandbox.operations``, empty for all.
    :param nth: only at this match (the first is 1); 0 for all.
    :param every: only at every so-manieth match; 0 for all.
    :param probability: of those that are left, this share, by the generator of :class:`Faults`.
    :param retry_after: value of the header of that name, seconds or a date; empty for none.
    """

    fault: Fault
    methods: frozenset[str] = frozenset()
    path: str = ""
    operation: str = ""
    nth: int = 0
    every: int = 0
    probability: float = 1.0
    status: int = 503
    retry_after: str = ""


class When(TypedDict, total=False):
    """When something goes wrong; the fields are those of :class:`Rule`."""

    path: str
    operation: str
    nth: int
    every: int
    probability: float


class Faults:
    """The faults of one sandbox; all off at first.

    :param seed: of the generator behind the probabilities.
    :param sleep: how to wait; a test can count instead.
    """

    def __init__(self, *, seed: int = 0, sleep: Callable[[float], None] = time.sleep) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)  # noqa: S311 - chosen to be repeatable
        self._rules: list[Rule] = []
        self._matches: dict[int, int] = {}
        self._lagging: dict[tuple[str, str], int] = {}
        self.sleep = sleep
        self.clock: Callable[[], float] = time.monotonic
        """What the buckets are filled by, in seconds; a test can have a clock of its own."""
        self.buckets: Buckets | None = None
        self.refuse_overlaps = 0
        """What the second of two page writes below one parent is answered, 409 or 500; 0 lets it through."""
        self.latency_s = 0.0
        """How long every request takes."""
        self.read_lag = 0
        """How many times a page that was just created is not found when it is asked for by id."""
        self.search_lag = 0
        """How many searches a page that was just created is missing from."""
        self.list_lag = 0
        """How many listings a page that was just created is missing from."""

    def add(self, rule: Rule) -> None:
        """Switch a rule on; its matches are counted from now."""
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self._rules.clear()
            self._matches.clear()
            self._lagging.clear()
        self.buckets = None
        self.refuse_overlaps = 0
        self.latency_s = 0.0
        self.read_lag = self.search_lag = self.list_lag = 0

    def rate_limit(self, *methods: str, retry_after: str = "1", **when: Unpack[When]) -> None:
        """Answer 429."""
        self.add(
            Rule(Fault.STATUS, frozenset(methods), status=429, retry_after=retry_after, **when)
        )

    def fail(
        self, *methods: str, status: int = 503, after: bool = False, **when: Unpack[When]
    ) -> None:
        """Answer a server error, before or after it was done."""
        fault = Fault.STATUS_AFTER if after else Fault.STATUS
        self.add(Rule(fault, frozenset(methods), status=status, **when))

    def drop(self, *methods: str, after: bool = False, **when: Unpack[When]) -> None:
        """Break the connection, before or after it was done."""
        fault = Fault.DROP_AFTER if after else Fault.DROP_BEFORE
        self.add(Rule(fault, frozenset(methods), **when))

    def limit_rate(self, burst: int, per_second: float) -> None:
        """Give every user a bucket of tokens; who has none left is answered 429."""
        self.buckets = Buckets(burst, per_second, lambda: self.clock())

    def strike(self, method: str, path: str, operation: str | None = None) -> Rule | None:
        """The fault that this request meets. Every rule counts it, the first one that applies decides."""
        with self._lock:
            struck = [
                rule
                for index, rule in enumerate(self._rules)
                if self._hits(index, method, path, operation)
            ]
        return struck[0] if struck else None

    def created(self, page_id: str) -> None:
        """Note a page that reads and searches may lag behind."""
        with self._lock:
            self._lagging["read", page_id] = self.read_lag
            self._lagging["search", page_id] = self.search_lag
            self._lagging["list", page_id] = self.list_lag

    def all_lagging(self, index: str) -> frozenset[str]:
        """The ids of all pages that cannot be found yet; counts the attempt for each."""
        with self._lock:
            found = [key for key, left in self._lagging.items() if key[0] == index and left > 0]
            for key in found:
                self._lagging[key] -= 1
        return frozenset(page_id for _, page_id in found)

    def lags(self, page_id: str, *, index: str = "read") -> bool:
        """Whether a page cannot be found yet (``index`` is ``read``, ``search`` or ``list``); counts the attempt."""
        with self._lock:
            left = self._lagging.get((index, page_id), 0)
            if left > 0:
                self._lagging[index, page_id] = left - 1
            return left > 0

    def _hits(self, index: int, method: str, path: str, operation: str | None) -> bool:
        rule = self._rules[index]
        if rule.methods and method not in rule.methods:
            return False
        if rule.operation and operation != rule.operation:
            return False
        if not re.search(rule.path, path):
            return False
        count = self._matches[index] = self._matches.get(index, 0) + 1
        if rule.nth and count != rule.nth:
            return False
        if rule.every and count % rule.every:
            return False
        return rule.probability >= 1 or self._random.random() < rule.probability

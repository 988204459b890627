"""Who asks too much, and how is that said? A token bucket for each user, with the headers of both flavours."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Grant:
    """What a bucket says to one request.

    :param left: whole tokens that are left.
    :param wait_s: seconds until the next token, 0 while some are left.
    """

    allowed: bool
    left: int
    wait_s: float


class Buckets:
    """A bucket of tokens for each user; a request takes one, and they come back with time.

    :param capacity: how many requests a user may send at once.
    :param per_second: how many tokens come back in a second.
    """

    def __init__(self, capacity: int, per_second: float, clock: Callable[[], float]) -> None:
        self.capacity = capacity
        self.per_second = per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._filled: dict[str, tuple[float, float]] = {}

    def take(self, user: str) -> Grant:
        """Take a token of a user, if there is one."""
        with self._lock:
            now = self._clock()
            tokens, then = self._filled.get(user, (float(self.capacity), now))
            tokens = min(self.capacity, tokens + (now - then) * self.per_second)
            allowed = tokens >= 1
            if allowed:
                tokens -= 1
            self._filled[user] = (tokens, now)
            wait_s = 0.0 if tokens >= 1 else (1 - tokens) / self.per_second
            return Grant(allowed, int(tokens), wait_s)

    def headers(self, grant: Grant, *, cloud: bool, now: datetime) -> Mapping[str, str]:
        """What an answer says about the bucket.

        Cloud: developer.atlassian.com/cloud/confluence/rate-limiting; Data Center: "Rate limiting HTTP headers" of
        its documentation.
        """
        wait_s = math.ceil(grant.wait_s)
        both = {"X-RateLimit-Limit": str(self.capacity), "X-RateLimit-Remaining": str(grant.left)}
        if not cloud:
            return both | {
                "X-RateLimit-Interval-Seconds": "1",
                "X-RateLimit-FillRate": f"{self.per_second:g}",
                "retry-after": str(0 if grant.allowed else wait_s),
            }
        near = {"X-RateLimit-NearLimit": str(grant.left * 5 < self.capacity).lower()}
        if grant.allowed:
            return both | near
        reset = (now + timedelta(seconds=wait_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
        reason = {"RateLimit-Reason": "confluence-burst-based"}
        return both | reason | {"Retry-After": str(wait_s), "X-RateLimit-Reset": reset}

"""When is a request sent again, and after how long? Pure: an answer and a row of the table in, seconds out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from sphinx_to_confluence.rest.answers import Answer
from sphinx_to_confluence.rest.operations import Operation, Repeat

LONGEST_WAIT_S = 120.0
"""More than that is not waited, whatever ``Retry-After`` says."""

_LONGEST_BACKOFF_S = 30.0

# Confluence's own way of saying that two writes met; nothing was stored.
TRANSIENT = re.compile(
    r"OptimisticLock|Transaction (?:was )?(?:silently )?rolled back|UnexpectedRollback|unreconciled",
    re.IGNORECASE,
)

# Confluence Cloud says this for a wrong credential, and for up to a minute under load.
NOT_PERMITTED = re.compile(
    r"caller cannot access Confluence|current user not permitted", re.IGNORECASE
)
_NOT_PERMITTED_REPEATS = 2

_FRESH_REPEATS = 4


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how fast.

    :param repeats: how often a request is sent again at most.
    :param first_wait_s: before the first repetition; doubled each time.
    :param jitter: a factor for each wait, so that clients that failed together do not come back together.
    """

    repeats: int
    first_wait_s: float
    jitter: Callable[[], float] = field(default=lambda: random.uniform(0.7, 1.3))  # noqa: S311 - no secret

    def backoff(self, repeat: int) -> float:
        """Seconds before repetition number ``repeat``, from 0."""
        exponential = self.first_wait_s * 2.0 ** min(repeat, 16)
        return min(exponential, _LONGEST_BACKOFF_S) * self.jitter()

    def wait(
        self, answer: Answer, operation: Operation, repeat: int, *, now: float, fresh: bool = False
    ) -> float | None:
        """Seconds until the request may be sent again, or ``None`` when it may not.

        :param repeat: how often it was sent again already.
        :param fresh: whether the call is about a page that this run created: for a moment Cloud may not know it.
        """
        if repeat >= self.repeats or not self._may_repeat(answer, operation, repeat, fresh=fresh):
            return None
        return self.pause(answer.headers, repeat, now=now)

    def pause(self, headers: Mapping[str, str], repeat: int, *, now: float) -> float:
        """Seconds that an answer asks to be left in peace for, or those before that repetition when it does not say."""
        # Data Center says 0 while it has tokens left for somebody; coming back at once would be refused again.
        return retry_after(headers, now) or self.backoff(repeat)

    @staticmethod
    def _may_repeat(answer: Answer, operation: Operation, repeat: int, *, fresh: bool) -> bool:
        safe = operation.repeat is Repeat.SAFE
        match answer.status:
            case 429:
                return True  # it was not carried out
            case 502 | 503 | 504:
                return safe
            case 500:
                return safe and (answer.says(TRANSIENT) or "Retry-After" in answer.headers)
            case 403:
                return answer.says(NOT_PERMITTED) and repeat < _NOT_PERMITTED_REPEATS
            case 404:
                return fresh and repeat < _FRESH_REPEATS
            case 400 | 409:
                return answer.says(TRANSIENT)
            case _:
                return False


def asks_to_slow_down(answer: Answer) -> bool:
    """Whether an answer concerns all requests, and not only the one that it answers."""
    return answer.status == 429 or (answer.status == 503 and "Retry-After" in answer.headers)


def is_near_limit(answer: Answer) -> bool:
    """Whether the server will soon ask to slow down: Cloud says so, Data Center tells that no requests are left."""
    headers = answer.headers
    return (
        headers.get("X-RateLimit-NearLimit", "").strip().lower() == "true"
        or headers.get("X-RateLimit-Remaining", "").strip() == "0"
    )


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Read ``Retry-After``, which is a number of seconds or a date; ``None`` when it is absent or neither."""
    value = headers.get("Retry-After", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - now
        except (TypeError, ValueError, OverflowError):
            return None
    if seconds != seconds:  # "nan" is a float too
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT_S)

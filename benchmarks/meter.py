"""What did a publisher ask of Confluence? A sandbox on a socket of this machine that counts and takes the time."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox

Flavour = Literal["cloud", "datacenter"]

SPACE = "DOC"
USER = "writer@example.com"
FLAVOURS = ("cloud", "datacenter")

QUERIES = frozenset({"convert_ids"})
"""Operations that are no GET and change nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted from one :meth:`Meter.reset` to the next.

    :param span_s: from the beginning of the first request to the end of the last one.
    :param peak: the most requests that were under way at once.
    :param overlaps: page writes below one parent that were under way at once.
    :param kinds: requests by operation.
    :param refused: requests that were answered with a status of 400 or above.
    """

    requests: int
    writes: int
    span_s: float
    peak: int
    overlaps: int
    kinds: Counter[str]
    refused: Counter[str]


class Meter:
    """A sandbox with an empty space, reached over a socket.

    :param latency_s: what every request takes on its way.
    :param strict: refuse what the editor of Cloud cannot convert.
    """

    def __init__(self, flavour: Flavour, *, latency_s: float = 0.0, strict: bool = True) -> None:
        context_path = "/confluence" if flavour == "datacenter" else ""
        self.flavour: Flavour = flavour
        self.sandbox = Sandbox(flavour=flavour, strict=strict, context_path=context_path)
        self.sandbox.add_space(SPACE, "Documentation")
        self.sandbox.faults.latency_s = latency_s
        self.sandbox.faults.sleep = self._pass
        self._lock = threading.Lock()
        self._began = self._ended = 0.0

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve while the block lasts."""
        with self.sandbox, self.sandbox.serve() as self.addresses:
            yield

    def token(self) -> str:
        """A new secret: of a token with the twelve scopes, or a personal access token of Data Center."""
        if self.flavour == "datacenter":
            return self.sandbox.add_token("pat", user=USER)
        return self.sandbox.add_token("scoped", scopes=TWELVE_SCOPES, user=USER)

    def reset(self) -> None:
        """Count from anew."""
        self.sandbox.reset_requests()
        self._began = self._ended = 0.0

    def read(self) -> Reading:
        """Say what was counted."""
        calls = self.sandbox.requests
        names = [(call, call.operation or f"{call.method} elsewhere") for call in calls]
        return Reading(
            requests=len(calls),
            writes=sum(
                call.method not in ("GET", "HEAD") and name not in QUERIES for call, name in names
            ),
            span_s=self._ended - self._began,
            peak=self.sandbox.peak,
            overlaps=len(self.sandbox.overlaps),
            kinds=Counter(name for _, name in names),
            refused=Counter(
                f"{name} {call.status}" for call, name in names if (call.status or 599) >= 400
            ),
        )

    def _pass(self, seconds: float) -> None:
        """Let the time of a request pass, and note when the first one began and the last one ended."""
        with self._lock:
            self._began = self._began or time.perf_counter()
        time.sleep(seconds)
        with self._lock:
            self._ended = time.perf_counter()

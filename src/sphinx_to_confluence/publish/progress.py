"""How is the person kept informed while pages are published? A bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from typing import Protocol, TextIO


class Progress(Protocol):
    """Told about every step that is done; ``total`` steps are announced first.

    Several pages are under way at the same time, so that steps end in any order.
    """

    def start(self, total: int) -> None:
        """``total`` steps will follow."""
        ...

    def step(self, what: str) -> None:
        """One step has been taken: ``create guide/setup``."""
        ...

    def notice(self, line: str) -> None:
        """Something is to be told in between, such as that a request is repeated; called from any thread."""
        ...

    def done(self) -> None:
        """No step follows, whether all were taken or not."""
        ...


class PlainProgress:
    """A line for each step, numbered; for logs of CI jobs."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._total = self._taken = 0

    def start(self, total: int) -> None:
        """Remember the number of steps."""
        self._total, self._taken = total, 0

    def step(self, what: str) -> None:
        """Print the line."""
        self._taken += 1
        width = len(str(self._total))
        self._say(f"[{self._taken:>{width}}/{self._total}] {what}")

    def notice(self, line: str) -> None:
        """Print it."""
        self._say(line)

    def done(self) -> None:
        """Print nothing."""


class BarProgress:
    """One line that is written over and over, with a bar, the share, the time that is left, and how often we waited."""

    WIDTH = 24

    def __init__(
        self,
        stream: TextIO,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._say = say
        self._clock = clock
        self._lock = threading.Lock()
        self._total = self._taken = self._notices = 0
        self._began = 0.0
        self._line = ""

    def start(self, total: int) -> None:
        """Remember when it began."""
        self._total, self._taken, self._notices = total, 0, 0
        self._began = self._clock()

    def step(self, what: str) -> None:
        """Draw the bar with the steps that are behind us."""
        with self._lock:
            self._taken += 1
            share = self._taken / self._total if self._total else 1.0
            full = round(share * self.WIDTH)
            word = "wait" if self._notices == 1 else "waits"
            waited = f"  {self._notices} {word}" if self._notices else ""
            bar = f"[{'█' * full}{'·' * (self.WIDTH - full)}]"
            self._write(f"{bar} {share:4.0%}{self._left()}{waited}  {what}")

    def notice(self, line: str) -> None:
        """Print it above the bar."""
        with self._lock:
            self._notices += 1
            bar = self._line
            self._clear()
            self._say(line)
            if bar:
                self._write(bar)

    def done(self) -> None:
        """Clear the line, so that the summary stands alone."""
        with self._lock:
            self._clear()

    def _left(self) -> str:
        seconds = (self._clock() - self._began) / self._taken * (self._total - self._taken)
        return f"  {int(seconds) // 60}:{int(seconds) % 60:02} left"

    def _clear(self) -> None:
        if self._line:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        columns = shutil.get_terminal_size().columns - 1
        self._line = line
        self._stream.write(f"\r{line[:columns]:<{columns}}")
        self._stream.flush()


def progress_on(stream: TextIO | None, say: Callable[[str], None]) -> Progress:
    """Return a bar when ``stream`` is a terminal, plain lines otherwise."""
    if stream is not None and stream.isatty():
        return BarProgress(stream, say)
    return PlainProgress(say)

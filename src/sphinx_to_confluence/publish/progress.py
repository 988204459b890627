"""How is the person kept informed while pages are published? A bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Protocol, TextIO


class Progress(Protocol):
    """Told about every step; ``total`` steps are announced first."""

    def start(self, total: int) -> None:
        """``total`` steps will follow."""
        ...

    def step(self, what: str) -> None:
        """One step is about to be taken: ``create guide/setup``."""
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

    def done(self) -> None:
        """Print nothing."""


class BarProgress:
    """One line that is written over and over, with a bar, the share and the time that is left."""

    WIDTH = 24

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._total = self._taken = 0
        self._began = 0.0

    def start(self, total: int) -> None:
        """Draw the empty bar."""
        self._total, self._taken, self._began = total, 0, self._clock()

    def step(self, what: str) -> None:
        """Draw the bar with the steps that are behind us."""
        share = self._taken / self._total if self._total else 1.0
        full = round(share * self.WIDTH)
        line = f"[{'█' * full}{'·' * (self.WIDTH - full)}] {share:4.0%}{self._left()}  {what}"
        self._write(line)
        self._taken += 1

    def done(self) -> None:
        """Clear the line, so that the summary stands alone."""
        if self._total:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _left(self) -> str:
        if not self._taken:
            return ""
        seconds = (self._clock() - self._began) / self._taken * (self._total - self._taken)
        return f"  {int(seconds) // 60}:{int(seconds) % 60:02} left"

    def _write(self, line: str) -> None:
        columns = shutil.get_terminal_size().columns - 1
        self._stream.write(f"\r{line[:columns]:<{columns}}")
        self._stream.flush()


def progress_on(stream: TextIO | None, say: Callable[[str], None]) -> Progress:
    """Return a bar when ``stream`` is a terminal, plain lines otherwise."""
    if stream is not None and stream.isatty():
        return BarProgress(stream)
    return PlainProgress(say)

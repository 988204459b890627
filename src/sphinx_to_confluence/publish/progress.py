"""How is the person kept informed while pages are written? A display on a terminal, plain lines elsewhere.

:func:`progress_on` chooses: a display of several colours where ``rich`` is installed (the extra ``terminal``), else a
bar of one line, and in logs lines that stay.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO

from sphinx_to_confluence.publish.pace import Pace
from sphinx_to_confluence.rest.governor import Governor

LINE_EACH = 200
"""Up to so many steps, a log gets a line for each of them."""

SHARE_BETWEEN = 0.05
SECONDS_BETWEEN = 15.0
"""Of more steps, a log gets a line when so much more is done, or so much time has passed."""

_FALSE = {"", "0", "false", "no"}


class Progress(Protocol):
    """Told about every step that is done; ``total`` steps are announced first.

    Several pages are under way at the same time, so that steps end in any order.
    """

    def watch(self, governor: Governor) -> None:
        """All requests pass through this governor, which knows how many there are and what they wait for."""
        ...

    def start(self, total: int) -> None:
        """``total`` steps will follow."""
        ...

    def step(self, what: str) -> None:
        """One step has been taken: ``create guide/setup``; one that begins with ``failed`` went wrong."""
        ...

    def notice(self, line: str) -> None:
        """Something is to be told in between, such as that a request is repeated; called from any thread."""
        ...

    def aside(self) -> AbstractContextManager[None]:
        """Within the block others write to the terminal; called from any thread."""
        ...

    def done(self) -> None:
        """No step follows, whether all were taken or not."""
        ...


class PlainProgress:
    """Lines that stay, for logs of CI jobs; one for each step, or when there are many, one now and then."""

    def __init__(
        self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._say = say
        self._clock = clock
        self._pace = Pace(clock)
        self._governor: Governor | None = None
        self._told_at, self._told_share = 0.0, 0.0

    def watch(self, governor: Governor) -> None:
        """Remember it."""
        self._governor = governor

    def start(self, total: int) -> None:
        """Remember the number of steps."""
        self._pace.start(total, requests(self._governor))
        self._told_at, self._told_share = self._clock(), 0.0

    def step(self, what: str) -> None:
        """Print the line, if one is due."""
        pace = self._pace
        pace.step(requests(self._governor))
        width = len(str(pace.total))
        number = f"[{pace.taken:>{width}}/{pace.total}]"
        if pace.total <= LINE_EACH or what.startswith("failed"):
            self._say(f"{number} {what}")
            return
        now = self._clock()
        if (
            pace.share - self._told_share >= SHARE_BETWEEN
            or now - self._told_at >= SECONDS_BETWEEN
            or pace.taken == pace.total
        ):
            self._told_at, self._told_share = now, pace.share
            self._say(f"{number} {pace.share:4.0%}  {pace.words()}".rstrip())

    def notice(self, line: str) -> None:
        """Print it."""
        self._say(line)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Nothing is in the way."""
        yield

    def done(self) -> None:
        """Print nothing."""


class BarProgress:
    """One line that is written over and over: a bar, the share, the rate, the time that is left, and the retries."""

    WIDTH = 24

    def __init__(
        self,
        stream: TextIO,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._say = say
        self._pace = Pace(clock)
        self._governor: Governor | None = None
        self._lock = threading.RLock()
        self._line = ""

    def watch(self, governor: Governor) -> None:
        """Remember it."""
        self._governor = governor

    def start(self, total: int) -> None:
        """Remember when it began."""
        self._pace.start(total, requests(self._governor))

    def step(self, what: str) -> None:
        """Draw the bar with the steps that are behind us."""
        with self._lock:
            self._pace.step(requests(self._governor))
            share = self._pace.share
            full = round(share * self.WIDTH)
            bar = f"[{'█' * full}{'·' * (self.WIDTH - full)}]"
            parts = (f"{bar} {share:4.0%}", self._pace.words(), retries(self._governor), what)
            self._write("  ".join(filter(None, parts)))

    def notice(self, line: str) -> None:
        """Print it above the bar."""
        with self.aside():
            self._say(line)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away and draw it again afterwards."""
        with self._lock:
            bar = self._line
            self._clear()
            yield
            if bar:
                self._write(bar)

    def done(self) -> None:
        """Clear the line, so that the summary stands alone."""
        with self._lock:
            self._clear()

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


def retries(governor: Governor | None) -> str:
    """How many requests were sent again; empty for none."""
    count = 0 if governor is None else governor.meter.all.retries
    return f"{count} {'retry' if count == 1 else 'retries'}" if count else ""


def requests(governor: Governor | None) -> int:
    """How many requests were sent so far."""
    return 0 if governor is None else governor.meter.all.requests


def progress_on(
    stream: TextIO | None,
    say: Callable[[str], None],
    *,
    doing: str = "Publishing",
    environ: Mapping[str, str] | None = None,
) -> Progress:
    """Return what suits the stream and the environment.

    Lines that stay are for whatever is no terminal, for terminals that cannot go back in a line (``TERM=dumb``), and
    for CI (``CI=true``), where some runners claim to be a terminal.

    :param stream: ``None`` when nobody looks.
    :param doing: what the display is headed with.
    """
    environ = os.environ if environ is None else environ
    is_log = environ.get("TERM") == "dumb" or environ.get("CI", "").lower() not in _FALSE
    if stream is None or not stream.isatty() or is_log:
        return PlainProgress(say)
    if importlib.util.find_spec("rich") is None:
        return BarProgress(stream, say)
    from sphinx_to_confluence.publish.progress_rich import RichProgress

    return RichProgress(stream, say, doing=doing, has_colours=not environ.get("NO_COLOR"))

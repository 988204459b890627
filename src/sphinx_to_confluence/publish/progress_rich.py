"""How does progress look on a terminal with ``rich``? Two lines at the bottom that are kept up to date.

The first one has the bar, the share, the rate and the time that is left; the second one the last step, how many
requests are under way, and what is waited for and how long. It needs the extra ``terminal``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from sphinx_to_confluence.publish.pace import Pace
from sphinx_to_confluence.publish.progress import requests, retries
from sphinx_to_confluence.rest.governor import Governor

_WIDTH = 30


class RichProgress:
    """Implements :class:`~.progress.Progress`.

    :param doing: what the display is headed with.
    """

    def __init__(
        self,
        stream: TextIO,
        say: Callable[[str], None],
        *,
        doing: str = "Publishing",
        has_colours: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = Console(file=stream, no_color=not has_colours, highlight=False)
        self._say = say
        self._doing = doing
        self._pace = Pace(clock)
        self._governor: Governor | None = None
        self._lock = threading.RLock()
        self._live: Live | None = None
        self._what = ""

    def watch(self, governor: Governor) -> None:
        """Remember it."""
        self._governor = governor

    def start(self, total: int) -> None:
        """Begin to show something, if there is anything to be done."""
        with self._lock:
            self._pace.start(total, requests(self._governor))
            self._what = ""
            if total:
                self._show()

    def step(self, what: str) -> None:
        """Take note; what is shown follows by itself."""
        with self._lock:
            self._pace.step(requests(self._governor))
            self._what = what

    def notice(self, line: str) -> None:
        """Print it above."""
        with self.aside():
            self._say(line)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the display away and show it again afterwards."""
        with self._lock:
            is_shown = self._live is not None
            self._hide()
            yield
            if is_shown:
                self._show()

    def done(self) -> None:
        """Take the display away, so that the summary stands alone."""
        with self._lock:
            self._hide()

    def display(self) -> RenderableType:
        """The two lines, as they are now."""
        pace = self._pace
        waits = None if self._governor is None else self._governor.waits
        first = Table.grid(padding=(0, 1))
        first.add_row(
            Text(self._doing, style="bold"),
            ProgressBar(
                total=max(pace.total, 1),
                completed=pace.taken,
                width=_WIDTH,
                complete_style="cyan",  # that of rich is red, which looks like a failure
                finished_style="green",
            ),
            Text(f"{pace.taken}/{pace.total}"),
            Text(f"{pace.share:.0%}", style="cyan"),
            Text(pace.words(waits[0] if waits else 0.0), style="green"),
        )
        return Group(first, self._second())

    def _second(self) -> Text:
        """The last step, what is under way, and what is waited for."""
        line = Text("  ", no_wrap=True, overflow="ellipsis")
        if self._governor is not None:
            count, limit = self._governor.under_way, self._governor.limit
            line.append(f"{count} of {limit} at a time", style="dim")
            if again := retries(self._governor):
                line.append(f"  {again}", style="yellow")
            if waits := self._governor.waits:
                line.append(f"  waiting {waits[0]:.0f} s: {waits[1]}", style="yellow")
                return line
        style = "red" if self._what.startswith("failed") else ""
        line.append(f"  {self._what}", style=style)
        return line

    def _show(self) -> None:
        # Streams stay as they are: Sphinx holds on to the one that it began with, and writes beside any replacement.
        self._live = Live(
            get_renderable=self.display,
            console=self._console,
            refresh_per_second=4,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def _hide(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

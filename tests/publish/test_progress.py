"""What a person sees while pages are published."""

from __future__ import annotations

import importlib.util
import io
import itertools

import pytest
from rich.console import Console

from sphinx_to_confluence.publish.progress import BarProgress, PlainProgress, progress_on
from sphinx_to_confluence.publish.progress_rich import RichProgress
from sphinx_to_confluence.rest.governor import Governor


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Whether a person is watching: yes."""
        return True


class Standing:
    """A clock that stands still."""

    def now(self):
        """Always the same."""
        return 0.0


@pytest.fixture
def governor():
    """One through which 40 requests have gone, three of them again, and which waits."""
    governor = Governor(Standing(), workers=4, notify=lambda _line: None)
    for _ in range(40):
        with governor.turn() as turn:
            pass
    for _ in range(3):
        governor.meter.repeats()
    governor.slow_down(turn, 7, "Confluence asks to slow down (429).")
    return governor


def test_plain_lines():
    """A log gets a numbered line for each step, aligned."""
    said = []
    progress = PlainProgress(said.append)
    progress.start(10)
    for name in ("index", "guide"):
        progress.step(f"write {name}")
    progress.done()
    assert said == ["[ 1/10] write index", "[ 2/10] write guide"]


def test_bar(monkeypatch):
    """A terminal gets one line that fits it, with the share that is done and the time that is left."""
    monkeypatch.setenv("COLUMNS", "60")
    stream, times = Terminal(), iter([0.0, 30.0, 60.0])
    progress = BarProgress(stream, pytest.fail, clock=lambda: next(times))
    progress.start(4)
    progress.step("create index")
    progress.step("create " + "a-very-long-name" * 10)
    progress.done()
    _, first, second, cleared, end = stream.getvalue().split("\r")
    assert first.rstrip() == f"[{'█' * 6}{'·' * 18}]  25%  1:30 left  create index"
    assert second.startswith(f"[{'█' * 12}{'·' * 12}]  50%  1:00 left  create a-very")
    assert len(first) == len(second) == 59
    assert (cleared.strip(), end) == ("", "")


def test_notice_above_the_bar(monkeypatch):
    """What is told in between stands in a line of its own; the bar goes on below."""
    monkeypatch.setenv("COLUMNS", "80")
    stream = Terminal()
    progress = BarProgress(stream, lambda line: stream.write(f"{line}\n"), clock=lambda: 0.0)
    progress.start(4)
    progress.step("create index")
    progress.notice("Trying again in 5 s.")
    progress.step("create guide")
    shown = [line.strip() for line in stream.getvalue().split("\r")]
    bar = f"[{'█' * 6}{'·' * 18}]  25%  0:00 left  create index"
    assert shown[1:5] == [bar, "", "Trying again in 5 s.", bar]
    assert shown[5].endswith("0:00 left  create guide")


def test_notice_in_a_log():
    """A log gets it as it is."""
    said = []
    PlainProgress(said.append).notice("Trying again in 5 s.")
    assert said == ["Trying again in 5 s."]


def test_bar_counts_requests(monkeypatch, governor):
    """It shows how many requests there are in a second, and how many were sent again."""
    monkeypatch.setenv("COLUMNS", "100")
    stream, times = Terminal(), iter([0.0, 5.0])
    progress = BarProgress(stream, pytest.fail, clock=lambda: next(times))
    progress.start(4)
    progress.watch(governor)
    progress.step("create index")
    bar = f"[{'█' * 6}{'·' * 18}]  25%  8.0 requests/s  0:15 left  3 retries  create index"
    assert stream.getvalue().strip() == bar


def test_many_steps_in_a_log():
    """A log that would be flooded gets a line at each 5 %, and for each failure."""
    said = []
    progress = PlainProgress(said.append, clock=itertools.count(step=0.01).__next__)
    progress.start(1000)
    for number in range(1000):
        progress.step(f"failed page{number}" if number == 123 else f"write page{number}")
    progress.done()
    assert len(said) == 21
    assert said[0].startswith("[  50/1000]   5%  0:")
    assert said[2] == "[ 124/1000] failed page123"
    assert said[-1].startswith("[1000/1000] 100%  0:00 left")


def test_slow_steps_in_a_log():
    """Of many steps that take long, one is told four times a minute."""
    said = []
    progress = PlainProgress(said.append, clock=itertools.count(step=5.0).__next__)
    progress.start(1000)
    for _ in range(6):
        progress.step("write page")
    assert [line[:11] for line in said] == ["[   2/1000]", "[   4/1000]", "[   6/1000]"]


def drawn(progress):
    """What rich shows, as lines of text."""
    console = Console(file=io.StringIO(), width=110, color_system=None)
    console.print(progress.display())
    return [line.strip() for line in console.file.getvalue().splitlines()]


def test_display_of_rich(governor):
    """Two lines: how far, how fast and how long; what is under way, and what is waited for."""
    stream, times = Terminal(), iter([0.0, 5.0])
    progress = RichProgress(stream, pytest.fail, clock=lambda: next(times))
    progress.start(4)
    assert drawn(progress)[0].endswith("0/4 0%")
    progress.watch(governor)
    progress.step("create index")
    first, second = drawn(progress)
    assert first.startswith("Publishing ━━━━━━━")
    assert first.endswith("1/4 25% 8.0 requests/s  0:22 left")
    waiting = "waiting 7 s: Confluence asks to slow down (429)."
    assert second == f"0 of 2 at a time  3 retries  {waiting}"
    progress.done()


def test_rich_and_the_lines_of_others():
    """What is told in between stands above, and the display is gone at the end."""
    stream = Terminal()
    progress = RichProgress(stream, lambda line: stream.write(f"{line}\n"))
    progress.start(2)
    progress.step("write [bold]index[/bold]")
    progress.notice("Trying again in 5 s.")
    progress.done()
    shown = stream.getvalue()
    assert "\x1b[2KTrying again in 5 s.\n" in shown
    assert "write [bold]index[/bold]" in shown


def test_nothing_to_do_draws_nothing():
    """A publish without a step leaves the terminal alone."""
    stream = Terminal()
    progress = BarProgress(stream, pytest.fail)
    progress.start(0)
    progress.done()
    assert stream.getvalue() == ""


TERMINAL = {"TERM": "xterm"}


@pytest.mark.parametrize(
    ("stream", "environ", "kind"),
    [
        (Terminal(), TERMINAL, RichProgress),
        (io.StringIO(), TERMINAL, PlainProgress),
        (None, TERMINAL, PlainProgress),
        (Terminal(), {"TERM": "dumb"}, PlainProgress),
        (Terminal(), TERMINAL | {"CI": "true"}, PlainProgress),
        (Terminal(), TERMINAL | {"CI": "false"}, RichProgress),
    ],
    ids=["terminal", "log", "quiet", "dumb terminal", "CI", "no CI"],
)
def test_the_right_kind(stream, environ, kind):
    """What moves is for terminals that can, with somebody before them."""
    assert isinstance(progress_on(stream, lambda _line: None, environ=environ), kind)


def test_without_rich(monkeypatch):
    """A terminal gets the bar where the extra is not installed."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    progress = progress_on(Terminal(), lambda _line: None, environ=TERMINAL)
    assert isinstance(progress, BarProgress)


def test_no_colours(monkeypatch):
    """NO_COLOR is respected: the display moves, and has no colours."""
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    progress = progress_on(stream, pytest.fail, environ=TERMINAL | {"NO_COLOR": "1"})
    progress.start(1)
    progress.step("write index")
    progress.done()
    assert "write index" in stream.getvalue()
    assert "\x1b[3" not in stream.getvalue()

"""What a person sees while pages are published."""

from __future__ import annotations

import io

import pytest

from sphinx_to_confluence.publish.progress import BarProgress, PlainProgress, progress_on


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Whether a person is watching: yes."""
        return True


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
    """What is told in between stands in a line of its own; the bar goes on below, and counts it."""
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
    assert shown[5].endswith("0:00 left  1 wait  create guide")


def test_notice_in_a_log():
    """A log gets it as it is."""
    said = []
    PlainProgress(said.append).notice("Trying again in 5 s.")
    assert said == ["Trying again in 5 s."]


def test_nothing_to_do_draws_nothing():
    """A publish without a step leaves the terminal alone."""
    stream = Terminal()
    progress = BarProgress(stream, pytest.fail)
    progress.start(0)
    progress.done()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("stream", "kind"),
    [(Terminal(), BarProgress), (io.StringIO(), PlainProgress), (None, PlainProgress)],
    ids=["terminal", "log", "quiet"],
)
def test_the_right_kind(stream, kind):
    """A bar is for terminals only."""
    assert isinstance(progress_on(stream, lambda _line: None), kind)

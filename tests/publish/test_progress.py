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
    stream, times = Terminal(), iter([0.0, 30.0])
    progress = BarProgress(stream, clock=lambda: next(times))
    progress.start(4)
    progress.step("create index")
    progress.step("create " + "a-very-long-name" * 10)
    progress.done()
    _, first, second, cleared, end = stream.getvalue().split("\r")
    assert first.rstrip() == f"[{'·' * 24}]   0%  create index"
    assert second.startswith(f"[{'█' * 6}{'·' * 18}]  25%  1:30 left  create a-very")
    assert len(first) == len(second) == 59
    assert (cleared.strip(), end) == ("", "")


def test_nothing_to_do_draws_nothing():
    """A publish without a step leaves the terminal alone."""
    stream = Terminal()
    progress = BarProgress(stream)
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

"""The tutorial works: what it tells people to write is written, what it tells them to type is run, in its order.

Where a block shows what is printed, that has to be printed; ``…`` stands for anything.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typist
from samples import Sample, samples_of

_PORT_SHOWN = "8090"
_TOKEN = re.compile(r"export CONFLUENCE_API_TOKEN=(\S+)")
_PLACEHOLDER = re.compile(r"<[^>]+>")
_QUESTION = re.compile(r"(?:browser:|token:|\[[^\]]+\]:|\[y/N\]) ?(\S*)$")
"""A line that asks, and what is answered."""

_MAY_END_WITH = {"plan": (0, 7)}
"""Exit codes of commands that have more than one for "all is well"."""

_DONE_ALREADY = (
    "python3 -m venv",
    ". .venv",
    "python -m pip install",
    "sphinx-to-confluence sandbox",
)
"""What sets the environment up, which is that of the tests here, and what the second terminal runs."""

_ELSEWHERE = "Publish to your site"
"""The section that needs a real site; nothing from there on is run."""

_TIMEOUT_S = 120


class Terminal:
    """A shell that stays, as the window of a terminal does."""

    def __init__(self, directory: Path) -> None:
        programs = directory / ".programs"
        programs.mkdir()
        for name, module in (
            ("python", ""),
            ("sphinx-build", "-m sphinx"),
            ("sphinx-to-confluence", "-m sphinx_to_confluence"),
        ):
            script = programs / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
            script.chmod(0o755)
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("CONFLUENCE_")
        }
        self._shell = subprocess.Popen(
            ["bash", "--norc"],
            cwd=directory,
            env=kept
            | {"PATH": f"{programs}:{os.environ['PATH']}", "NO_COLOR": "1", "TERM": "dumb"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, line: str) -> tuple[str, int]:
        """Type a line; return what is printed, and the exit code."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(f"{line} </dev/null\necho :end: $?\n")
        self._shell.stdin.flush()
        printed = []
        for text in self._shell.stdout:
            before, mark, code = text.partition(":end: ")
            printed.append(before)
            if mark:
                return "".join(printed), int(code)
        raise AssertionError(f"the shell ended at {line}")

    def close(self) -> None:
        """End the shell."""
        assert self._shell.stdin is not None
        self._shell.stdin.close()
        self._shell.wait(timeout=_TIMEOUT_S)
        assert self._shell.stdout is not None
        self._shell.stdout.close()


@pytest.fixture
def terminal(tmp_path) -> Iterator[Terminal]:
    """The first terminal."""
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def sandbox(port) -> Iterator[str]:
    """The sandbox that the reader starts in a second terminal; its value is the first token that it prints."""
    arguments = [sys.executable, "-m", "sphinx_to_confluence", "sandbox", "--port", str(port)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        printed = []
        for line in running.stdout:
            printed.append(line)
            if found := _TOKEN.search(line):
                yield found.group(1)
                break
        else:
            raise AssertionError("".join(printed))
        running.terminate()


def _steps(manual) -> Iterator[Sample]:
    """The blocks of the tutorial, up to those that need a real site."""
    text = (Path(manual.env.srcdir) / "tutorial.rst").read_text(encoding="utf-8")
    last = text[: text.index(f"{_ELSEWHERE}\n---")].count("\n")
    for sample in samples_of(manual.env):
        docname, line = sample.where.split(".rst:")
        if docname == "tutorial" and int(line) <= last:
            yield sample


def test_tutorial(manual, tmp_path, terminal, port, sandbox):
    """Each step of the tutorial works, one after the other."""
    project = tmp_path / "handbook"
    for step in _steps(manual):
        text = step.text.replace(_PORT_SHOWN, str(port))
        if step.language != "console":
            if step.caption.startswith("doc/"):
                path = project / step.caption
                path.parent.mkdir(exist_ok=True, parents=True)
                path.write_text(text + "\n", encoding="utf-8")
            continue
        for command, shown in _typed(text):
            if command.startswith(_DONE_ALREADY):
                continue
            answers = [found[1] for line in shown if (found := _QUESTION.search(line))]
            line = _PLACEHOLDER.sub(sandbox, command)
            printed, code = terminal.run(_with_answers(line, answers) if answers else line)
            fine = _MAY_END_WITH.get(command.removeprefix("sphinx-to-confluence ").split()[0], (0,))
            missing = [text for text in shown if not _shows(printed, text)]
            told = f"{step.where}: {command}\nended with {code} and printed:\n{printed}"
            assert code in fine, told
            assert not missing, f"{told}\nbut not: {missing}"


def _with_answers(command: str, answers: list[str]) -> str:
    """The same command on a terminal of its own, where somebody answers."""
    return shlex.join(["python", typist.__file__, *answers, "--", *shlex.split(command)])


def _typed(text: str) -> Iterator[tuple[str, list[str]]]:
    """Pair what is typed with the lines that are printed."""
    typed = ""
    shown: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            if typed:
                yield typed, shown
            typed, shown = line[2:], []
        elif line.strip():
            shown.append(line)
    if typed:
        yield typed, shown


def _shows(printed: str, line: str) -> bool:
    """Whether a line was printed; blanks at its ends do not count."""
    pattern = ".*".join(map(re.escape, line.strip().split("…")))
    return any(re.fullmatch(pattern, other.strip()) for other in printed.splitlines())

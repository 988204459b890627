"""What does a preview do? It builds, publishes into the sandbox, waits for a source to change, and begins again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sphinx_to_confluence.preview.building import Order, Outcome
from sphinx_to_confluence.preview.problems import Problems
from sphinx_to_confluence.preview.watch import Watcher
from sphinx_to_confluence.sandbox import Sandbox
from sphinx_to_confluence.sandbox.viewer import Problem

_LONGEST_FAILURE = 4000


@dataclass(frozen=True, slots=True)
class Round:
    """A build of a preview.

    :param changed: whether pages, files or labels in the sandbox have changed.
    :param problem_count: how many warnings hold now.
    """

    failure: str
    changed: bool
    problem_count: int
    seconds: float


class Session:
    """A documentation, the sandbox that it is published into, and what was said about it so far.

    :param say: is given the lines that a build prints.
    """

    def __init__(
        self, order: Order, sandbox: Sandbox, watcher: Watcher, say: Callable[[str], object]
    ) -> None:
        self._order = order
        self._sandbox = sandbox
        self._watcher = watcher
        self._say = say
        self._problems = Problems(Path(order.source))

    def build(self) -> Round:
        """Build and publish; what fails leaves the pages as they are, and is shown in them."""
        self._sandbox.live.building()
        self._sandbox.reset_requests()
        began = time.monotonic()
        outcome = run(self._order, self._say)
        changed = bool(self._sandbox.writes)
        if outcome.failure:
            self._sandbox.live.failed(outcome.failure, self._problems_of(outcome))
            problem_count = len(outcome.heard)
        else:
            self._problems.add(outcome)
            self._watcher.also(outcome.needed)
            problems = self._problems.now()
            problem_count = len(problems)
            self._sandbox.live.done(problems, changed=changed)
        return Round(outcome.failure, changed, problem_count, time.monotonic() - began)

    def wait(self) -> Sequence[Path]:
        """Wait until sources have changed."""
        return self._watcher.wait()

    def _problems_of(self, outcome: Outcome) -> Sequence[Problem]:
        only = Problems(Path(self._order.source))
        only.add(outcome)
        return only.now()


def run(order: Order, say: Callable[[str], object]) -> Outcome:
    """Build in a process of its own, to the end or until this one is stopped."""
    out = Path(order.out)
    out.mkdir(parents=True, exist_ok=True)
    report = out / "outcome.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", "sphinx_to_confluence.preview.building", str(report)]
    with subprocess.Popen(  # noqa: S603 - a module of ours, without a shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        # Ctrl-C is for this process, which then ends the other one.
        start_new_session=True,
    ) as process:
        try:
            return _followed(process, order, report, say)
        finally:
            process.kill()


def _followed(
    process: subprocess.Popen[str], order: Order, report: Path, say: Callable[[str], object]
) -> Outcome:
    if process.stdin is None or process.stdout is None:  # asked for above
        raise RuntimeError("no pipes")
    process.stdin.write(order.to_json())
    process.stdin.close()
    lines = []
    for line in process.stdout:
        lines.append(line)
        say(line.rstrip("\n"))
    code = process.wait()
    if report.is_file():
        return Outcome.from_json(report.read_text(encoding="utf-8"))
    said = "".join(lines)[-_LONGEST_FAILURE:].strip()
    return Outcome(code or 1, f"The build has ended with exit code {code}.\n{said}".strip())

"""How long does writing take, and how much memory? Ours beside other builders, in one run.

    python benchmarks/build_time.py --folder /var/tmp/docs Flask pytest Sphinx
    python benchmarks/build_time.py --folder /var/tmp/docs --other sphinxcontrib.confluencebuilder Flask

``dummy`` is the floor: it resolves everything and writes nothing. What counts is the time above it. Builders take
turns, so that what else the machine does meets all of them; the figures are the medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from projects import PROJECTS

HERE = Path(__file__).parent


class Contender(NamedTuple):
    """A builder, with the extension that it comes from."""

    label: str
    builder: str
    extension: str = ""

    @property
    def doctrees(self) -> str:
        """Its documents are read once and kept; an extension of its own means documents of its own."""
        return f"doctrees-{self.extension or 'plain'}"


FLOOR = Contender("dummy", "dummy")
HTML = Contender("html", "html")
OURS = Contender("ours", "confluence", "sphinx_to_confluence")


def main() -> None:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("projects", nargs="*", default=["Flask", "pytest", "Sphinx"])
    parser.add_argument("--folder", type=Path, required=True, help="for sources and output; kept")
    parser.add_argument("--other", default="", help="another extension with a builder confluence")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args()
    contenders = [FLOOR, HTML, OURS]
    if options.other:
        contenders.append(Contender("other", "confluence", options.other))
    for name in options.projects:
        docs = PROJECTS[name].fetch(options.folder)
        work = options.folder / "timed" / re.sub(r"\W+", "-", name)
        for contender in contenders:
            _build(docs, work, contender, 1)  # reads the documents
        runs: defaultdict[tuple[Contender, int], list[dict[str, Any]]] = defaultdict(list)
        for _ in range(options.rounds):
            for jobs in options.jobs:
                for contender in contenders:
                    runs[contender, jobs].append(_build(docs, work, contender, jobs))
        print("\n".join(_table(name, runs)), flush=True)


def _build(docs: Path, work: Path, contender: Contender, jobs: int) -> dict[str, Any]:
    work.mkdir(parents=True, exist_ok=True)
    extension = ["--extension", contender.extension] if contender.extension else []
    run = subprocess.run(
        [
            *(sys.executable, HERE / "one_build.py", docs),
            *(work / contender.label, work / contender.doctrees),
            *("--builder", contender.builder, "--jobs", str(jobs), *extension),
        ],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def _table(name: str, runs: dict[tuple[Contender, int], list[dict[str, Any]]]) -> Iterator[str]:
    yield f"\n{name}, {runs[OURS, min(jobs for _, jobs in runs)][0]['pages']} pages"
    yield f"{'':8} {'jobs':>4} {'write s':>8} {'CPU s':>8} {'above dummy s':>14} {'of html':>8} {'peak MiB':>9}"
    seconds = {
        key: statistics.median(run["write_s"] for run in group) for key, group in runs.items()
    }
    for (contender, jobs), group in runs.items():
        floor, html = seconds[FLOOR, jobs], seconds[HTML, jobs]
        above = seconds[contender, jobs] - floor
        share = above / (html - floor) if html > floor else float("nan")
        cpu = statistics.median(run["cpu_s"] for run in group)
        peak = max(max(run["peak_mib"], run["peak_of_workers_mib"]) for run in group)
        yield (
            f"{contender.label:8} {jobs:4} {seconds[contender, jobs]:8.2f} {cpu:8.2f} {above:14.2f} "
            f"{share:8.2f} {peak:9.0f}"
        )


if __name__ == "__main__":
    main()

"""What becomes of the documentation of others? Counts pages, nodes, and all that is not as in the source.

    python benchmarks/documentation.py --folder /var/tmp/docs Flask Click

For each project and editor: warnings that HTML does not give, what is said in another way, and what judges that are not
ours find in the pages (``--judge`` and ``--checker``: commands that take files and print JSON).
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from projects import PROJECTS

HERE = Path(__file__).parent
OURS = "sphinx_to_confluence"
_CODE = re.compile(r"\[(confluence\.\w+)\]\s*$")
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def main() -> None:
    """Build and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("projects", nargs="*", default=list(PROJECTS), metavar="PROJECT")
    parser.add_argument("--folder", type=Path, required=True, help="for sources and output; kept")
    parser.add_argument("--editors", nargs="*", default=["v2", "v1"])
    parser.add_argument("--extension", default=OURS, help="another extension with this builder")
    parser.add_argument("--judge", type=shlex.split, help="JSON lines, with a total at the end")
    parser.add_argument("--checker", type=shlex.split, help="gets --editor v1|v2; JSON")
    options = parser.parse_args()
    for name in options.projects:
        docs = PROJECTS[name].fetch(options.folder) if name in PROJECTS else Path(name)
        work = options.folder / "built" / re.sub(r"\W+", "-", name).strip("-")
        try:
            html = set(_warnings(docs, work, "html", "html", ()))
            for editor in options.editors:
                print(f"\n{name}, editor {editor}", flush=True)
                for label, figure in _figures(docs, work, editor, html, options):
                    print(f"  {label:<32} {figure}", flush=True)
        except subprocess.CalledProcessError as error:
            print(f"\n{name}: the build failed:\n{error.stderr[-600:]}", flush=True)


def _figures(
    docs: Path, work: Path, editor: str, html: set[str], options: argparse.Namespace
) -> Iterator[tuple[str, object]]:
    part = f"{options.extension}-{editor}"
    extension = (options.extension, f"confluence_editor={editor}")
    ours = _warnings(docs, work, part, "confluence", extension)
    output = work / part
    pages = sorted(map(str, output.rglob("*.conf")))
    yield "pages", len(pages)
    yield "nodes", _nodes(work / f"{part}.doctrees")
    more = [line for line in ours if line not in html]
    codes = Counter(found[1] if (found := _CODE.search(line)) else "other" for line in more)
    yield "warnings that HTML does not give", dict(codes) or 0
    for line in more:
        yield "", line[:300]
    report = output / "report.json"
    if report.is_file():
        yield "said in another way", _totals(json.loads(report.read_text(encoding="utf-8")))
    if options.judge and editor == "v2":
        yield "judge", _run([*options.judge, *pages]).splitlines()[-1]
    if options.checker:
        yield "checker", " ".join(_run([*options.checker, "--editor", editor, *pages]).split())


def _warnings(
    docs: Path, work: Path, part: str, builder: str, extension: Sequence[str]
) -> list[str]:
    """Build in a process of its own; the warnings, without where the sources lie."""
    work.mkdir(parents=True, exist_ok=True)
    log = work / f"{part}.log"
    more = ["--extension", extension[0], "--define", extension[1]] if extension else []
    subprocess.run(
        [
            *(sys.executable, HERE / "one_build.py", docs, work / part, work / f"{part}.doctrees"),
            *("--builder", builder, "--warnings", log, *more),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    text = _ESCAPE.sub("", log.read_text(encoding="utf-8"))
    return [line.replace(f"{docs}/", "") for line in text.splitlines() if line.strip()]


def _nodes(doctrees: Path) -> int:
    """How many nodes all documents have."""
    code = (
        "import pathlib, pickle, sys\n"
        "trees = (pickle.loads(p.read_bytes()) for p in pathlib.Path(sys.argv[1]).rglob('*.doctree'))\n"
        "print(sum(1 for tree in trees for _ in tree.findall()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, doctrees], check=False, capture_output=True, text=True
    )
    return int(run.stdout or -1)


def _totals(report: dict[str, Any]) -> dict[str, int]:
    findings = (finding for page in report["pages"] for finding in page["findings"])
    return dict(Counter(f"{item['kind']}: {item['message']}" for item in findings).most_common(40))


def _run(command: Sequence[str]) -> str:
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    return run.stdout or run.stderr[-300:]


if __name__ == "__main__":
    main()

"""What does a publish cost? Requests, and time when each of them takes 50 ms; ours beside another extension.

    python benchmarks/publishing.py --folder /var/tmp/docs Flask Sphinx
    python benchmarks/publishing.py --folder /var/tmp/docs --other sphinxcontrib.confluencebuilder Flask

Five publishes in a row, each by a machine that has nothing of those before: the first, one with nothing changed, one
page changed, one page renamed, one section moved. On Cloud through the gateway with a token of the twelve scopes; on
Data Center with a personal access token. Ours is published from bundles. The other builds and publishes in one go:
the time from its first request to its last is given, with what is built between them, and beside it that of the same
build without publishing.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from meter import FLAVOURS, SPACE, USER, Flavour, Meter, Reading
from one_publish import TOKEN_VARIABLE
from projects import PROJECTS
from stages import STAGES, prepare

from sphinx_to_confluence.bundle.model import MANIFEST_NAME
from sphinx_to_confluence.config.settings import Settings

HERE = Path(__file__).parent
WATCHING = "ours, watching"
"""With ``confluence_watch = True``: nothing is asked for each page that was made, but to make and to write it."""

_ALONE = """
intersphinx_mapping = dict()  # no network
extensions = [*globals().get('extensions', ()), '{extension}']
confluence_space_key = '{space}'
"""

_OURS = _ALONE + "confluence_cloud = {is_cloud}\nconfluence_editor = '{editor}'\n"

_OTHER = (
    _ALONE
    + """
import os as _os
confluence_publish = bool(_os.environ.get('BENCHMARK_URL'))
confluence_server_url = _os.environ.get('BENCHMARK_URL', 'https://example.org/')
confluence_cloud = {is_cloud}
confluence_page_hierarchy = True
confluence_disable_notifications = True
if {is_cloud}:
    confluence_api_mode = 'v2'
    confluence_server_user = '{user}'
    confluence_api_token = _os.environ.get('{token_variable}')
else:
    confluence_publish_token = _os.environ.get('{token_variable}')
"""
)
"""Its switch for scoped tokens leads to Atlassian's gateway, so it gets the address of this one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One publish."""

    project: str
    flavour: str
    who: str
    stage: str
    pages: int
    files: int
    seconds: float
    build_s: float
    reading: Reading
    note: str

    def data(self) -> dict[str, Any]:
        """The row for a file."""
        here = {
            item.name: getattr(self, item.name) for item in fields(self) if item.name != "reading"
        }
        return here | {item.name: getattr(self.reading, item.name) for item in fields(Reading)}


def main() -> None:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("projects", nargs="*", default=["Flask", "Sphinx"])
    parser.add_argument("--folder", type=Path, required=True, help="for sources and output; kept")
    parser.add_argument("--other", default="", help="another extension with a builder confluence")
    parser.add_argument("--only-other", action="store_true", help="leave ours out")
    parser.add_argument("--flavours", nargs="*", choices=FLAVOURS, default=FLAVOURS)
    parser.add_argument("--latency-ms", type=float, default=50)
    parser.add_argument("--workers", type=int, help="confluence_publish_workers")
    parser.add_argument(
        "--reuse", action="store_true", help="publish the bundles that an earlier run has built"
    )
    parser.add_argument("--kinds", action="store_true", help="print the requests by kind, too")
    options = parser.parse_args()
    rows: list[Row] = []
    for name in options.projects:
        docs = PROJECTS[name].fetch(options.folder)
        for flavour in options.flavours:
            found: list[Row] = []
            if not options.only_other:
                found += _ours(name, docs, flavour, options)
            if options.other:
                found += _theirs(name, docs, flavour, options)
            print("\n".join(_table(found, kinds=options.kinds)), flush=True)
            rows += found
    print("\n".join(_aims(rows, options.workers or Settings().publish_workers)), flush=True)
    results = options.folder / "publishing.json"
    results.write_text(json.dumps([row.data() for row in rows], indent=1), encoding="utf-8")


def _ours(name: str, docs: Path, flavour: Flavour, options: argparse.Namespace) -> Iterator[Row]:
    """Build once, then publish twice: as it is by default, and without unwatching the pages that were made."""
    bundles: list[tuple[Path, float]] = []
    for number in range(1, len(STAGES[name]) + 1):
        bundle = _work(name, flavour, options) / f"bundle-{number}"
        is_there = options.reuse and (bundle / MANIFEST_NAME).is_file()
        build_s = 0.0 if is_there else _build_ours(name, docs, flavour, number, options)
        bundles.append((bundle, build_s))
    for who, more in (("ours", {}), (WATCHING, {"watch": True})):
        meter = Meter(flavour, latency_s=options.latency_ms / 1000)
        with meter.serving():
            settings = _settings(meter) | more
            if options.workers:
                settings["publish_workers"] = options.workers
            for stage, (bundle, build_s) in zip(STAGES[name], bundles, strict=True):
                meter.reset()
                facts = _publish(bundle, settings, meter.token())
                yield Row(
                    *(name, flavour, who, stage.name, facts["pages"], facts["files"]),
                    *(facts["wall_s"], build_s, meter.read(), facts["problem"]),
                )


def _build_ours(
    name: str, docs: Path, flavour: Flavour, number: int, options: argparse.Namespace
) -> float:
    work = _work(name, flavour, options)
    configuration = _OURS.format(
        extension="sphinx_to_confluence",
        space=SPACE,
        is_cloud=flavour == "cloud",
        editor="v2" if flavour == "cloud" else "v1",
    )
    source = _prepare(options.folder, docs, work, name, number, configuration)
    return _build(source, work / f"bundle-{number}", work / f"doctrees-{number}", {})


def _work(name: str, flavour: Flavour, options: argparse.Namespace) -> Path:
    folder: Path = options.folder
    return folder / "published" / name.lower() / f"ours-{flavour}"


def _settings(meter: Meter) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "server_url": meter.addresses.site_url,
        "space_key": SPACE,
        "disable_notifications": True,
    }
    if meter.flavour == "cloud":
        gateway = f"{meter.addresses.origin}/ex/confluence/"
        settings |= {"api_token_scoped": True, "api_gateway": gateway, "server_user": USER}
    return settings


def _publish(bundle: Path, settings: dict[str, Any], token: str) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, str(HERE / "one_publish.py"), str(bundle), json.dumps(settings)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, TOKEN_VARIABLE: token},
    )
    facts: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return facts


def _theirs(name: str, docs: Path, flavour: Flavour, options: argparse.Namespace) -> Iterator[Row]:
    work = options.folder / "published" / name.lower() / f"other-{flavour}"
    # The editor of Cloud cannot show some of what it sends; here the requests count, so they are let through.
    meter = Meter(flavour, latency_s=options.latency_ms / 1000, strict=False)
    with meter.serving():
        url = meter.addresses.gateway_url
        for number, stage in enumerate(STAGES[name], start=1):
            configuration = _OTHER.format(
                extension=options.other,
                space=SPACE,
                is_cloud=flavour == "cloud",
                user=USER,
                token_variable=TOKEN_VARIABLE,
            )
            source = _prepare(options.folder, docs, work, name, number, configuration)
            unpublished = work / f"unpublished-{number}"
            build_s = _build(source, unpublished, work / f"doctrees-unpublished-{number}", {})
            meter.reset()
            access = {"BENCHMARK_URL": url.rstrip("/") + "/", TOKEN_VARIABLE: meter.token()}
            note = ""
            try:
                _build(source, work / f"out-{number}", work / f"doctrees-{number}", access)
            except subprocess.CalledProcessError as error:
                note = f"ended with {error.returncode}"
            pages = sum(1 for _ in unpublished.rglob("*.conf"))
            reading = meter.read()
            yield Row(
                *(name, flavour, "other", stage.name, pages, 0),
                *(reading.span_s, build_s, reading, note),
            )


def _prepare(
    folder: Path, docs: Path, work: Path, name: str, number: int, configuration: str
) -> Path:
    unpacked = folder / name.lower()
    root = unpacked / docs.relative_to(unpacked).parts[0]
    return prepare(root, docs, work / f"source-{number}", STAGES[name][:number], configuration)


def _build(source: Path, out: Path, doctrees: Path, access: dict[str, str]) -> float:
    """Build on a machine that has nothing yet; the time is that of the whole program.

    :raises CalledProcessError: when it fails.
    """
    for folder in (out, doctrees):
        shutil.rmtree(folder, ignore_errors=True)
    log = out.with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    begin = time.perf_counter()
    with log.open("w", encoding="utf-8") as file:
        subprocess.run(
            [
                *(sys.executable, "-m", "sphinx", "-b", "confluence"),
                *("-d", str(doctrees), str(source), str(out)),
            ],
            check=True,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, **access},
        )
    return time.perf_counter() - begin


def _table(rows: list[Row], *, kinds: bool) -> Iterator[str]:
    first = rows[0]
    yield f"\n{first.project}, {first.flavour}"
    yield (
        f"{'':14} {'':18} {'pages':>5} {'requests':>8} {'writes':>6} {'time s':>7} {'at once':>7} "
        f"{'build s':>7}"
    )
    for row in rows:
        reading = row.reading
        yield (
            f"{row.who:14} {row.stage:18} {row.pages:5} {reading.requests:8} {reading.writes:6} "
            f"{row.seconds:7.1f} {reading.peak:7} {row.build_s:7.1f} {row.note}".rstrip()
        )
        if kinds:
            yield from _counted("", reading.kinds)
        yield from _counted("refused: ", reading.refused)
        if reading.overlaps:
            yield f"{'':8}{reading.overlaps} page writes below one parent at once"


def _counted(label: str, counts: dict[str, int]) -> Iterator[str]:
    if counts:
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        yield f"{'':8}{label}" + ", ".join(f"{number} {name}" for name, number in ordered)


def _aims(rows: list[Row], workers: int) -> Iterator[str]:
    """Say which aims are met.

    :param workers: the most requests that are to be under way at once.
    """
    yield "\nAims"
    for row in rows:
        where, reading = f"{row.project}, {row.flavour}", row.reading
        if row.stage == "first" and row.who == WATCHING:
            limit = 2 * row.pages + row.files + 5
            yield _aim(f"{where}: first publish, requests", reading.requests, limit)
            yield _aim(f"{where}: page writes below one parent at once", reading.overlaps, 0)
            yield _aim(f"{where}: requests at once", reading.peak, workers)
        if row.stage == "nothing changed" and row.who == "ours":
            limit = 3 + math.ceil(row.pages / 250)
            yield _aim(f"{where}: nothing changed, requests", reading.requests, limit)
            yield _aim(f"{where}: nothing changed, writes", reading.writes, 0)
        if row.stage == "first" and row.who == "ours":
            yield from (
                _faster(where, other.seconds / row.seconds, 20 if row.flavour == "cloud" else 5)
                for other in rows
                if (other.project, other.flavour) == (row.project, row.flavour)
                and (other.who, other.stage) == ("other", "first")
            )


def _faster(where: str, times: float, limit: int) -> str:
    verdict = "met" if times >= limit else "MISSED"
    return (
        f"{verdict:6} {where}: first publish, {times:.1f} times as fast as the other (aim {limit})"
    )


def _aim(what: str, value: int, limit: int) -> str:
    return f"{'met' if value <= limit else 'MISSED':6} {what}: {value} (aim ≤ {limit})"


if __name__ == "__main__":
    main()

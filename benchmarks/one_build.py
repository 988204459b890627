"""How long does one build take, and how much memory? Runs in a process of its own and prints JSON.

The time is that of the write phase alone: from the event ``write-started`` to the end of the build.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

import sphinx.application
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

_PLAIN_HTML = {
    "html_theme": "alabaster",
    "html_theme_options": {},
    "html_sidebars": {},
    "html_additional_pages": {},
    "html_theme_path": [],
    "templates_path": [],
}
"""The same theme for all, without what belongs to another one."""


def main() -> None:
    """Build and print the facts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path, help="folder of conf.py")
    parser.add_argument("output", type=Path)
    parser.add_argument("doctrees", type=Path)
    parser.add_argument("--builder", default="confluence")
    parser.add_argument("--extension", default="", help="one more extension to load")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--define", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--warnings", type=Path, help="file for what the build warns about")
    print(json.dumps(measure(parser.parse_args())))


def measure(options: argparse.Namespace) -> dict[str, object]:
    """Build all pages from doctrees that are kept between builds."""
    if options.extension:
        # Whatever conf.py says: its list of extensions is not to be replaced.
        sphinx.application.builtin_extensions += (options.extension,)
    started: list[tuple[float, float]] = []
    sys.path.insert(0, str(options.docs))
    warnings = options.warnings.open("w", encoding="utf-8") if options.warnings else None
    with patch_docutils(options.docs), docutils_namespace():
        app = Sphinx(
            options.docs,
            options.docs,
            options.output,
            options.doctrees,
            options.builder,
            confoverrides={
                "keep_going": True,
                **_PLAIN_HTML,
                **dict(item.split("=", 1) for item in options.define),
            },
            status=None,
            warning=warnings,
            parallel=options.jobs,
        )
        app.connect("write-started", lambda *_: started.append(_now()), 0)
        app.build(force_all=True)
        wall_s, cpu_s = (now - then for now, then in zip(_now(), started[0], strict=True))
    if warnings:
        warnings.close()
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    below = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "pages": len(app.env.found_docs),
        "write_s": wall_s,
        "cpu_s": cpu_s,
        "peak_mib": here / 1024,
        "peak_of_workers_mib": below / 1024,
        "status": app.statuscode,
    }


def _now() -> tuple[float, float]:
    """Time on the wall, and time of the processors for this process and those that it has ended."""
    return time.perf_counter(), sum(os.times()[:4])


if __name__ == "__main__":
    main()

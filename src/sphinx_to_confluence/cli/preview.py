"""Write, and see the pages as Confluence would show them, on this machine.

Builds the documentation, publishes it into a sandbox, and does so again whenever a source changes. Pages that are
open in a browser are loaded anew where they were, and show what the build has warned of. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import add_json, add_overrides, conf_dir, overrides_of
from sphinx_to_confluence.cli.sandbox import add_server, open_sandbox, serving
from sphinx_to_confluence.errors import ConfigurationError

if TYPE_CHECKING:
    from sphinx_to_confluence.preview.session import Round, Session

NAME = "preview"
HELP = "see the pages while writing them"
EXAMPLES = """examples:
  sphinx-to-confluence preview                  the documentation that is found here
  sphinx-to-confluence preview doc --open       the one in doc, shown in the browser
  sphinx-to-confluence preview doc --port 8090  at the same address every time
  sphinx-to-confluence preview doc -D language=de --flavour datacenter
"""

_MOST_NAMED = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "sourcedir",
        metavar="SOURCEDIR",
        nargs="?",
        type=Path,
        help="source directory (default: ., doc, docs, source, doc/source or docs/source)",
    )
    parser.add_argument(
        "-c",
        dest="confdir",
        metavar="DIR",
        type=Path,
        help="directory of conf.py, if it is not SOURCEDIR",
    )
    add_overrides(parser)
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="keep the build in this directory, so that the next preview begins faster (default: a temporary one)",
    )
    add_server(parser)
    parser.add_argument("--open", action="store_true", help="open the pages in the browser")
    parser.add_argument(
        "--ignore",
        metavar="PATTERN",
        action="append",
        default=[],
        help="do not build when files with such a name change, such as '*.log'; can be given several times",
    )
    add_json(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Build, show, and build again, until Ctrl-C."""
    source, confdir = _directories(arguments)
    options = overrides_of(arguments.overrides)
    sandbox = open_sandbox(arguments.flavour, arguments.space, "Preview")
    with sandbox, serving(sandbox, arguments.port) as server, _output(arguments.out) as out:
        from sphinx_to_confluence.preview.building import Order
        from sphinx_to_confluence.preview.session import Session
        from sphinx_to_confluence.preview.site import local_site, overview
        from sphinx_to_confluence.preview.watch import Watcher

        site = local_site(sandbox, server, arguments.space)
        order = Order(str(source), str(confdir), str(out), site, options)
        watcher = Watcher([source, confdir], ignored=[out], patterns=arguments.ignore)
        session = Session(order, sandbox, watcher, console.say)
        address = overview(sandbox, server, arguments.space)
        try:
            console.say(f"Building {source}")
            _say(session.build(), console)
            console.say(f"\nOpen {address}\nCtrl-C ends the preview.\n")
            console.result(overview=address)
            console.finish(0)
            if arguments.open:
                webbrowser.open(address)
            _follow(session, source, console)
        except KeyboardInterrupt:
            console.say("\nThe preview has ended.")
    return 0


def _follow(session: Session, source: Path, console: Console) -> None:
    """Build whenever something changes."""
    while True:
        changed = session.wait()
        console.say(f"{time.strftime('%H:%M:%S')} {_named(changed, source)} changed")
        _say(session.build(), console)


def _say(done: Round, console: Console) -> None:
    if done.failure:
        console.say(console.paint(done.failure, "bad"))
        console.say("The build failed; the pages are those of the last build that worked.")
        return
    pages = "The pages are up to date" if done.changed else "Nothing has changed on the pages"
    count = done.problem_count
    said = f", {count} warning{'' if count == 1 else 's'}" if count else ""
    console.say(f"{pages} ({done.seconds:.1f} s){said}.")


def _named(paths: Sequence[Path], source: Path) -> str:
    root = source.resolve()
    names = [
        (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
        for path in paths[:_MOST_NAMED]
    ]
    more = len(paths) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _directories(arguments: argparse.Namespace) -> tuple[Path, Path]:
    """Return the source directory and that of conf.py.

    :raises ConfigurationError: when there is no conf.py.
    """
    confdir = arguments.confdir or arguments.sourcedir
    if confdir is None:
        confdir = conf_dir(argparse.Namespace(no_conf=False, confdir=None))
    if confdir is None or not (confdir / "conf.py").is_file():
        raise ConfigurationError(
            f"{confdir or Path()} is no Sphinx documentation",
            answered="There is no conf.py in it.",
            remedy="Name the directory with the conf.py: sphinx-to-confluence preview SOURCEDIR",
        )
    return arguments.sourcedir or confdir, confdir


@contextmanager
def _output(directory: Path | None) -> Iterator[Path]:
    """Give the directory to build into; a temporary one is gone afterwards."""
    if directory is not None:
        yield directory
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        yield Path(temporary)

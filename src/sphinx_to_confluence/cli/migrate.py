"""Move over from sphinxcontrib-confluencebuilder: what changes, and the pages that it published.

Reads conf.py and the files of the project, and says option by option what becomes of each. Shows what to change in
conf.py; with --write it does that, after asking. A token is never touched.

With the output of a build it then finds the page that sphinxcontrib-confluencebuilder published for each document,
shows them, asks, and takes them into the list of this project's pages. Nothing is written on them: the next publish
updates them in place, with their ids, history, comments and links.
"""

from __future__ import annotations

import argparse
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import (
    add_bundle,
    add_options,
    add_yes,
    build_command,
    conf_dir,
    find_bundle_dir,
    options_of,
    overrides_of,
)
from sphinx_to_confluence.errors import ConfigurationError, ConflictError

if TYPE_CHECKING:
    from sphinx_to_confluence.migrate.adopt import Survey
    from sphinx_to_confluence.migrate.report import Report

NAME = "migrate"
HELP = "move over from sphinxcontrib-confluencebuilder, with the pages that it published"
EXAMPLES = """examples:
  sphinx-to-confluence migrate --offline        what changes in conf.py and elsewhere
  sphinx-to-confluence migrate --write          change conf.py, after asking
  sphinx-to-confluence migrate --dry-run        show which page belongs to which document
  sphinx-to-confluence migrate                  the same, ask, and take the pages over
  sphinx-to-confluence migrate --map guide/install=123456
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_bundle(parser)
    parser.add_argument("--write", action="store_true", help="change conf.py, after asking")
    parser.add_argument(
        "--offline", action="store_true", help="do not look at Confluence: only report"
    )
    parser.add_argument("--dry-run", action="store_true", help="change nothing, here or there")
    parser.add_argument(
        "--map",
        dest="mapped",
        metavar="DOCNAME=ID",
        action="append",
        default=[],
        help="the page of a document, where several may be meant; can be given several times",
    )
    parser.add_argument(
        "--scb-manifest",
        metavar="FILE",
        type=Path,
        help="scb-manifest.json of the last build with sphinxcontrib-confluencebuilder, which says for certain what "
        "each page was called (default: the one in BUNDLE, if there is one)",
    )
    parser.add_argument(
        "--by-title",
        action="store_true",
        help="take pages with the right title, in the right place, that do not say who wrote them, too",
    )
    add_yes(parser)
    add_options(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Report, change conf.py if that is wished, and take the pages over."""
    from sphinx_to_confluence.cli.migrate_report import show_report
    from sphinx_to_confluence.migrate.report import report_on

    confdir = conf_dir(arguments)
    if confdir is None:
        raise ConfigurationError(
            "there is no conf.py to move over",
            remedy="Run the command where the documentation is, or name the directory of conf.py: -c DIR",
        )
    report = report_on(confdir, os.environ, overrides=overrides_of(arguments.overrides))
    show_report(report, console)
    _change_conf_py(report, arguments, console)
    return 0 if arguments.offline else _pages(arguments, console)


def _change_conf_py(report: Report, arguments: argparse.Namespace, console: Console) -> None:
    console.result(written=False)
    if not report.is_changed or arguments.dry_run:
        return
    if not arguments.write:
        console.say()
        console.say("Change it so with --write, or by hand.")
    elif console.confirm(f"Change {report.conf_py.path} so?"):
        report.conf_py.write(report.after)
        console.result(written=True)
        console.say(f"{report.conf_py.path} is changed.")
        if arguments.offline:
            console.say("Build, and find the pages that were published:")
            console.say(f"  {_build_command(arguments)}")
            console.say("  sphinx-to-confluence migrate --dry-run")


def _build_command(arguments: argparse.Namespace) -> str:
    """A build that does not publish, as most conf.py of the other extension want: the pages are not known yet."""
    return build_command(arguments).replace(
        "-b confluence", "-b confluence -D confluence_publish=0"
    )


def _pages(arguments: argparse.Namespace, console: Console) -> int:
    """Find the pages, show them, and take them over."""
    from sphinx_to_confluence.bundle.reader import read_bundle
    from sphinx_to_confluence.cli.migrate_report import show_survey
    from sphinx_to_confluence.migrate.adopt import adopt, survey
    from sphinx_to_confluence.rest import connect

    console.say()
    directory = find_bundle_dir(arguments)
    if directory is None:
        console.say(
            "To find the pages that were published, build first, and run this command again:"
        )
        console.say(f"  {_build_command(arguments)}")
        console.result(pages=None)
        return 0
    bundle = read_bundle(directory)
    options = options_of(arguments, console, bundle.options)
    mapped = _mapped(arguments.mapped)
    listed = _listed(arguments.scb_manifest, directory)
    client = connect(options.settings, options.credentials(), notify=console.say)
    with closing(client):
        found = survey(
            client,
            bundle,
            options.settings,
            mapped=mapped,
            listed=listed,
            by_title=arguments.by_title,
        )
        show_survey(found, bundle, console)
        is_wished = bool(found.adoptions) and not arguments.dry_run
        if is_wished and console.confirm(_question(found)):
            adopt(client, bundle, found, warn=console.warn)
            console.result(adopted=len(found.adoptions))
            console.say(
                f"{_count(len(found.adoptions))} taken over. Nothing was written on them yet; the next publish updates "
                "them in place. See what it will do, then do it:"
            )
            for command in ("plan", "publish"):
                console.say(f"  sphinx-to-confluence {command} {directory}")
        else:
            console.result(adopted=0)
            if found.adoptions:
                console.say("Nothing was taken over.")
    return ConflictError.exit_code if found.undecided else 0


def _question(found: Survey) -> str:
    return f"Take over {_count(len(found.adoptions))}?"


def _count(number: int) -> str:
    return f"{number} {'page' if number == 1 else 'pages'}"


def _mapped(pairs: list[str]) -> dict[str, str]:
    mapped: dict[str, str] = {}
    for pair in pairs:
        docname, equals, page_id = pair.rpartition("=")
        if not equals or not (page_id.isascii() and page_id.isdigit()):
            raise ConfigurationError(
                f"--map {pair} names no page",
                remedy="Write --map DOCNAME=ID; the id of a page is the number after /pages/ in its address.",
            )
        mapped[docname] = page_id
    return mapped


def _listed(named: Path | None, directory: Path) -> dict[str, str]:
    from sphinx_to_confluence.migrate.listed import FILE_NAME, read_listed_titles

    path = named or directory / FILE_NAME
    return read_listed_titles(path) if named is not None or path.is_file() else {}

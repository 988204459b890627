"""Publish what sphinx-build has built, here or elsewhere.

The bundle holds all pages, so no Sphinx project is needed: a job without a token builds, another one publishes.
With the file of a plan, what was reviewed is published and nothing else: when pages on Confluence have changed since,
or the bundle has, nothing is written.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.cli import plan
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import add_bundle, add_options, bundle_dir, options_of

NAME = "publish"
HELP = "publish what was built"
EXAMPLES = """examples:
  sphinx-to-confluence publish                      publish build/confluence
  sphinx-to-confluence publish -C bundle            what another job has built; no conf.py is read
  sphinx-to-confluence publish build/confluence/_publish/plan.json
                                                    what a plan says, if that is still what there is to do
  sphinx-to-confluence publish --dry-run            only say what would be done
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_bundle(
        parser, name="BUNDLE|PLAN", more=", or the file of a plan of sphinx-to-confluence plan"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="write nothing; only show what would be done, as sphinx-to-confluence plan does",
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="write the report for programs there as well (confluence_publish_report)",
    )
    parser.add_argument(
        "--summary",
        metavar="FILE",
        help="write the summary in Markdown there as well (confluence_publish_summary)",
    )
    add_options(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Publish, and say what was done."""
    # Parsing the arguments of another command needs no network, so that it does not load what this one needs.
    from sphinx_to_confluence.publish import publish_bundle
    from sphinx_to_confluence.publish.plan_file import read_plan
    from sphinx_to_confluence.publish.progress import progress_on

    directory = bundle_dir(arguments)
    reviewed = read_plan(directory) if directory.is_file() else None
    if reviewed is not None:
        directory = reviewed.directory
    bundle = read_bundle(directory, hash_attachments=True)
    options = options_of(arguments, console, bundle.options)
    if arguments.dry_run:
        return plan.show(bundle, options, plan.as_default(arguments), console, reviewed)
    settings = options.settings
    if arguments.report is not None:
        settings = replace(settings, publish_report=arguments.report)
    if arguments.summary is not None:
        settings = replace(settings, publish_summary=arguments.summary)
    report = publish_bundle(
        bundle,
        settings,
        options.credentials,
        say=console.say,
        warn=console.warn,
        progress=progress_on(None if console.as_json else sys.stdout, console.say),
        reviewed=reviewed,
        log=console.to_runner,
        on_report=lambda data: console.result(report=data),
    )
    console.say(report.summary())
    if report.root_url:
        console.say(f"The documentation is at {report.root_url}")
    return 0

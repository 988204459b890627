"""Show what a publish would do, page by page, and write nothing on Confluence.

Pages are compared as readers see them. The exit code says whether there is anything to do: 0 for nothing, 7 for
something, 6 when a person has to decide about a page first.
"""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_to_confluence.bundle.model import MANIFEST_NAME, PUBLISH_NOTES, Bundle
from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import add_bundle, add_options, bundle_dir, options_of
from sphinx_to_confluence.errors import SOMETHING_TO_DO, ConfigurationError, ConflictError

if TYPE_CHECKING:
    from sphinx_to_confluence.config.unbuilt import Unbuilt
    from sphinx_to_confluence.publish.plan_file import ReviewedPlan
    from sphinx_to_confluence.publish.plan_view import PlanView

NAME = "plan"
HELP = "show what a publish would do"
EXAMPLES = """examples:
  sphinx-to-confluence plan                         compare build/confluence with what is on Confluence
  sphinx-to-confluence plan --no-diff               only the pages, without the differences of their texts
  sphinx-to-confluence plan --offline               compare with what the last publish left; no network, no token
  sphinx-to-confluence plan --against main-build    compare two builds; no network, no token
  sphinx-to-confluence plan --markdown plan.md      also as a comment for a pull request
"""

_STANDARD_OUTPUT = "-"

Basis = tuple[str, str]
"""What a bundle was compared with, in words, and the path of that."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_bundle(parser)
    basis = parser.add_argument_group("what to compare with (default: Confluence as it is now)")
    basis.add_argument(
        "--offline",
        metavar="MANIFEST",
        nargs="?",
        type=Path,
        const=Path(),
        help="what the last publish left; a publish writes it to BUNDLE/_publish/manifest.json",
    )
    basis.add_argument(
        "--against",
        metavar="BUNDLE",
        type=Path,
        help="another build, such as that of the main branch; with --offline only for the differences of the texts",
    )
    shown = parser.add_argument_group("what is shown")
    shown.add_argument(
        "--diff",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="show the differences of the texts (default: yes)",
    )
    shown.add_argument(
        "--new-pages", action="store_true", help="show the texts of new pages as well"
    )
    shown.add_argument(
        "--lines",
        metavar="NUMBER",
        type=_number,
        default=60,
        help="lines of the difference of one page; 0 for all (default: %(default)s)",
    )
    written = parser.add_argument_group("what is written")
    written.add_argument(
        "--markdown",
        metavar="FILE",
        help="write the plan for a comment on a pull request; - for standard output",
    )
    written.add_argument(
        "--characters",
        metavar="NUMBER",
        type=_number,
        default=60_000,
        help="most characters of the Markdown; GitHub takes 65536 (default: %(default)s)",
    )
    written.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        help=f"where to keep the plan for a publish (default: BUNDLE/{PUBLISH_NOTES}/plan.json)",
    )
    parser.add_argument(
        "--exit-zero", action="store_true", help="end with 0 also when there is something to do"
    )
    add_options(parser)


def as_default(arguments: argparse.Namespace) -> argparse.Namespace:
    """Add to the arguments of another command those of this one that are not given."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return argparse.Namespace(**(vars(parser.parse_args([])) | vars(arguments)))


def _number(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError
    return value


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Show the plan."""
    if arguments.markdown == _STANDARD_OUTPUT:
        if arguments.as_json:
            raise ConfigurationError(
                "--markdown - and --json both write to standard output",
                remedy="Name a file for the Markdown.",
            )
        console.leave_output()
    _take_directory(arguments)
    bundle = read_bundle(bundle_dir(arguments), hash_attachments=True)
    options = options_of(arguments, console, bundle.options)
    return show(bundle, options, arguments, console)


def show(
    bundle: Bundle,
    options: Unbuilt,
    arguments: argparse.Namespace,
    console: Console,
    reviewed: ReviewedPlan | None = None,
) -> int:
    """Make the plan of a bundle and show it as the arguments say.

    :param reviewed: the plan that it has to be.
    """
    from sphinx_to_confluence.publish.plan_file import plan_data
    from sphinx_to_confluence.publish.sizes import refuse_too_large

    view, basis = _view(bundle, options, arguments, console)
    if reviewed is not None:
        reviewed.check(bundle, view.survey)
    _say(view, basis, arguments, console)
    try:
        path = _keep(bundle, view, arguments.out, console)
        if arguments.markdown is not None:
            _write_markdown(view, basis, arguments, console)
    except OSError as error:
        raise ConfigurationError(
            f"cannot write {error.filename}",
            answered=f"{error.strerror or error}.",
            remedy="Name another place: --out FILE for the plan, --markdown FILE for the comment.",
        ) from error
    if view.tree and path is not None:
        console.say(f"The plan is in {path}")
    console.result(
        plan=plan_data(bundle, view.survey),
        summary=view.summary,
        notes=list(view.notes),
        pages=[page.as_data() for page in view.shown],
    )
    if view.plan.conflicts:
        return ConflictError.exit_code
    refuse_too_large(
        view.bundle,
        view.plan,
        view.survey.snapshot.page_url,
        limit_bytes=options.settings.max_page_size,
    )
    return 0 if view.plan.is_empty or arguments.exit_zero else SOMETHING_TO_DO


def _take_directory(arguments: argparse.Namespace) -> None:
    """Take the bundle for the bundle, where ``--offline build`` has eaten it."""
    given = arguments.offline
    if given is None or arguments.bundle is not None or given == Path():
        return
    if (given / MANIFEST_NAME).is_file():
        arguments.bundle, arguments.offline = given, Path()


def _view(
    bundle: Bundle, options: Unbuilt, arguments: argparse.Namespace, console: Console
) -> tuple[PlanView, Basis | None]:
    """The plan with all that is shown of it, and what the bundle was compared with if not with Confluence."""
    from sphinx_to_confluence.publish.plan_view import PlanView
    from sphinx_to_confluence.publish.survey import survey
    from sphinx_to_confluence.publish.texts import compare_texts
    from sphinx_to_confluence.rest import connect

    if arguments.offline is not None or arguments.against is not None:
        return _offline_view(bundle, options, arguments)
    with closing(connect(options.settings, options.credentials(), notify=console.say)) as client:
        found = survey(client, bundle, options.settings, warn=console.warn)
        texts = compare_texts(client, found.bundle, found.snapshot, found.plan, console.warn)
    return PlanView(found, texts), None


def _offline_view(
    bundle: Bundle, options: Unbuilt, arguments: argparse.Namespace
) -> tuple[PlanView, Basis | None]:
    from sphinx_to_confluence.publish.left_behind import as_published, left_path, read_left
    from sphinx_to_confluence.publish.plan_view import PlanView
    from sphinx_to_confluence.publish.survey import BUNDLE, MANIFEST, survey_offline
    from sphinx_to_confluence.publish.texts import compare_bundles

    other = None if arguments.against is None else read_bundle(arguments.against)
    if arguments.offline is not None:
        path = left_path(bundle.directory) if arguments.offline == Path() else arguments.offline
        snapshot, site = read_left(path, bundle)
        found = survey_offline(bundle, options.settings, snapshot, MANIFEST, site)
        basis = ("what the last publish left", str(path))
    elif other is not None:
        snapshot = as_published(other, bundle.project_id)
        found = survey_offline(bundle, options.settings, snapshot, BUNDLE, "")
        basis = ("another build", str(arguments.against))
    texts = compare_bundles(found.bundle, other, found.snapshot, found.plan)
    return PlanView(found, texts), basis


def _say(
    view: PlanView, basis: Basis | None, arguments: argparse.Namespace, console: Console
) -> None:
    """Show the plan to a person."""
    from sphinx_to_confluence.publish.plan_text import diff_lines, note_lines, tree_lines

    if basis is not None:
        console.say(f"Compared with {': '.join(basis)}")
    if not view.tree:
        console.say(f"Nothing to do: all {len(view.pages)} pages are as they should be.")
        return
    for line in tree_lines(view, console.paint):
        console.say(line)
    if arguments.diff:
        most, new = arguments.lines, arguments.new_pages
        for line in diff_lines(view, console.paint, most=most, new_pages=new):
            console.say(line)
    console.say()
    for line in note_lines(view, console.paint):
        console.say(line)
    console.say(console.paint(view.summary, "strong"))


def _keep(bundle: Bundle, view: PlanView, wished: Path | None, console: Console) -> Path | None:
    """Write the plan for a publish of just that; without a wish where to, it may be impossible beside the bundle.

    :raises OSError: when it cannot be written where it is wished.
    """
    from sphinx_to_confluence.publish.plan_file import PLAN_NAME, write_plan

    path = wished or bundle.directory / PUBLISH_NOTES / PLAN_NAME
    try:
        write_plan(path, bundle, view.survey)
    except OSError as error:
        if wished is not None:
            raise
        console.warn(f"the plan is not kept: cannot write {path}: {error.strerror or error}")
        return None
    return path


def _write_markdown(
    view: PlanView, basis: Basis | None, arguments: argparse.Namespace, console: Console
) -> None:
    from sphinx_to_confluence.bundle.writer import replace_file
    from sphinx_to_confluence.publish.plan_markdown import plan_markdown

    text = plan_markdown(
        view,
        compared_with=basis,
        most_lines=arguments.lines,
        most_characters=arguments.characters,
        with_diff=arguments.diff,
    )
    if arguments.markdown == _STANDARD_OUTPUT:
        console.put(text)
    else:
        replace_file(Path(arguments.markdown), text.encode())

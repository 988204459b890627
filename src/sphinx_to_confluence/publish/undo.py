"""How is what a publish did taken back? Found out from the journals, shown, and done.

Undoing looks at what is on Confluence for each single thing, so it can be killed at any moment and begun again: what
has been put back is not touched. Its own journal tells it which versions of pages are its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import (
    ConfigurationError,
    ConfluenceError,
    PublishError,
    RunStopped,
)
from sphinx_to_confluence.publish.changes import Changes, gather_changes
from sphinx_to_confluence.publish.journal import (
    Journaling,
    Run,
    is_same_space,
    read_journals,
)
from sphinx_to_confluence.publish.journaled import journaled
from sphinx_to_confluence.publish.left_behind import forget_left
from sphinx_to_confluence.publish.progress import PlainProgress, Progress
from sphinx_to_confluence.publish.state import is_stub_of
from sphinx_to_confluence.publish.stopping import Stop
from sphinx_to_confluence.publish.undo_choice import Choice, choose
from sphinx_to_confluence.publish.undo_owners import leave_pages_of_others
from sphinx_to_confluence.publish.undo_plan import Now, UndoPlan, plan_undo
from sphinx_to_confluence.publish.undo_steps import UndoRun
from sphinx_to_confluence.rest.model import Client, RemotePage, Space


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of undoing.

    :param count: steps that were taken.
    :param left: what was left, and why, in words.
    :param newly_left: what of that came out while it was done; the rest was told before.
    """

    count: int
    left: tuple[str, ...] = ()
    newly_left: tuple[str, ...] = ()


def undo(
    client: Client,
    settings: Settings,
    directory: Path,
    *,
    name: str | None = None,
    say: Callable[[str], None],
    warn: Callable[[str], None],
    confirm: Callable[[], bool],
    progress: Progress | None = None,
) -> Undone:
    """Undo the last publish from an output directory, with those that it continued.

    :param name: of the journal of another one.
    :param say: gets lines for the person: first what will be done.
    :param confirm: asks whether that is to be done.
    :param progress: is told each step; lines that are said unless given.
    :raises ConfigurationError: when there is nothing to undo, or it was published elsewhere.
    :raises PublishError: when some of it could not be done; undoing again tries the rest.
    :raises RestError: when Confluence does not answer, or refuses what every step needs.
    :raises RunStopped: when a person stopped it; undoing again goes on.
    """
    progress = progress or PlainProgress(say)
    progress.watch(client.governor)
    choice = choose(read_journals(directory), name)
    run = choice.last.run
    _check_place(settings, run)
    space = client.space(run.space)
    _check_site(client, run)
    changes = gather_changes(choice.publishes, choice.undos, choice.later)
    now = _look(client, space, changes, run.project)
    others = leave_pages_of_others(client, changes, now, run)
    plan = plan_undo(changes, now, can_order=client.can_order)
    plan = replace(plan, left=(*others, *plan.left))
    _show(choice, plan, say)
    if not plan.steps or not confirm():
        return Undone(0, plan.left)
    about = replace(run, continues=None, undoes=tuple(each.name for each in choice.publishes))
    work = UndoRun(
        client=client,
        project=run.project,
        changes=changes,
        pages=now.current | dict(now.pages),
        journal=Journaling(directory, about, warn=warn),
        stop=Stop(),
        workers=settings.publish_workers,
        progress=progress,
        left=list(plan.left),
    )
    forget_left(directory)
    _carry_out(work, plan)
    return Undone(work.count, tuple(work.left), tuple(work.left[len(plan.left) :]))


def _check_place(settings: Settings, run: Run) -> None:
    if settings.space_key is not None and not is_same_space(settings.space_key, run.space):
        raise ConfigurationError(
            f"the publish to undo was into the space {run.space}, but confluence_space_key is {settings.space_key}",
            remedy="Undo it with the options with which it was published.",
        )


def _check_site(client: Client, run: Run) -> None:
    """Refuse a site on which pages of these ids would be others. Its address is known after the first answer."""
    endpoint = client.endpoint
    if run.site not in {endpoint.site_base, endpoint.api_base}:
        raise ConfigurationError(
            f"the publish to undo was on {run.site}, but this is {endpoint.address}",
            remedy="Undo it with the options with which it was published.",
        )


def _look(client: Client, space: Space, changes: Changes, project: str) -> Now:
    """Read the pages that were changed, and the others where it matters what stands below what."""
    pages = {page.id: page for page in client.pages_by_id(list(changes.pages))}
    structural = changes.unknown or changes.moves
    if not structural and not any(
        page.is_created or page.removal for page in changes.pages.values()
    ):
        return Now(pages)
    others = {page.id: page for page in client.pages_in_space(space) if page.id not in pages}
    for page, docname in _stubs(client, changes, others, project):
        change = changes.page(page.id, docname)
        change.is_created = True
        change.versions.add(page.version)
        pages[page.id] = others.pop(page.id)
    return Now(pages, others)


def _stubs(
    client: Client, changes: Changes, others: dict[str, RemotePage], project: str
) -> list[tuple[RemotePage, str]]:
    """The pages of which only is known that they were about to be created, with their docnames."""
    wanted = {write.title.casefold(): write for write in changes.unknown}
    candidates = {
        page.id: wanted[page.title.casefold()].docname
        for page in others.values()
        if page.version == 1 and page.title.casefold() in wanted
    }
    bodies = client.page_bodies(list(candidates)) if candidates else {}
    return [
        (others[page_id], candidates[page_id])
        for page_id, body in bodies.items()
        if is_stub_of(body, project, candidates[page_id])
    ]


def _show(choice: Choice, plan: UndoPlan, say: Callable[[str], None]) -> None:
    for number, journal in enumerate(choice.publishes):
        release = f", release {journal.run.release}" if journal.run.release else ""
        begin = "continued at" if number else f"The {journal.run.act} of"
        end = ":" if journal is choice.last else ","
        say(f"{begin} {journal.started[:16].replace('T', ' ')} UTC{release}{end}")
    if not plan.steps:
        say("Nothing of it is left to be undone.")
    for step in plan.steps:
        say(f"  {step}")
    for line in plan.left:
        say(f"  left    {line}")


def _carry_out(work: UndoRun, plan: UndoPlan) -> None:
    def stopped() -> RunStopped:
        return RunStopped(
            "undoing was stopped",
            answered=f"{work.count} of {len(plan.steps)} steps are done.",
            remedy="Run the same command again to go on.",
        )

    with journaled(
        work.client,
        work.journal,
        work.stop,
        stopped=stopped,
        is_whole=lambda: not work.failures,
    ):
        work.progress.start(len(plan.steps))
        try:
            work.run(plan.steps)
        finally:
            work.progress.done()
    if work.failures:
        raise _incomplete(work.failures)


def _incomplete(failures: list[ConfluenceError]) -> PublishError:
    return PublishError(
        "some of it could not be undone",
        answered="\n  ".join(map(str, failures)),
        remedy="Run the same command again when that is mended: it does what is missing.",
    )

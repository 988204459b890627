"""How do pages become ours without anything being written on them? They are entered in the list of the project's pages.

That list is a content property of the page that is published below. The next publish finds the pages there and updates
them in place: ids, history, comments, watchers and links to them stay.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError, ConfluenceError, NotFound
from sphinx_to_confluence.migrate.matching import (
    Candidate,
    Hints,
    Match,
    Undecided,
    find_matches,
    with_unmarked,
)
from sphinx_to_confluence.migrate.remote import Remote, look
from sphinx_to_confluence.migrate.titles import TitleShapes
from sphinx_to_confluence.publish.edits import same_text
from sphinx_to_confluence.publish.journal import ADOPTION, FINISHED, STOPPED, Journaling, Run
from sphinx_to_confluence.publish.manifest import write_shards
from sphinx_to_confluence.publish.published import KEY, stored
from sphinx_to_confluence.publish.state import (
    HANDED_OVER,
    Entry,
    attached_inventory,
    write_manifest,
)
from sphinx_to_confluence.rest.model import Client, RemotePage


class Edited(enum.Enum):
    """Whether a person has changed a page since the extension wrote it; the values are for people."""

    NO = ""
    YES = "edited by hand since (version {version})"
    PERHAPS = 'perhaps edited by hand: the last version says "{message}"'


@dataclass(frozen=True, slots=True)
class Adoption:
    """A page that is to become ours.

    :param version: the one that counts as what was published: an edit comes after it.
    """

    match: Match
    version: int
    edited: Edited = Edited.NO

    @property
    def remark(self) -> str:
        """What a person should know of it; empty for nothing."""
        page = self.match.page
        return self.edited.value.format(version=page.version, message=page.message)


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to be adopted, and what is left.

    :param owned: docnames of the documents that have a page of ours already.
    :param missing: docnames of the documents whose page the next publish makes.
    :param others: pages of the extension, where it published to, that no document has a title for.
    :param strangers: other pages there.
    """

    remote: Remote
    adoptions: tuple[Adoption, ...]
    undecided: tuple[Undecided, ...]
    missing: tuple[str, ...]
    owned: tuple[str, ...]
    others: tuple[RemotePage, ...]
    strangers: tuple[RemotePage, ...]


def survey(
    client: Client,
    bundle: Bundle,
    settings: Settings,
    *,
    mapped: Mapping[str, str],
    listed: Mapping[str, str],
    by_title: bool = False,
) -> Survey:
    """Find the page of each document. Nothing is written.

    :param mapped: page ids by docname, which a person gave.
    :param listed: titles by docname, as the extension listed them in its output directory.
    :param by_title: whether pages without the extension's mark are taken as well.
    :raises RestError: when Confluence does not answer.
    :raises ConfigurationError: when the options do not say where the pages are, or ``mapped`` cannot be.
    """
    shapes = TitleShapes(settings, bundle)
    remote = look(client, bundle, settings, shapes)
    _check_mapped(mapped, bundle, remote)
    candidates = with_unmarked(remote.candidates) if by_title else list(remote.candidates)
    hints = Hints(
        mapped=mapped,
        listed=listed,
        root_id=remote.location.content_id if remote.location.is_root else None,
        base_id=remote.location.parent_id,
        has_tree=settings.page_hierarchy,
    )
    found = find_matches(bundle, shapes, candidates, hints, remote.owned)
    used = {match.page.id for match in found.matches.values()} | set(remote.owned.values())
    in_question = {page.id for each in found.undecided.values() for page in each.candidates}
    rest = [
        each
        for each in remote.candidates
        if each.page.id not in used | in_question and _is_of_interest(each, remote)
    ]
    return Survey(
        remote,
        tuple(_adoptions(client, tuple(found.matches.values()), remote, settings)),
        tuple(found.undecided.values()),
        tuple(found.missing),
        tuple(page.docname for page in bundle.pages if page.docname in remote.owned),
        others=tuple(each.page for each in rest if each.is_marked),
        strangers=tuple(each.page for each in rest if not each.is_marked),
    )


def _is_of_interest(candidate: Candidate, remote: Remote) -> bool:
    """Whether a page that no document has is to be named: it stands where was published, or bears the mark."""
    if remote.location.parent_id == remote.space.homepage_id:
        return candidate.is_marked
    return candidate.is_below and not candidate.is_others


def _check_mapped(mapped: Mapping[str, str], bundle: Bundle, remote: Remote) -> None:
    problems = [f"{name} is no document of the bundle" for name in mapped if name not in bundle]
    pages = {each.page.id: each for each in remote.candidates}
    for docname, page_id in mapped.items():
        candidate = pages.get(page_id)
        if docname in remote.owned:
            problems.append(f"{docname} has a page of this project already")
        elif candidate is None:
            problems.append(f"the space {remote.space.key} has no page {page_id} that can be taken")
        elif candidate.is_ours or candidate.is_others:
            problems.append(f"the page {page_id} is published by sphinx-to-confluence already")
    doubled = {page_id for page_id in mapped.values() if list(mapped.values()).count(page_id) > 1}
    problems += [f"the page {page_id} is given to several documents" for page_id in sorted(doubled)]
    if problems:
        raise ConfigurationError(
            "some of --map cannot be",
            answered="; ".join(problems) + ".",
            remedy="Write --map DOCNAME=PAGE_ID; the id of a page is the number after /pages/ in its address.",
        )


def _adoptions(
    client: Client, found: Sequence[Match], remote: Remote, settings: Settings
) -> list[Adoption]:
    """Find out which of the pages a person has edited since they were published."""
    written = {match.page.id: remote.versions.get(match.page.id) for match in found}
    suspects = [
        match.page.id
        for match in found
        if (number := written[match.page.id]) is not None and number < match.page.version
    ]
    bodies = client.page_bodies(suspects) if suspects else {}
    adoptions = []
    for match in found:
        page, number = match.page, written[match.page.id]
        if number is None:
            is_told = page.message and page.message != settings.version_comment
            edited = Edited.PERHAPS if is_told else Edited.NO
            adoptions.append(Adoption(match, page.version, edited))
        elif page.id in suspects and not _is_same(client, page, number, bodies.get(page.id, "")):
            adoptions.append(Adoption(match, number, Edited.YES))
        else:
            adoptions.append(Adoption(match, page.version))
    return adoptions


def _is_same(client: Client, page: RemotePage, number: int, body: str) -> bool:
    """Whether what is on a page now is what the extension wrote as version ``number``."""
    try:
        return same_text(client.page_version(page.id, number).body, body)
    except NotFound:  # somebody has removed it from the history
        return False


def adopt(
    client: Client,
    bundle: Bundle,
    found: Survey,
    *,
    warn: Callable[[str], None],
) -> None:
    """Enter the pages in the list of the project's pages, and note that in a journal in the bundle.

    :raises RestError: when Confluence does not do it.
    """
    remote = found.remote
    entries = dict(remote.entries)
    for each in found.adoptions:
        entries[each.match.docname] = Entry(each.match.page.id, each.version, HANDED_OVER)
    project_id, facts = bundle.project_id, stored(remote.shards, bundle.project_id)
    wanted = write_manifest(
        entries,
        project_id,
        attached_inventory(remote.shards, project_id),
        {KEY: facts} if facts else {},
    )
    about = Run(
        project=bundle.project_id,
        site=client.endpoint.address,
        space=remote.space.key,
        root=remote.location.manifest_page_id,
        release=bundle.release,
        act=ADOPTION,
    )
    with closing(Journaling(bundle.directory, about, warn=warn)) as journal:
        try:
            write_shards(client, journal, remote.location.manifest_page_id, remote.shards, wanted)
        except ConfluenceError as error:
            journal.end(STOPPED, type(error).__name__)
            raise
        journal.end(FINISHED)

"""How do the published pages stand: from which commit are they, and what did people do to them since?

Nothing is written. Costs the space, the properties of the page to publish below, a listing for each 250 pages, and one
request for each page that was edited; and what a plan costs, when there is a bundle to compare with.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sphinx_to_confluence.bundle.model import Bundle, Origin
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError, MissingScope, NotFound
from sphinx_to_confluence.publish.anchors.text import MARKER
from sphinx_to_confluence.publish.cases import is_edited
from sphinx_to_confluence.publish.edits import MOST_COMPARED, same_text
from sphinx_to_confluence.publish.location import Location, locate, space_of
from sphinx_to_confluence.publish.operations import Plan
from sphinx_to_confluence.publish.published import Published, published
from sphinx_to_confluence.publish.state import Entry, Mark, project_of_shard, read_manifest
from sphinx_to_confluence.publish.survey import survey
from sphinx_to_confluence.rest.model import (
    Client,
    RemoteComment,
    RemotePage,
    RemoteProperty,
    Space,
    Status,
)


class Touch(enum.Enum):
    """What somebody did to a page on Confluence; the values are for people and for JSON."""

    EDITED = "edited"
    RETITLED = "retitled"
    MOVED = "moved"
    ARCHIVED = "archived"
    TRASHED = "trashed"
    DELETED = "deleted"
    ELSEWHERE = "moved to another space"


@dataclass(frozen=True, slots=True)
class Touched:
    """A page that somebody did something to.

    :param page: ``None`` when it was deleted for good.
    :param parent: title of the page of this project that it is below now; empty when it is below none.
    """

    docname: str
    page_id: str
    page: RemotePage | None
    touches: tuple[Touch, ...]
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is published.

    :param root: its root page, ``None`` when there is none.
    :param pages: those of the project that are there, by docname.
    :param published: what the manifest says of the last publish that wrote something.
    :param last: the page that was written last by us, which tells when that was and by whom.
    :param touched: in the order of the docnames.
    :param plan: what a publish of the bundle would do; ``None`` without a bundle.
    :param comments: open inline comments by docname; ``None`` when nobody asked.
    """

    space: Space
    project_id: str
    root: RemotePage | None
    pages: Mapping[str, RemotePage]
    published: Published
    last: RemotePage | None
    touched: tuple[Touched, ...]
    plan: Plan | None = None
    comments: Mapping[str, Sequence[RemoteComment]] | None = field(default=None)


def standing(
    client: Client,
    settings: Settings,
    *,
    bundle: Bundle | None,
    project_id: str | None = None,
    with_comments: bool = False,
    warn: Callable[[str], None],
) -> Standing:
    """Find out how the pages of a project stand.

    :param bundle: to be compared with.
    :param project_id: which project, without a bundle; may be left out where there is only one.
    :param with_comments: whether open inline comments are wanted; costs a request for each page that has some.
    :raises ConfigurationError: when the place cannot be found, or holds several projects to choose from.
    :raises RestError: when Confluence does not answer.
    """
    space = space_of(client, settings)
    location = locate(client, space, settings)
    if project_id is None:
        project_id = bundle.project_id if bundle else _only_project(location.properties, settings)
    entries, shards = read_manifest(location.properties, project_id)
    found = {page.id: page for page in client.pages_by_id([e.page_id for e in entries.values()])}
    pages = {name: found[e.page_id] for name, e in entries.items() if e.page_id in found}
    current = {name: page for name, page in pages.items() if page.status is Status.CURRENT}
    facts = published(shards, project_id)
    root = _root(current, location, bundle)
    return Standing(
        space=space,
        project_id=project_id,
        root=root,
        pages=current,
        published=facts,
        last=max(
            (page for page in current.values() if _is_ours(page, project_id)),
            key=lambda page: page.saved_at,
            default=None,
        ),
        touched=tuple(
            _Looker(client, space, project_id, entries, pages, root, location.parent_id).touched(
                bundle if bundle and _is_same_commit(bundle, facts) else None
            )
        ),
        plan=None if bundle is None else survey(client, bundle, settings, warn=warn).plan,
        comments=_open_comments(client, current, warn) if with_comments else None,
    )


def _only_project(properties: Iterable[RemoteProperty], settings: Settings) -> str:
    """Return the one project whose manifest is there, when nobody named one."""
    if settings.project_id:
        return settings.project_id
    found = sorted(set(filter(None, map(project_of_shard, properties))))
    if len(found) == 1:
        return found[0]
    raise ConfigurationError(
        "it is not known which documentation is meant",
        answered=f"{len(found)} are published at this place: {', '.join(found)}."
        if found
        else "None is published at this place.",
        remedy="Name one: --project ID"
        if found
        else "Check confluence_space_key and confluence_parent_page; they decide where the list of pages is.",
    )


def _is_ours(page: RemotePage, project_id: str) -> bool:
    return Mark.is_in(page.message, project_id)


def _is_same_commit(bundle: Bundle, facts: Published) -> bool:
    """Whether a bundle says where pages were put. One of another commit may have them elsewhere by itself."""
    origin = bundle.origin
    return bool(origin.commit) and origin == Origin(facts.commit, facts.is_dirty, origin.directory)


def _root(
    pages: Mapping[str, RemotePage], location: Location, bundle: Bundle | None
) -> RemotePage | None:
    """The page above all others: that of the root document, or the one that is below no other of them."""
    if bundle is not None and bundle.root.docname in pages:
        return pages[bundle.root.docname]
    ids = {page.id for page in pages.values()}
    tops = [page for page in pages.values() if page.parent_id not in ids]
    named = [p for p in tops if location.content_id in (p.id, p.parent_id)]
    return next(iter([*named, *tops]), None)


@dataclass(frozen=True, slots=True)
class _Looker:
    """Finds the pages that somebody did something to.

    :param pages: by docname, whatever their status.
    :param root: the page that is not below another one of these.
    :param below: what it belongs below; ``None`` when it stays wherever it is.
    """

    client: Client
    space: Space
    project_id: str
    entries: Mapping[str, Entry]
    pages: Mapping[str, RemotePage]
    root: RemotePage | None
    below: str | None

    def touched(self, bundle: Bundle | None) -> Iterator[Touched]:
        """Yield them, by docname.

        :param bundle: what was published, where that is certain.
        """
        edits = self._edits()
        titles = {page.id: page.title for page in self.pages.values()}
        for docname, entry in sorted(self.entries.items()):
            page = self.pages.get(docname)
            if page is None:
                yield Touched(docname, entry.page_id, None, (Touch.DELETED,))
                continue
            touches = self._of_its_state(page) or [
                *edits.get(docname, ()),
                *([Touch.MOVED] if self._is_moved(docname, page, bundle) else []),
            ]
            if touches:
                parent = titles.get(page.parent_id or "", "")
                yield Touched(docname, page.id, page, tuple(touches), parent)

    def _of_its_state(self, page: RemotePage) -> list[Touch]:
        if page.status is not Status.CURRENT:
            return [Touch.TRASHED if page.status is Status.TRASHED else Touch.ARCHIVED]
        return [] if page.space_id == self.space.id else [Touch.ELSEWHERE]

    def _edits(self) -> dict[str, list[Touch]]:
        """Whose text or title somebody changed. A version that says what ours said is no edit, such as of a comment."""
        suspects = {
            docname: page
            for docname, page in self.pages.items()
            if not self._of_its_state(page)
            and is_edited(page, self.entries[docname], self.project_id)
        }
        compared = [*suspects][:MOST_COMPARED]
        bodies = self.client.page_bodies([suspects[docname].id for docname in compared])
        found: dict[str, list[Touch]] = {name: [Touch.EDITED] for name in suspects}
        for docname in compared:
            page = suspects[docname]
            try:
                ours = self.client.page_version(page.id, self.entries[docname].version)
            except NotFound:
                continue  # somebody has removed it from the history
            is_same = same_text(ours.body, bodies.get(page.id, ""))
            found[docname] = [] if is_same else [Touch.EDITED]
            found[docname] += [Touch.RETITLED] if ours.title != page.title else []
        return found

    def _is_moved(self, docname: str, page: RemotePage, bundle: Bundle | None) -> bool:
        if self.root is not None and page.id == self.root.id:
            return self.below is not None and page.parent_id != self.below
        if page.parent_id not in {each.id for each in self.pages.values()}:
            return True
        above = bundle.page(docname).parent if bundle and docname in bundle else None
        return above is not None and above in self.pages and page.parent_id != self.pages[above].id


def _open_comments(
    client: Client, pages: Mapping[str, RemotePage], warn: Callable[[str], None]
) -> dict[str, Sequence[RemoteComment]]:
    bodies = client.page_bodies([page.id for page in pages.values()])
    found: dict[str, Sequence[RemoteComment]] = {}
    try:
        for docname, page in sorted(pages.items()):
            if f"<{MARKER}" in bodies.get(page.id, ""):
                comments = [each for each in client.inline_comments(page.id) if not each.resolved]
                found |= {docname: comments} if comments else {}
    except MissingScope as error:
        warn(f"open comments are not told: {error}")
    return found

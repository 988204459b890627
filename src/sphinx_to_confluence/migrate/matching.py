"""Which page did the established extension publish for which document? A pure function of titles and places.

Titles are unique in a space, so one title leads to one page. Where several documents have the same title, the place in
the tree tells their pages apart, and where it does not, the numbers that the extension put behind them in the order of
the toctrees. What is left open is for a person to decide.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.migrate.titles import TitleShapes, Wanted, by_name, is_cut_from, key
from sphinx_to_confluence.rest.model import RemotePage, Status


class How(enum.Enum):
    """By what a page was known; the values are for people."""

    MAPPED = "--map"
    ROOT = "confluence_publish_root"
    LISTED = "scb-manifest.json"
    TITLE = "title"
    PLACE = "title and place"
    ORDER = "title and order"
    CUT = "beginning of the title"
    UNTITLED = "generated title"


class Doubt(enum.Enum):
    """Why a person has to decide; the values are for people."""

    SEVERAL = "several pages may be meant"
    SHARED = "other documents have this title as well"
    UNMARKED = "nothing on the page says that confluencebuilder wrote it"
    ELSEWHERE = "it is not below the page that you publish below"
    ARCHIVED = "it is in the archive"
    OTHER_PROJECT = "another project of sphinx-to-confluence publishes it"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page of the space.

    :param is_marked: whether the established extension left its mark on it.
    :param is_below: whether it is where that published to.
    :param is_ours: whether it is a page of this project already.
    :param is_others: whether it is one of another project that this tool publishes.
    """

    page: RemotePage
    is_marked: bool = False
    is_below: bool = True
    is_ours: bool = False
    is_others: bool = False

    @property
    def doubt(self) -> Doubt | None:
        """What speaks against taking it for the page of a document with its title."""
        if self.is_others:
            return Doubt.OTHER_PROJECT
        if self.page.status is not Status.CURRENT:
            return Doubt.ARCHIVED
        if not self.is_below:
            return Doubt.ELSEWHERE
        return None if self.is_marked else Doubt.UNMARKED


@dataclass(frozen=True, slots=True)
class Match:
    """A document and its page."""

    docname: str
    page: RemotePage
    how: How


@dataclass(frozen=True, slots=True)
class Undecided:
    """A document whose page may be one of these."""

    docname: str
    candidates: tuple[RemotePage, ...]
    doubt: Doubt


@dataclass(slots=True)
class Matching:
    """What was found out about all documents of a bundle, by docname in its order.

    :param missing: documents that have no page, which the first publish makes.
    """

    matches: dict[str, Match] = field(default_factory=dict)
    undecided: dict[str, Undecided] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known besides titles.

    :param mapped: page ids by docname, which a person gave.
    :param listed: titles by docname, as the other extension listed them in its output directory.
    :param root_id: of the page that is to be the root page.
    :param base_id: of the page that the root page stands below; ``None`` when that is not known.
    :param has_tree: whether that extension nested its pages.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, str] = field(default_factory=dict)
    root_id: str | None = None
    base_id: str | None = None
    has_tree: bool = True


def find_matches(
    bundle: Bundle,
    shapes: TitleShapes,
    candidates: Sequence[Candidate],
    hints: Hints,
    owned: Mapping[str, str] = MappingProxyType({}),
) -> Matching:
    """Find the page of each document that has none of ours yet.

    :param candidates: all pages that may be meant.
    :param owned: page ids by docname of the documents that have their page already.
    """
    return _Search(bundle, shapes, candidates, hints, owned).run()


class _Search:
    def __init__(
        self,
        bundle: Bundle,
        shapes: TitleShapes,
        candidates: Sequence[Candidate],
        hints: Hints,
        owned: Mapping[str, str],
    ) -> None:
        self._bundle = bundle
        self._shapes = shapes
        self._hints = hints
        self._owned = owned
        self._wanted = {
            page.docname: shapes.wanted(page) for page in bundle.pages if page.docname not in owned
        }
        self._all = [each for each in candidates if not each.is_ours]
        self._free = {each.page.id: each.page for each in self._all if each.doubt is None}
        self._found = Matching()

    def run(self) -> Matching:
        self._take_named()
        self._take_exact()
        self._take_alone()
        while self._take_by_place():
            pass
        self._take_by_order()
        self._take_odd()
        self._settle_the_rest()
        order = [page.docname for page in self._bundle.pages]
        found = self._found
        return Matching(
            {name: found.matches[name] for name in order if name in found.matches},
            {name: found.undecided[name] for name in order if name in found.undecided},
            [name for name in order if name in set(found.missing)],
        )

    def _open(self) -> Iterator[Wanted]:
        return (
            each
            for docname, each in self._wanted.items()
            if docname not in self._found.matches and docname not in self._found.undecided
        )

    def _take(self, docname: str, page: RemotePage, how: How) -> None:
        self._found.matches[docname] = Match(docname, page, how)
        self._free.pop(page.id, None)

    def _take_named(self) -> None:
        """What a person, the configuration or the other extension says."""
        pages = {each.page.id: each.page for each in self._all}
        root = self._bundle.root.docname
        for docname, page_id in self._hints.mapped.items():
            if docname in self._wanted and page_id in pages:
                self._take(docname, pages[page_id], How.MAPPED)
        root_page = pages.get(self._hints.root_id or "")
        if root_page is not None and root in self._wanted and root not in self._found.matches:
            self._take(root, root_page, How.ROOT)
        titles = {key(page.title): page for page in self._free.values()}
        for each in list(self._open()):
            page = titles.get(key(self._hints.listed.get(each.docname, "")))
            if page is not None and page.id in self._free:
                self._take(each.docname, page, How.LISTED)

    def _take_exact(self) -> None:
        """Titles that end in a number of their own."""
        middles = {self._shapes.middle(page.title): page for page in self._free.values()}
        for each in list(self._open()):
            page = middles.get(each.name)
            if page is not None and self._names(page) != each.name:
                self._take(each.docname, page, How.TITLE)

    def _take_alone(self) -> None:
        """Titles that one document and one page have."""
        pages = self._pages_by_name()
        for name, docnames in by_name(list(self._open())).items():
            named = pages.get(name, [])
            if len(docnames) == len(named) == 1:
                self._take(docnames[0], named[0], How.TITLE)

    def _take_by_place(self) -> bool:
        """Pages below that of the document above; whether there was one."""
        if not self._hints.has_tree:
            return False
        pages, count = self._pages_by_name(), len(self._found.matches)
        for name, docnames in by_name(list(self._open())).items():
            below: dict[str, list[RemotePage]] = {}
            for docname in docnames:
                parent = self._parent_id(docname)
                if parent is not None:
                    below[docname] = [
                        page for page in pages.get(name, []) if page.parent_id == parent
                    ]
            shared = [page.id for found in below.values() for page in found]
            for docname, found in below.items():
                if len(found) == 1 and shared.count(found[0].id) == 1:
                    self._take(docname, found[0], How.PLACE)
        return len(self._found.matches) > count

    def _take_by_order(self) -> None:
        """As many pages as documents, of which the former are numbered in the order of the latter."""
        pages = self._pages_by_name()
        for name, docnames in by_name(list(self._open())).items():
            named = sorted(pages.get(name, []), key=self._number)
            if len(named) == len(docnames) == len({self._number(page) for page in named}):
                for docname, page in zip(docnames, named, strict=True):
                    self._take(docname, page, How.ORDER)

    def _take_odd(self) -> None:
        """Documents without a title, or with one that is too long."""
        for each in list(self._open()):
            names = {page.id: self._shapes.middle(page.title) or "" for page in self._free.values()}
            untitled = [page_id for page_id, name in names.items() if name == each.untitled]
            cut = [page_id for page_id, name in names.items() if is_cut_from(each, name)]
            for ids, how in ((untitled, How.UNTITLED), (cut, How.CUT)):
                if len(ids) == 1:
                    self._take(each.docname, self._free[ids[0]], how)
                    break

    def _settle_the_rest(self) -> None:
        """What a person has to decide, and what has no page."""
        pages = self._pages_by_name()
        doubtful = {
            key(each.page.title): each
            for each in self._all
            if each.doubt is not None and not self._is_taken(each.page)
        }
        for each in list(self._open()):
            named = tuple(pages.get(each.name, ()))
            title = key(self._bundle.page(each.docname).title)
            doubt = doubtful.get(title)
            if named:
                why = Doubt.SEVERAL if len(named) > 1 else Doubt.SHARED
                self._found.undecided[each.docname] = Undecided(each.docname, named, why)
            elif doubt is not None and doubt.doubt is not None:
                self._found.undecided[each.docname] = Undecided(
                    each.docname, (doubt.page,), doubt.doubt
                )
            else:
                self._found.missing.append(each.docname)

    def _is_taken(self, page: RemotePage) -> bool:
        return any(match.page.id == page.id for match in self._found.matches.values())

    def _pages_by_name(self) -> dict[str, list[RemotePage]]:
        found: dict[str, list[RemotePage]] = {}
        for page in self._free.values():
            if name := self._names(page):
                found.setdefault(name, []).append(page)
        # The root page may have no prefix; then it is known by its whole title.
        root = self._wanted.get(self._bundle.root.docname)
        for page in self._free.values():
            names = self._shapes.names(page.title, is_root=True)
            if root is not None and names is not None and names[0] == root.name:
                found.setdefault(root.name, [])
                if page not in found[root.name]:
                    found[root.name].append(page)
        return found

    def _names(self, page: RemotePage) -> str:
        names = self._shapes.names(page.title)
        return names[0] if names else ""

    def _number(self, page: RemotePage) -> int:
        names = self._shapes.names(page.title)
        return names[1] if names else 1

    def _parent_id(self, docname: str) -> str | None:
        parent = self._bundle.page(docname).parent
        if parent is None:
            return self._hints.base_id
        above = self._found.matches.get(parent)
        return above.page.id if above else self._owned.get(parent)


def with_unmarked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Take pages without a mark for pages of the extension as well, as a person wishes."""
    return [replace(each, is_marked=True) for each in candidates]

"""What is every page called?"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sphinx_to_confluence.pages.hierarchy import Hierarchy

LIMIT = 255
"""Characters of a title, as Confluence counts them: UTF-16 code units."""

_SHORTEST_MIDDLE = 20
"""What prefix and postfix must leave of a long title; longer ones are shortened with it."""

_ELLIPSIS = "…"

# Whitespace of the control characters is collapsed, the others and what XML cannot hold are dropped.
_NOT_IN_XML = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRules:
    """The options that titles depend on, and the section numbers of documents (``1.2. ``, or nothing)."""

    overrides: Mapping[str, str]
    prefix: str
    postfix: str
    bare_root: bool
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TitleNotice:
    """Something that the author of a document should know of its title."""

    docname: str
    message: str


@dataclass(frozen=True, slots=True)
class Titles:
    """The final title of every page, and what had to be done to them."""

    by_docname: Mapping[str, str]
    notices: tuple[TitleNotice, ...]


def assign_titles(
    document_titles: Mapping[str, str], hierarchy: Hierarchy, rules: TitleRules
) -> Titles:
    """Give every document a title that is valid on Confluence and unique, whatever the case of its letters.

    Which document keeps a title that several have does not depend on the toctrees: the root, then those whose title
    was chosen for them (``confluence_title_overrides``), then the shallower docname, then the alphabet. The others get
    the title of their parent in parentheses, or their docname when that is taken as well.

    :param document_titles: of every document; empty when it has none.
    """
    notices: list[TitleNotice] = []
    root = hierarchy.order[0]

    def seniority(docname: str) -> tuple[bool, bool, int, str]:
        return (docname != root, docname not in rules.overrides, docname.count("/"), docname)

    drafts = {
        docname: _Draft(
            docname,
            _middle(docname, document_titles[docname], rules, notices),
            *_fixes(docname, rules, bare=docname == root),
        )
        for docname in sorted(document_titles, key=seniority)
    }
    owners: dict[str, str] = {}
    for docname, draft in drafts.items():
        owners.setdefault(_key(draft.title()), docname)

    final: dict[str, str] = {}
    taken = set(owners)
    for docname, draft in drafts.items():
        title = draft.title()
        if draft.too_long:
            notices.append(
                TitleNotice(
                    docname,
                    f'the title has more than {LIMIT} characters; the page is called "{title}"',
                )
            )
        owner = owners[_key(title)]
        if docname != owner:
            parent = drafts.get(hierarchy.parents[docname] or "")
            title = next(
                candidate
                for candidate in draft.alternatives(parent.middle if parent else "")
                if _key(candidate) not in taken
            )
            message = f'the document "{owner}" has the title "{final[owner]}" too; this page is called "{title}"'
            notices.append(TitleNotice(docname, message))
            taken.add(_key(title))
        final[docname] = title
    return Titles(final, tuple(notices))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A title before it is known to be unique: the document's own part, and what is put around it."""

    docname: str
    middle: str
    prefix: str
    postfix: str

    @property
    def too_long(self) -> bool:
        return _length(clean_title(self.prefix + self.middle + self.postfix)) > LIMIT

    def title(self, addition: str = "") -> str:
        """Put the title together within the limit; what is cut is replaced by a hash of the docname."""
        title = clean_title(self.prefix + self.middle + addition + self.postfix)
        if _length(title) <= LIMIT:
            return title
        room = LIMIT - _length(self.prefix + addition + self.postfix)
        if room < _SHORTEST_MIDDLE:
            return _cut(title, self.docname, LIMIT)
        return clean_title(
            self.prefix + _cut(self.middle, self.docname, room) + addition + self.postfix
        )

    def alternatives(self, parent: str) -> Iterator[str]:
        """Titles to use when another document has the plain one; the last is never taken."""
        if parent:
            yield self.title(f" ({parent})")
        yield self.title(f" ({self.docname})")
        for count in itertools.count(2):
            yield self.title(f" ({_hash(self.docname, count)})")


def clean_title(text: str) -> str:
    """Compose characters (NFC), drop control characters and collapse whitespace."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(_NOT_IN_XML.sub("", composed).split())


def _middle(
    docname: str, document_title: str, rules: TitleRules, notices: list[TitleNotice]
) -> str:
    """The title between prefix and postfix, number included."""
    title = clean_title(rules.overrides.get(docname, document_title))
    if not title:
        title = _title_from(docname)
        notices.append(
            TitleNotice(docname, f'the document has no title; its page is called "{title}"')
        )
    return rules.numbers.get(docname, "") + title


def _title_from(docname: str) -> str:
    """``guide/first_steps`` is called "First steps", and ``guide/index`` "Guide"."""
    path = PurePosixPath(docname)
    name = path.parent.name if path.name == "index" and path.parent.name else path.name
    words = clean_title(name.replace("-", " ").replace("_", " ")) or docname
    return words[:1].upper() + words[1:]


def _fixes(docname: str, rules: TitleRules, *, bare: bool) -> tuple[str, str]:
    if bare and rules.bare_root:
        return "", ""
    # Both without a clean-up of their own: "[v2] " keeps the space that separates it.
    return rules.prefix, rules.postfix.replace("{hash}", _hash(docname))


def _cut(text: str, docname: str, room: int) -> str:
    ending = f"{_ELLIPSIS} {_hash(docname)}"
    room -= len(ending)
    while _length(text) > room:
        text = text[: min(len(text) - 1, room)]
    return text.rstrip() + ending


def _hash(docname: str, count: int = 1) -> str:
    return hashlib.sha256((docname * count).encode()).hexdigest()[:8]


def _key(title: str) -> str:
    """What two titles have in common that Confluence takes for the same."""
    return unicodedata.normalize("NFC", title.casefold())


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

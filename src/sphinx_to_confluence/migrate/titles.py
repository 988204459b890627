"""Which title did the established extension give to the page of a document? Compares titles, theirs with ours.

Both put prefix and postfix around the title of the document. They differ where a title is taken (theirs counts, " (2)";
ours adds the title of the parent, or the docname), too long (theirs is cut, ours says so), missing (theirs is
"autogen-" and the docname), and in what stands for ``{hash}``. Seen with its release 3.2.0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.config.settings import Settings

_HASHES = "[0-9a-f]{8}|[0-9a-f]{40}"
"""What stands for ``{hash}``: eight digits of ours, forty of theirs."""

_NUMBER = re.compile(r" \((\d+)\)\Z")
_OUR_CUT = re.compile("… [0-9a-f]{8}\\Z")
_SHORTEST_CUT = 100
"""Characters that a title has at least when it was cut."""


def key(title: str) -> str:
    """What titles have in common that Confluence takes for the same."""
    return " ".join(unicodedata.normalize("NFC", title).casefold().split())


@dataclass(frozen=True, slots=True)
class Wanted:
    """The titles by which the page of a document is known.

    :param name: key of the title of the document, without prefix, postfix and what makes it unique.
    :param untitled: key of what theirs calls a document without a title.
    :param beginning: where ours was cut: the key of what is left of it; empty otherwise.
    """

    docname: str
    name: str
    untitled: str
    beginning: str = ""


class TitleShapes:
    """Takes titles apart, as the options have put them together."""

    def __init__(self, settings: Settings, bundle: Bundle) -> None:
        self._bundle = bundle
        self._bare_root = settings.ignore_titlefix_on_index
        middle = "(?P<middle>.*)"
        prefix = re.escape(key(settings.publish_prefix))
        postfix = re.escape(key(settings.publish_postfix)).replace(
            re.escape("{hash}"), f"(?:{_HASHES})"
        )
        # Blanks at the ends of prefix and postfix are lost in a key.
        self._shape = re.compile(
            f"{prefix} ?{middle}{' ?' + postfix if postfix else ''}", re.DOTALL
        )

    def wanted(self, page: Page) -> Wanted:
        """Return what the page of a document may be called."""
        is_bare = page.parent is None and self._bare_root
        middle = key(page.title) if is_bare else self.middle(page.title) or key(page.title)
        name = self._without_addition(middle, page)
        cut = _OUR_CUT.search(name)
        return Wanted(
            page.docname,
            name,
            key(f"autogen-{page.docname}"),
            name[: cut.start()].rstrip() if cut else "",
        )

    def middle(self, title: str) -> str | None:
        """Return the key of a title without prefix and postfix; ``None`` when it has not got them."""
        found = self._shape.fullmatch(key(title))
        return found.group("middle").strip() if found else None

    def names(self, title: str, *, is_root: bool = False) -> tuple[str, int] | None:
        """Return the key of the document's title and the number behind it, 1 for none."""
        middle = key(title) if is_root and self._bare_root else self.middle(title)
        if middle is None:
            return None
        found = _NUMBER.search(middle)
        return (middle[: found.start()], int(found.group(1))) if found else (middle, 1)

    def _without_addition(self, middle: str, page: Page) -> str:
        """Take off what makes our title unique: the title of the parent, or the docname."""
        additions = [page.docname]
        if page.parent is not None:
            parent = self._bundle.page(page.parent)
            additions.append(self.middle(parent.title) or parent.title)
        for addition in additions:
            ending = f" ({key(addition)})"
            if middle.endswith(ending) and len(middle) > len(ending):
                return middle.removesuffix(ending)
        return middle


def is_cut_from(wanted: Wanted, name: str) -> bool:
    """Whether a title of theirs was cut from the same long one as ours."""
    shared = min(len(wanted.beginning), len(name))
    return shared >= _SHORTEST_CUT and wanted.beginning[:shared] == name[:shared]


def by_name(wanted: Sequence[Wanted]) -> Mapping[str, list[str]]:
    """Docnames by the key of their title, in order."""
    found: dict[str, list[str]] = {}
    for each in wanted:
        found.setdefault(each.name, []).append(each.docname)
    return found

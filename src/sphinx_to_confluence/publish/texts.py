"""What would a reader find different on each page, and which inline comments would lose their words?

The stored bodies of the pages whose text may change are read in bulk; nothing else has to be asked for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME, Bundle, Page
from sphinx_to_confluence.errors import MissingScope
from sphinx_to_confluence.publish.comment_keeping import told_losses
from sphinx_to_confluence.publish.comments import Lost, reanchor
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import Change, Conflict, Create, Plan, Trash, Update
from sphinx_to_confluence.publish.rendered.blocks import rendered_lines
from sphinx_to_confluence.publish.rendered.diff import TextDiff, text_diff, whole_text
from sphinx_to_confluence.publish.rendered.lines import LinkName
from sphinx_to_confluence.publish.report import LostComment
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import short_hash
from sphinx_to_confluence.rest.model import Client, RemoteComment, Status

_LEAVE_THE_TEXT = frozenset({Change.TITLE, Change.FILES, Change.LABELS, Change.WIDTH})

_PAGE_ID = re.compile(r"/pages/(\d+)(?:/[^#?]*)?|[?&]pageId=(\d+)")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The text of a page as it is and as it would be.

    :param is_new: whether the page is yet to be made.
    :param comments_kept: how many inline comments would be on their words still.
    :param comments_lost: those that would not.
    """

    diff: TextDiff
    is_new: bool = False
    comments_kept: int = 0
    comments_lost: tuple[LostComment, ...] = ()


def compare_texts(
    client: Client,
    bundle: Bundle,
    snapshot: Snapshot,
    plan: Plan,
    warn: Callable[[str], None],
) -> dict[str, Comparison]:
    """Compare the texts of all pages that are made or whose text may change, or that somebody edited, by docname.

    Costs a request for the bodies of 25 pages, and one for each page on which comments would lose their words.

    :param warn: is told when the token may not read comments.
    :raises RestError: when Confluence does not answer.
    """
    ids = {docname: snapshot.pages[docname].id for docname in pages_with_other_text(plan)}
    bodies = client.page_bodies(list(ids.values())) if ids else {}
    live = {docname: bodies[page_id] for docname, page_id in ids.items() if page_id in bodies}
    found = compare_bodies(bundle, plan, live, link_names(snapshot, plan))
    losses = _Losses(client, bundle, snapshot, warn)
    for docname, body in live.items():
        page = bundle.page(docname)
        anchored = reanchor(body, bundle.body(page))
        is_written = plan.find(docname, Update) is not None
        if is_written and (anchored.kept or anchored.lost):
            found[docname] = replace(
                found[docname],
                comments_kept=len(anchored.kept),
                comments_lost=losses.told(page, ids[docname], anchored.lost),
            )
    return found


def compare_bundles(
    bundle: Bundle, other: Bundle | None, snapshot: Snapshot, plan: Plan
) -> dict[str, Comparison]:
    """Compare the texts with those of another bundle, if there is one; no network is needed.

    Where the snapshot says of a page that another text was left on it than the other bundle has, they are not compared.
    """
    live = {}
    for docname in pages_with_other_text(plan):
        if other is not None and docname in other:
            page = other.page(docname)
            entry = snapshot.manifest.get(docname)
            written = None if entry is None else entry.written
            if written is None or written.text == short_hash(page.body_sha256):
                live[docname] = other.body(page)
    return compare_bodies(bundle, plan, live, link_names(snapshot, plan))


def compare_bodies(
    bundle: Bundle, plan: Plan, live: Mapping[str, str], link_name: LinkName
) -> dict[str, Comparison]:
    """Compare the texts of the bundle with others; pure but for the bodies of the bundle, which are read.

    :param live: the other bodies, by docname.
    """
    found = {}
    for create in plan.all(Create):
        lines = rendered_lines(bundle.body(bundle.page(create.docname)), link_name)
        found[create.docname] = Comparison(whole_text(lines), is_new=True)
    for docname in pages_with_other_text(plan):
        if docname in live:
            new = rendered_lines(bundle.body(bundle.page(docname)), link_name)
            found[docname] = Comparison(text_diff(rendered_lines(live[docname], link_name), new))
    return found


def pages_with_other_text(plan: Plan) -> list[str]:
    """The documents whose pages exist and may get another text, or would if nobody had edited them."""
    return [
        each.docname
        for each in plan.operations
        if (isinstance(each, Update) and not _LEAVE_THE_TEXT.issuperset(each.changes))
        or (isinstance(each, Conflict) and each.hindrance is Hindrance.EDITED)
    ]


def link_names(snapshot: Snapshot, plan: Plan) -> LinkName:
    """Have links between pages of the project told by document, whether they hold an address or not yet."""
    gone = {each.page_id for each in plan.all(Trash)}
    docnames = {
        page.id: docname
        for docname, page in snapshot.pages.items()
        if page.status is Status.CURRENT and page.id not in gone
    }
    base = snapshot.url_pattern.partition("{id}")[0].partition("/pages/")[0]

    def name(address: str) -> str:
        if address.startswith(DOC_LINK_SCHEME):
            return unquote(address.removeprefix(DOC_LINK_SCHEME))
        # Confluence may have left the address of the site out.
        is_there = bool(base) and address.startswith((base, "/"))
        found = _PAGE_ID.search(address) if is_there else None
        docname = docnames.get((found[1] or found[2]) if found else "")
        if docname is None:
            return address
        _, hash_mark, fragment = address.partition("#")
        return f"{docname}{hash_mark}{unquote(fragment)}"

    return name


class _Losses:
    """Tells which comments would lose their words, with their authors as far as the token may read them."""

    def __init__(
        self, client: Client, bundle: Bundle, snapshot: Snapshot, warn: Callable[[str], None]
    ) -> None:
        self._client, self._bundle, self._snapshot, self._warn = client, bundle, snapshot, warn
        self._is_refused = False

    def told(self, page: Page, page_id: str, lost: tuple[Lost, ...]) -> tuple[LostComment, ...]:
        if not lost:
            return ()
        return told_losses(
            self._bundle, page, self._snapshot.page_url(page_id), lost, self._known(page_id)
        )

    def _known(self, page_id: str) -> dict[str, RemoteComment] | None:
        if self._is_refused:
            return None
        try:
            return {each.ref: each for each in self._client.inline_comments(page_id)}
        except MissingScope as error:
            self._is_refused = True
            self._warn(
                "who wrote the inline comments that would lose their words, and whether they are resolved, is not "
                f"told: {error}"
            )
            return None

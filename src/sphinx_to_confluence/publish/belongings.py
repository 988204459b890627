"""What has to be done to what belongs to a page besides its text: files, labels, width?"""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_to_confluence.bundle.model import Editor, Page
from sphinx_to_confluence.publish.operations import Attach, Detach, Label, Operation, SetProperty
from sphinx_to_confluence.publish.policy import Policy
from sphinx_to_confluence.publish.state import Written, short_hash, wanted_width

WIDTH_PROPERTIES = ("content-appearance-published", "content-appearance-draft")
"""The editor reads the draft's, readers get the published one's: both have to agree."""


def belongings(
    page: Page, left: Written | None, policy: Policy, editor: Editor, *, is_fresh: bool
) -> Iterator[Operation]:
    """Compare what a page is to have with what we left there.

    :param left: ``None`` when that is not known: then all that is wanted is named.
    :param is_fresh: whether the page is yet to be made, so that there is nothing of anybody on it.
    """
    yield from _files(page, left)
    yield from _labels(page, left, is_exact=not (policy.append_labels or is_fresh))
    width = wanted_width(page, editor)
    if width and (left is None or left.width != width):
        for key in WIDTH_PROPERTIES:
            yield SetProperty(page.docname, key, width)


def _files(page: Page, left: Written | None) -> Iterator[Operation]:
    hashes = {} if left is None else left.files
    for item in page.attachments:
        there = hashes.get(item.filename)
        if there != short_hash(item.sha256):
            yield Attach(page.docname, item.filename, item.sha256, is_new=there is None)
    # Of two names that differ in case only the first may have become the second, so it is not taken off.
    wanted = {item.filename.casefold() for item in page.attachments}
    for filename in sorted(hashes):
        if filename.casefold() not in wanted:
            yield Detach(page.docname, filename)


def _labels(page: Page, left: Written | None, *, is_exact: bool) -> Iterator[Operation]:
    there = () if left is None else left.labels
    add = tuple(label for label in page.labels if label not in there)
    remove = tuple(label for label in there if is_exact and label not in page.labels)
    if add or remove or is_exact:
        yield Label(page.docname, add, remove, is_exact)

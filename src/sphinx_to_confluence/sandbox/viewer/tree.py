"""The page tree beside a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sphinx_to_confluence.sandbox.records import ContentType, Page, Space
from sphinx_to_confluence.sandbox.store import Store
from sphinx_to_confluence.sandbox.viewer.library import Library


@dataclass(frozen=True, slots=True)
class Branch:
    """A page in the tree; ``is_open`` says whether what is below it is shown at first."""

    id: str
    title: str
    url: str
    is_folder: bool
    is_current: bool
    is_open: bool
    below: tuple[Branch, ...]


def tree_of(
    store: Store, library: Library, space: Space, current_id: str | None
) -> tuple[Branch, ...]:
    """Return what stands below the home page of a space, then the other pages at its top."""
    home = [page for page in store.root_pages(space.key) if page.id == space.homepage_id]
    others = [page for page in store.root_pages(space.key) if page.id != space.homepage_id]
    top = [*(child for page in home for child in store.children(page.id)), *others]
    opened = {page.id for page in store.ancestors(current_id)} if current_id else set()

    def branches(pages: Iterable[Page]) -> tuple[Branch, ...]:
        return tuple(
            Branch(
                id=page.id,
                title=page.title,
                url=library.url(page),
                is_folder=page.type is ContentType.FOLDER,
                is_current=page.id == current_id,
                is_open=page.id in opened or page.id == current_id,
                below=branches(store.children(page.id)),
            )
            for page in pages
        )

    return branches(top)

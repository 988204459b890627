"""The builder ``singleconfluence``: the whole project as one page."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.display import progress_message

from sphinx_to_confluence.builder.assembly import Whole, assemble
from sphinx_to_confluence.builder.builder import ConfluenceBuilder
from sphinx_to_confluence.builder.collector import collect_facts
from sphinx_to_confluence.builder.inputs import MadeFrom, digest
from sphinx_to_confluence.builder.inventory import inventory_of
from sphinx_to_confluence.builder.record import PageRecord
from sphinx_to_confluence.builder.site import site_of_one
from sphinx_to_confluence.bundle.inventory import write_inventory
from sphinx_to_confluence.bundle.model import INVENTORY_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_to_confluence.builder.generated import GeneratedPage
    from sphinx_to_confluence.pages.site import Site
    from sphinx_to_confluence.pages.titles import TitleNotice
    from sphinx_to_confluence.translate import TranslatedPage


class SingleConfluenceBuilder(ConfluenceBuilder):
    """Writes a bundle of one page, which holds all documents that the root reaches by its toctrees."""

    name = "singleconfluence"
    epilog = "The page for Confluence is in %(outdir)s."
    allow_parallel = False

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        # What is only for Confluence is for this builder, too.
        self.tags.add(ConfluenceBuilder.name)
        self._whole: Whole | None = None

    def _find_generated(self) -> Mapping[str, GeneratedPage]:
        """An index would lead to nothing but this page."""
        return {}

    def _find_site(self) -> tuple[Site, Sequence[TitleNotice]]:
        """One page; what is on it is known when the documents are put together."""
        return site_of_one(self.env, self.settings, self._editor, self.tags)

    def _find_readings(self) -> Mapping[str, int]:
        """The page is made of all documents, so it is another reading when one of them was read."""
        return {self.config.root_doc: int(digest(self.env.all_docs), 16)}

    def _find_inputs(
        self,
        docname: str,
        doctree: nodes.document,
        page: TranslatedPage,
    ) -> MadeFrom:
        """Files; of documents nothing that :meth:`_find_readings` does not say already."""
        return MadeFrom(files=super()._find_inputs(docname, doctree, page).files)

    def _project_id(self) -> str:
        """Not that of the many pages: publishing the one must leave the others alone."""
        return f"{super()._project_id()}-single"

    def _pages_to_write(self, app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
        """The page; also when there is no inventory, which only writing the page can make."""
        outdated = super()._pages_to_write(app, env)
        return outdated if self._inventory.is_file() else [self.config.root_doc]

    @property
    def _inventory(self) -> Path:
        return self._directory / INVENTORY_NAME

    def _write_inventory(self, records: Mapping[str, PageRecord]) -> bytes:
        if self._whole is None:
            return self._inventory.read_bytes()
        inventory = inventory_of(self.env, self._site, records, self._whole.locate)
        return write_inventory(self._directory, inventory)

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Prepare for the one page, whatever documents are out of date."""
        super().prepare_writing({self.config.root_doc} if docnames else frozenset())

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Put the documents together and write them."""
        if not docnames:
            return
        root = self.config.root_doc
        with progress_message("assembling the documents"):
            whole = self._whole = assemble(
                self, keep_toctrees=self.settings.singleconfluence_toctree
            )
        # The translator looks numbers up by the document that it writes, as the writers of Sphinx do.
        self.env.toc_secnumbers = {root: whole.section_numbers}
        self.env.toc_fignumbers = {root: whole.figure_numbers}
        sections = collect_facts(root, whole.doctree).sections
        self._site, _ = site_of_one(
            self.env, self.settings, self._editor, self.tags, sections, whole.locate
        )
        with progress_message("writing the page"):
            self.write_doc(root, whole.doctree)

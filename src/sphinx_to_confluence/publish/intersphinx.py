"""How does the ``objects.inv`` get to the people who refer to the pages? Beside the bundle, and onto the root page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sphinx_to_confluence.bundle.inventory import read_inventory
from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.bundle.writer import replace_file
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.publish.inventory import OBJECTS_INV, objects_inv
from sphinx_to_confluence.publish.policy import EditedPages
from sphinx_to_confluence.publish.report import Report
from sphinx_to_confluence.publish.state import attachment_comment, attachment_sha256
from sphinx_to_confluence.rest.model import Client


@dataclass(frozen=True, slots=True)
class InventoryStep:
    """The step of a publish after all pages are written, when their ids are known.

    :param page_path: the address of a document's page, relative to the base address of the site.
    """

    client: Client
    bundle: Bundle
    settings: Settings
    page_path: Callable[[str], str | None]
    warn: Callable[[str], None]

    def run(self, root_id: str | None, attached: str, report: Report) -> str:
        """Write the file, and attach it when it is not what the root page has already.

        Whatever goes wrong is a warning: the pages are complete without it.

        :param attached: hash of the one that the root page has, as the manifest knows it; empty for none.
        :return: the same afterwards.
        """
        inventory = read_inventory(self.bundle)
        if inventory is None:
            return attached
        made = objects_inv(inventory, self.bundle, self.page_path)
        path = self.bundle.directory / OBJECTS_INV
        try:
            report.inventory_changed = replace_file(path, made.content)
        except OSError as error:
            self.warn(f"the inventory for intersphinx could not be written: {error}")
            return attached
        wanted = made.sha256 if self.settings.publish_intersphinx else ""
        if root_id is None or wanted == attached:
            return attached
        try:
            return self._settle(root_id, wanted, report)
        except RestError as error:
            self.warn(
                f"the inventory for intersphinx on the root page is not up to date; {path} is: {error}"
            )
            return attached

    def _settle(self, root_id: str, wanted: str, report: Report) -> str:
        """Bring the file on the root page in line: attach, replace, remove or leave it.

        :return: hash of the inventory that is there now; empty for none, or for a file that is none of ours.
        """
        if any(item.filename.casefold() == OBJECTS_INV for item in self.bundle.root.attachments):
            return self._leave("that is part of the documentation")
        files = self.client.attachments(root_id)
        existing = next((item for item in files if item.filename == OBJECTS_INV), None)
        written = attachment_sha256(existing.comment) if existing else None
        if existing is not None and written is None:
            if not wanted:
                return ""
            if self.settings.edited_pages != EditedPages.OVERWRITE.value:
                return self._leave("that somebody put there")
        if wanted and written != wanted:
            self.client.upload_attachment(
                root_id,
                self.bundle.directory / OBJECTS_INV,
                filename=OBJECTS_INV,
                media_type="application/octet-stream",
                comment=attachment_comment(wanted),
                existing=existing,
                minor_edit=self.settings.disable_notifications,
            )
            report.uploaded += 1
        elif not wanted and existing is not None:
            self.client.delete_attachment(existing)
            report.detached += 1
        return wanted

    def _leave(self, which: str) -> str:
        if self.settings.publish_intersphinx:
            self.warn(
                f"the root page has a file {OBJECTS_INV} {which}; the inventory for intersphinx is not attached"
            )
        return ""

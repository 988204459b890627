"""Which pages in the output directory are as they would be written now, and what there is left over?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from sphinx_to_confluence.builder.history import (
    HISTORY,
    Written,
    read_history,
    remove_bodies,
    write_history,
)
from sphinx_to_confluence.builder.inputs import Interfaces
from sphinx_to_confluence.builder.record import PageRecord, read_record
from sphinx_to_confluence.bundle.model import RECORDS, record_path
from sphinx_to_confluence.bundle.names import ATTACHMENTS
from sphinx_to_confluence.bundle.writer import prune


class Output:
    """The output directory, compared with what the pages would be made from now.

    :param directory: of the bundle.
    :param bodies: path of the body of every page, relative to the bundle.
    :param readings: what Sphinx says of when it read each document.
    :param settings: digest of what all pages depend on.
    :param interfaces: what the documents tell each other.
    """

    def __init__(
        self,
        directory: Path,
        *,
        bodies: Mapping[str, str],
        readings: Mapping[str, int],
        settings: str,
        interfaces: Interfaces,
    ) -> None:
        self.bodies = bodies
        self._directory = directory
        self._readings = readings
        self._settings = settings
        self._interfaces = interfaces
        self._history = read_history(directory)

    def outdated(self) -> list[str]:
        """The pages that writing would change, or make sure of."""
        return [docname for docname in self.bodies if not self.is_current(docname)]

    def settle(self, written: Collection[str]) -> Mapping[str, PageRecord]:
        """Remove what no page needs any longer and remember what was written; return the records of all pages.

        :param written: the pages that this build wrote.
        """
        records = {
            docname: record
            for docname in self.bodies
            if (record := self._complete_record(docname)) is not None
        }
        history = {
            docname: Written(record.body, self._readings[docname])
            if docname in written
            else self._history[docname]
            for docname, record in records.items()
            if docname in written or docname in self._history
        }
        bodies = {record.body for record in records.values()}
        remove_bodies(self._directory, self._history, bodies)
        write_history(self._directory, history)
        self._history = history
        prune(self._directory, RECORDS, {HISTORY, *map(record_path, bodies)})
        attachments = {item.path for record in records.values() for item in record.attachments}
        prune(self._directory, ATTACHMENTS, attachments)
        return records

    def is_current(self, docname: str) -> bool:
        """Whether a page is as it would be written now."""
        reading = Written(self.bodies[docname], self._readings[docname])
        if self._history.get(docname) != reading:
            return False
        record = self._complete_record(docname)
        return (
            record is not None
            and record.settings == self._settings
            and record.neighbours in {(), self._interfaces.neighbours(docname)}
            and all(self._interfaces.of(used) == known for used, known in record.uses.items())
            and all(self._interfaces.named(word) == known for word, known in record.missing.items())
            and all(
                self._interfaces.file(name) == known for name, known in record.looked_for.items()
            )
        )

    def _complete_record(self, docname: str) -> PageRecord | None:
        """The record of a page when all its files are there, be they out of date."""
        record = read_record(self._directory, self.bodies[docname])
        if record is None or (record.docname, record.body) != (docname, self.bodies[docname]):
            return None
        try:
            body = (self._directory / record.body).read_bytes()
            complete = hashlib.sha256(body).hexdigest() == record.body_sha256 and all(
                (self._directory / item.path).stat().st_size == item.size_bytes
                for item in record.attachments
            )
        except OSError:
            return None
        return record if complete else None

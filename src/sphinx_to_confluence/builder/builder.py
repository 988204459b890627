"""The builder ``confluence``: from resolved documents to a bundle, and on to Confluence when that is wanted."""

from __future__ import annotations

import hashlib
import inspect
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from docutils import nodes
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.display import progress_message

import sphinx_to_confluence
from sphinx_to_confluence.builder.annotating import annotate_build, to_log
from sphinx_to_confluence.builder.events import (
    BODY_EVENT,
    PLAN_EVENT,
    body_by_handlers,
    tell_of_pages,
)
from sphinx_to_confluence.builder.furniture import Furnisher, in_own_order
from sphinx_to_confluence.builder.generated import (
    SOURCE,
    GeneratedPage,
    complaint_about_indices,
    generated_pages,
)
from sphinx_to_confluence.builder.identity import editor_of, project_id
from sphinx_to_confluence.builder.inputs import (
    ALL_TODOS,
    Interfaces,
    MadeFrom,
    documents_used,
    last_word,
    settings_digest,
)
from sphinx_to_confluence.builder.inventory import inventory_of
from sphinx_to_confluence.builder.link_check import broken_links_of, warn_of
from sphinx_to_confluence.builder.metadata import fields_of, label_complaints, page_metadata
from sphinx_to_confluence.builder.origin import origin_of
from sphinx_to_confluence.builder.output import Output
from sphinx_to_confluence.builder.record import PageRecord, write_record
from sphinx_to_confluence.builder.report import report_of, summary
from sphinx_to_confluence.builder.site import site_of
from sphinx_to_confluence.builder.writing import (
    collect_after,
    few_collections,
    write_in_processes,
)
from sphinx_to_confluence.bundle.inventory import write_inventory
from sphinx_to_confluence.bundle.model import (
    DOC_LINK_SCHEME,
    INVENTORY_NAME,
    MANIFEST_NAME,
    Bundle,
    Page,
)
from sphinx_to_confluence.bundle.names import body_paths
from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.bundle.report import Finding, remove_report, write_report
from sphinx_to_confluence.bundle.size import weight_complaint
from sphinx_to_confluence.bundle.writer import PageAttachments, replace_file, write_manifest
from sphinx_to_confluence.config.recorded import recorded
from sphinx_to_confluence.config.shown import shown
from sphinx_to_confluence.errors import ConfluenceError
from sphinx_to_confluence.pages.links import BrokenLink
from sphinx_to_confluence.storage.parse import MalformedStorageError
from sphinx_to_confluence.translate import TranslatedPage, translate
from sphinx_to_confluence.translate.app_macros import app_templates
from sphinx_to_confluence.translate.extensions.drawio import DrawingsForMacros
from sphinx_to_confluence.translate.pictures import remove_unfinished
from sphinx_to_confluence.warnings import ConfluenceWarning

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.settings import Settings
    from sphinx_to_confluence.pages.site import Site
    from sphinx_to_confluence.pages.titles import TitleNotice

logger = logging.getLogger(__name__)

_AFTER_NUMBERING = 900
"""Priority of a listener that needs the section and figure numbers, which Sphinx gives out at the default (500)."""

_BEFORE_OTHERS = 100

_RESOLVING_WANTS_TAGS = (
    "tags" in inspect.signature(BuildEnvironment.get_and_resolve_doctree).parameters
)


class ConfluenceBuildError(SphinxError):
    """A :class:`.ConfluenceError` in the form that ``sphinx-build`` shows without a traceback."""

    category = "Confluence error"


class ConfluenceBuilder(Builder):
    """Writes the bundle: a body and a record for each page, the attachments, and the manifest at the end.

    Pages may be written by forked processes, so what writing finds out goes to the record of the page; ``finish()``
    reads it from there.
    """

    name = "confluence"
    format = "confluence_storage"
    epilog = "The pages for Confluence are in %(outdir)s."
    allow_parallel = True
    # Confluence Cloud shows vector graphics unreliably.
    supported_image_types: ClassVar[list[str]] = [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/svg+xml",
    ]
    supported_remote_images = True

    settings: Settings

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        self._application = app
        self._directory = Path(app.outdir)
        self._missing: defaultdict[str, set[str]] = defaultdict(set)
        self._written: AbstractSet[str] = frozenset()
        self._finished = False
        self._summary = ""
        self._found: tuple[Finding, ...] = ()
        self._pages_written = 0

    def configure(self, settings: Settings, credentials: Callable[[], Credentials]) -> None:
        """Take over what :class:`.Configuration` has read, before anything is built."""
        self.settings = settings
        self._credentials = credentials
        self._editor = editor_of(settings)
        self._templates = app_templates(settings, self._editor)
        if "drawio" in self._templates:
            self._application.add_post_transform(DrawingsForMacros)
        self._furnisher = Furnisher(settings)

    def init(self) -> None:
        """Listen to what only matters when this builder runs."""
        self.events.connect("env-get-updated", self._pages_to_write, _AFTER_NUMBERING)
        self.events.connect("missing-reference", self._note_missing, _BEFORE_OTHERS)
        if "todo" in self.env.domaindata:
            self.events.connect("doctree-resolved", self._note_list_of_todos, _BEFORE_OTHERS)

    # addresses

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002
        """``confluence-doc:`` and the docname; publishing puts the address of the page in its place."""
        return DOC_LINK_SCHEME + quote(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """The same from everywhere: pages have no folders."""
        return self.get_target_uri(to, typ)

    # what has to be written

    def get_outdated_docs(self) -> Sequence[str]:
        """Nothing yet: Sphinx asks before it reads, and only :meth:`_pages_to_write` knows all that counts."""
        return ()

    def _pages_to_write(self, app: Sphinx, env: BuildEnvironment) -> Sequence[str]:  # noqa: ARG002
        """Find the pages that differ from what the bundle has, when all documents have been read."""
        self._generated = self._find_generated()
        self._site, self._title_notices = self._find_site()
        self._interfaces = Interfaces(env, self._site)
        self._settings_digest = settings_digest(
            self.settings,
            self._editor,
            self.config,
            self.tags,
            sphinx_to_confluence.__version__,
            self._furnisher.files,
        )
        self._output = Output(
            self._directory,
            bodies=body_paths(self._site.order, self.settings.file_suffix),
            readings=self._find_readings(),
            settings=self._settings_digest,
            interfaces=self._interfaces,
        )
        return [docname for docname in self._output.outdated() if docname in env.all_docs]

    def _find_generated(self) -> Mapping[str, GeneratedPage]:
        if complaint := complaint_about_indices(self.env, self.settings):
            _warn(ConfluenceWarning.OPTION, complaint)
        return generated_pages(self.env, self.settings)

    def _find_site(self) -> tuple[Site, Sequence[TitleNotice]]:
        return site_of(
            self.env,
            self.settings,
            self._editor,
            self.tags,
            self._generated,
            self._leaf_through,
        )

    def _find_readings(self) -> Mapping[str, int]:
        """What tells for each page that its document was read again."""
        return {**self.env.all_docs, **dict.fromkeys(self._generated, 0)}

    def _find_inputs(self, docname: str, doctree: nodes.document, page: TranslatedPage) -> MadeFrom:
        """What a page was made from besides its document."""
        used = documents_used(doctree) | page.uses | {docname}
        ours = (self.srcdir, self.confdir)
        return MadeFrom(
            uses={name: self._interfaces.of(name) for name in used},
            missing={word: self._interfaces.named(word) for word in self._missing[docname]},
            files=self._interfaces.files(
                path for path in page.files if any(map(path.is_relative_to, ours))
            ),
        )

    def _leaf_through(self, docnames: list[str]) -> Iterable[str]:
        with _as_sphinx_error():
            order = in_own_order(self.settings.navdocs_transform, self, docnames)
        pages = self.env.all_docs.keys() | self._generated.keys()
        for docname in order:
            if docname not in pages:
                message = f"confluence_navdocs_transform names {docname!r}, which is no document"
                _warn(ConfluenceWarning.OPTION, message)
        return [docname for docname in order if docname in pages]

    # writing

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Tell what is wrong with titles and labels of the pages that are about to be written."""
        self._written = frozenset(docnames)
        remove_unfinished(Path(self.doctreedir))
        self._tell_of_titles(docnames)
        if docnames:
            for complaint in label_complaints(self.settings.global_labels):
                _warn(ConfluenceWarning.LABEL, f"confluence_global_labels: {complaint}")

    def _tell_of_titles(self, docnames: AbstractSet[str]) -> None:
        for notice in self._title_notices:
            if notice.docname in docnames:
                _warn(ConfluenceWarning.TITLE, notice.message, notice.docname)

    def _note_missing(
        self,
        app: Sphinx,  # noqa: ARG002
        env: BuildEnvironment,
        node: nodes.Element,
        contnode: nodes.TextElement,  # noqa: ARG002
    ) -> None:
        """Remember a reference that leads nowhere: a document that is added later may be what it means."""
        docname = node.get("refdoc", env.docname)
        self._missing[docname].add(last_word(node.get("reftarget", "")))

    def _note_list_of_todos(
        self,
        app: Sphinx,  # noqa: ARG002
        doctree: nodes.document,
        docname: str,
    ) -> None:
        """Remember that a document lists all that is to be done, before the list becomes what there is today."""
        if any(node.tagname == "todolist" for node in doctree.findall(nodes.Element)):
            self._missing[docname].add(ALL_TODOS)

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write the pages, in as many processes as were asked for."""
        with few_collections():
            if not self.parallel_ok:
                super().write_documents(docnames)
                return
            write_in_processes(
                sorted(docnames),
                self._resolve_and_write,
                processes=self._application.parallel,
                verbosity=self._application.verbosity,
            )

    def _resolve_and_write(self, docname: str) -> None:
        # Sphinx 9 wants the tags, 8.1 takes those of the builder itself.
        tags: dict[str, Any] = {"tags": self.tags} if _RESOLVING_WANTS_TAGS else {}
        doctree = self.env.get_and_resolve_doctree(docname, self, **tags)
        self.write_doc(docname, doctree)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write body, attachments and record of a page; a body that is the same keeps its time."""
        with _as_sphinx_error():
            self.post_process_images(doctree)
            attachments = PageAttachments(self._directory)
            is_generated = docname in self._generated
            fields = fields_of(self.env.metadata.get(docname, {}))
            furniture, complaints = self._furnisher.furnish(
                docname, fields, self, self._site, has_source=not is_generated
            )
            metadata = page_metadata(
                fields,
                global_labels=self.settings.global_labels,
                full_width=self.settings.full_width,
            )
            page = translate(
                doctree,
                docname=docname,
                builder=self,
                settings=replace(self.settings, full_width=metadata.full_width),
                editor=self._editor,
                site=self._site,
                attach=attachments.attach,
                templates=self._templates,
                furniture=furniture,
            )
            body = self._final_body(docname, page.body).encode()
            path = self._output.bodies[docname]
            replace_file(self._directory / path, body)
            complaints = [*metadata.complaints, *complaints]
            if too_large := weight_complaint(page.body, page.rows, self.settings.max_page_size):
                complaints.append((ConfluenceWarning.TOO_LARGE, too_large))
            for code, message in complaints:
                _warn(code, message, docname)
            inputs = self._find_inputs(docname, doctree, page)
            source = SOURCE if is_generated else self._relative_source(self.env.doc2path(docname))
            record = PageRecord(
                docname=docname,
                body=path,
                body_sha256=hashlib.sha256(body).hexdigest(),
                source=source,
                labels=metadata.labels,
                full_width=metadata.full_width,
                attachments=tuple(attachments),
                links=tuple(sorted(page.links)),
                rows=page.rows,
                findings=(
                    *(Finding(code.value, text, source) for code, text in complaints),
                    *page.findings,
                ),
                places=page.places,
                settings=self._settings_digest,
                neighbours=(furniture.previous, furniture.next) if furniture.ways else (),
                uses=inputs.uses,
                missing=inputs.missing,
                looked_for=inputs.files,
            )
            write_record(self._directory, record)
        self._pages_written += 1
        collect_after(self._pages_written)

    def _final_body(self, docname: str, body: str) -> str:
        """Let extensions have the last word; what they make is left out when Confluence would refuse it."""
        try:
            return body_by_handlers(self._application, docname, body)
        except MalformedStorageError as error:
            message = f"what a handler of {BODY_EVENT} made of the page is left out: {error}"
            _warn(ConfluenceWarning.BAD_MARKUP, message, docname)
            return body

    def _relative_source(self, source: str | os.PathLike[str]) -> str:
        """A source for messages, without where the project lies on this machine.

        Docstrings have sources such as ``/src/module.py:docstring of module.name``.
        """
        text = os.fspath(source)
        if not Path(text).is_absolute():
            return text
        return Path(os.path.relpath(text, self.srcdir)).as_posix()

    # the bundle

    def finish(self) -> None:
        """Bring the files of the bundle in line with its pages and write the manifest and the report."""
        self._finished = True
        written = self._written | self._write_generated()
        with _as_sphinx_error(), progress_message("writing manifest"):
            records = self._output.settle(written)
            broken = broken_links_of(records, self._site)
            if records.keys() == set(self._site.order):
                bundle = self._bundle(records, self._write_inventory(records))
                write_manifest(bundle)
                self._report(bundle, records, broken)
            else:
                # An older manifest would now name pages that are not there.
                (self._directory / MANIFEST_NAME).unlink(missing_ok=True)
                (self._directory / INVENTORY_NAME).unlink(missing_ok=True)
                remove_report(self._directory)
        warn_of(broken, self.srcdir)

    def _write_generated(self) -> AbstractSet[str]:
        """Write the pages that no document is the source of, when something that they show may have changed."""
        wanted = {
            docname
            for docname in self._generated
            if self._written or not self._output.is_current(docname)
        }
        if wanted:
            with progress_message("writing indices"):
                self._tell_of_titles(wanted)
                for docname in sorted(wanted):
                    self.write_doc(docname, self._generated[docname].doctree(self))
        return wanted

    def _write_inventory(self, records: Mapping[str, PageRecord]) -> bytes:
        return write_inventory(self._directory, inventory_of(self.env, self._site, records))

    def _report(
        self, bundle: Bundle, records: Mapping[str, PageRecord], broken: Sequence[BrokenLink]
    ) -> None:
        report = report_of(bundle, records, self._title_notices, broken)
        write_report(self._directory, report)
        self._summary = summary(report, self._directory)
        self._found = tuple(finding for page in report.pages for finding in page.findings)

    def _project_id(self) -> str:
        return project_id(self.settings, self.config)

    def _bundle(self, records: Mapping[str, PageRecord], inventory: bytes) -> Bundle:
        return Bundle(
            directory=self._directory,
            project_id=self._project_id(),
            project=self.config.project,
            release=self.config.release,
            editor=self._editor,
            generator=f"sphinx-to-confluence {sphinx_to_confluence.__version__}",
            inventory=INVENTORY_NAME,
            inventory_sha256=hashlib.sha256(inventory).hexdigest(),
            options=recorded(self.settings),
            origin=origin_of(Path(self.srcdir)),
            pages=tuple(
                Page(
                    docname=docname,
                    title=self._site.title(docname),
                    parent=self._site.parent(docname),
                    body=records[docname].body,
                    body_sha256=records[docname].body_sha256,
                    source=records[docname].source,
                    labels=records[docname].labels,
                    attachments=records[docname].attachments,
                    links=records[docname].links,
                    full_width=records[docname].full_width,
                    is_loose=self._site.is_loose(docname),
                )
                for docname in self._site.order
            ),
        )

    def cleanup(self) -> None:
        """Publish, when all else is done and went well.

        Not in ``finish()``: an error there makes Sphinx throw its environment away, and a server that is down is no
        reason to read every document again.
        """
        if not self._finished:
            # Sphinx 8.1 leaves early when no page is out of date; documents may be gone all the same.
            self.finish()
        if self._summary:
            logger.info(self._summary)
        if self.settings.publish and self._may_publish():
            self._publish()
        else:
            annotate_build(self._directory, self._found, self.settings, warn=_warn_of_publishing)

    def _may_publish(self) -> bool:
        outdated = self._output.outdated()
        if self._application.statuscode != 0:
            reason = "the build has problems"
        elif outdated:
            reason = f"{len(outdated)} pages are out of date; build without naming files"
        else:
            return True
        _warn(ConfluenceWarning.PUBLISH, f"nothing is published: {reason}")
        return False

    def _publish(self) -> None:
        # Building needs no network, so it does not load what publishing needs either.
        from sphinx_to_confluence.publish import publish_bundle
        from sphinx_to_confluence.publish.notes import notes_of_findings
        from sphinx_to_confluence.publish.progress import progress_on

        try:
            report = publish_bundle(
                bundle := read_bundle(self._directory),
                self.settings,
                self._credentials,
                say=_tell,
                warn=_warn_of_publishing,
                on_plan=partial(self._application.emit, PLAN_EVENT),
                progress=progress_on(None if self._application.quiet else sys.stdout, _tell),
                notes=notes_of_findings(self._found),
                log=to_log,
            )
        except ConfluenceError as error:
            # As an exception Sphinx 9 would bury the message in a report about Sphinx itself.
            logger.error("%s", shown(str(error)))  # noqa: TRY400 - no traceback for what a person can mend
            self._application.statuscode = error.exit_code
            return
        logger.info(report.summary())
        if report.root_url:
            logger.info("The documentation is at %s", report.root_url)
        tell_of_pages(self._application, bundle, report)


@contextmanager
def _as_sphinx_error() -> Iterator[None]:
    try:
        yield
    except ConfluenceError as error:
        raise ConfluenceBuildError(str(error)) from error


def _tell(line: str) -> None:
    logger.info("%s", shown(line))


def _warn_of_publishing(message: str) -> None:
    _warn(ConfluenceWarning.PUBLISH, shown(message))


def _warn(code: ConfluenceWarning, message: str, docname: str | None = None) -> None:
    logger.warning("%s", message, type="confluence", subtype=code.value, location=docname)

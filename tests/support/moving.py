"""A space as the established extension leaves it, and a bundle of the same documentation; for tests of moving over."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_to_confluence.bundle.model import Attachment, Bundle, Editor, Page
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.migrate.adopt import adopt, survey
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.publish.undo import undo
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox

USER = "writer@example.com"
MARK = "sphinxcontrib.confluencebuilder"


@dataclass
class Moving:
    """A space DOC with a page "Manuals" that is published below, and the documentation."""

    directory: Path
    sandbox: Sandbox
    pages: dict[str, Page] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=lambda: {"parent_page": "Manuals"})
    warned: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    scopes: frozenset[str] = TWELVE_SCOPES

    def document(self, docname, title, parent="index", *, files=()):
        """Add a page to the bundle; the root document is ``index``. ``files`` are pairs of name and content."""
        body = f"<p>{docname}, some words to comment on.</p>"
        path = self.directory / f"{docname}.conf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
        attachments = []
        for name, content in files:
            file = self.directory / "_attachments" / docname / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            attachments.append(
                Attachment(
                    name,
                    file.relative_to(self.directory).as_posix(),
                    "image/png",
                    hashlib.sha256(content).hexdigest(),
                    len(content),
                )
            )
        self.pages[docname] = Page(
            docname=docname,
            title=title,
            parent=None if docname == "index" else parent,
            body=f"{docname}.conf",
            body_sha256=hashlib.sha256(body.encode()).hexdigest(),
            source=f"{docname}.rst",
            attachments=tuple(attachments),
        )

    def theirs(self, title, parent="Manuals", *, mark=True, numbered=True):
        """Make a page as the extension does, and return it.

        :param mark: whether it leaves its mark, as all its releases of the last years do.
        :param numbered: whether the mark has the number of the version, as since release 3.2.
        """
        above = self.page(parent) if parent else None
        body = f"<p>{title}, some words to comment on.</p>"
        page = self.sandbox.add_page("DOC", title, body, parent=above)
        if mark:
            digest = hashlib.sha256(body.encode()).hexdigest()
            version = str(page.version.number) if numbered else ""
            with self.connected() as (client, _):
                client.set_property(page.id, MARK, {"hash": digest + version}, existing=None)
        return page

    def page(self, title):
        """The page of this title."""
        return self.sandbox.store.page_by_title("DOC", title)

    def ids(self):
        """Ids by title of all pages of the space."""
        return {page.title: page.id for page in self.sandbox.store.pages("DOC")}

    def bundle(self):
        """The bundle of all documents."""
        return Bundle(
            directory=self.directory,
            project_id="project",
            project="Project",
            release="1",
            editor=Editor.CLOUD if self.sandbox.flavour == "cloud" else Editor.DATA_CENTER,
            pages=tuple(self.pages.values()),
        )

    def survey(self, *, mapped=None, listed=None, by_title=False, **settings):
        """Look for the pages."""
        with self.connected(**settings) as (client, chosen):
            return survey(
                client,
                self.bundle(),
                chosen,
                mapped=mapped or {},
                listed=listed or {},
                by_title=by_title,
            )

    def adopt(self, **how):
        """Look for the pages, and take them."""
        found = self.survey(**how)
        with self.connected() as (client, _):
            adopt(client, self.bundle(), found, warn=self.warned.append)
        return found

    def publish(self, **settings):
        """Publish the bundle."""
        with self.connected(**settings) as (client, chosen):
            return publish_with(
                client, self.bundle(), chosen, say=self.said.append, warn=self.warned.append
            )

    def undo(self):
        """Undo the last publish."""
        with self.connected() as (client, chosen):
            return undo(
                client,
                chosen,
                self.directory,
                say=self.said.append,
                warn=self.warned.append,
                confirm=lambda: True,
            )

    @contextmanager
    def connected(self, **settings):
        """Give a client and the settings that it was made with."""
        is_cloud = self.sandbox.flavour == "cloud"
        access = {
            "publish": True,
            "server_url": self.sandbox.addresses.site_url,
            "space_key": "DOC",
        } | ({"api_token_scoped": True, "server_user": USER} if is_cloud else {})
        chosen = Settings(**(access | self.settings | settings))
        credentials = (
            Credentials(
                server_user=USER,
                api_token=self.sandbox.add_token("scoped", scopes=self.scopes, user=USER),
            )
            if is_cloud
            else Credentials(publish_token=self.sandbox.add_token("pat", user=USER))
        )
        client = connect(
            chosen, credentials, adapters=self.sandbox.adapters(), notify=self.said.append
        )
        try:
            yield client, chosen
        finally:
            client.close()

"""A bundle that a test describes in a line a page, a sandbox in process, and publishing the one into the other."""

from __future__ import annotations

import hashlib
import io
import posixpath
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest
from requests.adapters import BaseAdapter
from sphinx.util.inventory import InventoryFile

from sphinx_to_confluence.bundle.inventory import Entry, Inventory, write_inventory
from sphinx_to_confluence.bundle.model import INVENTORY_NAME, Attachment, Bundle, Editor, Page
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.publish.operations import Plan
from sphinx_to_confluence.publish.undo import undo
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox

USER = "writer@example.com"


class InstantClock:
    """A clock for the client on which waiting takes no time; threads may share it."""

    def __init__(self):
        self.now_s = 0.0
        self._lock = threading.Lock()

    def now(self):
        """Seconds since the test began, waits included."""
        return self.now_s

    def sleep(self, seconds, woken):  # noqa: ARG002 - the signature of clocks
        """Wait."""
        with self._lock:
            self.now_s += seconds


class Watched(BaseAdapter):
    """An adapter with a context manager around each request."""

    def __init__(self, adapter, watch):
        super().__init__()
        self.adapter, self.watch = adapter, watch

    def send(self, request, **more):
        """Send a request within the context manager."""
        with self.watch(request):
            return self.adapter.send(request, **more)

    def close(self):
        """Close what is within."""
        self.adapter.close()


@dataclass
class Desk:
    """Where a test writes pages and publishes them."""

    directory: object
    sandbox: Sandbox
    pages: dict[str, Page] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    scopes: frozenset[str] = TWELVE_SCOPES
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    token: str = ""
    watch: object = None
    inventory: str | None = None
    plan: Plan | None = None

    def page(
        self, docname, title=None, *, parent="index", text="", links=(), files=None, **changes
    ):
        """Write a page; ``links`` are docnames that it links to, ``files`` contents by file name."""
        anchors = "".join(f'<a href="confluence-doc:{name}#top">{name}</a>' for name in links)
        body = (
            f"<p>{text or docname}</p>\n<p>{anchors}</p>"
            if anchors
            else f"<p>{text or docname}</p>"
        )
        path = self.directory / f"{docname}.conf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
        self.pages[docname] = Page(
            docname=docname,
            title=title or docname.title(),
            parent=None if docname == "index" else parent,
            body=f"{docname}.conf",
            body_sha256=hashlib.sha256(body.encode()).hexdigest(),
            source=f"{docname}.rst",
            links=tuple(sorted(links)),
            attachments=tuple(
                self._attachment(name, content) for name, content in sorted((files or {}).items())
            ),
            **changes,
        )

    def _attachment(self, name, content):
        digest = hashlib.sha256(content).hexdigest()
        path = self.directory / "_attachments" / digest[:12] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        relative = path.relative_to(self.directory).as_posix()
        return Attachment(name, relative, "image/png", digest, len(content))

    def offer(self, *rows):
        """Write the inventory of the bundle: kind, name, docname and fragment of each entry."""
        entries = (
            Entry(kind, name, 1, docname, fragment, "-") for kind, name, docname, fragment in rows
        )
        write_inventory(self.directory, Inventory("Project", "1", tuple(entries)))
        self.inventory = INVENTORY_NAME

    def bundle(self, project_id="project"):
        """The bundle of all pages that were written."""
        return Bundle(
            directory=self.directory,
            project_id=project_id,
            project="Project",
            release="1",
            editor=Editor.CLOUD if self.sandbox.flavour == "cloud" else Editor.DATA_CENTER,
            pages=tuple(self.pages.values()),
            inventory=self.inventory,
        )

    def publish(self, project_id="project", **settings):
        """Publish through the gateway with a scoped token; forgets the requests of earlier runs."""
        self.sandbox.reset_requests()
        self.said.clear()
        self.warned.clear()
        with self.connected(**settings) as (client, chosen):
            return publish_with(
                client,
                self.bundle(project_id),
                chosen,
                say=self.said.append,
                warn=self.warned.append,
                on_plan=partial(setattr, self, "plan"),
            )

    def undo(self, *, name=None, confirm=lambda: True, **settings):
        """Undo the last publish, or the one with the named journal; forgets the requests of earlier runs."""
        self.sandbox.reset_requests()
        self.said.clear()
        self.warned.clear()
        with self.connected(**settings) as (client, chosen):
            return undo(
                client,
                chosen,
                self.directory,
                name=name,
                say=self.said.append,
                warn=self.warned.append,
                confirm=confirm,
            )

    @contextmanager
    def connected(self, **settings):
        """Give a client and the settings that it was made with."""
        chosen = Settings(**(self._access() | self.settings | settings))
        client = connect(
            chosen,
            self._credentials(),
            adapters=self._adapters(),
            notify=self.said.append,
            clock=InstantClock(),
        )
        try:
            yield client, chosen
        finally:
            client.close()

    def _adapters(self):
        """The way to the sandbox; ``watch``, a context manager that is given the request, is around each of them."""
        adapters = self.sandbox.adapters()
        if self.watch is None:
            return adapters
        return {prefix: Watched(adapter, self.watch) for prefix, adapter in adapters.items()}

    def _access(self):
        """Settings that reach the sandbox the way its flavour is reached."""
        addresses = self.sandbox.addresses
        if self.sandbox.flavour == "datacenter":
            return {"publish": True, "server_url": addresses.site_url, "space_key": "DOC"}
        return {
            "publish": True,
            "server_url": addresses.site_url,
            "api_token_scoped": True,
            "space_key": "DOC",
            "server_user": USER,
        }

    def _credentials(self):
        if self.sandbox.flavour == "datacenter":
            self.token = self.sandbox.add_token("pat", user=USER)
            return Credentials(publish_token=self.token)
        self.token = self.sandbox.add_token("scoped", scopes=self.scopes, user=USER)
        return Credentials(server_user=USER, api_token=self.token)

    def tree(self):
        """All pages below the home page of the space as (title, title of the parent, text), by title."""
        store = self.sandbox.store
        titles = {page.id: page.title for page in store.pages("DOC")}
        home = store.space("DOC").homepage_id
        return sorted(
            (page.title, titles.get(page.parent_id), store.body(page.id))
            for page in store.pages("DOC")
            if page.id != home
        )

    def remote(self, title):
        """The page of this title."""
        return self.sandbox.store.page_by_title("DOC", title)

    def edit(self, title):
        """Let a person save a new version of a page on Confluence."""
        self.sandbox.edit_page(
            self.remote(title).id,
            body="<p>by a person</p>",
            message="fixed a typo",
        )

    @property
    def writes(self):
        """Names of the operations that wrote something, in order."""
        return [
            call.operation for call in self.sandbox.writes if call.operation != "convert_ids"
        ]  # a POST that only reads


@pytest.fixture
def read_objects_inv():
    """Read an ``objects.inv`` as Sphinx does: addresses and shown texts by kind and name."""

    def read(data, base):
        found = InventoryFile.load(io.BytesIO(data), base, posixpath.join)
        return {
            (kind, name): (item.uri, item.display_name) if hasattr(item, "uri") else item[2:]
            for kind, items in found.items()
            for name, item in items.items()
        }

    return read


@pytest.fixture
def desk(tmp_path):
    """A desk with an empty space DOC of Confluence Cloud and a page ``index`` to begin with."""
    with Sandbox() as sandbox:
        yield _desk(tmp_path, sandbox)


@pytest.fixture
def data_center_desk(tmp_path):
    """The same before Data Center, below a context path."""
    with Sandbox(flavour="datacenter", context_path="/confluence") as sandbox:
        yield _desk(tmp_path, sandbox)


def _desk(directory, sandbox):
    sandbox.add_space("DOC", "Documentation")
    desk = Desk(directory, sandbox)
    desk.page("index")
    return desk

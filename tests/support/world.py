"""A documentation that changes, and the Confluence that it is published to: for tests of kills and of bad weather."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from dataclasses import dataclass, field

from requests.adapters import BaseAdapter

from sphinx_to_confluence.bundle.inventory import Entry, Inventory, write_inventory
from sphinx_to_confluence.bundle.model import INVENTORY_NAME, Attachment, Bundle, Editor, Page
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES, Sandbox
from sphinx_to_confluence.sandbox.records import Holder, Status

SPACE = "DOC"
USER = "writer@example.com"
PROJECT = "project"
MANIFEST = "sphinx_to_confluence_"


class InstantClock:
    """A clock for clients on which waiting takes no time."""

    def __init__(self):
        self._now_s = 0.0
        self._lock = threading.Lock()

    def now(self):
        """Seconds since the beginning, waits included."""
        return self._now_s

    def sleep(self, seconds, woken):  # noqa: ARG002 - the signature of clocks
        """Wait."""
        with self._lock:
            self._now_s += seconds


class Killed(BaseException):
    """The process is dead: nothing can handle this."""


class Fate:
    """When a process dies: with its so-manieth request, which is done but whose answer nobody gets any more."""

    def __init__(self, last_request):
        self._left = last_request
        self._lock = threading.Lock()
        self.is_dead = False

    def before(self):
        """Refuse what a dead process would ask for; return whether this is its last request."""
        with self._lock:
            if self.is_dead or self._left == 0:
                self.is_dead = True
                raise Killed
            self._left -= 1
            return self._left == 0

    def after(self, *, is_last):
        """Keep answers from the dead; those that were under way are done nevertheless."""
        with self._lock:
            self.is_dead = self.is_dead or is_last
            if self.is_dead:
                raise Killed


class MortalAdapter(BaseAdapter):
    """A transport of a process that is to die."""

    def __init__(self, inner, fate):
        super().__init__()
        self._inner = inner
        self._fate = fate

    def send(self, request, **options):
        """Hand a request on while the process lives."""
        is_last = self._fate.before()
        answer = self._inner.send(request, **options)
        self._fate.after(is_last=is_last)
        return answer

    def close(self):
        """Nothing is held."""


@dataclass
class Doc:
    """A document: what its page is to be; siblings stand in the order of :attr:`World.docs`."""

    title: str
    parent: str | None = "index"
    text: str = "text"
    files: dict[str, bytes] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    full_width: bool | None = None


@dataclass
class World:
    """Documents, and the sandbox that they are published to.

    :param folder: for bundles, journals and (``confluence.sqlite``) the content of the sandbox.
    """

    folder: object
    sandbox: Sandbox
    docs: dict[str, Doc] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def is_cloud(self):
        """Whether this is Confluence Cloud."""
        return self.sandbox.flavour == "cloud"

    @property
    def store(self):
        """The content of Confluence."""
        return self.sandbox.store

    def descendants(self, docname):
        """Document names below one, parents first."""
        found = [name for name, doc in self.docs.items() if doc.parent == docname]
        return [one for name in found for one in (name, *self.descendants(name))]

    def bundle(self):
        """Write the bundle of all documents."""
        names = ["index", *self.descendants("index")]
        write_inventory(
            self.folder, Inventory("Project", "1", (Entry("py", "x", 1, "index", "x", "-"),))
        )
        return Bundle(
            directory=self.folder,
            project_id=PROJECT,
            project="Project",
            release="1",
            editor=Editor.CLOUD if self.is_cloud else Editor.DATA_CENTER,
            pages=tuple(self._page(name, self.docs[name]) for name in names),
            inventory=INVENTORY_NAME,
        )

    def _page(self, docname, doc):
        body = self.body(docname)
        path = self.folder / f"{docname}.conf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
        return Page(
            docname=docname,
            title=doc.title,
            parent=doc.parent,
            body=f"{docname}.conf",
            body_sha256=hashlib.sha256(body.encode()).hexdigest(),
            source=f"{docname}.rst",
            links=tuple(sorted(set(doc.links) & self.docs.keys())),
            labels=tuple(sorted(doc.labels)),
            full_width=doc.full_width,
            attachments=tuple(self._file(name, data) for name, data in sorted(doc.files.items())),
        )

    def body(self, docname):
        """The body in the bundle; links to documents that are gone are left out."""
        doc = self.docs[docname]
        links = [
            f'<a href="confluence-doc:{name}#top">{name}</a>'
            for name in sorted(set(doc.links) & self.docs.keys())
        ]
        return f"<p>{doc.text} of {docname}</p>" + (f"<p>{' '.join(links)}</p>" if links else "")

    def _file(self, name, data):
        digest = hashlib.sha256(data).hexdigest()
        path = self.folder / "_attachments" / digest[:12] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        relative = path.relative_to(self.folder).as_posix()
        return Attachment(name, relative, "image/png", digest, len(data))

    def publish(self, *, last_request=None, **settings):
        """Publish; forgets the requests of earlier runs.

        :param last_request: die with this one.
        """
        self.sandbox.reset_requests()
        access, credentials = self.access(self.sandbox.addresses)
        chosen = Settings(**(access | settings))
        adapters = self.sandbox.adapters()
        if last_request is not None:
            fate = Fate(last_request)
            adapters = {at: MortalAdapter(inner, fate) for at, inner in adapters.items()}
        client = connect(chosen, credentials, adapters=adapters, clock=InstantClock())
        try:
            return publish_with(client, self.bundle(), chosen, say=_ignore, warn=_ignore)
        finally:
            client.close()

    def dies_with(self, request):
        """Whether a publish makes this many requests; if it does, it does not survive that one."""
        try:
            self.publish(last_request=request)
        except Killed:
            return True
        return False

    def move_to_another_machine(self):
        """Lose what runs leave behind on the disk."""
        shutil.rmtree(self.folder / "_publish", ignore_errors=True)

    def access(self, addresses):
        """Settings and credentials for publishing to the sandbox at these addresses."""
        settings = {"publish": True, "server_url": addresses.site_url, "space_key": SPACE}
        if not self.is_cloud:
            token = self.sandbox.add_token("pat", user=USER)
            return settings | self.settings, Credentials(publish_token=token)
        settings |= {"api_token_scoped": True, "server_user": USER}
        if addresses.origin.startswith("http:"):
            settings["api_gateway"] = f"{addresses.origin}/ex/confluence/"
        scopes = TWELVE_SCOPES | LABEL_SCOPES
        token = self.sandbox.add_token("scoped", scopes=scopes, user=USER)
        return settings | self.settings, Credentials(server_user=USER, api_token=token)

    @property
    def writes(self):
        """Names of the operations of the last publish that changed something."""
        return [call.operation for call in self.sandbox.writes if call.operation != "convert_ids"]

    def page(self, title):
        """The current page of this title."""
        return self.store.page_by_title(SPACE, title, statuses=(Status.CURRENT,))

    def look(self):
        """All that people see, in lines and without ids: two worlds compare equal when they look the same."""
        pages = self.store.pages(SPACE, statuses=tuple(Status))
        titles = {page.id: page.title for page in pages}
        lines = [
            f"{page.status.value} {page.title}: {what}: {value}"
            for page in pages
            for what, value in self._look_at(page, titles).items()
        ]
        return [*sorted(lines), *_outline(self.sandbox.outline(SPACE))]

    def _look_at(self, page, titles):
        store = self.store

        def by_title(text):
            text = text.replace(f"{self.sandbox.addresses.origin}/", "/")
            text = re.sub(r"http://127\.0\.0\.1:\d+/", "/", text)
            return re.sub(
                r"(?<=/pages/)\d+|(?<=\?pageId=)\d+", lambda found: titles[found[0]], text
            )

        return {
            "parent": titles.get(page.parent_id),
            "text": by_title(store.body(page.id)),
            "message": re.sub(r"[0-9a-f]{16}(?=\])", "*", page.version.message or ""),
            "files": {
                # the addresses in an inventory have ids in them
                file.filename: "*" if file.filename == "objects.inv" else store.data(file.id)
                for file in store.attachments(page.id)
            },
            "labels": [label.name for label in store.labels(page.id)],
            "properties": {
                item.key: item.value
                for item in store.properties(Holder.PAGE, page.id)
                if not item.key.startswith(MANIFEST)
            },
        }

    def history(self, page_id):
        """All versions of a page: title, text and comment, newest first."""
        page = self.store.page(page_id)
        return [
            (page.title, self.store.body(page_id, version.number), version.message)
            for version in self.store.versions(page_id)
        ]


def _ignore(_sentence):
    """Say it to nobody."""


def _outline(tree, indent="- "):
    return [
        line
        for title, below in tree.items()
        for line in (indent + title, *_outline(below, f"  {indent}"))
    ]


def new_world(folder, flavour, *, docs=None):
    """A world with an empty space, kept in a file so that it can be copied."""
    folder.mkdir(parents=True, exist_ok=True)
    sandbox = open_sandbox(folder, flavour)
    sandbox.add_space(SPACE, "Documentation")
    return World(folder, sandbox, dict(docs or {}))


def open_sandbox(folder, flavour):
    """The sandbox whose content is in a folder."""
    context_path = "/confluence" if flavour == "datacenter" else ""
    return Sandbox(folder / "confluence.sqlite", flavour=flavour, context_path=context_path)


def copy_of(world, folder):
    """The same once more, with a Confluence of its own."""
    shutil.copytree(world.folder, folder)
    return World(
        folder, open_sandbox(folder, world.sandbox.flavour), dict(world.docs), dict(world.settings)
    )

"""A project on Confluence for tests of the plan: pages in a line each, and the operations expected of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from sphinx_to_confluence.bundle.model import Bundle, Editor, Page
from sphinx_to_confluence.publish.operations import Conflict, Create, Rename, Skip, Update
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.policy import Policy
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import Entry, Mark, Written, page_digest
from sphinx_to_confluence.rest.model import RemotePage, Space, Status

PROJECT = "project"


class Ids(dict):
    """Page ids by docname, made up as they are asked for."""

    def __missing__(self, docname):
        """Return the next one."""
        self[docname] = str(10 + len(self))
        return self[docname]


IDS = Ids()
for _docname in ("index", "guide", "api"):
    IDS[_docname]


def page(docname, *, parent="index", **changes):
    """Return a page as the build wants it."""
    values = {
        "docname": docname,
        "title": docname.title(),
        "parent": None if docname == "index" else parent,
        "body": f"{docname}.conf",
        "body_sha256": "00" * 32,
        "source": f"{docname}.rst",
    }
    return Page(**(values | changes))


def changed(wanted, **changes):
    """Return the page with another text, or with other things changed."""
    return dataclasses.replace(wanted, **(changes or {"body_sha256": "11" * 32}))


def bundle(*pages):
    """Return a bundle of these pages."""
    return Bundle(
        directory=Path(),
        project_id=PROJECT,
        project="Project",
        release="1",
        editor=Editor.CLOUD,
        pages=pages,
    )


def published(wanted, **changes):
    """The page on Confluence as a publish of ``wanted`` left it."""
    parent_id = "1" if wanted.parent is None else IDS[wanted.parent]
    mark = Mark.of(PROJECT, wanted.docname, digest(wanted))
    remote = RemotePage(
        IDS[wanted.docname], wanted.title, "7", parent_id, Status.CURRENT, 2, mark.message("")
    )
    return dataclasses.replace(remote, **changes)


def all_published(*pages):
    """Return the pages as a publish left them, by docname; siblings in this order."""
    return {
        wanted.docname: published(wanted, position=number) for number, wanted in enumerate(pages)
    }


def digest(wanted):
    """The digest of a page when all pages exist."""
    return page_digest(wanted, {docname: IDS[docname] for docname in wanted.links})


def entry(wanted, **changes):
    """What the manifest says after a publish of ``wanted``."""
    ids = {docname: IDS[docname] for docname in wanted.links}
    written = Written.of(wanted, ids, Editor.CLOUD)
    return dataclasses.replace(Entry(IDS[wanted.docname], 2, digest(wanted), written), **changes)


def snapshot(pages, *, manifest=None, foreign=(), **changes):
    """Return the state in which our pages and foreign ones are on Confluence.

    :param manifest: entries by docname; by default ids and versions only.
    """
    if manifest is None:
        manifest = {docname: Entry(remote.id, 2, "") for docname, remote in pages.items()}
    values = {
        "space": Space("7", "DOC", "Docs", "1"),
        "parent_id": "1",
        "manifest_page_id": "1",
        "manifest": manifest,
        "shards": {},
        "pages": pages,
        "url_pattern": "https://wiki/{id}",
        "titles": {
            remote.title.casefold(): remote
            for remote in (*pages.values(), *foreign)
            if remote.status is Status.CURRENT
        },
    }
    return Snapshot(**(values | changes))


def plan(wanted, remote, policy=None):
    """Return the operations of the plan."""
    return list(make_plan(wanted, remote, policy or Policy()).operations)


def after(*pages):
    """The state after a publish of these pages, manifest included."""
    return snapshot(
        all_published(*pages), manifest={wanted.docname: entry(wanted) for wanted in pages}
    )


def same(docname, **changes):
    """The operation for a page that is as it should be."""
    return Skip(docname, IDS[docname], docname.title(), **changes)


def create(wanted):
    """The operation that makes a page."""
    return Create(wanted.docname, wanted.title, wanted.parent)


def update(wanted, *changes, version=2, **more):
    """The operation that writes a page."""
    page_id = IDS[wanted.docname]
    return Update(wanted.docname, page_id, version, wanted.title, changes, **more)


def conflict(docname, remote, hindrance, own_id=None):
    """The operation for a page that a person has to decide about."""
    url = f"https://wiki/{remote.id}"
    return Conflict(docname, remote.id, hindrance, remote.title, remote.version, own_id, url)


def rename(wanted, old_title, via_title=None):
    """The operation that retitles a page."""
    return Rename(wanted.docname, IDS[wanted.docname], old_title, wanted.title, via_title)

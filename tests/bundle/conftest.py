"""A small bundle to spoil."""

from __future__ import annotations

import hashlib
import json

import pytest

from sphinx_to_confluence.bundle.model import Bundle, Editor, Page
from sphinx_to_confluence.bundle.writer import PageAttachments, write_manifest


class BundleFolder:
    """A bundle of two pages on the disk."""

    def __init__(self, directory, files):
        self.directory = directory / "bundle"
        (self.directory / "guide").mkdir(parents=True)
        pages = []
        for docname, parent, title in (("index", None, "Home"), ("guide/a", "index", "Äpfel")):
            body = f"<p>{title}</p>".encode()
            (self.directory / f"{docname}.conf").write_bytes(body)
            page = Page(
                docname=docname,
                title=title,
                parent=parent,
                body=f"{docname}.conf",
                body_sha256=hashlib.sha256(body).hexdigest(),
                source=f"{docname}.rst",
            )
            pages.append(page)
        files.mkdir()
        (files / "logo.png").write_bytes(b"image")
        attachments = PageAttachments(self.directory)
        attachments.attach(files / "logo.png")
        pages[1] = Page(
            docname="guide/a",
            title="Äpfel",
            parent="index",
            body="guide/a.conf",
            body_sha256=pages[1].body_sha256,
            source="guide/a.rst",
            labels=("x", "y"),
            attachments=tuple(attachments),
            links=("index",),
            full_width=True,
            is_loose=True,
        )
        self.bundle = Bundle(
            directory=self.directory,
            project_id="test-1",
            project="Test",
            release="1.0",
            editor=Editor.CLOUD,
            generator="test",
            pages=tuple(pages),
        )
        write_manifest(self.bundle)

    @property
    def manifest(self):
        """The manifest, parsed."""
        return json.loads((self.directory / "manifest.json").read_text(encoding="utf-8"))

    def change(self, edit):
        """Edit the manifest in place."""
        manifest = self.manifest
        edit(manifest)
        (self.directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """A bundle of two pages, one with an attachment."""
    return BundleFolder(tmp_path, tmp_path / "files")

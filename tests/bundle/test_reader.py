"""Reading a bundle, whole and damaged."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.errors import BundleError


def page(manifest, number=1):
    """A page of the manifest, by number."""
    return manifest["pages"][number]


def set_page(number=1, **values):
    """An edit that changes fields of a page."""
    return lambda manifest: page(manifest, number).update(values)


def test_whole(folder):
    """What was written is read."""
    bundle = read_bundle(folder.directory, hash_attachments=True)
    assert bundle == folder.bundle
    assert bundle.body(bundle.page("guide/a")) == "<p>Äpfel</p>"


def test_no_manifest(tmp_path):
    """A directory without a manifest is no bundle, and the message says how to make one."""
    with pytest.raises(BundleError) as caught:
        read_bundle(tmp_path)
    assert str(caught.value) == (
        f"could not read the bundle {tmp_path}.\n"
        "  There is no manifest.json.\n"
        "  The documentation was not built there with the confluence builder, or only in part.\n"
        "  Run: sphinx-build -b confluence <sources> <directory>"
    )


def test_nothing_there(tmp_path):
    """A file of a plan that is somewhere else is no bundle that was built badly."""
    with pytest.raises(BundleError, match="There is no such file or directory"):
        read_bundle(tmp_path / "plan.json")


def test_newer(folder):
    """A bundle of a later release is refused with both ways out."""
    folder.change(lambda manifest: manifest.update(schema_version=2))
    with pytest.raises(BundleError) as caught:
        read_bundle(folder.directory)
    assert str(caught.value) == (
        "could not read the bundle.\n"
        "  It has version 2; this release reads versions up to 1.\n"
        "  It was built with a later release of sphinx-to-confluence.\n"
        "  Publish with that release, or build again with this one."
    )


DAMAGES = {
    "not an object": (
        lambda manifest: manifest["pages"].insert(0, "x"),
        "Page 1 is no JSON object.",
    ),
    "no version": (lambda m: m.pop("schema_version"), 'The manifest has no "schema_version".'),
    "odd version": (
        lambda m: m.update(schema_version=True),
        '"schema_version" of the manifest is no int.',
    ),
    "version 0": (lambda m: m.update(schema_version=0), "0 is no version of a bundle."),
    "no pages": (lambda m: m.update(pages=[]), "It has no pages."),
    "pages of another type": (lambda m: m.update(pages={}), '"pages" of the manifest is no list.'),
    "editor": (
        lambda m: m.update(editor="v3"),
        'The manifest names an editor that is not known, "v3".',
    ),
    "missing field": (lambda m: page(m).pop("title"), 'Page "guide/a" has no "title".'),
    "empty title": (set_page(title=" "), 'Page "guide/a" has an empty title.'),
    "field of another type": (
        set_page(full_width="yes"),
        '"full_width" of page "guide/a" is no bool.',
    ),
    "item of another type": (
        set_page(labels=["x", 1]),
        '"labels" of page "guide/a" holds something that is no text.',
    ),
    "same document": (set_page(docname="index"), 'The document "index" is there twice.'),
    "same title": (set_page(title="HOME"), 'The title "home" is there twice.'),
    "unknown parent": (
        set_page(parent="gone"),
        'The parent of page "guide/a", "gone", is not in the bundle.',
    ),
    "circle": (
        set_page(parent="guide/a"),
        'Page "guide/a" comes before its parent "guide/a", or they go round in a circle.',
    ),
    "two roots": (
        set_page(parent=None),
        'Page "guide/a": the first page, and no other, must have no parent.',
    ),
    "no root": (
        set_page(0, parent="guide/a"),
        'Page "index": the first page, and no other, must have no parent.',
    ),
    "missing body": (
        set_page(body="guide/b.conf"),
        'The file "guide/b.conf" of page "guide/a" is missing.',
    ),
    "other body": (
        set_page(body="index.conf"),
        'The body of "guide/a" (index.conf) is not the one that was built.',
    ),
    "attachment without a field": (
        lambda m: page(m)["attachments"][0].pop("sha256"),
        'An attachment of page "guide/a" has no "sha256".',
    ),
    "other attachment": (
        lambda m: page(m)["attachments"][0].update(path="guide/a.conf"),
        'The file "guide/a.conf" of page "guide/a" is not the one that was built.',
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged(folder, name):
    """Each damage has a message that says what is wrong."""
    edit, answered = DAMAGES[name]
    folder.change(edit)
    with pytest.raises(BundleError) as caught:
        read_bundle(folder.directory)
    assert caught.value.answered == answered


@pytest.mark.parametrize("text", ["", "{", "[]", "\ufeff{}", "[" * 100_000])
def test_no_json(folder, text):
    """A manifest that is cut short is an error of the bundle, not of Python."""
    (folder.directory / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(BundleError):
        read_bundle(folder.directory)


@pytest.mark.parametrize(
    "path",
    [
        "../files/logo.png",
        "/etc/hosts",
        "C:\\x",
        "\\\\host\\x",
        "guide\\..\\..\\files",
        "link/logo.png",
        "a\0b",
    ],
)
def test_outside(folder, path):
    """A bundle cannot have another file of this machine published, by link neither."""
    (folder.directory / "link").symlink_to(folder.directory.parent / "files")
    folder.change(lambda manifest: page(manifest)["attachments"][0].update(path=path))
    with pytest.raises(BundleError) as caught:
        read_bundle(folder.directory)
    assert caught.value.answered == (
        f'Page "guide/a" names a file outside of the bundle, "{path}".'
    )


def test_hash_of_attachments(folder):
    """Another content of the same size is found when asked for."""
    stored = folder.directory / folder.bundle.pages[1].attachments[0].path
    stored.write_bytes(b"IMAGE")
    assert read_bundle(folder.directory) == folder.bundle
    with pytest.raises(BundleError):
        read_bundle(folder.directory, hash_attachments=True)

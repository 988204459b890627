"""Files of a bundle."""

from __future__ import annotations

import hashlib

import pytest

from sphinx_to_confluence.bundle.model import Attachment
from sphinx_to_confluence.bundle.writer import (
    PageAttachments,
    media_type,
    prune,
    replace_file,
    write_manifest,
)


def test_manifest_is_deterministic(folder):
    """The same bundle gives the same bytes, which hold neither times nor the place of the bundle."""
    path = folder.directory / "manifest.json"
    before = path.read_bytes()
    path.unlink()
    write_manifest(folder.bundle)
    assert path.read_bytes() == before
    assert str(folder.directory).encode() not in before


def test_replace_file(tmp_path):
    """A file is replaced as a whole, and only when its content differs."""
    path = tmp_path / "a" / "b"
    assert [replace_file(path, content) for content in (b"1", b"1", b"2")] == [True, False, True]
    assert [item.name for item in path.parent.iterdir()] == ["b"]
    assert path.read_bytes() == b"2"


def test_replace_file_fails(tmp_path):
    """A failure leaves nothing behind."""
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match=r"."):
        replace_file(tmp_path / "a", b"1")
    assert [item.name for item in tmp_path.iterdir()] == ["a"]


def test_attach(tmp_path):
    """Names are unique on the page whatever their case; the same file under the same name is one attachment."""
    one, two = tmp_path / "one" / "Logo.png", tmp_path / "two" / "logo.PNG"
    for path in (one, two):
        path.parent.mkdir()
        path.write_bytes(path.name.encode())
    attachments = PageAttachments(tmp_path / "out")
    names = [
        attachments.attach(path, name)
        for path, name in [(one, None), (two, None), (one, None), (two, None), (one, "a/b:c.txt")]
    ]
    assert names == ["Logo.png", "logo-9b5f9b36.PNG", "Logo.png", "logo-9b5f9b36.PNG", "a_b_c.txt"]
    first = hashlib.sha256(b"Logo.png").hexdigest()
    second = hashlib.sha256(b"logo.PNG").hexdigest()
    assert list(attachments) == [
        Attachment("Logo.png", f"_attachments/{first[:12]}/Logo.png", "image/png", first, 8),
        Attachment("a_b_c.txt", f"_attachments/{first[:12]}/a_b_c.txt", "text/plain", first, 8),
        Attachment(
            "logo-9b5f9b36.PNG",
            f"_attachments/{second[:12]}/logo-9b5f9b36.PNG",
            "image/png",
            second,
            8,
        ),
    ]
    for item in attachments:
        content = (tmp_path / "out" / item.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == item.sha256


def test_attach_missing(tmp_path):
    """A file that cannot be read is the caller's to report."""
    with pytest.raises(FileNotFoundError):
        PageAttachments(tmp_path).attach(tmp_path / "gone.png")


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("a.png", "image/png"),
        ("a.SVG", "image/svg+xml"),
        ("a.webp", "image/webp"),
        ("a.txt", "text/plain"),
        ("a", "application/octet-stream"),
        ("a.unheardof", "application/octet-stream"),
    ],
)
def test_media_type(filename, expected):
    """The type goes by the suffix, the same on every system."""
    assert media_type(filename) == expected


def test_prune(tmp_path):
    """What is not kept goes, with the folders that are empty then; what is elsewhere stays."""
    for name in ("x/a/1", "x/a/2", "x/b/1", "y/1"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    prune(tmp_path, "x", {"x/a/1"})
    prune(tmp_path, "not there", ())
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert left == ["x", "x/a", "x/a/1", "y", "y/1"]

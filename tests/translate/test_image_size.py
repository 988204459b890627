"""Is the size of an image read from its file?"""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from sphinx_to_confluence.translate.image_size import image_size

_JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04\x00\x00"  # a segment before the frame
    b"\xff\xff\xc2\x00\x0b\x08" + struct.pack(">HH", 20, 30) + b"\x01\x01\x11\x00"
)


def _webp(kind: bytes, rest: bytes) -> bytes:
    return b"RIFF\x00\x00\x00\x00WEBP" + kind + b"\x00\x00\x00\x00" + rest.ljust(20, b"\x00")


@pytest.mark.parametrize(
    ("content", "size"),
    [
        pytest.param(
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 3, 4), (3, 4), id="PNG"
        ),
        pytest.param(b"GIF89a" + struct.pack("<HH", 5, 6), (5, 6), id="GIF"),
        pytest.param(_JPEG, (30, 20), id="JPEG"),
        pytest.param(_JPEG[:8] + b"\xff\xd9", None, id="JPEG without a frame"),
        pytest.param(_JPEG[:14], None, id="JPEG cut off"),
        pytest.param(
            _webp(b"VP8X", b"\x00" * 4 + b"\x63\x00\x00\x31\x00\x00"),
            (100, 50),
            id="WebP, extended",
        ),
        pytest.param(
            _webp(b"VP8L", b"\x2f" + struct.pack("<I", 99 | 49 << 14)),
            (100, 50),
            id="WebP, lossless",
        ),
        pytest.param(
            _webp(b"VP8 ", b"\x00" * 6 + struct.pack("<HH", 100, 50)), (100, 50), id="WebP, lossy"
        ),
        pytest.param(b'<?xml version="1.0"?>\n<svg width="10" height="20px">', (10, 20), id="SVG"),
        pytest.param(b"<svg width='1in' height='72pt'>", (96, 96), id="SVG with units"),
        pytest.param(b'<svg viewBox="0 0 30.5 40">', (30, 40), id="SVG with a box"),
        pytest.param(
            b'<svg stroke-width="9" width="60" viewBox="0 0 30 40">', (60, 80), id="SVG, half"
        ),
        pytest.param(b'<svg width="100%" height="100%">', None, id="SVG without a size"),
        pytest.param(b"\x89PNG\r\n\x1a\n", None, id="PNG cut off"),
        pytest.param(b"text", None, id="no image"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_size(tmp_path: Path, content: bytes, size: tuple[int, int] | None) -> None:
    """Width and height of each format; nothing for what is no image."""
    path = tmp_path / "image"
    path.write_bytes(content)
    assert image_size(path) == size


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there has no size."""
    assert image_size(tmp_path / "missing.png") is None

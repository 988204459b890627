"""How large is an image? Read from the first bytes of the file, without a library for images."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO

_HEAD_BYTES = 64 * 1024
_SVG_TAG = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_UNITS_PX = {
    b"": 1.0,
    b"px": 1.0,
    b"pt": 4 / 3,
    b"pc": 16.0,
    b"in": 96.0,
    b"cm": 96 / 2.54,
    b"mm": 96 / 25.4,
}
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

Size = tuple[int, int]


def image_size(path: Path) -> Size | None:
    """Width and height in pixels; ``None`` when the file cannot be read or is of no known format."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if head.startswith(b"\xff\xd8"):
                return _jpeg(file)
    except OSError:
        return None
    return _png(head) or _gif(head) or _webp(head) or _svg(head)


def _png(head: bytes) -> Size | None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or len(head) < 24:
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _gif(head: bytes) -> Size | None:
    if head[:6] not in {b"GIF87a", b"GIF89a"} or len(head) < 10:
        return None
    width, height = struct.unpack("<HH", head[6:10])
    return width, height


def _webp(head: bytes) -> Size | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    match head[12:16]:
        case b"VP8X":
            return (
                1 + int.from_bytes(head[24:27], "little"),
                1 + int.from_bytes(head[27:30], "little"),
            )
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(file: BinaryIO) -> Size | None:
    """Walk over the segments up to the one that begins a frame."""
    file.seek(2)
    while True:
        marker = file.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:
            return None
        if marker[1] == 0xFF:  # a filling byte
            file.seek(-3, 1)
            continue
        length = int.from_bytes(marker[2:4], "big")
        if marker[1] in _JPEG_FRAMES:
            frame = file.read(5)
            if len(frame) < 5:
                return None
            height, width = struct.unpack(">HH", frame[1:5])
            return width, height
        file.seek(max(length - 2, 0), 1)


def _svg(head: bytes) -> Size | None:
    tag = _SVG_TAG.search(head)
    if tag is None:
        return None
    width, height = _svg_length(tag[0], b"width"), _svg_length(tag[0], b"height")
    box = re.search(
        rb"""\bviewBox\s*=\s*["']\s*[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.e]+)[\s,]+([\d.e]+)""", tag[0]
    )
    if box and not (width and height):
        wide, high = float(box[1]), float(box[2])
        if width and wide:
            height = width * high / wide
        elif height and high:
            width = height * wide / high
        else:
            width, height = wide, high
    return (round(width), round(height)) if width and height else None


def _svg_length(tag: bytes, name: bytes) -> float | None:
    found = re.search(rb"\s" + name + rb"""\s*=\s*["']\s*([\d.]+)\s*([a-z]*)\s*["']""", tag)
    if found is None or found[2] not in _UNITS_PX:
        return None
    return float(found[1]) * _UNITS_PX[found[2]]

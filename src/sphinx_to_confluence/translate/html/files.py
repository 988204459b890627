"""Where is what an address in HTML holds itself? In a file, as all that is attached."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

from sphinx_to_confluence.bundle.writer import replace_file
from sphinx_to_confluence.translate.addresses import made_for_html
from sphinx_to_confluence.translate.page import PageContext

_SUFFIXES = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/svg+xml": ".svg", "image/webp": ".webp",
    "video/mp4": ".mp4", "video/webm": ".webm", "audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/ogg": ".ogg",
    "application/pdf": ".pdf",
}  # fmt: skip


def stored(address: str, page: PageContext) -> Path | None:
    """The content of a ``data:`` address, as a file; ``None`` when it cannot be read."""
    head, comma, data = address.removeprefix("data:").partition(",")
    kind, *parameters = head.split(";")
    suffix = _SUFFIXES.get(kind.strip().lower())
    if not comma or suffix is None:
        return None
    content = unquote_to_bytes(data)
    if "base64" in parameters:
        try:
            content = base64.b64decode(re.sub(rb"\s", b"", content))
        except (binascii.Error, ValueError):
            return None
    return keep(content, suffix, page)


def keep(content: bytes, suffix: str, page: PageContext) -> Path:
    """Keep content in a file beside the doctrees, where what is made while building is kept."""
    name = hashlib.sha256(content).hexdigest()[:16]
    path = made_for_html(page) / f"{name}{suffix}"
    replace_file(path, content)
    return path

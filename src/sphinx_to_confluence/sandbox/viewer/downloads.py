"""Attachments for the browser: shown where that is safe, never run."""

from __future__ import annotations

import re

from flask import Response

from sphinx_to_confluence.sandbox.records import Attachment

_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+", re.IGNORECASE)
_SHOWN = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"}
    | {"image/svg+xml", "text/plain", "application/pdf"}
)
# No script, no request, no form, and an origin of its own: what a hostile SVG gets when it is opened by itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def download(attachment: Attachment, data: bytes) -> Response:
    """Return the response that delivers a file."""
    declared = attachment.media_type.partition(";")[0].strip().lower()
    media_type = declared if _MEDIA_TYPE.fullmatch(declared) else "application/octet-stream"
    answer = Response(data, content_type=media_type)
    disposition = "inline" if media_type in _SHOWN else "attachment"
    answer.headers.set("Content-Disposition", disposition, filename=attachment.filename)
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer

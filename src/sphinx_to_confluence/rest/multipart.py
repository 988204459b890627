"""How is a file sent? A multipart form that is read from disk while it goes out, and can be sent again."""

from __future__ import annotations

import io
import itertools
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_CHUNK_BYTES = 64 * 1024


class FormBody:
    """The bytes of a form as ``requests`` wants them: a length, and something to read or iterate."""

    def __init__(self, head: bytes, file: BinaryIO, file_bytes: int, tail: bytes) -> None:
        self._parts: list[BinaryIO] = [io.BytesIO(head), file, io.BytesIO(tail)]
        self._length = len(head) + file_bytes + len(tail)

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, all that is left when negative; nothing at the end."""
        if size < 0:
            return b"".join(part.read() for part in self._parts)
        for part in self._parts:
            if chunk := part.read(size):
                return chunk
        return b""

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(_CHUNK_BYTES), b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """A form with text fields and one file.

    :param fields: sent before the file, as ``text/plain; charset=utf-8``: without the charset Confluence reads
        comments as Latin-1.
    """

    path: Path
    filename: str
    media_type: str
    fields: Mapping[str, str]
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def content_type(self) -> str:
        """The header that tells the boundary."""
        return f"multipart/form-data; boundary={self.boundary}"

    @contextmanager
    def open(self) -> Iterator[FormBody]:
        """Open the file and yield the body from its first byte; every attempt opens anew."""
        texts = (
            self._part(f'name="{name}"', "text/plain; charset=utf-8") + value.encode() + b"\r\n"
            for name, value in self.fields.items()
        )
        # The name goes out as raw UTF-8. Confluence does not read the filename*= form, which other clients choose for
        # names beyond ASCII. Only what would end the header is escaped, in the way that browsers do it.
        shown = self.filename.translate({ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"})
        opening = self._part(f'name="file"; filename="{shown}"', self.media_type)
        with self.path.open("rb") as file:
            yield FormBody(
                b"".join(itertools.chain(texts, [opening])),
                file,
                self.path.stat().st_size,
                f"\r\n--{self.boundary}--\r\n".encode(),
            )

    def _part(self, disposition: str, content_type: str) -> bytes:
        return (
            f"--{self.boundary}\r\nContent-Disposition: form-data; {disposition}\r\n"
            f"Content-Type: {content_type}\r\n\r\n"
        ).encode()

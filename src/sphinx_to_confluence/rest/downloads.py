"""How is a file fetched? By following redirects to where files are kept, which nothing of ours goes along to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from sphinx_to_confluence.config.address import is_loopback_host
from sphinx_to_confluence.rest.auth import origin_of
from sphinx_to_confluence.rest.session import MOST_REDIRECTS, Wire

LARGEST_FILE_BYTES = 256 * 1024 * 1024
"""More than that is not read; sites take files of up to 100 MB unless somebody has raised that."""

_CHUNK_BYTES = 64 * 1024


class FileTooLarge(Exception):  # noqa: N818 - named for what is the matter
    """There are more bytes than anybody wants."""


@contextmanager
def fetched(wire: Wire, elsewhere: Wire, url: str, params: Any) -> Iterator[requests.Response]:
    """Ask for a file; the answer is the last of a chain of redirects, and its body is to be read within the block.

    Cloud sends us on to a media host, Data Center to a store of objects if it has one. From the first step to another
    host on, all goes out with ``elsewhere``, even back to the origin. A step to where there is no encryption is not
    taken: the redirect itself is the answer then.

    :param elsewhere: carries no credentials, cookies or headers.
    :raises requests.RequestException: when no answer comes.
    """
    with (
        wire.sessions.one(),
        elsewhere.sessions.one(),
        _last_of_chain(wire, elsewhere, url, params) as response,
    ):
        yield response


def _last_of_chain(wire: Wire, elsewhere: Wire, url: str, params: Any) -> requests.Response:
    # Compressing is left out: it would unpack to any size, and most of what is attached is compressed as it is.
    plain = {"Accept": "*/*", "Accept-Encoding": "identity"}
    current = wire
    response = current.send_once("GET", url, params=params, headers=plain, stream=True)
    for _ in range(MOST_REDIRECTS):
        if not response.is_redirect:
            break
        target = urljoin(response.url, response.headers["Location"])
        if origin_of(target) != origin_of(url):
            if not _is_safe(target, url):
                break
            current = elsewhere
        response.close()
        response = current.send_once("GET", target, headers=plain, stream=True)
    return response


def file_in(response: requests.Response) -> bytes | None:
    """Read the file that an answer holds, ``None`` when it holds something else: an error, or a page to log in.

    :raises FileTooLarge: when it is larger than :data:`LARGEST_FILE_BYTES`.
    :raises requests.RequestException: when it breaks off.
    """
    if not response.ok or response.is_redirect or _is_page(response):
        return None
    content = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        content += chunk
        if len(content) > LARGEST_FILE_BYTES:
            raise FileTooLarge
    return bytes(content)


def _is_page(response: requests.Response) -> bool:
    """Whether an answer is for looking at; Confluence sends files, also those that are HTML, to be saved."""
    headers = response.headers
    return "html" in headers.get("Content-Type", "") and "Content-Disposition" not in headers


def _is_safe(target: str, origin: str) -> bool:
    """Whether a file may be fetched from an address that a server names.

    Only a server on this very machine may name another one on it: what listens here is nobody else's business.
    """
    here = is_loopback_host(urlsplit(origin).hostname or "")
    there = is_loopback_host(urlsplit(target).hostname or "")
    return here if there else urlsplit(target).scheme == "https"

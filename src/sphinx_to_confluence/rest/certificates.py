"""Who has signed the certificate of a server that is not trusted?"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from sphinx_to_confluence.rest.answers import presentable
from sphinx_to_confluence.rest.faults import RAISED, Fault
from sphinx_to_confluence.rest.session import Wire

_COMMON_NAME = bytes.fromhex("550403")
_ORGANISATION = bytes.fromhex("55040a")
_VERSION = 0xA0
_BMP_STRING = 0x1E


def with_issuer(fault: Fault, anonymous: Wire, url: str) -> Fault:
    """Name the issuer in a fault, when the certificate is what is wrong and the server shows it.

    The certificate is looked at on a connection that is not checked, so nothing but the address of the server is sent.

    :param anonymous: sends no credentials.
    """
    if not fault.untrusted:
        return fault
    issuer = _shown_issuer(anonymous, url)
    if not issuer:
        return fault
    return replace(fault, what=f"{fault.what.removesuffix('.')}; it was issued by {issuer}.")


def socket_of(response: requests.Response) -> ssl.SSLSocket | None:
    """Return the encrypted connection that an answer comes over, before its body is read."""
    # urllib3 has no public way to it. A connection that the server closes after the answer has handed it on to the
    # answer.
    connection = getattr(response.raw, "_connection", None)
    found = getattr(connection, "sock", None)
    within: Any = response.raw
    for name in ("_fp", "fp", "raw", "_sock"):
        within = getattr(within, name, None)
    return next((one for one in (found, within) if isinstance(one, ssl.SSLSocket)), None)


def issuer_of(certificate: bytes) -> str:
    """Read the name of the issuer out of a certificate in DER; empty when it cannot be read.

    Python's own reader (``getpeercert``) tells nothing about a certificate that was not verified.
    """
    try:
        names = dict(_issuer_names(certificate))
    except (IndexError, ValueError):
        return ""
    common, organisation = (
        presentable(names.get(oid, ""), lambda text: text) for oid in (_COMMON_NAME, _ORGANISATION)
    )
    if common and organisation and organisation not in common:
        return f'"{common}" ({organisation})'
    return f'"{common or organisation}"' if common or organisation else ""


def _shown_issuer(anonymous: Wire, url: str) -> str:
    parts = urlsplit(url)
    unchecked = replace(anonymous, verify=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            origin = f"{parts.scheme}://{parts.netloc}/"
            with (
                unchecked.sessions.one(),
                unchecked.send_once("HEAD", origin, stream=True) as response,
            ):
                found = socket_of(response)
                certificate = None if found is None else found.getpeercert(binary_form=True)
    except RAISED:
        return ""
    return issuer_of(certificate) if certificate else ""


def _issuer_names(certificate: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield the parts of the issuer's name; see https://datatracker.ietf.org/doc/html/rfc5280#section-4.1."""
    (_, whole), *_ = _values(certificate)
    (_, signed), *_ = _values(whole)
    fields = [pair for pair in _values(signed) if pair[0] != _VERSION]
    _, issuer = fields[2]  # behind the serial number and the algorithm
    for _, one in _values(issuer):
        for _, pair in _values(one):
            (_, oid), (kind, text) = list(_values(pair))[:2]
            yield oid, text.decode("utf-16-be" if kind == _BMP_STRING else "utf-8", "replace")


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of the DER values that stand behind one another."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise ValueError("the certificate is cut off")
        yield tag, data[at : at + length]
        at += length

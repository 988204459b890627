"""Where does the manual lead to? Without a network the addresses are looked at; ``tox -e linkcheck`` goes there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from docutils import nodes

HOSTS = {
    "admin.atlassian.com",
    "docutils.sourceforge.io",
    "github.com",
    "id.atlassian.com",
    "jinja.palletsprojects.com",
    "sphinx-gallery.github.io",
    "status.atlassian.com",
    "www.python.org",
    "www.sphinx-doc.org",
}
"""What the manual refers people to. A new host is added here by who has looked at it."""

_OF_A_SERVICE = re.compile(r"\.readthedocs\.io$")
"""Where the documentation of many extensions is."""

_EXAMPLE = re.compile(r"(^|\.)example\.(com|org|atlassian\.net)$|^(localhost|127\.0\.0\.1)$")
"""Hosts that nobody is meant to open."""


def _addresses(env) -> Iterator[tuple[str, str]]:
    for docname in sorted(env.found_docs):
        for reference in env.get_doctree(docname).findall(nodes.reference):
            address = reference.get("refuri", "")
            if urlsplit(address).scheme in {"http", "https"}:
                yield docname, address


def test_links_lead_to_known_hosts(manual):
    """Links out of the manual lead to hosts that somebody has looked at."""
    found = {
        (docname, urlsplit(address).hostname or "") for docname, address in _addresses(manual.env)
    }
    unknown = {
        (docname, host)
        for docname, host in found
        if host not in HOSTS and not _OF_A_SERVICE.search(host) and not _EXAMPLE.search(host)
    }
    assert unknown == set()


def test_links_are_encrypted(manual):
    """Links out of the manual are https."""
    plain = [
        (docname, address)
        for docname, address in _addresses(manual.env)
        if urlsplit(address).scheme == "http"
        and not _EXAMPLE.search(urlsplit(address).hostname or "")
    ]
    assert plain == []


def test_no_link_is_for_examples_only(manual):
    """Hosts that are examples are what the link checker passes over."""
    ignored = [re.compile(pattern) for pattern in manual.env.config.linkcheck_ignore]
    checked = {
        address
        for _, address in _addresses(manual.env)
        if _EXAMPLE.search(urlsplit(address).hostname or "")
        and not any(pattern.match(address) for pattern in ignored)
    }
    assert checked == set()

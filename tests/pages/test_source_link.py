"""Addresses of sources in repositories."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.pages.source_link import address_of, problems_of, text_of_link

MANUAL = {"owner": "example", "repo": "manual", "version": "main"}


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (
            MANUAL | {"type": "github"},
            "https://github.com/example/manual/blob/main/guide/a%20b.rst",
        ),
        (
            MANUAL | {"type": "github", "view": "edit", "container": "/doc/"},
            "https://github.com/example/manual/edit/main/doc/guide/a%20b.rst",
        ),
        (
            MANUAL | {"type": "gitlab", "host": "git.example.com:8443", "protocol": "http"},
            "http://git.example.com:8443/example/manual/-/blob/main/guide/a%20b.rst",
        ),
        (
            MANUAL | {"type": "gitlab", "owner": "group/team", "version": "fix/#1"},
            "https://gitlab.com/group/team/manual/-/blob/fix/%231/guide/a%20b.rst",
        ),
        (
            MANUAL | {"type": "bitbucket"},
            "https://bitbucket.org/example/manual/src/main/guide/a%20b.rst?mode=view",
        ),
        (
            MANUAL | {"type": "codeberg", "container": "doc"},
            "https://codeberg.org/example/manual/src/branch/main/doc/guide/a%20b.rst",
        ),
        (
            MANUAL | {"type": "codeberg", "view": "edit"},
            "https://codeberg.org/example/manual/_edit/main/guide/a%20b.rst",
        ),
        (
            {"url": "https://example.com/{branch}/{page}{suffix}?x", "branch": "a b"},
            "https://example.com/a%20b/guide/a%20b.rst?x",
        ),
    ],
)
def test_address(option, expected):
    """Every kind of site has addresses of its own, and any other can be described."""
    assert list(problems_of(option)) == []
    assert address_of(option, "guide/a b", ".rst") == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({}, []),
        (
            {"owner": "example"},
            ["needs 'url', or a 'type' that is one of bitbucket, codeberg, github, gitlab"],
        ),
        ({"type": "github", "owner": "o"}, ["has no 'repo'", "has no 'version'"]),
        (
            MANUAL | {"type": "github", "branch": "main"},
            [
                "has 'branch', which is none of owner, repo, version, type, container, view, host, "
                "protocol, text"
            ],
        ),
        (
            {"url": "https://x/{page}{ending}"},
            ["has a 'url' with {ending}, for which there is no value"],
        ),
        ({"url": "https://x/{"}, ["has a 'url' with a brace without its partner"]),
        ({"url": "https://x/{}"}, ["has a 'url' with {}, for which there is no value"]),
    ],
)
def test_problems(option, expected):
    """What cannot make an address is told when the options are read."""
    assert list(problems_of(option)) == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({}, "View the source of this page"),
        ({"view": "edit"}, "Edit this page"),
        ({"view": "edit", "text": "Mend it"}, "Mend it"),
    ],
)
def test_text(option, expected):
    """The link says what one can do there."""
    assert text_of_link(option) == expected

"""A wrong key, and the spaces that may have been meant."""

from __future__ import annotations

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.rest.model import Space
from sphinx_to_confluence.rest.near import near_spaces

SPACES = [
    Space(str(number), key, name, None)
    for number, (key, name) in enumerate(
        [("DOC", "Documentation"), ("DOCS2", "Old documentation"), ("HR", "Human resources")]
    )
]


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("DCO", ["DOC"]),
        ("DOCS", ["DOCS2", "DOC"]),
        ("doc", ["DOC", "DOCS2"]),
        ("human resources", ["HR"]),
        ("XYZ", []),
    ],
)
def test_near(key, near):
    """By key, by part of a key, by name; the likest first."""
    assert [space.key for space in near_spaces(key, SPACES)] == near


@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_told(open_wiki, flavour):
    """Who is wrong by a letter is told the right key, and what the space is called."""
    wiki = open_wiki(flavour)
    wiki.sandbox.add_space("HR", "Human resources")
    with pytest.raises(errors.NotFound) as caught:
        wiki.client.space("DOK")
    assert caught.value.remedy == (
        'Perhaps one of these is meant: DOC ("Documentation"). Set confluence_space_key to its key.'
    )


@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_no_space_at_all(open_wiki, flavour):
    """Who sees nothing has another problem than the key."""
    wiki = open_wiki(flavour)
    wiki.sandbox.set_access("DOC", wiki.sandbox.admin, "none")
    with pytest.raises(errors.NotFound) as caught:
        wiki.client.space("DOK")
    assert caught.value.remedy.startswith("This user sees no space at all")

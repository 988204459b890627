"""What may stand in what, for each editor, and how is it said otherwise? Two tables.

The Cloud table is Atlassian's published schema of the editor's documents (``@atlaskit/adf-schema``, ``full.json``):
what that schema cannot hold is dropped by Confluence, kept as a legacy block, or the whole page is refused.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage import demote, flatten
from sphinx_to_confluence.storage.kinds import Kind


class Place(enum.Enum):
    """Where blocks stand."""

    __hash__ = object.__hash__  # as for the kinds

    ROOT = "page"
    COLUMN = "layout column"
    PANEL = "panel"
    EXPAND = "expand"
    NESTED_EXPAND = "expand in an expand or a cell"
    BODIED = "macro with a body"
    CELL = "table cell"
    ITEM = "list item"
    QUOTE = "quote"


_EVERYWHERE = frozenset({Kind.PARAGRAPH, Kind.LIST, Kind.CODE, Kind.IMAGE, Kind.BODILESS})
_PANEL = _EVERYWHERE | {Kind.HEADING, Kind.TASKS, Kind.RULE}
_NESTED = _PANEL | {Kind.PANEL, Kind.QUOTE, Kind.ADF}
_BODIED = _NESTED | {Kind.TABLE}
_ROOT = frozenset(Kind) - {Kind.DEFINITIONS, Kind.BOX}
_DATA_CENTER = frozenset(Kind) - {Kind.LAYOUT}

ALLOWED: Mapping[Editor, Mapping[Place, frozenset[Kind]]] = {
    Editor.CLOUD: {
        Place.ROOT: _ROOT,
        Place.COLUMN: _ROOT - {Kind.LAYOUT},
        Place.PANEL: _PANEL | {Kind.ADF},
        Place.EXPAND: _BODIED | {Kind.EXPAND},
        Place.NESTED_EXPAND: _NESTED,
        Place.BODIED: _BODIED,
        Place.CELL: _NESTED | {Kind.EXPAND},
        Place.ITEM: _EVERYWHERE | {Kind.TASKS},
        Place.QUOTE: _EVERYWHERE,
    },
    # Data Center keeps what it is given; only layouts belong to the page itself.
    Editor.DATA_CENTER: {
        place: _DATA_CENTER | ({Kind.LAYOUT} if place is Place.ROOT else frozenset())
        for place in Place
    },
}

LIFT = "lift"
"""The block leaves the one that it stands in, which is closed before it and opened again after it."""

DEMOTIONS: Mapping[tuple[Place, Kind] | Kind, demote.Demotion | str] = {
    # A row for a place goes before the row for the kind alone.
    (Place.PANEL, Kind.TABLE): LIFT,
    (Place.PANEL, Kind.PANEL): LIFT,
    (Place.PANEL, Kind.EXPAND): LIFT,
    (Place.PANEL, Kind.BODIED): LIFT,
    (Place.ITEM, Kind.TABLE): LIFT,
    (Place.QUOTE, Kind.TABLE): LIFT,
    (Place.QUOTE, Kind.PANEL): LIFT,
    (Place.QUOTE, Kind.EXPAND): LIFT,
    (Place.QUOTE, Kind.QUOTE): LIFT,
    (Place.QUOTE, Kind.BODIED): LIFT,
    (Place.QUOTE, Kind.RULE): LIFT,
    (Place.QUOTE, Kind.TASKS): LIFT,
    (Place.QUOTE, Kind.ADF): LIFT,
    (Place.ITEM, Kind.ADF): LIFT,
    Kind.TABLE: flatten.rows_as_list,
    Kind.HEADING: demote.bold,
    Kind.PANEL: demote.signed,
    Kind.QUOTE: demote.unwrap,
    Kind.EXPAND: demote.titled,
    Kind.BODIED: demote.unwrap,
    Kind.LAYOUT: demote.unwrap,
    Kind.BOX: demote.unwrap,
    Kind.DEFINITIONS: demote.terms_in_bold,
    Kind.RULE: demote.drop,
}

STYLES: Mapping[Editor, Mapping[str, frozenset[Place]]] = {
    # Style declarations of paragraphs and headings that hold only in some places.
    Editor.CLOUD: {
        "margin-left": frozenset({Place.ROOT, Place.COLUMN}),
        "text-align": frozenset({Place.ROOT, Place.COLUMN, Place.CELL}),
    },
    Editor.DATA_CENTER: {},
}


_WITHIN = {
    Kind.PANEL: Place.PANEL,
    Kind.BODIED: Place.BODIED,
    Kind.TABLE: Place.CELL,
    Kind.LIST: Place.ITEM,
    Kind.QUOTE: Place.QUOTE,
}
_NESTING = frozenset({Place.EXPAND, Place.NESTED_EXPAND, Place.CELL})
_SPREAD = frozenset({Kind.LAYOUT, Kind.BOX, Kind.DEFINITIONS})
"""What is only a place in the page for the blocks in it."""


def place_within(kind: Kind, place: Place) -> Place:
    """Where the blocks within a block of this kind stand, when that block stands in ``place``."""
    if place is Place.ROOT and kind in _SPREAD:
        return Place.COLUMN
    if kind is Kind.EXPAND:
        return Place.NESTED_EXPAND if place in _NESTING else Place.EXPAND
    return _WITHIN.get(kind, place)


def demotion(kind: Kind, place: Place) -> demote.Demotion | str:
    """What happens to a block of this kind that may not stand in this place."""
    return DEMOTIONS.get((place, kind)) or DEMOTIONS[kind]

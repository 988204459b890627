"""The directive ``declared-rules``: what may stand in what, from the tables of the rules.

``.. declared-rules:: cloud`` lists, for each sort of block, where it may stand on that editor and what happens to it
elsewhere.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import ClassVar

from generated import Generated, list_table
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage import demote, flatten, rules
from sphinx_to_confluence.storage.kinds import Kind
from sphinx_to_confluence.storage.rules import ALLOWED, LIFT, Place, demotion

_EDITORS = {"cloud": Editor.CLOUD, "data-center": Editor.DATA_CENTER}
_EXPLAINED = {
    Kind.ADF: "editor node (what only the editor of Cloud has, such as a decision)",
    Kind.BODIED: "other macro with a body, such as an excerpt",
    Kind.BODILESS: "macro without a body",
    Kind.BOX: "box (``div`` and the like)",
}
"""Names that say more than those in the report of a build."""


class DeclaredRules(Generated):
    """List the rules of an editor."""

    required_arguments = 1
    sources: ClassVar = (rules, demote, flatten)

    def lines(self) -> Iterator[str]:
        """Write what may stand everywhere, and a table with the rest."""
        allowed = ALLOWED[_EDITORS[self.chosen(tuple(_EDITORS))]]
        free = [kind for kind in Kind if all(kind in kinds for kinds in allowed.values())]
        yield f"Everywhere may stand: {_listed([_name(kind) for kind in free])}."
        yield ""
        rows = (_cells(kind, allowed) for kind in Kind if kind not in free)
        yield from list_table(("Block", "May stand in", "Elsewhere"), rows, widths=(20, 35, 45))


def _name(kind: Kind) -> str:
    return _EXPLAINED.get(kind, kind.value)


def _cells(kind: Kind, allowed: Mapping[Place, frozenset[Kind]]) -> tuple[str, str, str]:
    places = [place for place in Place if kind in allowed[place]]
    others = [place for place in Place if place not in places]
    where = _listed([place.value for place in places]) if places else "nowhere"
    name = _name(kind)
    return name[0].upper() + name[1:], where[0].upper() + where[1:], _otherwise(kind, others)


def _otherwise(kind: Kind, others: list[Place]) -> str:
    actions: defaultdict[str, list[Place]] = defaultdict(list)
    for place in others:
        actions[_what(kind, place)].append(place)
    if len(actions) == 1:
        return next(iter(actions))
    return " ".join(
        f"In {_listed([place.value for place in places])}: {what[0].lower()}{what[1:]}"
        for what, places in actions.items()
    )


def _what(kind: Kind, place: Place) -> str:
    """What happens to a block, as the function that does it says."""
    action = demotion(kind, place)
    if action == LIFT:
        return "It leaves the block around it, which ends before it and goes on after it."
    return (inspect.getdoc(action) or "").splitlines()[0]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("declared-rules", DeclaredRules)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The part of CQL that the sandbox understands: conditions joined by ``and``.

``ancestor``, ``parent``, ``id``, ``space``, ``type`` and ``title``, each with ``=``, ``!=`` or ``in (…)``, and
``title ~`` for a part of the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_to_confluence.sandbox.problems import BadRequest
from sphinx_to_confluence.sandbox.records import Page
from sphinx_to_confluence.sandbox.store import Store, title_key

_FIELDS = frozenset({"ancestor", "parent", "id", "space", "space.key", "type", "title"})
_TOKEN = re.compile(
    r'\s*(?:"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|(!=|=|~|\(|\)|,)|([^\s=!~(),"\']+))'
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A field, how it is compared (``=``, ``!=``, ``~``) and the values; one of them has to fit."""

    field: str
    relation: str
    values: tuple[str, ...]

    def fits(self, store: Store, page: Page) -> bool:
        """Whether a page meets the condition."""
        actual = self._actual(store, page)
        if self.relation == "~":
            return any(title_key(v.strip("*")) in text for v in self.values for text in actual)
        wanted = {title_key(value) for value in self.values}
        return bool(wanted & actual) is (self.relation == "=")

    def _actual(self, store: Store, page: Page) -> set[str]:
        match self.field:
            case "ancestor":
                return {ancestor.id for ancestor in store.ancestors(page.id)}
            case "parent":
                return {page.parent_id or ""}
            case "id":
                return {page.id}
            case "type":
                return {page.type}
            case "title":
                return {title_key(page.title)}
            case _:
                return {title_key(page.space_key)}


def parse(text: str) -> Sequence[Condition]:
    """The conditions of a query; an ``order by`` at the end is read over.

    :raises BadRequest: when it is more than the sandbox understands.
    """
    tokens = _tokens(re.sub(r"(?i)\s+order\s+by\s+.*$", "", text), text)
    conditions = []
    while tokens:
        conditions.append(_condition(tokens, text))
        if tokens and tokens.pop(0).lower() != "and":
            raise _unreadable(text)
    if not conditions:
        raise _unreadable(text)
    return conditions


def _tokens(text: str, whole: str) -> list[str]:
    tokens, position = [], 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(whole)
        double, single, sign, word = match.groups()
        quoted = double if double is not None else single
        tokens.append(re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else sign or word)
        position = match.end()
    return tokens


def _condition(tokens: list[str], whole: str) -> Condition:
    if len(tokens) < 3:
        raise _unreadable(whole)
    field, relation, value = tokens.pop(0).lower(), tokens.pop(0).lower(), tokens.pop(0)
    if field not in _FIELDS:
        raise _unreadable(whole)
    if relation in {"=", "!=", "~"}:
        return Condition(field, relation, (value,))
    if relation != "in" or value != "(" or ")" not in tokens:
        raise _unreadable(whole)
    end = tokens.index(")")
    values = tuple(one for one in tokens[:end] if one != ",")
    del tokens[: end + 1]
    return Condition(field, "=", values)


def _unreadable(text: str) -> BadRequest:
    return BadRequest(f"Could not parse cql : {text}")

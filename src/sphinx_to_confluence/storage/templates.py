"""How does a template become part of a page? Storage format with placeholders, parsed once and filled in the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType

from sphinx_to_confluence.storage.elements import FRAGMENT, CData, Element, Node
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse

CONTENT = "content"
"""The placeholder of blocks; all others stand for text."""

# LaTeX and JSON have braces, too: only a word in braces is a placeholder, and in double braces it is not.
_PLACEHOLDER = re.compile(r"\{\{([a-z]+)\}\}|\{([a-z]+)\}")
_PARAMETER = "ac:parameter"
# Elements whose whitespace is text; between the others' children it only makes a template readable.
_TEXT = frozenset({_PARAMETER, "ac:link-body", "ac:plain-text-link-body"})


class TemplateError(ValueError):
    """A template cannot be used; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class Template:
    """A piece of storage format with gaps.

    :param nodes: what is copied; not to be changed.
    :param uses: the placeholders that occur.
    :param spelled: other spellings for some values, by placeholder and value.
    """

    nodes: tuple[Node, ...]
    uses: frozenset[str]
    spelled: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        nodes: Sequence[Node],
        *,
        inline: bool = False,
        spelled: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> Template:
        """Make a template of a tree.

        :param inline: whether what it makes stands in a line of text.
        :raises TemplateError: when blocks are to be put where only text can stand.
        """
        root = Element(FRAGMENT, children=nodes)
        for child in root.elements():
            child.inline = inline
        return cls(tuple(root.children), frozenset(_placeholders(root)), spelled)

    def fill(self, *, content: Sequence[Node] = (), **values: str) -> list[Node]:
        """Copy the template with text in the place of its placeholders; one that has no value is empty.

        A parameter of a macro that is empty then is left out.

        :param content: the blocks for ``{content}``.
        """
        spelled = {
            name: self.spelled.get(name, {}).get(value, value) for name, value in values.items()
        }
        return _Filler(spelled, content).filled(self.nodes)


def parse_template(text: str, known: AbstractSet[str], *, inline: bool = False) -> Template:
    """Read a template.

    :param known: the placeholders that may occur.
    :param inline: whether what it makes stands in a line of text.
    :raises TemplateError: when it is not well-formed, or has a placeholder that is not known.
    """
    try:
        nodes = parse(text)
    except MalformedStorageError as error:
        raise TemplateError(f"is not well-formed: {error}") from None
    root = Element(FRAGMENT, children=nodes)
    for element in root.walk():
        if element.name not in _TEXT:
            element.children = [child for child in element.children if not _is_layout(child)]
    template = Template.of(root.children, inline=inline)
    if unknown := sorted(template.uses - known):
        names = ", ".join(f"{{{name}}}" for name in sorted(known))
        raise TemplateError(
            f"has {{{unknown[0]}}}, which is no placeholder here: there are {names}. "
            f"As text it is written {{{{{unknown[0]}}}}}"
        )
    return template


def _is_layout(node: Node) -> bool:
    return isinstance(node, str) and not isinstance(node, CData) and not node.strip()


def _placeholders(root: Element) -> Iterator[str]:
    for element in root.walk():
        for value in element.attributes.values():
            yield from _text_placeholders(value)
        if _is_slot(element):
            yield CONTENT
            continue
        for child in element.children:
            if isinstance(child, str):
                yield from _text_placeholders(child)


def _text_placeholders(text: str) -> Iterator[str]:
    for found in _PLACEHOLDER.finditer(text):
        if found[2] == CONTENT:
            raise TemplateError(
                f"has {{{CONTENT}}} next to other text, or where only text can stand: it stands for "
                "paragraphs, lists and so on, and is alone in its element"
            )
        if found[2]:
            yield found[2]


def _is_slot(element: Element) -> bool:
    """Whether blocks are to be put into this element."""
    (*others, only) = element.children or [""]
    return (
        not others
        and isinstance(only, str)
        and not isinstance(only, CData)
        and element.name not in _TEXT
        and only.strip() == f"{{{CONTENT}}}"
    )


class _Filler:
    """Copies nodes with the gaps filled."""

    def __init__(self, values: Mapping[str, str], content: Sequence[Node]) -> None:
        self._values = values
        self._content = content

    def filled(self, nodes: Sequence[Node]) -> list[Node]:
        return [copy for node in nodes if (copy := self._node(node)) is not None]

    def _node(self, node: Node) -> Node | None:
        if isinstance(node, str):
            return type(node)(self._text(node))
        copy = node.like(self._content if _is_slot(node) else self.filled(node.children))
        for name, value in copy.attributes.items():
            copy.attributes[name] = self._text(value)
        if copy.name == _PARAMETER:
            if node.children and not any(copy.children):
                return None
            # Elsewhere than in CDATA, line breaks are only those of the source.
            copy.children = [_exact(child) for child in copy.children]
        return copy

    def _text(self, text: str) -> str:
        return _PLACEHOLDER.sub(self._value, text) if "{" in text else text

    def _value(self, found: re.Match[str]) -> str:
        return f"{{{found[1]}}}" if found[1] else self._values.get(found[2], "")


def _exact(node: Node) -> Node:
    return CData(node) if isinstance(node, str) and "\n" in node.strip() else node

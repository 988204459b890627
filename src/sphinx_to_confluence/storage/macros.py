"""Which macros do we write, with which parameters and which kind of body? One declaration each."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sphinx_to_confluence.storage.elements import CData, Element, Node

MACRO = "ac:structured-macro"
BODY = "ac:rich-text-body"
PLAIN_BODY = "ac:plain-text-body"


class Body(enum.Enum):
    """What stands in a macro."""

    NONE = enum.auto()
    PLAIN = enum.auto()
    RICH = enum.auto()


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro of Confluence.

    :param parameters: the names that it knows; ``""`` is the one without a name.
    :param inline: whether it stands in a line of text.
    :param version: of its parameters, where the first one had others.
    """

    name: str
    body: Body
    parameters: frozenset[str]
    inline: bool = False
    version: int = 1

    def element(
        self, parameters: Mapping[str, Node] | None = None, body: Sequence[Node] | str = ()
    ) -> Element:
        """Make one; ``body`` is text for a plain body and nodes for a rich one.

        A parameter that names a page, a file or a person is an element.

        :raises ValueError: for a parameter that the macro does not know.
        """
        given = dict(parameters or {})
        if unknown := given.keys() - self.parameters:
            raise ValueError(f"the macro {self.name} has no parameter {', '.join(sorted(unknown))}")
        macro = Element(MACRO, {"ac:name": self.name})
        if self.version != 1:
            macro.attributes["ac:schema-version"] = str(self.version)
        for key, value in given.items():
            macro.children.append(Element("ac:parameter", {"ac:name": key}, [value]))
        if self.body is Body.PLAIN:
            macro.children.append(Element("ac:plain-text-body", children=[CData(str(body))]))
        elif self.body is Body.RICH:
            macro.children.append(Element(BODY, children=body))
        return macro


BODIES: dict[str, Body] = {"noformat": Body.PLAIN}
"""The kind of body of every macro that is known here."""


def _macro(
    name: str, body: Body, *parameters: str, inline: bool = False, version: int = 1
) -> Macro:
    BODIES[name] = body
    return Macro(name, body, frozenset(parameters), inline, version)


ANCHOR = _macro("anchor", Body.NONE, "", inline=True)
CODE = _macro(
    "code", Body.PLAIN,
    "language", "title", "theme", "linenumbers", "firstline", "collapse", "wrap", "breakoutMode", "breakoutWidth",
)  # fmt: skip
INFO = _macro("info", Body.RICH, "title", "icon")
NOTE = _macro("note", Body.RICH, "title", "icon")
TIP = _macro("tip", Body.RICH, "title", "icon")
WARNING = _macro("warning", Body.RICH, "title", "icon")
PANEL = _macro(
    "panel", Body.RICH,
    "title", "borderStyle", "borderColor", "borderWidth", "bgColor", "titleBGColor", "titleColor",
    "panelIcon", "panelIconId", "panelIconText",
)  # fmt: skip
EXPAND = _macro("expand", Body.RICH, "title", "breakoutWidth")
STATUS = _macro("status", Body.NONE, "title", "colour", "subtle", inline=True)
# Data Center only: on Cloud they are shown as it did before it had an editor of its own.
SECTION = _macro("section", Body.RICH, "border")
COLUMN = _macro("column", Body.RICH, "width")
PAGE_TREE_SEARCH = _macro("pagetreesearch", Body.NONE, "root")
TOC = _macro(
    "toc", Body.NONE,
    "type", "outline", "style", "minLevel", "maxLevel", "indent", "separator", "include", "exclude", "printable",
    "absoluteUrl",
)  # fmt: skip
STATUS = _macro("status", Body.NONE, "title", "colour", "subtle", inline=True)
EXCERPT = _macro("excerpt", Body.RICH, "name", "hidden", "atlassian-macro-output-type")
EXCERPT_INCLUDE = _macro("excerpt-include", Body.NONE, "", "name", "nopanel")
INCLUDE = _macro("include", Body.NONE, "")
CHILDREN = _macro(
    "children", Body.NONE,
    "page", "all", "depth", "first", "style", "sort", "reverse", "excerptType", version=2,
)  # fmt: skip
PAGE_PROPERTIES = _macro("details", Body.RICH, "id", "hidden", "label")
PAGE_PROPERTIES_REPORT = _macro(
    "detailssummary", Body.NONE,
    "cql", "label", "id", "headings", "firstcolumn", "sortBy", "reverseSort", "pageSize", version=2,
)  # fmt: skip
JIRA = _macro(
    "jira", Body.NONE,
    "key", "jqlQuery", "server", "serverId", "columns", "count", "maximumIssues",
)  # fmt: skip
VIEW_FILE = _macro("view-file", Body.NONE, "name", "height")
VIEW_PDF = _macro("viewpdf", Body.NONE, "name", "height")
ATTACHMENTS = _macro(
    "attachments", Body.NONE,
    "patterns", "labels", "sortBy", "sortOrder", "old", "upload", "preview",
)  # fmt: skip

_INLINE = frozenset({"anchor", "status", "jira", "mathinline", "profile", "eazy-math-inline"})


def anchor(name: str) -> Element:
    """A place to link to."""
    return ANCHOR.element({"": name})


def macro_name(element: Element) -> str:
    """Name of the macro that this element is, or ``""``."""
    return element.attributes.get("ac:name", "") if element.name == MACRO else ""


def parameter(macro: Element, name: str) -> str:
    """The text of a parameter of a macro, on one line; empty when it has none of that name."""
    for part in macro.elements():
        if part.name == "ac:parameter" and part.attributes.get("ac:name") == name:
            return re.sub(
                r"\s+", " ", "".join(text for text in part.children if isinstance(text, str))
            )
    return ""


def is_anchor(node: Node) -> bool:
    """Whether this is a place to link to."""
    return isinstance(node, Element) and macro_name(node) == "anchor"


def anchors_of(element: Element) -> list[Node]:
    """All anchors below this element, in order."""
    return [part for part in element.walk() if is_anchor(part)]


def without_anchors(nodes: Sequence[Node]) -> list[Node]:
    """Copies of the nodes with no anchor in them."""
    return [
        node.like(without_anchors(node.children)) if isinstance(node, Element) else node
        for node in nodes
        if not is_anchor(node)
    ]


def is_inline_macro(element: Element) -> bool:
    """Whether this macro stands in a line of text; macros that are not ours do when they are known to.

    Those that a template made know it themselves. The macro ``jira`` is in the line when it shows one issue or the
    number of issues, and a table when it lists them.
    """
    if element.inline is not None:
        return element.inline
    if macro_name(element) == "jira" and not {"key", "count"} & _parameter_names(element):
        return False
    return macro_name(element) in _INLINE


def _parameter_names(macro: Element) -> set[str]:
    return {
        part.attributes.get("ac:name", "")
        for part in macro.elements()
        if part.name == "ac:parameter"
    }


def adf_panel(kind: str, body: Sequence[Node]) -> Element:
    """A panel that only the Cloud editor has: ``note`` (purple), ``error`` …

    Storage format has no macro for them; its macro ``note`` is the yellow one.
    """
    attribute = Element("ac:adf-attribute", {"key": "panel-type"}, [kind])
    content = Element("ac:adf-content", children=body)
    node = Element("ac:adf-node", {"type": "panel"}, [attribute, content])
    return Element("ac:adf-extension", children=[node])

"""How is markup put right that somebody wrote? Before the rules of the editors, so that these find whole elements.

Our own handlers write it right; people who write storage format by hand, and extensions, may not. HTML parsers mend
such things silently, Confluence refuses the page. Nothing that can be read is lost here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.elements import CData, Element, Node, text_of
from sphinx_to_confluence.storage.inline import as_line, has_blocks
from sphinx_to_confluence.storage.kinds import kind_of
from sphinx_to_confluence.storage.known import EMPTY, KNOWN_ATTRIBUTES, NEEDED_ATTRIBUTES
from sphinx_to_confluence.storage.macros import BODIES, BODY, MACRO, PLAIN_BODY, Body
from sphinx_to_confluence.storage.places import Complain, put_in_place, readable

_KIND_OF_BODY = {Body.RICH: BODY, Body.PLAIN: PLAIN_BODY}
_KINDS = frozenset(_KIND_OF_BODY.values())
_PARTS_OF_TASK = ("ac:task-id", "ac:task-uuid", "ac:task-status", "ac:task-body", "ac:task-list")

_LAYOUTS = {1: "single", 2: "two_equal", 3: "three_equal", 4: "four_equal", 5: "five_equal"}
_CELLS_OF_LAYOUT = {
    **{name: number for number, name in _LAYOUTS.items()},
    "fixed-width": 1,
    "two_left_sidebar": 2,
    "two_right_sidebar": 2,
    "three_with_sidebars": 3,
}

# The Cloud editor drops these; some have a sister that it keeps.
_CLOUD_NAMES = {
    "b": "strong", "i": "em", "ins": "u", "tt": "code", "kbd": "code", "samp": "code", "var": "em", "cite": "em",
}  # fmt: skip
_CLOUD_UNWRAPPED = ("small", "big", "abbr")


def mend(root: Element, editor: Editor, complain: Complain) -> None:
    """Put every part of a tree into its whole, in place; without recursion.

    :param complain: is told of what was wrong. What an editor merely has another name for is not.
    """
    mender = _Mender(editor, complain)
    waiting = [root]
    while waiting:
        holder = waiting.pop()
        mender.children(holder)
        waiting.extend([child for child in reversed(holder.children) if not isinstance(child, str)])


def drop_unknown_attributes(nodes: Sequence[Node], editor: Editor, complain: Complain) -> None:
    """Remove attributes that Confluence does not know, in place."""
    waiting = [node for node in nodes if isinstance(node, Element)]
    while waiting:
        element = waiting.pop()
        known = KNOWN_ATTRIBUTES.get(element.name)
        if known is not None:
            for name in element.attributes.keys() - known:
                if editor is Editor.DATA_CENTER and name.startswith("data-"):
                    continue
                del element.attributes[name]
                complain(f"<{element.name}> has no attribute {name}", element.source)
        waiting.extend(element.elements())


class _Mender:
    """What is wrong with one page, and how to put it right."""

    def __init__(self, editor: Editor, complain: Complain) -> None:
        self._complain = complain
        self._cloud = editor is Editor.CLOUD
        self._anchors: set[str] = set()
        self._tasks: set[str] = set()
        # What to do with an element of this name: its function gives what takes its place.
        self._actions: dict[str, Callable[[Element], Sequence[Node] | None]] = {
            MACRO: self._macro,
            "ac:image": self._image,
            "ac:link": self._link,
            "ac:layout-section": self._section,
            "ac:task": self._task,
            "a": self._a,
            "ol": self._ol,
            "table": self._table,
            "ac:adf-extension": self._extension,
            **dict.fromkeys(EMPTY, self._empty),
            **dict.fromkeys(NEEDED_ATTRIBUTES.keys() - {MACRO, "ac:adf-node"}, self._needs),
        }
        if self._cloud:
            self._actions.update(
                {old: partial(_renamed, new) for old, new in _CLOUD_NAMES.items()},
                img=_image_of_html,
                q=_quoted,
                **dict.fromkeys(_CLOUD_UNWRAPPED, _children),
            )

    def children(self, holder: Element) -> None:
        """Put the children of an element right: first where they stand, then each of them."""
        put_in_place(holder, self._complain)
        if any(
            not isinstance(child, str) and child.name in self._actions for child in holder.children
        ):
            self._act(holder)
            put_in_place(holder, self._complain)

    def _act(self, holder: Element) -> None:
        """Put each child right; what takes the place of one is looked at again."""
        mended: list[Node] = []
        waiting = holder.children[::-1]
        while waiting:
            child = waiting.pop()
            action = None if isinstance(child, str) else self._actions.get(child.name)
            right = action(child) if action is not None and not isinstance(child, str) else None
            if right is None:
                mended.append(child)
            else:
                waiting.extend(reversed(right))
        holder.children = mended

    # single elements: None when there is nothing wrong, else what takes the place

    def _needs(self, element: Element) -> Sequence[Node] | None:
        needed = NEEDED_ATTRIBUTES[element.name]
        value = element.attributes.get(needed)
        if value or (value is not None and element.name == "ac:parameter"):
            return None
        self._complain(f"<{element.name}> without {needed}", element.source)
        return ()

    def _macro(self, macro: Element) -> Sequence[Node] | None:
        name = macro.attributes.get("ac:name")
        if not name:
            self._complain("a macro without a name", macro.source)
            return readable(macro)
        if name == "anchor":
            return self._anchor(macro)
        put_in_place(macro, self._complain)
        parameters: set[str] = set()
        for part in list(macro.elements()):
            parameter = part.attributes.get("ac:name", "")
            if part.name == "ac:parameter" and parameter in parameters:
                self._complain(f"two parameters {parameter!r} of the macro {name}", part.source)
                macro.children = _without(macro.children, [part])
            elif part.name == "ac:parameter":
                parameters.add(parameter)
        self._bodies(macro, name)
        return None

    def _bodies(self, macro: Element, name: str) -> None:
        """Give a macro one body, of the kind that it needs."""
        bodies = [part for part in macro.elements() if part.name in _KINDS]
        wanted = BODIES.get(name, Body.NONE)
        kind = _KIND_OF_BODY.get(wanted) or (bodies[0].name if bodies else "")
        if [body.name for body in bodies] == ([kind] if kind else []):
            return
        if bodies:
            self._complain(f"the macro {name} has one <{kind}>", macro.source)
        inside: list[Node] = []
        for body in bodies:
            inside += readable(body)
        if kind == PLAIN_BODY:
            lines = (text_of([node]) for node in inside)
            inside = [CData("\n".join(line for line in lines if line.strip()))]
        macro.children = _without(macro.children, bodies)
        macro.children.append(Element(kind, {}, inside, source=macro.source))

    def _anchor(self, macro: Element) -> Sequence[Node] | None:
        name = text_of([node for part in macro.elements() for node in part.children])
        if name in self._anchors:
            self._complain(f"a second anchor {name}", macro.source)
            return ()
        self._anchors.add(name)
        return None

    def _image(self, image: Element) -> Sequence[Node] | None:
        caption = image.child("ac:caption")
        if caption is not None and not self._cloud and not _is_text(caption):
            caption.children = as_line(caption.children)
        resources = [part for part in image.elements() if _is_complete_resource(part)]
        if len(resources) == 1:
            return None
        if not resources:
            self._complain("<ac:image> without <ri:attachment> or <ri:url>", image.source)
            return [image.attributes.get("ac:alt", ""), *(caption.children if caption else ())]
        self._complain("<ac:image> with more than one resource", image.source)
        image.children = _without(image.children, resources[1:])
        return None

    def _link(self, link: Element) -> Sequence[Node] | None:
        bodies = [
            part
            for part in link.elements()
            if part.name in {"ac:link-body", "ac:plain-text-link-body"}
        ]
        if len(bodies) > 1:
            self._complain("<ac:link> with more than one body", link.source)
            texts = readable(Element("", children=bodies))
            label = Element("ac:link-body", children=texts)
            link.children = [*_without(link.children, bodies), label]
        return None

    def _section(self, section: Element) -> Sequence[Node] | None:
        put_in_place(section, self._complain)
        cells = list(section.elements())
        kind = section.attributes.get("ac:type", "")
        if len(cells) == _CELLS_OF_LAYOUT.get(kind):
            return None
        self._complain(f"{len(cells)} cells in a layout section of type {kind!r}", section.source)
        if len(cells) in _LAYOUTS:
            section.attributes["ac:type"] = _LAYOUTS[len(cells)]
            return None
        return [
            Element("ac:layout-section", {"ac:type": "single"}, [cell], source=cell.source)
            for cell in cells
        ]

    def _task(self, task: Element) -> Sequence[Node] | None:
        """A task has a number of its own, a state and a body, in this order."""
        put_in_place(task, self._complain)
        number = task.child("ac:task-id")
        text = text_of(number.children).strip() if number is not None else ""
        if not (text.isascii() and text.isdigit()) or text in self._tasks:
            text = next(str(n) for n in count(len(self._tasks) + 1) if str(n) not in self._tasks)
        self._tasks.add(text)
        given: list[Element] = [part for part in task.elements() if part.name != "ac:task-id"]
        given.append(Element("ac:task-id", children=[text]))
        if task.child("ac:task-status") is None:
            given.append(Element("ac:task-status", children=["incomplete"]))
        if task.child("ac:task-body") is None:
            given.append(Element("ac:task-body"))
        given.sort(key=lambda part: _PARTS_OF_TASK.index(part.name))
        task.children[:] = given
        return None

    def _a(self, link: Element) -> Sequence[Node] | None:
        if link.attributes.get("href"):
            return None
        self._complain("<a> without href", link.source)
        return link.children

    def _ol(self, list_: Element) -> Sequence[Node] | None:
        start = list_.attributes.get("start")
        if start is not None and not (start.isascii() and start.isdigit()):
            self._complain(f"a list cannot start at {start!r}", list_.source)
            del list_.attributes["start"]
        return None

    def _table(self, table: Element) -> Sequence[Node] | None:
        caption = table.child("caption")
        if caption is None:
            return None
        table.children = _without(table.children, [caption])
        title = Element("strong", children=caption.children)
        return [Element("p", {}, [title], source=caption.source or table.source), table]

    def _extension(self, extension: Element) -> Sequence[Node] | None:
        node = extension.child("ac:adf-node")
        if node is not None and node.attributes.get("type"):
            return None
        self._complain("<ac:adf-extension> without an <ac:adf-node> with a type", extension.source)
        return readable(extension)

    def _empty(self, element: Element) -> Sequence[Node] | None:
        if not element.children:
            return None
        self._complain(f"<{element.name}> cannot hold anything", element.source)
        inside, element.children = element.children, []
        return [element, *inside]


def _is_text(caption: Element) -> bool:
    """Whether a caption has nothing but paragraphs in it. The rules of Cloud put others elsewhere."""
    return all(
        part.name == "p" if kind_of(part) is not None else not has_blocks(part.children)
        for part in caption.elements()
    )


def _without(nodes: Sequence[Node], removed: Sequence[Element]) -> list[Node]:
    return [node for node in nodes if not any(node is part for part in removed)]


def _is_complete_resource(part: Element) -> bool:
    needed = NEEDED_ATTRIBUTES.get(part.name)
    return part.name.startswith("ri:") and (needed is None or bool(part.attributes.get(needed)))


def _renamed(name: str, element: Element) -> Sequence[Node]:
    return [Element(name, {}, element.children, source=element.source)]


def _children(element: Element) -> Sequence[Node]:
    return element.children


def _quoted(element: Element) -> Sequence[Node]:
    return ["\N{LEFT DOUBLE QUOTATION MARK}", *element.children, "\N{RIGHT DOUBLE QUOTATION MARK}"]


def _image_of_html(element: Element) -> Sequence[Node]:
    address = element.attributes.get("src", "")
    alternative = element.attributes.get("alt", "")
    if not address:
        return [alternative]
    named = {"ac:alt": alternative} if alternative else {}
    url = Element("ri:url", {"ri:value": address})
    return [Element("ac:image", named, [url], source=element.source)]

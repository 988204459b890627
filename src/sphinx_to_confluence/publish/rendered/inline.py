"""What does a reader see of what stands in a line: marked words, links, images, macros in the line?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sphinx_to_confluence.publish.rendered.lines import Aside, Line, LinkName, Part
from sphinx_to_confluence.storage.elements import Element, Node, text_of

BREAK = "\n"
"""A part of its own where a new line is begun on purpose."""

MARKS = {
    "strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "u": "__", "ins": "__", "del": "~~", "s": "~~",
    "code": "`", "tt": "`", "kbd": "`", "samp": "`", "sub": "~", "sup": "^", "q": '"',
}  # fmt: skip
"""What stands around marked words, more or less as in Markdown."""

_NO_TEXT = frozenset(
    {"ac:parameter", "ac:placeholder", "ac:adf-attribute", "ac:adf-fallback", "ac:adf-mark", "ac:task-id",
     "ac:task-uuid", "ac:task-status", "style", "script"}
)  # fmt: skip

_SHOWN_OF_IMAGES = ("ac:width", "ac:height", "ac:align", "ac:layout", "ac:border", "ac:title")

_SENTENCE = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])(?<![.\s]\w[.])\s+(?=[^\sa-z,;])")
"""Between two sentences, so that a change does not move the words of all that follow in the paragraph."""

_DEEPEST = 60
"""How deep elements are looked into; no page nests like that, and what is deeper is text without marks."""


def sentences(parts: Sequence[Part]) -> list[Line]:
    """Divide what is in a paragraph into lines: one for each sentence, and at the breaks that it has."""
    lines: list[list[Part]] = [[]]
    for part in _collapsed(_merged(parts)):
        if isinstance(part, Aside):
            lines[-1].append(part)
        elif part == BREAK:
            lines.append([])
        else:
            first, *more = _SENTENCE.split(part)
            lines[-1].append(first)
            lines += [[each] for each in more]
    return [Line(tuple(each)) for each in lines if any(_is_something(part) for part in each)]


def _is_something(part: Part) -> bool:
    return isinstance(part, Aside) or bool(part.strip())


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Texts that stand side by side as one, whatever was around parts of them in the markup."""
    text = ""
    for part in parts:
        if isinstance(part, str) and part != BREAK:
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


def _collapsed(parts: Iterable[Part]) -> Iterator[Part]:
    """Space as a browser shows it: one, whatever stands there, and none at the ends."""
    waiting, is_begin = "", True
    for part in parts:
        if isinstance(part, Aside):
            yield part
            continue
        if part == BREAK:
            waiting, is_begin = "", True
            yield part
            continue
        text = " ".join(part.split())
        if part[:1].isspace() and not is_begin:
            waiting = " "
        if text:
            yield waiting + text
            waiting, is_begin = " " if part[-1].isspace() else "", False


class Inline:
    """Turns nodes in a line into parts."""

    def __init__(self, link_name: LinkName) -> None:
        self._link_name = link_name
        self._depth = 0

    def parts(self, nodes: Iterable[Node]) -> list[Part]:
        """What these nodes say."""
        found: list[Part] = []
        self._depth += 1
        try:
            for node in nodes:
                if isinstance(node, str):
                    # A line break in the markup is none for the reader.
                    found.append(" " if node == BREAK else node)
                elif self._depth > _DEEPEST:
                    found.append(text_of([node]))
                else:
                    found += self._element(node)
        finally:
            self._depth -= 1
        return found

    def _element(self, element: Element) -> list[Part]:
        name, attributes = element.name, element.attributes
        if name in MARKS:
            return _marked(self.parts(element.children), MARKS[name])
        match name:
            case "br":
                return [BREAK]
            case "a":
                return self._anchor(element)
            case "ac:link":
                return self._link(element)
            case "ac:image" | "img":
                return self.image(element)
            case "ac:structured-macro":
                return self._macro(element)
            case "ac:emoticon":
                return [attributes.get("ac:emoji-fallback") or f":{attributes.get('ac:name', '')}:"]
            case "time":
                return [attributes.get("datetime", "")]
            case "abbr":
                return [*self.parts(element.children), *_aside(attributes.get("title", ""))]
            case "span" | "font":
                style = _style(attributes.get("style", ""))
                return [*_aside(style), *self.parts(element.children)]
        if name in _NO_TEXT:
            return []
        if name.startswith("ri:"):
            return [f"[{target(element)}]"]
        return self.parts(element.children)

    def _anchor(self, element: Element) -> list[Part]:
        shown = self.parts(element.children)
        address = element.attributes.get("href", "")
        if not address or address == text_of(element.children).strip():
            return shown
        return [*shown, Aside(f"→ {self._link_name(address)}", is_quiet=False)]

    def _link(self, link: Element) -> list[Part]:
        resource = next((each for each in link.elements() if each.name.startswith("ri:")), None)
        anchor = link.attributes.get("ac:anchor", "")
        where = (target(resource) if resource is not None else "") + (
            f"#{anchor}" if anchor else ""
        )
        bodies = [each for each in link.elements() if not each.name.startswith("ri:")]
        shown = self.parts(child for body in bodies for child in body.children)
        if not any(_is_something(part) for part in shown):
            return [f"[{where}]"]
        return [*shown, Aside(f"→ {where}", is_quiet=False)]

    def image(self, image: Element) -> list[Part]:
        """An image by the name of its file, or its address."""
        attributes = image.attributes
        resource = next((each for each in image.elements() if each.name.startswith("ri:")), None)
        what = attributes.get("src", "") if resource is None else target(resource)
        words = attributes.get("ac:alt") or attributes.get("alt") or ""
        caption = image.child("ac:caption")
        parts: list[Part] = [f"[image {what}: {words}]" if words else f"[image {what}]"]
        parts += [
            Aside(f"{name.removeprefix('ac:')} {attributes[name]}")
            for name in _SHOWN_OF_IMAGES
            if attributes.get(name)
        ]
        return parts if caption is None else [*parts, BREAK, *self.parts(caption.children)]

    def _macro(self, macro: Element) -> list[Part]:
        name = macro.attributes.get("ac:name", "")
        values = self.parameters(macro)
        if name == "anchor":
            return [Aside(f"anchor {values.get('', '')}")]
        if name == "status":
            colour = values.get("colour", "Grey")
            return [f"[{values.get('title', '')}]", Aside(f"colour {colour}")]
        bodies = [each for each in macro.elements() if each.name.endswith("-body")]
        inner = self.parts(child for body in bodies for child in body.children)
        return [*macro_head(name, values), " ", *inner] if inner else [macro_words(name, values)]

    def parameters(self, macro: Element) -> dict[str, str]:
        """The parameters of a macro by name, in an order that is always the same."""
        found = {
            each.attributes.get("ac:name", ""): _value(each)
            for each in macro.elements()
            if each.name == "ac:parameter"
        }
        return dict(sorted(found.items()))


def macro_head(name: str, values: Mapping[str, str]) -> list[Part]:
    """The name of a macro; its parameters are told when they are different."""
    told = _told(values)
    return [f"[{name}]", *_aside(told)]


def macro_words(name: str, values: Mapping[str, str]) -> str:
    """A macro that shows what its parameters say."""
    return f"[{name} {_told(values)}]" if values else f"[{name}]"


def _told(values: Mapping[str, str]) -> str:
    return "; ".join(f"{key}={value}" if key else value for key, value in values.items())


def target(resource: Element) -> str:
    """What a resource is known by."""
    attributes = resource.attributes
    match resource.name:
        case "ri:page" | "ri:blog-post":
            space = attributes.get("ri:space-key", "")
            title = attributes.get("ri:content-title", "")
            return f"{space}:{title}" if space else title
        case "ri:attachment":
            holder = next((each for each in resource.elements() if each.name == "ri:page"), None)
            name = attributes.get("ri:filename", "")
            return name if holder is None else f"{target(holder)}/{name}"
        case "ri:user":
            names = ("ri:account-id", "ri:username", "ri:userkey")
            return "user " + next((attributes[name] for name in names if name in attributes), "")
    told = [value for name, value in sorted(attributes.items()) if name not in _NOT_TOLD]
    return " ".join(told) or resource.name.removeprefix("ri:")


_NOT_TOLD = frozenset({"ri:version-at-save", "ri:local-id"})


def _value(parameter: Element) -> str:
    inner = [target(each) for each in parameter.walk() if each.name.startswith("ri:")]
    return " ".join([*text_of(parameter.children).split(), *inner])


def _aside(words: str) -> list[Part]:
    return [Aside(words)] if words else []


def _marked(parts: list[Part], mark: str) -> list[Part]:
    """Put marks around words, closely, as Markdown has them."""
    texts = [number for number, part in enumerate(parts) if isinstance(part, str) and part.strip()]
    if not texts:
        return parts
    first, last = texts[0], texts[-1]
    marked = list(parts)
    begin = str(marked[first])
    marked[first] = begin[: len(begin) - len(begin.lstrip())] + mark + begin.lstrip()
    end = str(marked[last])
    marked[last] = end.rstrip() + mark + end[len(end.rstrip()) :]
    return marked


def _style(style: str) -> str:
    """A style in one spelling; empty when it says nothing."""
    rules = (rule.split(":", 1) for rule in style.split(";") if ":" in rule)
    return "; ".join(sorted(f"{name.strip()} {value.strip()}" for name, value in rules))


def style_of(element: Element) -> list[Part]:
    """What the style of a block says."""
    return _aside(_style(element.attributes.get("style", "")))

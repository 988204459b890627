"""Random documents: hypothesis strategies for doctrees in which everything stands in everything that docutils allows.

Every piece of text is a word of its own, so that a test can follow each of them to the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from docutils import nodes
from docutils.utils import new_document
from hypothesis import strategies as st
from sphinx import addnodes

WORD = re.compile(r"w\d+w")

_AROUND_WORDS = (
    "", " ", "\n", "\t ", "\u00a0", "\u200b", "\u200f", "&amp;", "]]>", "<b>", "\x00", "\x07", "\ud800", "\U0001f600",
)  # fmt: skip

_MARKS = (
    nodes.emphasis, nodes.strong, nodes.title_reference, nodes.subscript, nodes.superscript,
    nodes.literal, nodes.inline, nodes.generated, nodes.problematic,
    addnodes.literal_emphasis, addnodes.literal_strong, addnodes.manpage, addnodes.desc_inline,
)  # fmt: skip
_ADMONITIONS = (
    nodes.note, nodes.tip, nodes.hint, nodes.important, nodes.attention, nodes.caution, nodes.warning, nodes.danger,
    nodes.error, addnodes.seealso,
)  # fmt: skip
_BODY_HOLDERS = (nodes.container, nodes.compound, nodes.block_quote, addnodes.only)

_RAW_BLOCKS = (
    "<p>{0} <strong>{1} <code>{2}</code></strong></p>",
    "<ul><li>{0}<table><tr><td>{1}</td></tr></table></li><li>{2}</li></ul>",
    '<ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">{0}</ac:parameter>'
    "<ac:rich-text-body><p>{1}</p><h2>{2}</h2></ac:rich-text-body></ac:structured-macro>",
    '<ac:structured-macro ac:name="excerpt"><ac:rich-text-body><p>{0}</p>'
    '<ac:structured-macro ac:name="info"><ac:rich-text-body><blockquote>{1}</blockquote>{2}</ac:rich-text-body>'
    "</ac:structured-macro></ac:rich-text-body></ac:structured-macro>",
    '<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>{0}</p></ac:layout-cell>'
    "<ac:layout-cell><hr/>{1}<p>{2}</p></ac:layout-cell></ac:layout-section></ac:layout>",
    "<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>"
    "<ac:task-body><p>{0}</p><ul><li>{1}</li></ul></ac:task-body></ac:task></ac:task-list><p>{2}</p>",
    "<table><tr><th>{0}</th><td rowspan='3'>{1}</td></tr><tr><td>{2}</td></tr></table>",
    "<li>{0}</li><td>{1}</td><dl><dt>{2}</dt></dl>",
    "<h2>{0}<ac:structured-macro ac:name='status'><ac:parameter ac:name='title'>T</ac:parameter>"
    "</ac:structured-macro></h2><div>{1}<pre>{2}</pre></div>",
    "<blockquote><p>{0}</p><table><tbody><tr><td>{1}</td></tr></tbody></table><p>{2}</p></blockquote>",
)


@dataclass
class _Maker:
    """Builds one document from choices that hypothesis makes.

    :param size: how many nodes there may still be; keeps documents from growing without end.
    """

    draw: Callable[[st.SearchStrategy], object]
    size: int
    words: int = 0
    ids: int = 0

    def choose(self, options: tuple):
        """One of these."""
        return options[self.number(0, len(options) - 1)]

    def number(self, low: int, high: int) -> int:
        """A number."""
        return self.draw(st.integers(low, high))

    def flag(self) -> bool:
        """Yes or no."""
        return self.number(0, 1) == 1

    def word(self) -> str:
        """A word that is nowhere else."""
        self.words += 1
        return f"w{self.words}w"

    def text(self) -> nodes.Text:
        """A word with something odd around it."""
        before, after = self.choose(_AROUND_WORDS), self.choose(_AROUND_WORDS)
        return nodes.Text(f"{before}{self.word()}{after}")

    def identified(self, node: nodes.Element) -> nodes.Element:
        """Give a node an id, sometimes."""
        if self.number(0, 3) == 0 and not isinstance(node, nodes.problematic):
            self.ids += 1
            node["ids"].append(f"id{self.ids}")
        return node

    def several(self, make: Callable[[int], nodes.Node], depth: int, *, most: int = 3):
        """One to a few nodes."""
        return [make(depth) for _ in range(self.number(1, most))]

    # in a line

    def line(self, depth: int) -> list[nodes.Node]:
        """What stands in a paragraph."""
        return self.several(self.inline, depth, most=3)

    def inline(self, depth: int) -> nodes.Node:
        """Text, or something in a line of text."""
        self.size -= 1
        if depth <= 0 or self.size <= 0:
            return self.text()
        kind = self.number(0, 9)
        if kind < 3:
            return self.text()
        if kind < 6:
            node = self.choose(_MARKS)("")
            if isinstance(node, nodes.inline):
                node["classes"] = [self.choose(("", "guilabel", "strike", "underline", "kbd"))]
            return self.identified(self.filled(node, self.line(depth - 1)))
        return self.identified(
            self.choose(
                (
                    self.reference,
                    self.target,
                    self.image,
                    self.math,
                    self.footnote_reference,
                    self.abbreviation,
                )
            )(depth)
        )

    @staticmethod
    def filled(node: nodes.Element, children: list[nodes.Node]) -> nodes.Element:
        """A node with these children."""
        node += children
        return node

    def reference(self, depth: int) -> nodes.Element:
        """A link, out or in; it may hold another."""
        where = self.choose(
            (
                {"refuri": "https://example.org/?a&b"},
                {"refid": "id1"},
                {"refuri": "confluence-doc:index#x"},
                {},
            )
        )
        return self.filled(nodes.reference("", "", **where), self.line(depth - 1))

    def target(self, _depth: int) -> nodes.Element:
        """A place in a line."""
        self.ids += 1
        return nodes.target("", "", self.text(), ids=[f"id{self.ids}"])

    def image(self, _depth: int = 0) -> nodes.Element:
        """An image; ``small`` is one that stands in a line."""
        return nodes.image(
            "",
            uri=self.choose(("https://example.org/x.png", "small.png", "missing.png")),
            alt="alt",
        )

    def math(self, _depth: int) -> nodes.Element:
        """A formula."""
        return nodes.math("", f"{self.word()}^2")

    def footnote_reference(self, _depth: int) -> nodes.Element:
        """The number of a footnote."""
        return nodes.footnote_reference("", self.word(), refid="id1")

    def abbreviation(self, depth: int) -> nodes.Element:
        """An abbreviation."""
        return self.filled(nodes.abbreviation("", "", explanation="x"), self.line(depth - 1))

    # blocks

    def blocks(self, depth: int, *, most: int = 3) -> list[nodes.Node]:
        """What stands in a section, an item, a cell …"""
        return self.several(self.block, depth, most=most)

    def block(self, depth: int) -> nodes.Node:
        """Any block."""
        self.size -= 1
        if depth <= 0 or self.size <= 0:
            return self.paragraph(1)
        makers = (
            self.paragraph, self.bullet_list, self.numbered_list, self.table, self.table, self.admonition,
            self.titled_admonition, self.holder, self.quotation, self.figure, self.code, self.captioned_code,
            self.definitions, self.fields, self.options, self.line_block, self.footnote, self.topic, self.raw,
            self.description, self.rubric, self.image, self.dropdown, self.version_change, self.transition,
            self.loose_target, self.math_block, self.hlist, self.section, self.glossary,
        )  # fmt: skip
        return self.identified(self.choose(makers)(depth))

    def paragraph(self, depth: int) -> nodes.Element:
        """A paragraph, sometimes in the middle."""
        node = self.filled(nodes.paragraph(), self.line(min(depth, 2)))
        if self.number(0, 5) == 0:
            node["classes"].append("align-center")
        return node

    def bullet_list(self, depth: int) -> nodes.Element:
        """A list."""
        return self.filled(nodes.bullet_list(), self.several(self.item, depth))

    def numbered_list(self, depth: int) -> nodes.Element:
        """A list with numbers."""
        node = nodes.enumerated_list(enumtype=self.choose(("arabic", "loweralpha")))
        if self.flag():
            node["start"] = 4
        return self.filled(node, self.several(self.item, depth))

    def item(self, depth: int) -> nodes.Element:
        """An item of a list; it may be empty."""
        node = self.identified(nodes.list_item())
        return node if self.number(0, 8) == 0 else self.filled(node, self.blocks(depth - 1))

    def table(self, depth: int) -> nodes.Element:
        """A table with headings, stubs and cells over several rows and columns."""
        width, height = self.number(1, 3), self.number(1, 3)
        heads = self.number(0, 2)
        group = nodes.tgroup(cols=width)
        for column in range(width):
            group += nodes.colspec(
                colwidth=1 + column, **({"stub": 1} if self.number(0, 4) == 0 else {})
            )
        if heads:
            group += self.filled(nodes.thead(), self.rows(heads, width, depth))
        group += self.filled(nodes.tbody(), self.rows(height, width, depth))
        node = nodes.table("", group)
        if self.number(0, 3) == 0:
            node.insert(0, nodes.title("", "", *self.line(1)))
        return node

    def rows(self, height: int, width: int, depth: int) -> list[nodes.Node]:
        """Rows that fill a rectangle, in which some cells are joined."""
        free = {(y, x) for y in range(height) for x in range(width)}
        rows = [nodes.row() for _ in range(height)]
        for y in range(height):
            for x in range(width):
                if (y, x) not in free:
                    continue
                right = x + 1
                while (y, right) in free and self.number(0, 4) == 0:
                    right += 1
                down = y + 1
                while (
                    down < height
                    and self.number(0, 3) == 0
                    and all((down, i) in free for i in range(x, right))
                ):
                    down += 1
                free -= {(j, i) for j in range(y, down) for i in range(x, right)}
                cell = nodes.entry()
                if right - x > 1:
                    cell["morecols"] = right - x - 1
                if down - y > 1:
                    cell["morerows"] = down - y - 1
                if self.number(0, 6):
                    cell += self.blocks(depth - 1, most=2)
                rows[y] += self.identified(cell)
        return [row for row in rows if row.children] if width > 1 else rows

    def admonition(self, depth: int) -> nodes.Element:
        """A note, a warning …"""
        return self.filled(self.choose(_ADMONITIONS)(), self.blocks(depth - 1))

    def titled_admonition(self, depth: int) -> nodes.Element:
        """An admonition with a title."""
        title = nodes.title("", "", *self.line(2))
        return self.filled(nodes.admonition("", title), self.blocks(depth - 1))

    def dropdown(self, depth: int) -> nodes.Element:
        """An admonition that is closed at first."""
        node = self.titled_admonition(depth)
        node["classes"].append("dropdown")
        return node

    def holder(self, depth: int) -> nodes.Element:
        """Something around blocks."""
        kind = self.choose(_BODY_HOLDERS)
        return self.filled(
            kind(expr="x") if kind is addnodes.only else kind(), self.blocks(depth - 1)
        )

    def quotation(self, depth: int) -> nodes.Element:
        """A quotation, with who said it."""
        node = self.filled(nodes.block_quote(), self.blocks(depth - 1))
        node += nodes.attribution("", "", *self.line(1))
        return node

    def figure(self, depth: int) -> nodes.Element:
        """An image with caption and legend."""
        picture = self.image()
        if self.flag():
            picture = nodes.reference("", "", picture, refuri="https://example.org/")
        node = nodes.figure("", picture, nodes.caption("", "", *self.line(2)))
        if self.flag():
            node += self.filled(nodes.legend(), self.blocks(depth - 1))
        return node

    def code(self, _depth: int) -> nodes.Element:
        """Code."""
        return nodes.literal_block(
            "", "", nodes.Text(f"{self.word()} <]]>\n\n  {self.word()}"), language="python"
        )

    def captioned_code(self, depth: int) -> nodes.Element:
        """Code with a caption."""
        caption = nodes.caption("", "", *self.line(2))
        return nodes.container("", caption, self.code(depth), literal_block=True)

    def definitions(self, depth: int) -> nodes.Element:
        """Terms and what they mean."""
        return self.filled(nodes.definition_list(), self.several(self.definition, depth, most=2))

    def definition(self, depth: int) -> nodes.Element:
        """A term, and what it means."""
        item = nodes.definition_list_item("", self.identified(nodes.term("", "", *self.line(2))))
        if self.flag():
            item += nodes.classifier("", self.word())
        item += self.filled(nodes.definition(), self.blocks(depth - 1))
        return item

    def glossary(self, depth: int) -> nodes.Element:
        """A list of terms."""
        return addnodes.glossary("", self.definitions(depth))

    def fields(self, depth: int) -> nodes.Element:
        """Fields."""
        return self.filled(nodes.field_list(), self.several(self.a_field, depth, most=2))

    def a_field(self, depth: int) -> nodes.Element:
        """A name and what is said to it."""
        body = nodes.field_body()
        if self.number(0, 4):
            body += self.blocks(depth - 1, most=2)
        return nodes.field("", nodes.field_name("", "", *self.line(1)), body)

    def options(self, depth: int) -> nodes.Element:
        """Options of a command."""
        option = nodes.option(
            "", nodes.option_string("", self.word()), nodes.option_argument("", self.word())
        )
        description = self.filled(nodes.description(), self.blocks(depth - 1, most=2))
        return nodes.option_list(
            "", nodes.option_list_item("", nodes.option_group("", option), description)
        )

    def line_block(self, _depth: int) -> nodes.Element:
        """Lines, some of them moved to the right."""
        inner = nodes.line_block("", nodes.line("", "", *self.line(1)))
        return nodes.line_block("", nodes.line("", "", *self.line(1)), inner, nodes.line())

    def footnote(self, depth: int) -> nodes.Element:
        """A footnote or a citation."""
        kind = self.choose((nodes.footnote, nodes.citation))
        node = kind("", nodes.label("", self.word()), backrefs=["id1", "id2"][: self.number(0, 2)])
        return self.filled(node, self.blocks(depth - 1, most=2))

    def topic(self, depth: int) -> nodes.Element:
        """A box with a title."""
        kind = self.choose((nodes.topic, nodes.sidebar))
        return self.filled(kind("", nodes.title("", "", *self.line(1))), self.blocks(depth - 1))

    def raw(self, _depth: int) -> nodes.Element:
        """Storage format that somebody wrote."""
        words = (self.word(), self.word(), self.word())
        return nodes.raw("", self.choose(_RAW_BLOCKS).format(*words), format="confluence")

    def description(self, depth: int) -> nodes.Element:
        """An object with a signature."""
        parameter = addnodes.desc_parameter("", "", addnodes.desc_sig_name("", self.word()))
        signature = addnodes.desc_signature(
            "",
            "",
            addnodes.desc_name("", self.word()),
            addnodes.desc_parameterlist("", "", parameter),
        )
        content = self.filled(addnodes.desc_content(), self.blocks(depth - 1))
        return addnodes.desc(
            "", self.identified(signature), content, domain="py", objtype="function"
        )

    def rubric(self, _depth: int) -> nodes.Element:
        """A heading that is none."""
        return self.filled(nodes.rubric(), self.line(2))

    def version_change(self, depth: int) -> nodes.Element:
        """What changed in a version."""
        node = addnodes.versionmodified(
            type=self.choose(("deprecated", "versionadded", "versionremoved"))
        )
        return self.filled(node, self.blocks(depth - 1, most=2))

    def transition(self, _depth: int) -> nodes.Element:
        """A line across the page."""
        return nodes.transition()

    def loose_target(self, _depth: int) -> nodes.Element:
        """A place between blocks."""
        self.ids += 1
        return nodes.target("", "", ids=[f"id{self.ids}"])

    def math_block(self, _depth: int) -> nodes.Element:
        """A formula."""
        return nodes.math_block("", f"{self.word()}")

    def hlist(self, depth: int) -> nodes.Element:
        """A list in columns."""
        return addnodes.hlist("", addnodes.hlistcol("", self.bullet_list(depth - 1)))

    def section(self, depth: int) -> nodes.Element:
        """A section with its title."""
        self.ids += 1
        node = nodes.section("", ids=[f"id{self.ids}"])
        node += nodes.title("", "", *self.line(2))
        return self.filled(node, self.blocks(depth - 1))


@st.composite
def documents(draw: Callable, *, depth: int = 5, size: int = 40) -> nodes.document:
    """Documents in which every block has a line, as the parser gives them one."""
    return make_document(draw, depth=depth, size=draw(st.integers(3, size)))


def make_document(draw: Callable, *, depth: int, size: int) -> nodes.document:
    """Make a document from choices.

    :param draw: takes a strategy for integers and gives one of them.
    """
    document = new_document("index.rst")
    document += _Maker(draw, size).blocks(depth, most=4)
    blocks = (nodes.Body, nodes.Structural, nodes.Part, nodes.Titular, addnodes.desc_signature)
    for line, node in enumerate(document.findall(nodes.Element), start=3):
        if isinstance(node, blocks) and not isinstance(node, (nodes.row, nodes.tgroup)):
            node.line = line
    return document

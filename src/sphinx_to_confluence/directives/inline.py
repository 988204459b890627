"""Small things in a line of text: lozenges, emoticons, people, dates, struck out words."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.nodes import Node, system_message
from sphinx.locale import _
from sphinx.util.docutils import SphinxRole
from sphinx.util.i18n import format_date

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator
    from sphinx.writers.manpage import ManualPageTranslator
    from sphinx.writers.texinfo import TexinfoTranslator
    from sphinx.writers.text import TextTranslator

_Result = tuple[list[Node], list[system_message]]

STATUS_COLOURS = ("Grey", "Red", "Yellow", "Green", "Blue", "Purple")

EMOTICONS = {
    "smile": "\N{SLIGHTLY SMILING FACE}",
    "sad": "\N{SLIGHTLY FROWNING FACE}",
    "cheeky": "\N{FACE WITH STUCK-OUT TONGUE}",
    "laugh": "\N{GRINNING FACE}",
    "wink": "\N{WINKING FACE}",
    "thumbs-up": "\N{THUMBS UP SIGN}",
    "thumbs-down": "\N{THUMBS DOWN SIGN}",
    "information": "\N{INFORMATION SOURCE}",
    "tick": "\N{WHITE HEAVY CHECK MARK}",
    "cross": "\N{CROSS MARK}",
    "warning": "\N{WARNING SIGN}",
    "plus": "\N{HEAVY PLUS SIGN}",
    "minus": "\N{HEAVY MINUS SIGN}",
    "question": "\N{BLACK QUESTION MARK ORNAMENT}",
    "light-on": "\N{ELECTRIC LIGHT BULB}",
    "light-off": "\N{ELECTRIC LIGHT BULB}",
    "yellow-star": "\N{WHITE MEDIUM STAR}",
    "red-star": "\N{WHITE MEDIUM STAR}",
    "green-star": "\N{WHITE MEDIUM STAR}",
    "blue-star": "\N{WHITE MEDIUM STAR}",
    "heart": "\N{HEAVY BLACK HEART}",
    "broken-heart": "\N{BROKEN HEART}",
}
"""The emoticons of Confluence, and the characters that other builders show."""


class confluence_status(nodes.inline):
    """A lozenge with a word; ``colour`` is spelt as the macro has it, ``outline`` says that it is not filled."""


class confluence_emoticon(nodes.inline):
    """An emoticon; ``emoticon`` is its name on Confluence, its text the character."""


class confluence_mention(nodes.inline):
    """A person; ``user`` is what Confluence knows the person by, the text the name."""


class confluence_date(nodes.inline):
    """A day; ``date`` is spelt as in ISO 8601, the text as people do."""


class confluence_strike(nodes.inline):
    """Text that is struck out."""


class ConfluenceRole(SphinxRole):
    """A role of ours; a mistake in its text is an error of the document."""

    def mistake(self, message: str) -> _Result:
        """What docutils gets for text that the role cannot read."""
        told = self.inliner.reporter.error(f"{self.rawtext}: {message}", line=self.lineno)
        shown = self.inliner.problematic(self.rawtext, self.rawtext, told)
        return [shown], [told]

    def shown(self, node: nodes.TextElement, *children: nodes.Node) -> _Result:
        """The node, with what other builders show in it."""
        node.rawsource = self.rawtext
        node += children
        self.set_source_info(node)
        return [node], []


class StatusRole(ConfluenceRole):
    """``:confluence_status:`text <colour>```, or ``[colour]`` for one that is not filled."""

    _COLOURED = re.compile(
        r"(?P<text>.*?)\s*(?:<(?P<filled>[^<>]*)>|\[(?P<outline>[^\[\]]*)\])", re.S
    )

    def run(self) -> _Result:
        """Make the node."""
        match = self._COLOURED.fullmatch(self.text.strip())
        word = match["text"] if match else self.text.strip()
        wanted = (match["filled"] or match["outline"] or "") if match else "grey"
        spelt = {"gray": "grey"}.get(wanted.strip().lower(), wanted.strip().lower())
        colour = next((name for name in STATUS_COLOURS if name.lower() == spelt), "")
        if not word:
            return self.mistake("a status has a text before its colour")
        if not colour:
            known = ", ".join(STATUS_COLOURS).lower()
            return self.mistake(f'"{wanted}" is no colour of a status; there are {known}')
        outline = bool(match and match["outline"])
        classes = ["confluence-status", f"confluence-status-{colour.lower()}"]
        node = confluence_status(colour=colour, outline=outline, classes=classes)
        return self.shown(node, nodes.strong("", word))


class EmoticonRole(ConfluenceRole):
    """``:confluence_emoticon:`tick```."""

    def run(self) -> _Result:
        """Make the node."""
        name = self.text.strip().strip("():").lower()
        if name not in EMOTICONS:
            return self.mistake(
                f'"{name}" is no emoticon of Confluence; there are {", ".join(EMOTICONS)}'
            )
        node = confluence_emoticon(emoticon=name, classes=["confluence-emoticon"])
        return self.shown(node, nodes.Text(EMOTICONS[name]))


class MentionRole(ConfluenceRole):
    """``:confluence_mention:`name```: a name of ``confluence_mentions``, or what Confluence knows the person by.

    ``:confluence_mention:`Ada Lovelace <ada>``` says what is shown where nobody can be mentioned.
    """

    _EXPLICIT = re.compile(r"(?P<name>.+?)\s*<(?P<key>[^<>]+)>", re.S)

    def run(self) -> _Result:
        """Make the node."""
        match = self._EXPLICIT.fullmatch(self.text.strip())
        key = (match["key"] if match else self.text).strip()
        if not key:
            return self.mistake("nobody is mentioned")
        user = self.config.confluence_mentions.get(key, key)
        node = confluence_mention(user=user, key=key, classes=["confluence-mention"])
        return self.shown(node, nodes.Text(match["name"] if match else key))


class DateRole(ConfluenceRole):
    """``:confluence_date:`2026-01-31```."""

    def run(self) -> _Result:
        """Make the node."""
        day = self.text.strip()
        try:
            found = datetime.strptime(day, "%Y-%m-%d")  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            return self.mistake("a date is spelt as 2026-01-31 is")
        style = self.config.today_fmt or _("%b %d, %Y")
        shown = format_date(style, date=found, language=self.config.language, local_time=False)
        node = confluence_date(date=f"{found:%Y-%m-%d}", classes=["confluence-date"])
        return self.shown(node, nodes.Text(shown))


class StrikeRole(ConfluenceRole):
    """``:confluence_strike:`text```."""

    def run(self) -> _Result:
        """Make the node."""
        return self.shown(confluence_strike(classes=["strike"]), nodes.Text(self.text))


def _start_struck_in_html(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "s", ""))


def _end_struck_in_html(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</s>")


def _mark_struck(self: TextTranslator, _node: nodes.Element) -> None:
    """Other builders have no line through text, or only with a package that a project may not want."""
    self.add_text("~~")


def _mark_struck_in_body(
    self: ManualPageTranslator | TexinfoTranslator, _node: nodes.Element
) -> None:
    self.body.append("~~")


def _mark_struck_in_latex(self: LaTeXTranslator, _node: nodes.Element) -> None:
    self.body.append(2 * r"\textasciitilde{}")


def setup(app: Sphinx) -> None:
    """Register roles and nodes."""
    app.add_role("confluence_status", StatusRole())
    app.add_role("confluence_emoticon", EmoticonRole())
    app.add_role("confluence_mention", MentionRole())
    app.add_role("confluence_date", DateRole())
    app.add_role("confluence_strike", StrikeRole())
    for node in (confluence_status, confluence_emoticon, confluence_mention, confluence_date):
        app.add_node(node)
    app.add_node(
        confluence_strike,
        html=(_start_struck_in_html, _end_struck_in_html),
        latex=(_mark_struck_in_latex, _mark_struck_in_latex),
        man=(_mark_struck_in_body, _mark_struck_in_body),
        texinfo=(_mark_struck_in_body, _mark_struck_in_body),
        text=(_mark_struck, _mark_struck),
    )

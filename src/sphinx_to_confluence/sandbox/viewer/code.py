"""Code blocks with coloured text and numbered lines."""

from __future__ import annotations

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer

from sphinx_to_confluence.sandbox.viewer import languages
from sphinx_to_confluence.sandbox.viewer.markup import join, pixels, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place
from sphinx_to_confluence.sandbox.viewer.storage import Element, first_child, plain, setting
from sphinx_to_confluence.sandbox.viewer.view import View

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix="t-")


def code_macro(macro: Element, view: View) -> Markup:
    """Draw the ``code`` macro; what Cloud's editor ignores (title, theme, first line) is ignored."""
    text = plain(first_child(macro, "ac:plain-text-body"))
    language = setting(macro, "language")
    known = language in (languages.CLOUD if view.cloud else languages.DATA_CENTER)
    wraps = setting(macro, "wrap") == "true" and view.cloud
    broad = _breakout(macro, view)
    numbered = view.cloud or setting(macro, "linenumbers") == "true"
    first = pixels(setting(macro, "firstline")) if not view.cloud else None
    lines = highlighted(text, language if known else "")
    block = tag(
        "div",
        _tools(_label(language, known=known))
        + tag(
            "pre",
            tag("code", lines, class_=_code_class(numbered=numbered)),
            tabindex="0",
            class_="wraps" if wraps else None,
            style=f"--first: {first - 1}" if first else None,
        ),
        class_="code breakout" if broad else "code",
        style=f"--width: {broad}px" if broad else None,
    )
    title = setting(macro, "title")
    if not title:
        return block
    # Cloud turns the title into a heading of its own before the block.
    return (
        tag("h5" if view.cloud else "p", title, class_=None if view.cloud else "code-title") + block
    )


def _breakout(macro: Element, view: View) -> int | None:
    if not view.cloud or view.place is not Place.ROOT:
        return None
    mode = setting(macro, "breakoutMode")
    width = pixels(setting(macro, "breakoutWidth"))
    return width if mode and width else {"wide": 960, "full-width": 1800}.get(mode)


def _tools(label: str = "") -> Markup:
    """Draw the corner of a block: its language, and room for the button that copies it."""
    return tag("div", label, class_="code-tools")


def _label(language: str, *, known: bool) -> Markup:
    if known and language not in languages.PLAIN:
        return tag("span", language, class_="code-language")
    if language in languages.PLAIN:
        return Markup("")
    reason = f"Confluence does not know the language “{language}”; it shows plain text."
    return tag("span", f"{language}?", class_="code-language code-unknown", title=reason)


def highlighted(text: str, language: str) -> Markup:
    """Colour a text line by line; an unknown language is plain text."""
    try:
        lexer = get_lexer_by_name(
            languages.PYGMENTS.get(language, language) or "text", stripnl=False
        )
    except ValueError:
        lexer = TextLexer(stripnl=False)
    # Pygments escapes the text and closes its spans at the end of each line.
    coloured = Markup(highlight(text, lexer, _FORMATTER))  # noqa: S704
    lines = coloured.removesuffix("\n").split("\n")
    return join(tag("span", line + "\n", class_="line") for line in lines)


def noformat_macro(macro: Element, view: View) -> Markup:
    """Draw the ``noformat`` macro, which Cloud shows as a code block."""
    return plain_block(plain(first_child(macro, "ac:plain-text-body")), view)


def plain_block(text: str, view: View) -> Markup:
    """Draw a code block without a language."""
    lines = tag("code", highlighted(text, ""), class_=_code_class(numbered=view.cloud))
    return tag("div", _tools() + tag("pre", lines, tabindex="0"), class_="code")


def _code_class(*, numbered: bool) -> str:
    return "code-text numbered" if numbered else "code-text"

"""Code blocks: which languages are known, and how their text is coloured."""

from __future__ import annotations

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer

from sphinx_to_confluence.sandbox.viewer.markup import join, pixels, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place
from sphinx_to_confluence.sandbox.viewer.storage import Element, plain, setting
from sphinx_to_confluence.sandbox.viewer.view import View

# What the code block of Cloud colours (exact and case-sensitive); anything else is plain text.
_CLOUD = frozenset(
    """
    abap actionscript actionscript3 as ada ada95 ada2005 applescript arduino autoit c c++ cpp clike csharp c#
    clojure coffeescript coffee-script coffee coldfusion css cuda cu d dart diff docker dockerfile elixir ex exs
    erlang erl fortran foxpro purebasic gherkin cucumber go graphql groovy handlebars mustache haskell hs haxe hx
    hxsl hcl terraform html java javafx jfx javascript js json jsx julia jl kotlin livescript live-script lua
    markdown mathematica mma nb matlab nginx objective-c objectivec obj-c objc objective-j objectivej obj-j objj
    ocaml octave pas pascal objectpascal delphi perl pl php php3 php4 php5 powershell posh ps1 psm1 prolog
    protobuf proto puppet python py qbs qml r racket rkt restructuredtext rst rest ruby rb duby rust sass scala
    scheme scm shell bash sh ksh zsh smalltalk squeak st splunk-spl sql postgresql postgres plpgsql psql
    postgresql-console postgres-console tsql t-sql mysql sqlite standardmL sml standardml swift tcl tex latex
    text plaintext toml tsx typescript ts vala vapi vbnet vb.net vfp clipper xbase verilog v vhdl visualbasic vb
    xml xquery xqy xq xql xqm yaml yml
    """.split()
)
_DATA_CENTER = frozenset(
    """
    actionscript3 applescript bash c# csharp coldfusion cpp css delphi diff erl erlang groovy html/xml html xml
    java jfx javafx js javascript perl php powershell py python ruby sass scala sql text none vb yml yaml
    """.split()
)
_PLAIN = frozenset({"text", "plaintext", "none", ""})
# Where Pygments has another name for the language.
_PYGMENTS = {
    "plaintext": "text", "none": "text", "clike": "c", "html/xml": "xml", "visualbasic": "vb.net",
    "vb": "vb.net", "pas": "pascal", "cu": "cuda", "coldfusion": "cfm", "docker": "dockerfile",
    "standardmL": "sml", "standardml": "sml", "shell": "bash", "objectivec": "objective-c",
    "obj-c": "objective-c", "t-sql": "tsql", "livescript": "live-script", "jfx": "java",
    "javafx": "java", "terraform": "hcl", "mysql": "sql", "cucumber": "gherkin",
}  # fmt: skip
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix="t-")


def code_macro(macro: Element, view: View) -> Markup:
    """Draw the ``code`` macro; what Cloud's editor ignores (title, theme, first line) is ignored."""
    text = plain(macro.find("ac:plain-text-body"))
    language = setting(macro, "language")
    known = language in (_CLOUD if view.cloud else _DATA_CENTER)
    wraps = setting(macro, "wrap") == "true" and view.cloud
    broad = _breakout(macro, view)
    numbered = view.cloud or setting(macro, "linenumbers") == "true"
    first = pixels(setting(macro, "firstline")) if not view.cloud else None
    lines = _lines(text, language if known else "")
    block = tag(
        "div",
        _label(language, known=known)
        + tag(
            "pre",
            tag("code", lines, class_="code-text numbered" if numbered else "code-text"),
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


def _label(language: str, *, known: bool) -> Markup:
    if known and language not in _PLAIN:
        return tag("span", language, class_="code-language")
    if language in _PLAIN:
        return Markup("")
    reason = f"Confluence does not know the language “{language}”; it shows plain text."
    return tag("span", f"{language}?", class_="code-language code-unknown", title=reason)


def _lines(text: str, language: str) -> Markup:
    try:
        lexer = get_lexer_by_name(_PYGMENTS.get(language, language) or "text", stripnl=False)
    except ValueError:
        lexer = TextLexer(stripnl=False)
    # Pygments escapes the text and closes its spans at the end of each line.
    coloured = Markup(highlight(text, lexer, _FORMATTER))  # noqa: S704
    lines = coloured.removesuffix("\n").split("\n")
    return join(tag("span", line + "\n", class_="line") for line in lines)


def noformat_macro(macro: Element, view: View) -> Markup:
    """Draw the ``noformat`` macro, which Cloud shows as a code block."""
    text = plain(macro.find("ac:plain-text-body"))
    classes = "code-text numbered" if view.cloud else "code-text"
    return tag(
        "div",
        tag("pre", tag("code", _lines(text, ""), class_=classes), tabindex="0"),
        class_="code",
    )

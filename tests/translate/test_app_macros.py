"""Templates for macros of apps are read from the options, and what is wrong with them is told."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.config import checks
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.storage.elements import FRAGMENT, Element
from sphinx_to_confluence.storage.serialize import serialize
from sphinx_to_confluence.translate.app_macros import (
    APP_MACROS,
    app_templates,
    template_problems,
)

GUIDE = Path(__file__).parents[2] / "doc" / "guide" / "app-macros.rst"
_CODE = re.compile(r"^\.\. code-block:: python\n(?: +:.*\n)*\n((?:(?: +.*)?\n)+)", re.MULTILINE)


def filled(settings, name, editor=Editor.CLOUD, **values):
    """Fill a template of a project and write it."""
    nodes = app_templates(settings, editor)[name].fill(**values)
    return serialize(Element(FRAGMENT, children=nodes)).text


def documented():
    """The options of each example of the guide."""
    for found in _CODE.finditer(GUIDE.read_text(encoding="utf-8")):
        code = ast.parse("\n".join(line.removeprefix("   ") for line in found[1].splitlines()))
        assert isinstance(code.body[0], ast.Assign)
        (target,) = code.body[0].targets
        assert isinstance(target, ast.Name)
        name = target.id.removeprefix("confluence_")
        yield pytest.param(
            {name: ast.literal_eval(code.body[0].value)},
            id=f"line {GUIDE.read_text(encoding='utf-8')[: found.start()].count(chr(10)) + 1}",
        )


@pytest.mark.parametrize("options", list(documented()))
@pytest.mark.parametrize("editor", Editor)
def test_documented_templates(options, editor):
    """Every example of the guide is accepted, and what is put in comes out of it."""
    settings = Settings(**options)
    assert list(template_problems(settings)) == []
    values = {name: f"<{name}>" for name in ("source", "title", "id", "filename", "first")}
    content = [Element("p", children=["<content>"])]
    for name, template in app_templates(settings, editor).items():
        text = serialize(Element(FRAGMENT, children=template.fill(content=content, **values))).text
        assert "{" not in text
        for needed in set(APP_MACROS[name].needs) & template.uses:
            assert f"<{needed}>" in text.replace("&lt;", "<").replace("&gt;", ">")


def test_the_guide_names_every_template():
    """The table of the guide has a row for each template, with its placeholders."""
    rows = dict(
        re.findall(
            r"^   \* - ``([a-z-]+)``\n.*\n     - (.*)$",
            GUIDE.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    placeholders = {name: set(re.findall(r"\{([a-z]+)\}", row)) for name, row in rows.items()}
    assert placeholders == {
        name: {*macro.needs, *macro.knows} for name, macro in APP_MACROS.items()
    }


def test_a_template_for_each_edition():
    """The edition that pages are built for decides; one without a template has none."""
    settings = Settings(
        macro_templates={
            "mermaid": {"cloud": "<p>{source}</p>", "data-center": "<pre>{source}</pre>"},
            "plantuml": {"cloud": "<p>{source}</p>"},
        }
    )
    assert filled(settings, "mermaid", source="a") == "<p>a</p>\n"
    assert filled(settings, "mermaid", Editor.DATA_CENTER, source="a") == "<pre>a</pre>\n"
    assert set(app_templates(settings, Editor.DATA_CENTER)) == {"mermaid"}


def test_short_form_for_latex():
    """One macro with a body for both sorts of formula, or one for each; templates go before them."""
    body = (
        '<ac:structured-macro ac:name="tex"><ac:plain-text-body><![CDATA[a]]></ac:plain-text-body>'
        "</ac:structured-macro>\n"
    )
    assert filled(Settings(latex_macro="tex"), "math-block", source="a") == body
    assert filled(Settings(latex_macro="tex"), "math-inline", source="a") == body
    each = {"block-macro": "tex", "inline-macro": "t", "inline-macro-param": "body"}
    assert filled(Settings(latex_macro=each), "math-block", source="a") == body
    assert filled(Settings(latex_macro=each), "math-inline", source="a") == (
        '<ac:structured-macro ac:name="t"><ac:parameter ac:name="body">a</ac:parameter></ac:structured-macro>\n'
    )
    both = Settings(latex_macro=each, macro_templates={"math-block": "<p>{source}</p>"})
    assert filled(both, "math-block", source="a") == "<p>a</p>\n"
    assert app_templates(Settings(), Editor.CLOUD) == {}


def test_short_form_for_tabs():
    """The first tab of a set has the mark that the macro needs."""
    settings = Settings(
        tab_macro={
            "macro-name": "tab",
            "title-id": "label",
            "primary-id": "open",
            "primary-value": "yes",
        }
    )
    assert 'ac:name="open">yes<' in filled(settings, "tab", title="One", first="true")
    assert 'ac:name="open"' not in filled(settings, "tab", title="Two")


def test_problems():
    """All mistakes are told, with the name of the template and of the edition."""
    settings = Settings(
        macro_templates={
            "math_block": "<p/>",
            "mermaid": {"cloud": "<p>{source}</p>", "data-center": "<p>{surce}</p>"},
            "tab": "<p>{title}</p>",
        }
    )
    assert [problem.split("\n")[0] for problem in template_problems(settings)] == [
        "confluence_macro_templates has 'math_block', which is the name of no template. "
        "Did you mean 'math-block'?",
        "confluence_macro_templates: the template 'mermaid' for data-center has {surce}, which is no placeholder here: "
        "there are {filename}, {id}, {source}, {title}. As text it is written {{surce}}.",
        "confluence_macro_templates: the template 'tab' has no {content}.",
    ]


@pytest.mark.parametrize(
    ("check", "value", "clause"),
    [
        (checks.text_by_edition, {"tab": 1}, "has neither a text nor a dictionary for 'tab'"),
        (checks.text_by_edition, {1: "x"}, "has a key that is no text"),
        (
            checks.text_by_edition,
            {"tab": {"dc": "x"}},
            "has 'dc' in 'tab', where only 'cloud' and 'data-center' can be",
        ),
        (checks.text_by_edition, {"tab": {}}, "has no text for an edition in 'tab'"),
        (checks.text_by_edition, {"tab": {"cloud": "x"}}, None),
        (checks.latex_macro, "mathblock", None),
        (checks.latex_macro, " ", "is empty"),
        (
            checks.latex_macro,
            {"block": "x"},
            "has 'block', which is none of block-macro, inline-macro, inline-macro-param",
        ),
        (checks.latex_macro, {"block-macro": ""}, "has a value that is empty or no text"),
        (checks.tab_macro, {"macro-name": "x"}, "has no 'title-id'"),
        (checks.tab_macro, {}, None),
    ],
)
def test_checks(check, value, clause):
    """The shape of the options is looked at with all others."""
    assert check(value) == clause


def test_told_with_the_configuration(project):
    """A mistake in a template ends the build before anything is read."""
    project.write(
        {
            "conf.py": "extensions = ['sphinx_to_confluence']\n"
            "confluence_macro_templates = {'tab': '<p>{content}'}\n",
            "index.rst": "Title\n=====\n",
        }
    )
    with pytest.raises(Exception, match="mistake in the configuration") as caught:
        project.build()
    assert "the template 'tab' is not well-formed" in str(caught.value)

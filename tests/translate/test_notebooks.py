"""What becomes of notebooks whose outputs are stored in them?"""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

pytest.importorskip("myst_nb")

PICTURE = (Path(__file__).parent / "fixtures" / "project" / "small.png").read_bytes()
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
WIDGET = "application/vnd.jupyter.widget-view+json"


def markdown(text):
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(text, *outputs, tags=()):
    """A cell of code that has run."""
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {"tags": list(tags)},
        "source": text,
        "outputs": list(outputs),
    }


def stream(text, name="stdout"):
    """What a cell prints."""
    return {"output_type": "stream", "name": name, "text": text}


def result(metadata=None, **forms):
    """A result in several forms: ``text_html="…"``."""
    data = {kind.replace("_", "/", 1): value for kind, value in forms.items()}
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": metadata or {},
        "data": {kind.replace("image/svg", "image/svg+xml"): data[kind] for kind in data},
    }


@pytest.fixture
def build(tmp_path):
    """Build a notebook for an editor; return the body of its page and the warnings."""

    def build(*cells, editor="v2", conf=""):
        notebook = {
            "cells": [markdown("# Title"), *cells],
            "metadata": {"language_info": {"name": "python"}, "kernelspec": {"name": "python3"}},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
        (tmp_path / "conf.py").write_text(
            "extensions = ['sphinx_to_confluence', 'myst_nb']\n"
            # nbsphinx changes the default of the process that it was loaded in.
            "source_suffix = {'.ipynb': 'myst-nb'}\n"
            f"nb_execution_mode = 'off'\nconfluence_editor = {editor!r}\n{conf}\n",
            encoding="utf-8",
        )
        (tmp_path / "index.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        warnings = io.StringIO()
        out = tmp_path / "build" / editor
        with patch_docutils(), docutils_namespace():
            Sphinx(
                tmp_path, tmp_path, out, out, "confluence", status=None, warning=warnings
            ).build()
        body = (out / "index.conf").read_text(encoding="utf-8")
        return body, re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue())

    return build


def shown(body):
    """What is on the page, in order: code blocks with their text, images with their files, tables, expands."""
    pattern = r'CDATA\[(.*?)\]\]>|ri:filename="([^"]*)"|<(table)>|ac:name="(expand)"'
    return ["".join(found) for found in re.findall(pattern, body, re.DOTALL)]


@pytest.mark.parametrize("editor", ["v1", "v2"])
def test_text_and_errors(build, editor):
    """What a cell prints is text, without the colours of a terminal."""
    error = {
        "output_type": "error",
        "ename": "E",
        "evalue": "e",
        "traceback": ["\x1b[31mE\x1b[0m: e"],
    }
    body, warnings = build(
        code("print(1)", stream("1\n"), stream("careful\n", "stderr"), error), editor=editor
    )
    assert shown(body) == ["print(1)", "1", "careful", "E: e"]
    assert warnings == ""


@pytest.mark.parametrize("editor", ["v1", "v2"])
def test_picture_before_other_forms(build, editor):
    """A picture says the same everywhere; drawings are shown when there is none."""
    png = base64.b64encode(PICTURE).decode()
    body, warnings = build(
        code(
            "a", result(text_html="<script>plot()</script>", image_png=png, text_plain="<Figure>")
        ),
        code("b", result(image_svg=DRAWING, text_plain="<Figure>")),
        editor=editor,
    )
    first, picture, second, drawing = shown(body)
    assert (first, second) == ("a", "b")
    assert picture.endswith(".png")
    assert drawing.endswith((".svg", ".png"))
    assert warnings == ""


def test_tables_markdown_and_formulas(build):
    """HTML goes before text, and so do Markdown and formulas."""
    body, warnings = build(
        code("a", result(text_html="<table><tr><td>1</td></tr></table>", text_plain="1")),
        code("b", result(text_markdown="**bold**", text_plain="bold")),
    )
    assert shown(body) == ["a", "table", "b"]
    assert "<strong>bold</strong>" in body
    assert warnings == ""


def test_order_of_forms_can_be_changed(build):
    """What conf.py says of our builder wins."""
    body, _ = build(
        code("a", result(text_html="<p>html</p>", text_plain="plain")),
        conf="nb_mime_priority_overrides = [('confluence', 'text/plain', 0)]",
    )
    assert shown(body) == ["a", "plain"]


@pytest.mark.parametrize(
    ("tag", "parts"),
    [
        ("hide-input", ["expand", "x", "1"]),
        ("hide-output", ["x", "expand", "1"]),
        ("hide-cell", ["expand", "x", "1"]),
        ("remove-input", ["1"]),
        ("remove-output", ["x"]),
        ("remove-cell", []),
    ],
)
def test_tags_that_hide(build, tag, parts):
    """What is hidden in HTML is in an expand, and what is removed is not there."""
    body, _ = build(markdown("Text"), code("x", stream("1\n"), tags=[tag]))
    assert shown(body) == parts


def test_glue(build):
    """Results are put in elsewhere on the page."""
    glued = result({"scrapbook": {"name": "answer", "mime_prefix": ""}}, text_plain="42")
    body, warnings = build(code("glue()", glued), markdown("It is {glue}`answer`."))
    assert "<p>It is 42.</p>" in body
    assert warnings == ""


def test_widget(build):
    """A widget is a remark, with a link when it is known where the HTML site is, and a warning."""
    view = {
        "output_type": "display_data",
        "metadata": {},
        "data": {WIDGET: {"model_id": "1"}, "text/plain": "IntSlider()"},
    }
    body, warnings = build(code("w", view), conf="html_baseurl = 'https://example.org/docs/'")
    assert '<a href="https://example.org/docs/index.html">Interactive widget</a>' in body
    assert "an interactive widget of a notebook is left out [confluence.lost]" in warnings

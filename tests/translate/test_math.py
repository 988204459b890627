"""Formulas are images on the page where they can be drawn, and nothing is lost where they cannot."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from sphinx_to_confluence.translate.formulas import mathtext

CONF = "extensions = ['sphinx_to_confluence']\nproject = 'Formulas'\n"
needs_matplotlib = pytest.mark.skipif(
    not mathtext.is_available(), reason="matplotlib is not installed"
)
needs_latex = pytest.mark.skipif(
    not (shutil.which("latex") and shutil.which("dvipng")), reason="LaTeX is not installed"
)
PROGRAMS = pytest.mark.parametrize(
    "program",
    [pytest.param("mathtext", marks=needs_matplotlib), pytest.param("latex", marks=needs_latex)],
)


def page(project, text, **options):
    """Build a page; return its body, and the builder's result."""
    project.write({"conf.py": CONF, "index.rst": f"Title\n=====\n\n{text}\n"})
    built = project.build(options={f"confluence_{name}": value for name, value in options.items()})
    return (built.outdir / "index.conf").read_text(encoding="utf-8"), built


def images(body):
    """The attributes of the images of a page."""
    return [
        dict(re.findall(r'ac:([\w-]+)="([^"]*)"', found))
        for found in re.findall(r"<ac:image ([^>]*)>", body)
    ]


@PROGRAMS
def test_in_a_line_on_cloud(project, program):
    """An image is as high as the editor shows it, and of the same proportions."""
    body, _ = page(project, r"A formula :math:`a \le  b` and :math:`\frac{a}{b}`.", math=program)
    assert body.startswith("<p>A formula <ac:image ")
    for image in images(body):
        assert (image["inline"], image["height"]) == ("true", "22")
        shown = int(image["width"]) / 22
        assert shown == pytest.approx(
            int(image["original-width"]) / int(image["original-height"]), abs=0.05
        )
    assert images(body)[0]["alt"] == r"a \le b"


@PROGRAMS
def test_in_a_line_on_data_center(project, program):
    """An image keeps its size and stands on the line of the text."""
    body, _ = page(project, r"A :math:`x` and :math:`g_j`.", math=program, editor="v1")
    flat, deep = images(body)
    assert int(flat["width"]) < int(deep["width"]) < 40
    assert float(deep["style"].removeprefix("vertical-align: -").removesuffix("px;")) >= 2
    assert "inline" not in flat


@PROGRAMS
def test_blocks(project, program):
    """A formula of its own is centred, half as large as its file, and has its number and its anchor."""
    source = """
        .. math:: \\frac{a}{b}
           :label: one

        See :eq:`one`.
        """
    source = "\n".join(line[8:] for line in source.splitlines())
    body, built = page(project, source, math=program)
    (image,) = images(body)
    assert (image["align"], image["layout"], image["alt"]) == ("center", "center", r"\frac{a}{b}")
    assert int(image["original-width"]) == pytest.approx(2 * int(image["width"]), abs=1)
    assert re.search(r"equation-one.*</p>\n<ac:image", body)
    assert re.search(r"<ac:caption>\s*<p>\(1\)</p>", body)
    assert '<a href="#equation-one">(1)</a>' in body
    assert built.warnings == []
    body, _ = page(project, source, math=program, editor="v1")
    assert re.search(r"</ac:image>\s+\(1\)</p>", body)


@needs_matplotlib
def test_one_attachment_for_each_formula(project):
    """The same formula is attached once, whoever shows it; what is not shown is not in the bundle."""
    project.write(
        {
            "conf.py": CONF,
            "index.rst": "Title\n=====\n\n:math:`x` and :math:`x`\n\n.. toctree::\n\n   a\n   b\n",
            "a.rst": "A\n=\n\n:math:`x` :math:`y`\n",
            "b.rst": "B\n=\n\n:math:`x`\n",
        }
    )
    options = {"confluence_math": "mathtext"}
    built = project.build(options=options, jobs=2)
    pages = json.loads((built.outdir / "manifest.json").read_text(encoding="utf-8"))["pages"]
    attached = {item["docname"]: {a["path"] for a in item["attachments"]} for item in pages}
    assert [len(attached[name]) for name in ("index", "a", "b")] == [1, 2, 1]
    assert attached["index"] == attached["b"] < attached["a"]
    project.write({"a.rst": "A\n=\n\nNone.\n"})
    built = project.build(options=options)
    files = [path for path in (built.outdir / "_attachments").rglob("*") if path.is_file()]
    assert len(files) == 1


@needs_matplotlib
def test_kept_between_builds(project):
    """A page that is written again draws nothing again."""
    page(project, ":math:`x`", math="mathtext")
    store = project.srcdir.parent
    (folder,) = store.rglob("confluence-images/formula-*")
    (folder / "kept").write_text("by the first build")
    _, built = page(project, ":math:`x` again", math="mathtext")
    assert [path.name for path in store.rglob("confluence-images/*/kept")] == ["kept"]
    assert built.warnings == []


@needs_matplotlib
def test_what_needs_latex_is_shown_as_its_source(project):
    """Without LaTeX a matrix is code; it is in the report, and no warning."""
    matrix = r"\begin{pmatrix} a \\ b \end{pmatrix}"
    body, built = page(
        project, f".. math:: {matrix}\n\nIn a line: :math:`{matrix}`", math="mathtext"
    )
    assert f"<![CDATA[{matrix}]]>" in body
    assert f"<code>{matrix}</code>" in body
    assert built.warnings == []
    report = (built.outdir / "report.txt").read_text(encoding="utf-8")
    assert "the environment pmatrix cannot be drawn without LaTeX" in report


@needs_latex
def test_a_mistake_in_a_formula(project):
    """What LaTeX complains about is a warning with its place, and the formula is code."""
    body, built = page(project, r"A :math:`\undefined{x}` mistake.", math="latex")
    assert r"<code>\undefined{x}</code>" in body
    (warning,) = built.warnings
    assert warning.startswith("index.rst:4: WARNING: formula shown as its source: 'latex' ended")
    assert "Undefined control sequence" in warning
    assert warning.endswith("[confluence.image]")


def test_nothing_to_draw_with(project):
    """When nothing can draw formulas that is told once, with the way out."""
    project.write({"a.rst": "A\n=\n\n:math:`x`\n"})
    options = {"imgmath_latex": "no-such-latex", "confluence_math": "latex"}
    project.write(
        {
            "conf.py": f"{CONF}extensions.append('sphinx.ext.imgmath')\n",
            "index.rst": "Title\n=====\n\n:math:`x` :math:`y`\n\n.. toctree::\n\n   a\n",
        }
    )
    built = project.build(options=options)
    (warning,) = built.warnings
    assert "formulas are shown as their source: the program 'no-such-latex' is not there" in warning
    report = json.loads((built.outdir / "report.json").read_text(encoding="utf-8"))
    assert len(report["pages"]) == 2


def test_no_images_wanted(project):
    """With ``source`` nothing is drawn and nothing is told."""
    body, built = page(project, ":math:`x`", math="source")
    assert (body, built.warnings) == ("<p><code>x</code></p>\n", [])


@needs_matplotlib
def test_in_a_caption(project):
    """A caption on Cloud holds no image: with a formula it is a text below the figure."""
    project.write({"picture.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'})
    body, _ = page(project, ".. figure:: picture.svg\n\n   With :math:`x`", math="mathtext")
    assert "ac:caption" not in body
    assert re.search(r'<p style="text-align: center;">With <ac:image .*</p>', body)


@needs_matplotlib
def test_formulas_between_dollars(project):
    """Formulas of MyST and of amsmath are the same nodes."""
    pytest.importorskip("myst_parser")
    project.write(
        {
            "conf.py": "extensions = ['sphinx_to_confluence', 'myst_parser']\n"
            "myst_enable_extensions = ['dollarmath', 'amsmath']\n",
            "index.md": "# Title\n\nIn $a$ line.\n\n$$\nb\n$$ (label)\n\n"
            "\\begin{align}\nc &= d\n\\end{align}\n\nSee {eq}`label`.\n",
        }
    )
    built = project.build(options={"confluence_math": "mathtext"})
    body = (built.outdir / "index.conf").read_text(encoding="utf-8")
    assert [image.get("inline", "block") for image in images(body)] == ["true", "block", "block"]
    assert '<a href="#equation-label">(1)</a>' in body
    assert built.warnings == []


@needs_matplotlib
def test_alignment(project):
    """The directive of ours may say where the formula stands."""
    body, _ = page(project, ".. confluence_latex:: a^2\n   :align: right\n", math="mathtext")
    assert images(body)[0]["layout"] == "align-end"

"""Formulas become images of the right size, by LaTeX where it is there and by matplotlib."""

from __future__ import annotations

import shutil

import pytest

from sphinx_to_confluence.translate.formulas import latex, mathtext
from sphinx_to_confluence.translate.formulas.request import FormulaError, Request, Strut
from sphinx_to_confluence.translate.image_size import image_size

STRUT = Strut(34.4, 9.6)
needs_matplotlib = pytest.mark.skipif(
    not mathtext.is_available(), reason="matplotlib is not installed"
)
needs_latex = pytest.mark.skipif(
    not (shutil.which("latex") and shutil.which("dvipng")), reason="LaTeX is not installed"
)


@pytest.fixture
def builder(project):
    """The builder of an empty project."""
    project.write(
        {"conf.py": "extensions = ['sphinx_to_confluence']\n", "index.rst": "Title\n=====\n"}
    )
    return project.build().app.builder


def by_matplotlib(request, tmp_path, _builder):
    """Draw; return the size and the pixels below the baseline."""
    file = tmp_path / "formula.png"
    below = mathtext.draw(request, request.tex, file)
    return (*image_size(file), below)


def by_latex(request, tmp_path, builder):
    """Draw; return the size and the pixels below the baseline."""
    file = tmp_path / "formula.png"
    below = latex.draw(request, latex.Tools.of(builder.config), builder, file)
    return (*image_size(file), below)


BOTH = pytest.mark.parametrize(
    "draw",
    [
        pytest.param(by_matplotlib, marks=needs_matplotlib),
        pytest.param(by_latex, marks=needs_latex),
    ],
)


def inline(tex, strut=None):
    """A formula in a sentence."""
    return Request(tex, display=False, whole=False, dpi=192, strut=strut)


@BOTH
def test_sizes(draw, tmp_path, builder):
    """Letters are 16 pixels high on the page, which are 32 of the file; what hangs below the line is known."""
    width, height, below = draw(inline("x"), tmp_path, builder)
    assert (10 <= width <= 24, 12 <= height <= 20, below <= 2) == (True, True, True)
    _, height, below = draw(inline("gy"), tmp_path, builder)
    assert (16 <= height <= 30, 4 <= below <= 10) == (True, True)


@BOTH
def test_strut(draw, tmp_path, builder):
    """A low formula gets the height of a line, a high one keeps its own."""
    _, height, below = draw(inline("x", STRUT), tmp_path, builder)
    assert (43 <= height <= 46, 9 <= below <= 11) == (True, True)
    _, height, _ = draw(inline(r"\frac{a^{b^c}}{\frac{a}{b}}", STRUT), tmp_path, builder)
    assert height > 46


@BOTH
def test_lines(draw, tmp_path, builder):
    """Each line adds to the height."""
    heights = [
        draw(Request(tex, display=True, whole=False, dpi=192), tmp_path, builder)[1]
        for tex in ("a &= b", "a &= b \\\\ c &= d", "a &= b \\\\ c &= d \\\\ e &= f")
    ]
    assert heights[0] + 20 < heights[1]
    assert heights[1] + 20 < heights[2]


@needs_matplotlib
@pytest.mark.parametrize("tex", [r"\undefined{x}", r"\text{$x$}", "x_", r"\left( x", "{", " "])
def test_matplotlib_gives_up(tex, tmp_path):
    """What matplotlib does not know is an error that does not end the build, and no file."""
    with pytest.raises(FormulaError) as caught:
        mathtext.draw(inline(tex), tex, tmp_path / "formula.png")
    assert (caught.value.missing, caught.value.mistake) == (False, False)
    assert list(tmp_path.iterdir()) == []


@needs_latex
def test_latex_complains(tmp_path, builder):
    """A mistake in the formula is told in the words of LaTeX."""
    with pytest.raises(FormulaError, match=r"Undefined control sequence\. .*\\undefined") as caught:
        by_latex(inline(r"\undefined{x}"), tmp_path, builder)
    assert caught.value.mistake


@needs_latex
def test_latex_takes_the_options_of_imgmath(tmp_path, builder):
    """The preamble, and MathJax's own commands, are known to LaTeX, too."""
    builder.config.imgmath_latex_preamble = r"\newcommand{\one}{1}"
    builder.config.mathjax3_config = {
        "tex": {"macros": {"RR": r"\mathbb{R}", "norm": [r"\|#1\|", 1]}}
    }
    assert by_latex(inline(r"\one \in \RR, \norm{x}"), tmp_path, builder)[0] > 60


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"imgmath_latex": "no-such-latex"}, "the program 'no-such-latex' is not there"),
        ({"imgmath_latex": "/usr/bin/xelatex"}, "/usr/bin/xelatex cannot make images of formulas"),
        (
            {"imgmath_latex": "python3", "imgmath_dvipng": "no-such-dvipng"},
            "the program 'no-such-dvipng' is not there",
        ),
    ],
)
def test_missing_programs(options, problem, builder):
    """What is needed and not there is named."""
    for name, value in options.items():
        setattr(builder.config, name, value)
    assert latex.Tools.of(builder.config).problem.startswith(problem)


def test_density_is_ours(builder):
    """The density for HTML pages does not count, other arguments of dvipng do."""
    builder.config.imgmath_dvipng_args = ["-D", "300", "-D110", "-bg", "Transparent"]
    assert latex.Tools.of(builder.config).dvipng_args == ("-bg", "Transparent")


@needs_latex
def test_drawn_together(tmp_path, builder):
    """Formulas that are drawn by one run look as if each had been drawn alone, numbers included."""
    tools = latex.Tools.of(builder.config)
    requests = [
        inline("x", STRUT),
        inline(r"g_j"),
        Request("a &= b", display=True, whole=False, dpi=192),
        Request(r"\begin{equation} a \end{equation}", display=True, whole=True, dpi=192),
        Request(r"\begin{equation} b \end{equation}", display=True, whole=True, dpi=192),
    ]
    together = {
        request: (drawn.file.read_bytes(), drawn.below_px)
        for request, drawn in latex.draw_together(requests, tools, builder)
    }
    alone = {}
    for request in requests:
        file = tmp_path / "alone.png"
        below = latex.draw(request, tools, builder, file)
        alone[request] = (file.read_bytes(), below)
    assert together == alone


@needs_latex
def test_a_mistake_among_others(builder):
    """Formulas next to one with a mistake are left for runs of their own, the others are drawn."""
    tools = latex.Tools.of(builder.config)
    requests = [inline(f"x_{number}") for number in range(7)]
    requests[2] = inline(r"\undefined{x}")
    drawn = {request.tex for request, _ in latex.draw_together(requests, tools, builder)}
    assert drawn == {"x_3", "x_4", "x_5", "x_6"}


def test_a_template_of_the_project(project, builder):
    """With a template for formulas of its own, a project has each drawn alone, and anew when the template changes."""
    tools = latex.Tools.of(builder.config)
    before = latex.looks(inline("x"), tools, builder)
    project.write({"_templates/preview.tex.jinja": "<%= math %>"})
    builder.config.templates_path = ["_templates"]
    assert latex.looks(inline("x"), tools, builder) != before
    assert list(latex.draw_together([inline("x"), inline("y")], tools, builder)) == []

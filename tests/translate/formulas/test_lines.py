"""Formulas are taken apart into what matplotlib can draw."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.translate.formulas.lines import rows_of
from sphinx_to_confluence.translate.formulas.macros import Macro, expanded
from sphinx_to_confluence.translate.formulas.request import FormulaError


@pytest.mark.parametrize(
    ("tex", "rows"),
    [
        ("a = b", [["a = b"]]),
        ("a &= b \\\\\n c &= d", [["a", "= b"], ["c", "= d"]]),
        ("a\n\nb", [["a"], ["b"]]),
        (r"\begin{align*} a &= b \\[2pt] &= c \end{align*}", [["a", "= b"], ["", "= c"]]),
        (
            r"\begin{equation}\label{x}\begin{split} a &= b \nonumber \\ & c \end{split}\end{equation}",
            [["a", "= b"], ["", "c"]],
        ),
        (r"\begin{eqnarray} a & = & b \\ c & > & d \end{eqnarray}", [["a", "=  b"], ["c", ">  d"]]),
        (r"\begin{alignedat}{2} a &= b & c &= d \end{alignedat}", [["a", "= b", "c", "= d"]]),
        # What is in braces, or escaped, parts nothing.
        (r"\text{a & b \\ c} \& d", [[r"\text{a & b \\ c} \& d"]]),
        ("a % a comment & more\n + b", [["a + b"]]),
        ("100\\% a", [["100\\% a"]]),
        (r"\\ \\", []),
    ],
)
def test_rows(tex, rows):
    """Lines and columns come out in order; empty lines are left out."""
    found = [[" ".join(cell.split()) for cell in row] for row in rows_of(tex, display=True)]
    assert found == [[" ".join(cell.split()) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("tex", "inline", "display"),
    [
        (r"a \le b", r"a \leq b", r"a \leq b"),
        (r"\leftarrow", r"\leftarrow", r"\leftarrow"),
        (r"\bigl( a \bigr)", "( a )", "( a )"),
        (r"x \tag{2}", r"x \qquad \text{(2)}", r"x \qquad \text{(2)}"),
        (r"a \pmod{n}", r"a \;(\mathrm{mod}\;n)", r"a \;(\mathrm{mod}\;n)"),
        (r"\frac{a}{\frac{b}{c}}", r"\frac{a}{\frac{b}{c}}", r"\dfrac{a}{\frac{b}{c}}"),
        (r"e^{\frac{a}{b}}", r"e^{\frac{a}{b}}", r"e^{\frac{a}{b}}"),
        (r"\{ \frac{a}{b}", r"\{ \frac{a}{b}", r"\{ \dfrac{a}{b}"),
        (r"\sum_{i} a", r"{\sum}_{i} a", r"\sum_{i} a"),
        (r"\maxima \max_x", r"\maxima {\max}_x", r"\maxima \max_x"),
        (
            r"\frac12 \sqrt2 \sqrt x",
            r"\frac{1}{2} \sqrt{2} \sqrt{x}",
            r"\dfrac{1}{2} \sqrt{2} \sqrt{x}",
        ),
        (r"\frac a 2", r"\frac{a}{2}", r"\dfrac{a}{2}"),
        (
            r"{n \choose k} {a\over b}",
            r"\binom{n }{ k} \frac{a}{ b}",
            r"\binom{n }{ k} \dfrac{a}{ b}",
        ),
        (r"\mbox{if }x", r"\text {if }x", r"\text {if }x"),
    ],
)
def test_spelling(tex, inline, display):
    """Names that matplotlib does not know are spelled in ones that it does, for a line of text or a line of its own."""
    assert rows_of(tex, display=False) == [[inline]]
    assert rows_of(tex, display=True) == [[display]]


@pytest.mark.parametrize(
    "tex", [r"\begin{pmatrix} a \\ b \end{pmatrix}", r"f = \begin{cases} 1 \\ 2 \end{cases}"]
)
def test_what_needs_latex(tex):
    """Environments that are not of lines are told by their name."""
    with pytest.raises(FormulaError, match=r"the environment (pmatrix|cases) cannot be drawn"):
        rows_of(tex, display=True)


MACROS = (Macro("RR", r"\mathbb{R}"), Macro("norm", r"\|#1\|", 1), Macro("pair", "(#1, #2)", 2))


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\RR^n", r"{\mathbb{R}}^n"),
        (r"\RRR", r"\RRR"),
        (r"\norm{x_{i}} + 1", r"{\|x_{i}\|} + 1"),
        (r"\norm x", r"{\|x\|}"),
        (r"\pair{a} \RR", r"{(a, {\mathbb{R}})}"),
        (r"\norm", r"{\|\|}"),
    ],
)
def test_macros(tex, expected):
    """Commands that the project has defined are put in, with their arguments."""
    assert expanded(tex, MACROS) == expected


def test_macros_without_end():
    """A command that holds itself does not keep a build from ending."""
    assert expanded(r"\x", (Macro("x", r"\x"),)).count("{") == 1000
    assert len(expanded(r"\x{y}", (Macro("x", r"\x{#1#1}", 1),))) < 1_000_000

"""A plan as a comment on a pull request."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from planning import after, bundle, page

from sphinx_to_confluence.publish.operations import Change, Create, Plan, Update
from sphinx_to_confluence.publish.plan_markdown import marker, plan_markdown
from sphinx_to_confluence.publish.plan_view import PlanView
from sphinx_to_confluence.publish.policy import Policy
from sphinx_to_confluence.publish.rendered.blocks import rendered_lines
from sphinx_to_confluence.publish.rendered.diff import text_diff, whole_text
from sphinx_to_confluence.publish.survey import Survey
from sphinx_to_confluence.publish.texts import Comparison

HOSTILE = "@root #1 `x` <script>alert(1)</script> ![i](https://x) **b** | /close & \\"


def _difference(old, new):
    return Comparison(text_diff(rendered_lines(old), rendered_lines(new)))


def _view(*pages, **comparisons):
    """An index and pages that are updated or, when their text is new, made."""
    operations = [
        Create(each.docname, each.title, "index")
        if comparisons[each.docname].is_new
        else Update(each.docname, "11", 2, each.title, (Change.TEXT,))
        for each in pages
    ]
    wanted = bundle(page("index"), *pages)
    return PlanView(Survey(wanted, after(), Policy(), Plan(tuple(operations))), comparisons)


def test_what_it_looks_like():
    """The line to find it by, the numbers, the tree, and each page with its difference folded away."""
    view = _view(page("guide"), guide=_difference("<p>old</p>", "<p>new</p>"))
    assert plan_markdown(view) == (
        "<!-- sphinx-to-confluence plan: project -->\n"
        "### Confluence: changes for `Project 1`\n"
        "\n"
        "**2 pages: 1 to update, 1 unchanged; text: +1 -1 lines**\n"
        "\n"
        "```diff\n"
        "            index\n"
        "~ update      guide: text +1 -1\n"
        "```\n"
        "\n"
        "<details>\n"
        "<summary><code>guide</code> <code>Guide</code> +1 -1</summary>\n"
        "\n"
        "```diff\n"
        "@@ @@\n"
        "-old\n"
        "+new\n"
        "```\n"
        "\n"
        "</details>\n"
    )


def test_nothing_to_do():
    """A job can say so in the comment that it wrote before."""
    view = _view()
    assert plan_markdown(view, compared_with=("another build", "main")).splitlines() == [
        "<!-- sphinx-to-confluence plan: project -->",
        "### Confluence: no changes for `Project 1`",
        "",
        "All 1 pages are as they should be.",
        "",
        "Compared with another build: `main`",
    ]


def test_the_line_to_find_it_by():
    """Whatever the name of the project is, it ends the comment of HTML nowhere; two projects have two of them."""
    assert marker("project-1.0_x") == "<!-- sphinx-to-confluence plan: project-1.0_x -->"
    for name in ("a --> b", "文档", "a--b"):
        assert re.fullmatch(r"<!-- sphinx-to-confluence plan: (\w[\w.-]*) -->", marker(name))
        assert "--" not in marker(name)[4:-3]
    assert len({marker(name) for name in ("文档", "文件", "a b", "a-b")}) == 4


class TestHostile:
    """Titles and texts of others call nobody and mark nothing up."""

    @pytest.fixture
    def text(self):
        """The Markdown of pages that somebody has named and filled to do harm."""
        body = f"<p>{HOSTILE.replace('&', '&amp;').replace('<', '&lt;')}</p>"
        code_body = f"<pre>\n```\n@root\n/close\n&lt;/details&gt;\n~~~\n````diff\n{'`' * 7}</pre>"
        named = page("guide/@all", title=f"{HOSTILE}\x1b[31m")
        comparison = _difference("<p>x</p>", body + code_body)
        return plan_markdown(_view(named, **{"guide/@all": comparison}))

    def test_all_of_it_is_code(self, text):
        """What a site looks at for names, commands and markup is what is outside of code."""
        outside = []
        for token in MarkdownIt("js-default", {"html": True}).parse(text):
            if token.type == "fence":
                assert token.info == "diff"
            elif token.type in {"inline", "html_block"}:
                outside.append(re.sub(r"<code>[^<]*</code>|`[^`]*`", "", token.content))
        rest = "\n".join(outside)
        assert "@" not in rest
        assert "/close" not in rest
        assert "script" not in rest
        assert "root" not in rest
        assert set(re.findall(r"</?\w+", rest)) == {
            "<details", "<summary", "</summary", "</details"
        }  # fmt: skip

    def test_control_characters_are_shown(self, text):
        """They are escapes in the Markdown."""
        assert "\x1b" not in text
        assert r"\x1b[31m" in text

    def test_fences_are_longer_than_what_is_in_them(self, text):
        """No text ends its fence."""
        fences = [line for line in text.splitlines() if line.startswith("`")]
        assert fences[-1] == "`" * 8


class TestRoom:
    """It is never longer than a site takes."""

    def test_differences_that_do_not_fit(self):
        """Pages that exist come before new ones; what is left out is said."""
        names = [f"p{number}" for number in range(30)]
        pages = [page("new"), *map(page, names)]
        long = "".join(f"<p>{'word ' * 20}{number}</p>" for number in range(40))
        comparisons = {name: _difference("<p>x</p>", long) for name in names}
        comparisons["new"] = Comparison(whole_text(rendered_lines(long)), is_new=True)
        view = _view(*pages, **comparisons)
        whole = plan_markdown(view, most_characters=10**9)
        assert len(whole) > 60_000
        text = plan_markdown(view, most_characters=20_000)
        assert len(text) <= 20_000
        assert "more lines of this page are not shown" in text
        assert re.search(r"The differences of \d+ more pages are not shown here", text)
        assert "<code>new</code>" not in text
        assert text.count("<details>") == text.count("</details>")

    @pytest.mark.parametrize("most", [1500, 5000, 60_000])
    def test_a_tree_that_does_not_fit(self, most):
        """It is cut, and no page of it makes the text too long."""
        pages = [page(f"p{number}", title="T" * 200) for number in range(1000)]
        comparisons = {
            each.docname: Comparison(whole_text(rendered_lines("<p>a</p>" * 3)), is_new=True)
            for each in pages
        }
        text = plan_markdown(_view(*pages, **comparisons), most_characters=most)
        assert len(text) <= most
        assert "more lines)" in text

    def test_long_lines(self):
        """A line without an end does not push the others out."""
        view = _view(page("guide"), guide=_difference("<p>x</p>", f"<p>{'x' * 100_000}</p>"))
        text = plan_markdown(view)
        assert len(text) < 5000
        assert "(…)" in text

    def test_without_differences(self):
        """Only the tree, when that is asked for."""
        view = _view(page("guide"), guide=_difference("<p>x</p>", "<p>y</p>"))
        assert "<details>" not in plan_markdown(view, with_diff=False)

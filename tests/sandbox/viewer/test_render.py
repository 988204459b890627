"""What storage format is drawn as; the cases are in ``fixtures/``."""

from __future__ import annotations

from markupsafe import Markup


def by_element(html):
    """Put tags that touch on lines of their own."""
    return html.replace("><", ">\n<").rstrip("\n")


def test_storage_is_drawn_as_the_fixture_says(case, draw, request):
    """Each case of the fixture files gives the HTML below it."""
    actual = by_element(draw(case.given, case.flavour))
    if request.config.getoption("--regen"):
        text = case.file.read_text(encoding="utf-8")
        old = f"\n{case.title}\n.\n{case.given}\n.\n{case.expected}\n.\n"
        new = f"\n{case.title}\n.\n{case.given}\n.\n{actual}\n.\n"
        case.file.write_text(("\n" + text).replace(old, new)[1:], encoding="utf-8")
    else:
        assert actual == case.expected


def test_the_result_is_markup(shelf):
    """Templates take the result as it is."""
    from sphinx_to_confluence.sandbox.viewer.render import render

    assert isinstance(render("<p>x</p>", shelf.pages["1"], shelf), Markup)


def test_a_page_that_is_not_xml_says_where(draw):
    """The place is counted in the body as it is stored."""
    assert by_element(draw("<p>one</p>\n<p>two</b>")) == (
        '<div class="macro macro-fault" role="alert">\n'
        "<p>This page cannot be shown: it is not storage format "
        "(line 2, column 9: mismatched tag: line 2, column 8).</p>\n</div>"
    )


def test_elements_nested_without_end_are_refused(draw):
    """A hostile page does not exhaust the stack."""
    assert "nested more than 120 deep" in draw("<em>" * 5000 + "</em>" * 5000)


def test_a_page_that_includes_itself_ends(shelf, draw):
    """An include that leads back to a page on the way says so."""
    body = (
        '<ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ac:link>'
        '<ri:page ri:content-title="Guide"/></ac:link></ac:parameter></ac:structured-macro>'
    )
    shelf.bodies["1"] = body
    assert draw(body) == '<div class="macro macro-fault">“Guide” includes itself.</div>'

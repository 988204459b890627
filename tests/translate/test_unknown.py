"""Nodes that nobody knows are written as their functions for HTML do, which get a builder for it."""

from __future__ import annotations

from sphinx_to_confluence.translate.unknown import html_builder


def test_builder_for_html(project):
    """Every builder of ours has its own, and keeps it."""
    project.write({"index.rst": "Home\n====\n"})
    one, other = (project.build(out=name).app.builder for name in ("one", "other"))
    first, second = html_builder(one), html_builder(other)
    assert first is not second
    assert (first.config, second.config) == (one.config, other.config)
    assert html_builder(one) is first

"""The sandbox's pages for people: spaces, pages as Confluence would show them, their history, files and source."""

from __future__ import annotations

from sphinx_to_confluence.sandbox.viewer.live import Live, Problem
from sphinx_to_confluence.sandbox.viewer.pages import blueprint
from sphinx_to_confluence.sandbox.viewer.wiki import Flavour

__all__ = ["Flavour", "Live", "Problem", "blueprint"]

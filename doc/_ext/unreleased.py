"""The directive ``unreleased``: what is done and in no release yet, from the fragments in ``changelog.d``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

ROOT = Path(__file__).parents[2]


class Unreleased(SphinxDirective):
    """Show the fragments by their kinds, as ``towncrier`` will put them into a release."""

    def run(self) -> list[nodes.Node]:
        """Make a section of them where the directive stands; nothing when there are none."""
        self.env.note_reread()  # a fragment that is new is no dependency yet
        return self.parse_text_to_nodes("\n".join(self.lines()), allow_section_headings=True)

    def lines(self) -> Iterator[str]:
        """Write the section."""
        configured = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        directory = ROOT / configured["tool"]["towncrier"]["directory"]
        kinds = {
            kind["directory"]: kind["name"] for kind in configured["tool"]["towncrier"]["type"]
        }
        found = {kind: sorted(directory.glob(f"*.{kind}.rst")) for kind in kinds}
        if any(found.values()):
            yield from _heading("Not yet released", "-")
        for kind, files in found.items():
            if files:
                yield from _heading(kinds[kind], "~")
            for file in files:
                first, *others = file.read_text(encoding="utf-8").strip().splitlines()
                yield f"- {first}"
                yield from (f"  {line}" if line else "" for line in others)
                yield ""


def _heading(text: str, underline: str) -> Iterator[str]:
    yield from ("", text, underline * len(text), "")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("unreleased", Unreleased)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

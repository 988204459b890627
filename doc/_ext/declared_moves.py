"""The directives ``their-options`` and ``their-things``: what becomes of what the established extension has.

``.. their-things:: Directives`` lists one kind of things; both are made from the tables that ``migrate`` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from generated import Generated, list_table
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.migrate import markup, options, verdicts
from sphinx_to_confluence.migrate.markup import known_things
from sphinx_to_confluence.migrate.options import known_options
from sphinx_to_confluence.migrate.verdicts import Verdict

_OPTION = re.compile(r"``(confluence_[a-z_]+)``")


class TheirOptions(Generated):
    """List all options, by the chapters of the manual of the established extension."""

    sources: ClassVar = (options, verdicts)

    def lines(self) -> Iterator[str]:
        """Write a table for each chapter."""
        chapters: dict[str, list[Sequence[str]]] = {}
        for option in known_options().values():
            instead = f"``{option.instead}``" if option.instead else ""
            note = "; ".join(filter(None, (instead, option.note)))
            row = (_linked(f"``{option.name}``"), option.verdict.value, _linked(note))
            chapters.setdefault(option.chapter, []).append(row)
        for chapter, rows in chapters.items():
            yield from (f".. rubric:: {chapter}", "")
            yield from list_table(("Option", "Here", "How, or why"), rows, widths=(38, 12, 50))


class TheirThings(Generated):
    """List one kind of other things."""

    required_arguments = 1
    final_argument_whitespace = True
    sources: ClassVar = (markup, verdicts)

    def lines(self) -> Iterator[str]:
        """Write a table."""
        kind = self.arguments[0]
        rows = [
            (_name(thing.name), thing.verdict.value, _linked(thing.note))
            for thing in known_things()
            if thing.kind == kind
        ]
        if not rows:
            raise self.error(f"there is nothing of the kind {kind!r}")
        yield from list_table(("Name", "Here", "How, or why"), rows, widths=(38, 12, 50))


class Verdicts(Generated):
    """Say what the words in the tables mean."""

    sources: ClassVar = (verdicts,)

    def lines(self) -> Iterator[str]:
        """Write a list of definitions."""
        for verdict in Verdict:
            yield from (verdict.value, f"   {verdict.meaning}", "")


def _name(name: str) -> str:
    """What is no sentence is code."""
    is_sentence = "``" in name or (name[0].isupper() and not name.isupper())
    return name if is_sentence else f"``{name}``"


def _linked(text: str) -> str:
    """A note, in which the names of our options are links to them."""
    ours = {option.config_name for option in all_options()}

    def link(found: re.Match[str]) -> str:
        name = found.group(1)
        return f":confval:`{name}`" if name in ours else found.group(0)

    return _OPTION.sub(link, text)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directives known."""
    app.add_directive("their-options", TheirOptions)
    app.add_directive("their-things", TheirThings)
    app.add_directive("their-verdicts", Verdicts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

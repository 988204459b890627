"""The directive ``declared-warnings``: all warnings of a build, from the enum that declares them.

Each is described as a ``confwarning``, which ``:confwarning:`confluence.title``` refers to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from generated import Generated, indented
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence import warnings
from sphinx_to_confluence.warnings import ConfluenceWarning


class DeclaredWarnings(Generated):
    """Describe all warnings."""

    sources: ClassVar = (warnings,)

    def lines(self) -> Iterator[str]:
        """Write one entry for each member; its text is the docstring below the member."""
        texts = ModuleAnalyzer.for_module(warnings.__name__).find_attr_docs()
        for member in ConfluenceWarning:
            yield f".. confwarning:: confluence.{member.value}"
            yield ""
            yield from indented(texts[ConfluenceWarning.__name__, member.name])
            yield ""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive and the kind of object known."""
    app.add_object_type(
        "confwarning", "confwarning", indextemplate="pair: %s; warning", objname="warning"
    )
    app.add_directive("declared-warnings", DeclaredWarnings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The directive ``declared-options``: the configuration reference, from the declarations of the options.

``.. declared-options:: publishing`` describes the options of one group, each as a ``confval`` that
``:confval:`confluence_publish``` refers to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from generated import Generated, indented
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence.config import credentials, declared, option, settings
from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.option import Group, Option, Rebuild

_OPTION_IN_TEXT = re.compile(r"``(confluence_\w+)``")

_GROUPS = {group.name.lower(): group for group in Group}

_HAVE_TEXT_FORM = {bool, int, float, str, list, dict}

_REBUILD = {
    Rebuild.PAGES: "all pages are written again",
    Rebuild.ENVIRONMENT: "all documents are read again",
}


class DeclaredOptions(Generated):
    """Describe the options of a group."""

    required_arguments = 1
    sources: ClassVar = (declared, option, settings, credentials)

    def lines(self) -> Iterator[str]:
        """Write one entry for each option, in the order of the declaration."""
        group = _GROUPS[self.chosen(tuple(_GROUPS))]
        for declaration in all_options():
            if declaration.group is group:
                yield from _entry(declaration)


def _entry(declaration: Option) -> Iterator[str]:
    yield f".. confval:: {declaration.config_name}"
    yield ""
    yield from indented([_linked(declaration), "", *_fields(declaration), ""])


def _fields(declaration: Option) -> Iterator[str]:
    yield f":Accepted: {declaration.accepted}"
    yield f":Default: {_default(declaration)}"
    if _from_text(declaration):
        yield f":Environment variable: ``{declaration.environment_variable}``"
    yield f":Example: ``{declaration.config_name} = {declaration.example}``"
    if declaration.secret:
        yield ":Secret: yes; see :doc:`/guide/secrets`"
    elif declaration.rebuild is not Rebuild.NOTHING:
        yield f":When changed: {_REBUILD[declaration.rebuild]}"
    yield f":Since: {declaration.since}"


def _from_text(declaration: Option) -> bool:
    """Whether a text can stand for a value; functions and objects are written in ``conf.py``."""
    return declaration.from_text is not None or bool(_HAVE_TEXT_FORM & set(declaration.types))


def _default(declaration: Option) -> str:
    return "not set" if declaration.default is None else f"``{declaration.default!r}``"


def _linked(declaration: Option) -> str:
    """The help, in which the names of other options are links to them."""
    others = {other.config_name for other in all_options()} - {declaration.config_name}

    def link(found: re.Match[str]) -> str:
        name = found.group(1)
        return f":confval:`{name}`" if name in others else found.group(0)

    return _OPTION_IN_TEXT.sub(link, declaration.help)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("declared-options", DeclaredOptions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

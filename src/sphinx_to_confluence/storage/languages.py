"""What is the language of a code block called on Confluence?"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from importlib import resources

from sphinx_to_confluence.bundle.model import Editor

PLAIN = "text"

Overrides = Mapping[str, str] | Callable[[str], str | None]


def code_language(name: str, editor: Editor, overrides: Overrides | None = None) -> str:
    """The name that the code macro knows a language by; ``text`` for those that it does not highlight.

    :param name: as in the document, in any case of letters.
    :param overrides: the option ``confluence_lang_overrides``; what it returns is taken as it is.
    """
    override = overrides(name) if callable(overrides) else (overrides or {}).get(name)
    if override:
        return override
    cloud, data_center = _table().get(name.lower(), (PLAIN, PLAIN))
    return cloud if editor is Editor.CLOUD else data_center


@functools.cache
def _table() -> Mapping[str, tuple[str, str]]:
    """By name in the document: the names on Cloud and on Data Center."""
    text = resources.files(__package__).joinpath("languages.txt").read_text(encoding="utf-8")
    table: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        languages, _, names = line.partition(": ")
        cloud, data_center = languages.split()
        table.update((name.lower(), (cloud, data_center)) for name in names.split())
    return table

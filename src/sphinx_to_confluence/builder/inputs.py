"""What is a page made from besides its own document? Digests, so that two builds can be compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME, Editor
from sphinx_to_confluence.config.option import Rebuild, options_of
from sphinx_to_confluence.config.settings import Settings

if TYPE_CHECKING:
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_to_confluence.pages.site import Site

_WORD = re.compile(r"\w+")


def digest(value: Any) -> str:
    """A short hash of data; functions count by their name."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_describe)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _describe(value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if callable(value):
        return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def settings_digest(
    settings: Settings, editor: Editor, config: Config, tags: Iterable[str], version: str
) -> str:
    """Digest of all that every page depends on: our options, those of Sphinx that matter, tags, the release of ours.

    Options of Sphinx and its extensions with rebuild category ``html`` decide the look of pages for other builders,
    too, such as ``todo_include_todos``; those of the HTML builder itself begin with ``html_``. A changed option of
    category ``env`` has every document read again.
    """
    ours = {
        option.name: getattr(settings, option.name)
        for option in options_of(Settings)
        if option.rebuild is Rebuild.PAGES
    }
    theirs = {
        value.name: value.value
        for value in config.filter(frozenset({"html"}))
        if not value.name.startswith("html_")
    }
    return digest([version, editor.value, ours, theirs, sorted(tags)])


def documents_used(doctree: nodes.document) -> frozenset[str]:
    """The documents that a resolved doctree shows parts of or links to."""
    uris = (node.get("refuri", "") for node in doctree.findall(nodes.reference))
    return frozenset(
        unquote(uri.removeprefix(DOC_LINK_SCHEME).partition("#")[0])
        for uri in uris
        if uri.startswith(DOC_LINK_SCHEME)
    )


def last_word(target: str) -> str:
    """What the target of a reference and the full name of an object have in common: ``Mapper`` of ``orm.Mapper``."""
    words = _WORD.findall(target)
    return words[-1].casefold() if words else ""


class Interfaces:
    """What the documents tell each other, as digests.

    A link has the text of a heading or caption, a number or an object's name, a toctree shows the headings of other
    documents: when one of these changes, the pages that show it have to be written again. Sphinx leaves this to
    the builders.
    """

    def __init__(self, env: BuildEnvironment, site: Site) -> None:
        self._env = env
        self._site = site
        self._digests: dict[str, str] = {}

    def of(self, docname: str) -> str:
        """Digest of all that pages can show of a document; empty when there is no such document."""
        if docname not in self._site:
            return ""
        if docname not in self._digests:
            env = self._env
            facts = [
                self._site.title(docname),
                self._site.fragments(docname),
                env.longtitles[docname].astext(),
                env.tocs[docname].pformat(),
                env.toctree_includes.get(docname, []),
                sorted((str(k), v) for k, v in env.toc_secnumbers.get(docname, {}).items()),
                env.toc_fignumbers.get(docname, {}),
                self._objects[0].get(docname, []),
            ]
            self._digests[docname] = digest(facts)
        return self._digests[docname]

    def named(self, word: str) -> str:
        """Digest of all objects, labels and documents whose name ends with a word; empty when there are none."""
        found = self._objects[1].get(word)
        return digest(found) if found else ""

    @cached_property
    def _objects(self) -> tuple[Mapping[str, list[Any]], Mapping[str, list[Any]]]:
        """All that can be referred to, by docname and by the last word of the name."""
        by_docname: defaultdict[str, list[Any]] = defaultdict(list)
        by_word: defaultdict[str, list[Any]] = defaultdict(list)
        for domain_name, domain in sorted(self._env.domains.items()):
            for name, shown, kind, docname, anchor, _ in sorted(domain.get_objects(), key=str):
                item = (domain_name, kind, name, str(shown), anchor)
                by_docname[docname].append(item)
                by_word[last_word(name)].append((*item, docname))
        return by_docname, by_word

"""What is a page made from besides its own document? Digests, so that two builds can be compared."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME, Editor
from sphinx_to_confluence.config.option import Rebuild, options_of
from sphinx_to_confluence.config.settings import Settings

if TYPE_CHECKING:
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_to_confluence.pages.site import Site

_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

# Options of the HTML builder that say where an address without a host leads: to a page, a file, or that site.
_ADDRESSING = frozenset({
    "html_baseurl", "html_extra_path", "html_file_suffix", "html_link_suffix", "html_static_path",
})  # fmt: skip

ALL_TODOS = "todo-list"
"""Stands among the words of references for a list of all that is to be done; no word has a hyphen."""


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a page was made from besides its own document, with digests.

    :param uses: the documents that the page shows parts of or links to, or would if they were there.
    :param missing: the last words of references that led nowhere.
    :param files: those that addresses in the text may mean, relative to the sources.
    """

    uses: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def digest(value: Any) -> str:
    """A short hash of data, the same in every run: functions count by their name, other objects by their text."""
    text = json.dumps(_plain(value), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return sorted(([str(key), _plain(item)] for key, item in value.items()), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(item) for item in value), key=str)
    if hasattr(value, "__qualname__"):
        return f"{value.__module__}.{value.__qualname__}"
    return _ADDRESS.sub("", str(value))


def settings_digest(
    settings: Settings,
    editor: Editor,
    config: Config,
    tags: Iterable[str],
    version: str,
    files: Iterable[str],
) -> str:
    """Digest of all that every page depends on: our options, those of Sphinx that matter, tags, the release of ours.

    The contents of files that are part of every page are given as well.

    Options of Sphinx and its extensions with rebuild category ``html`` decide the look of pages for other builders,
    too, such as ``todo_include_todos``; those of the HTML builder itself begin with ``html_``, of which only a few
    count. A changed option of category ``env`` has every document read again.
    """
    ours = {
        option.name: getattr(settings, option.name)
        for option in options_of(Settings)
        if option.rebuild is Rebuild.PAGES
    }
    theirs = {
        value.name: value.value
        for value in config.filter(frozenset({"html"}))
        if not value.name.startswith("html_") or value.name in _ADDRESSING
    }
    # Links between pages name the space on Data Center; on Cloud only publishing needs it.
    space_key = settings.space_key if editor is Editor.DATA_CENTER else None
    return digest([version, editor.value, space_key, ours, theirs, sorted(tags), list(files)])


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
        self._files: dict[str, str] = {}

    def of(self, docname: str) -> str:
        """Digest of all that pages can show of a document; empty when there is no such document."""
        if docname not in self._site:
            return ""
        env = self._env
        if docname not in env.all_docs:
            # A page without a document; what it shows, no other page does.
            return digest(self._site.title(docname))
        if docname not in self._digests:
            facts = [
                self._site.title(docname),
                self._site.fragments(docname),
                env.longtitles[docname].astext(),
                list(self._outline(docname)),
                sorted((str(k), v) for k, v in env.toc_secnumbers.get(docname, {}).items()),
                env.toc_fignumbers.get(docname, {}),
                self._objects[0].get(docname, []),
            ]
            self._digests[docname] = digest(facts)
        return self._digests[docname]

    def _outline(self, docname: str) -> Iterator[Any]:
        """What a toctree shows of a document: its headings, and the toctrees in it."""
        for node in self._env.tocs[docname].findall(nodes.Element):
            if isinstance(node, nodes.reference):
                entry = node.deepcopy()
                # Sphinx leaves it behind when numbers are removed; toc_secnumbers has those that count.
                entry.attributes.pop("secnumber", None)
                yield entry.pformat()
            elif isinstance(node, addnodes.toctree):
                # Documents that were removed stay in the toctree until its own document is read again.
                yield [
                    entry
                    for entry in node["entries"]
                    if "://" in entry[1] or entry[1] in self._site
                ]
                yield [
                    node.get("maxdepth"),
                    node.get("hidden"),
                    node.get("numbered"),
                    node.get("titlesonly"),
                ]

    def neighbours(self, docname: str) -> tuple[str, str]:
        """The pages before and after a page."""
        return self._site.neighbours(docname)

    def named(self, word: str) -> str:
        """Digest of all objects, labels and documents whose name ends with a word; empty when there are none."""
        found = self._objects[1].get(word)
        return digest(found) if found else ""

    def files(self, paths: Iterable[Path]) -> Mapping[str, str]:
        """Digests of files (see :meth:`file`) by their names."""
        source = self._env.srcdir
        names = {Path(os.path.relpath(path, source)).as_posix() for path in paths}
        return {name: self.file(name) for name in sorted(names)}

    def file(self, name: str) -> str:
        """Digest of a file, whose name is relative to the sources; empty when there is none."""
        if name not in self._files:
            try:
                content = Path(self._env.srcdir, name).read_bytes()
            except (OSError, ValueError):
                self._files[name] = ""
            else:
                self._files[name] = hashlib.sha256(content).hexdigest()[:16]
        return self._files[name]

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
        # Two domains keep what others show, but name no objects.
        equations = self._env.domaindata.get("math", {}).get("objects", {})
        for name, (docname, number) in sorted(equations.items()):
            by_docname[docname].append((name, number))
            by_word[last_word(name)].append((name, number, docname))
        todos = self._env.domaindata.get("todo", {}).get("todos", {})
        for docname, found in sorted(todos.items()):
            by_word[ALL_TODOS] += [(docname, todo.line, todo.pformat()) for todo in found]
        return by_docname, by_word

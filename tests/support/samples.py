"""Which code samples does the manual show? All of them, as Sphinx has read them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from docutils.core import publish_doctree
from sphinx.environment import BuildEnvironment

_UNTESTED = re.compile(r"untested: (\S.+)", re.DOTALL)
_PROMPT = re.compile(r"^\$ ")
_SEPARATORS = {"&&", "||", "|", ";", "&"}


@dataclass(frozen=True)
class Sample:
    """A block of code.

    :param where: source file and line, for people.
    :param caption: such as ``conf.py``; empty when there is none.
    :param untested: why it cannot be tested, said in a comment before it: ``.. untested: why``.
    """

    where: str
    language: str
    text: str
    caption: str = ""
    name: str = ""
    untested: str = ""


def samples_of(env: BuildEnvironment) -> Iterator[Sample]:
    """Find the samples of a project, document by document."""
    for docname in sorted(env.found_docs):
        for block in env.get_doctree(docname).findall(nodes.literal_block):
            if "language" in block:
                yield _sample(block, block["language"], f"{docname}.rst:{block.line or '?'}")


def samples_of_file(path: Path) -> Iterator[Sample]:
    """Find the samples of a file that is part of no project, such as a README."""
    for block in publish_doctree(path.read_text(encoding="utf-8")).findall(nodes.literal_block):
        languages = [name for name in block["classes"] if name != "code"]
        yield _sample(block, languages[0] if languages else "none", f"{path.name}:{block.line}")


def _sample(block: nodes.literal_block, language: str, where: str) -> Sample:
    outer = block.parent if isinstance(block.parent, nodes.container) else block
    caption = next((node.astext() for node in outer.findall(nodes.caption)), "")
    names = (*block["names"], *outer["names"])
    siblings = outer.parent.children
    before = siblings[siblings.index(outer) - 1] if siblings.index(outer) else None
    found = _UNTESTED.match(before.astext()) if isinstance(before, nodes.comment) else None
    return Sample(
        where,
        language,
        block.astext(),
        caption,
        names[0] if names else "",
        found.group(1) if found else "",
    )


def commands_of(sample: Sample) -> Iterator[list[str]]:
    """Split what a person types in a sample of a shell session into words, one list for each program that is run.

    In a ``console`` only lines with a prompt are typed; the others are what is printed. A backslash at the end of a
    line goes on with the next one.
    """
    for line in typed_lines(sample):
        yield from words_of(line)


def typed_lines(sample: Sample) -> Iterator[str]:
    """Return the lines that a person types, without the prompt."""
    lines = iter(sample.text.replace("\\\n", " ").splitlines())
    for line in lines:
        if sample.language != "console":
            yield line
        elif _PROMPT.match(line):
            yield line[2:]


def words_of(line: str) -> Iterator[list[str]]:
    """Split a line of shell into words, one list for each program."""
    words: list[str] = []
    for word in shlex.split(line, comments=True):
        if word in _SEPARATORS:
            yield words
            words = []
        else:
            words.append(word)
    if words:
        yield words

"""One build that publishes: in this process, or in one of its own, which is told what to do and tells what happened.

A build in the process that goes on would not see what has changed in extensions and in modules that conf.py imports,
and what they have registered with docutils would stay. So each build of a preview has a process of its own; what that
costs is about half a second.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self, TextIO

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_to_confluence.config.register import ToldConfigError
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.preview.site import LocalSite

_ABOUT_SPHINX = re.compile(r"sphinx[/\\](application|events|registry|config|cmd)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """What to build; can be written as JSON.

    :param out: the folder for the bundle and the doctrees.
    :param options: values of options that go before those of conf.py.
    """

    source: str
    confdir: str
    out: str
    site: LocalSite
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read an order that another process has written."""
        data = json.loads(text)
        return cls(**data | {"site": LocalSite(**data["site"])})

    def to_json(self) -> str:
        """Write the order for another process."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Heard:
    """A warning of a build, or an error.

    :param page: the document that was read or written, if that is known.
    :param is_reading: whether it was read; what is said then is only said again when it is read again.
    """

    text: str
    page: str
    is_reading: bool


@dataclass(slots=True)
class Outcome:
    """What became of a build; can be written as JSON.

    :param code: what ``sphinx-build`` would have ended with.
    :param failure: why there are no pages; empty if there are.
    :param read: documents that were read, of all that there are.
    :param needed: files outside of the source directory that pages are made of.
    """

    code: int = 0
    failure: str = ""
    heard: list[Heard] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read an outcome that another process has written."""
        data = json.loads(text)
        return cls(**data | {"heard": [Heard(**one) for one in data["heard"]]})

    def to_json(self) -> str:
        """Write the outcome for another process."""
        return json.dumps(asdict(self))


def build(
    order: Order,
    *,
    status: TextIO | None,
    warning: TextIO,
    begins: Callable[[int], object] = lambda _count: None,
) -> Outcome:
    """Build and publish, and say in the outcome what Sphinx ended with.

    :param status: where Sphinx says how far it has come.
    :param begins: is told how many documents are to be read.
    """
    outcome = Outcome()
    listener = _Listener(warning, outcome)
    with patch_docutils(order.confdir), docutils_namespace():
        try:
            app = Sphinx(
                order.source,
                order.confdir,
                Path(order.out, "bundle"),
                Path(order.out, "doctrees"),
                "confluence",
                confoverrides={**order.options, **order.site.options()},
                status=status,
                warning=listener,  # type: ignore[arg-type] # Sphinx only writes to it
            )
            listener.follow(app)
            app.connect("env-before-read-docs", lambda _app, _env, names: begins(len(names)))
            app.build()
        except ToldConfigError:
            outcome.code = ConfigurationError.exit_code
            outcome.failure = outcome.heard.pop().text if outcome.heard else "conf.py is wrong."
        except SphinxError as error:
            outcome.code, outcome.failure = 1, f"{error.category}: {error}"
        else:
            outcome.code = int(app.statuscode)
            outcome.pages = sorted(app.env.found_docs)
            outcome.needed = sorted(_needed(app.env))
    return outcome


class _Listener:
    """The stream that Sphinx writes its warnings to, one at a time; knows which document they are about."""

    def __init__(self, stream: TextIO, outcome: Outcome) -> None:
        self._stream = stream
        self._outcome = outcome
        self._app: Sphinx | None = None
        self._reading = ""

    def follow(self, app: Sphinx) -> None:
        """Follow a build from document to document."""
        self._app = app
        app.connect("source-read", self._begin)
        app.connect("env-updated", self._has_read)
        app.connect("doctree-resolved", self._has_written)

    def write(self, text: str) -> int:
        """Take a warning."""
        if text.strip():
            plain = re.sub(r"\x1b\[[0-9;]*m", "", text).strip()
            page = self._reading or self._page_named(plain)
            self._outcome.heard.append(Heard(plain, page, bool(self._reading)))
        return self._stream.write(text)

    def flush(self) -> None:
        """Write what the stream has held back."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Tell whether a person sees the stream."""
        return self._stream.isatty()

    def _page_named(self, text: str) -> str:
        path, colon, _ = text.partition(":")
        return (self._app.env.path2doc(path) or "") if self._app is not None and colon else ""

    def _begin(self, _app: Sphinx, page: str, _source: list[str]) -> None:
        self._reading = page
        self._outcome.read.append(page)

    def _has_read(self, _app: Sphinx, _env: BuildEnvironment) -> None:
        self._reading = ""

    def _has_written(self, _app: Sphinx, _doctree: object, page: str) -> None:
        self._outcome.written.append(page)


def _needed(env: BuildEnvironment) -> Iterable[str]:
    source = Path(env.srcdir).resolve()
    files = {Path(source, name).resolve() for names in env.dependencies.values() for name in names}
    return (str(file) for file in files if not file.is_relative_to(source))


def _from_elsewhere(error: BaseException) -> str:
    """Say what an extension or conf.py has failed with, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if not _ABOUT_SPHINX.search(frame.filename)]
    last = (ours or frames)[-1]
    line = "".join(traceback.format_exception_only(error)).strip()
    return f"{line}\n  in {last.filename}, line {last.lineno}: {last.line}"


def _say_how_many(count: int) -> None:
    if count > 1:
        sys.stdout.write(f"{count} documents to read\n")
        sys.stdout.flush()


def main() -> int:
    """Build what standard input says; the file that is named as the argument gets the outcome."""
    order = Order.from_json(sys.stdin.read())
    nocolor()
    try:
        outcome = build(order, status=None, warning=sys.stderr, begins=_say_how_many)
    except Exception as error:  # noqa: BLE001 - extensions may raise anything, and the writer is to know of it
        outcome = Outcome(1, _from_elsewhere(error))
    Path(sys.argv[1]).write_text(outcome.to_json(), encoding="utf-8")
    return outcome.code


if __name__ == "__main__":
    sys.exit(main())

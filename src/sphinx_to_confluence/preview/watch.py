"""Which sources have changed? Looks again and again.

The operating system could tell, through a package, but not of network drives and folders of containers. To look at
the 720 files of Django's documentation takes 4 ms.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_OTHERS = frozenset({"__pycache__", "_build", "node_modules", "venv"})
"""Directories that hold no sources; hidden ones do not either."""

_NO_SOURCES = (".*", "*~", "#*#", "*.swp", "*.tmp", "4913")
"""What editors write beside a file, as patterns of a shell."""

_EVERY_S = 0.3
_SETTLED_S = 0.1
_LARGEST_READ = 1 << 20


class _Seen(NamedTuple):
    changed_ns: int
    size_bytes: int
    digest: bytes


class Watcher:
    """Sees what changes in directories, and in single files elsewhere.

    :param directories: looked into with all below them.
    :param ignored: directories not to look into, such as the output of the build.
    :param patterns: names of files, as in a shell, that are no sources.
    """

    def __init__(
        self,
        directories: Iterable[Path],
        *,
        ignored: Iterable[Path] = (),
        patterns: Sequence[str] = (),
    ) -> None:
        roots = {directory.resolve() for directory in directories}
        self._roots = [root for root in roots if not any(map(roots.__contains__, root.parents))]
        self._ignored = {str(directory.resolve()) for directory in ignored}
        self._no_source = re.compile("|".join(map(fnmatch.translate, (*_NO_SOURCES, *patterns))))
        self._files: Sequence[str] = ()
        self._seen = self._look({})

    def also(self, files: Iterable[str]) -> None:
        """Watch these files from now on as well, in place of those that were named before."""
        self._files = list(files)
        known = self._seen
        self._seen = known | {
            path: seen for path, seen in self._look(known).items() if path not in known
        }

    def wait(self) -> Sequence[Path]:
        """Wait until files have come, gone or got another content, and nothing has changed for a moment."""
        while not (changed := self._changes()):
            time.sleep(_EVERY_S)
        while True:
            time.sleep(_SETTLED_S)
            more = self._changes()
            if not more:
                return sorted(changed)
            changed |= more

    def _changes(self) -> set[Path]:
        before, self._seen = self._seen, self._look(self._seen)
        paths = before.keys() | self._seen.keys()
        return {Path(path) for path in paths if not _same(before.get(path), self._seen.get(path))}

    def _look(self, known: dict[str, _Seen]) -> dict[str, _Seen]:
        found: dict[str, _Seen] = {}
        for path, stat in (*self._sources(), *_stats(self._files)):
            old = known.get(path)
            if old and (old.changed_ns, old.size_bytes) == (stat.st_mtime_ns, stat.st_size):
                found[path] = old
            else:
                digest = _digest(path, stat.st_size)
                found[path] = _Seen(stat.st_mtime_ns, stat.st_size, digest)
        return found

    def _sources(self) -> Iterator[tuple[str, os.stat_result]]:
        left = list(map(str, self._roots))
        been: set[str] = set()
        while left:
            directory = left.pop()
            try:
                entries = list(os.scandir(directory))
            except OSError:  # gone between two looks
                continue
            for entry in entries:
                if not entry.is_dir():
                    if not self._no_source.fullmatch(entry.name):
                        yield from _stats([entry.path])
                elif self._holds_sources(entry):
                    # Links may lead in a circle.
                    place = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
                    if place not in been:
                        been.add(place)
                        left.append(entry.path)

    def _holds_sources(self, directory: os.DirEntry[str]) -> bool:
        name = directory.name
        hidden = name.startswith(".") or name in _OTHERS
        return not hidden and directory.path not in self._ignored


def _stats(files: Iterable[str]) -> Iterator[tuple[str, os.stat_result]]:
    for file in files:
        try:
            yield file, os.stat(file)  # noqa: PTH116 - looked at several times a second
        except OSError:  # gone between two looks
            continue


def _same(one: _Seen | None, other: _Seen | None) -> bool:
    # Extensions write their files at every build; only another content makes another one necessary.
    if one is None or other is None:
        return one is other
    return one is other or (one.digest == other.digest and one.digest != b"")


def _digest(path: str, size_bytes: int) -> bytes:
    """Digest what is in a file; nothing of a large one, of which the time decides."""
    if size_bytes > _LARGEST_READ:
        return b""
    try:
        return hashlib.sha256(Path(path).read_bytes()).digest()
    except OSError:
        return b""

"""Which sources have changed? Looks again and again.

The operating system could tell, through a package, but not of network drives and folders of containers. To look at
the 680 files of Django's documentation takes 5 ms.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
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
        self._ignored = {directory.resolve() for directory in ignored}
        self._patterns = (*_NO_SOURCES, *patterns)
        self._files: Sequence[Path] = ()
        self._seen = self._look({})

    def also(self, files: Iterable[str]) -> None:
        """Watch these files from now on as well, in place of those that were named before."""
        self._files = [Path(file) for file in files]
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
        return {path for path in paths if not _same(before.get(path), self._seen.get(path))}

    def _look(self, known: dict[Path, _Seen]) -> dict[Path, _Seen]:
        found: dict[Path, _Seen] = {}
        for path in (*self._sources(), *self._files):
            try:
                stat = path.stat()
            except OSError:  # gone between two looks
                continue
            old = known.get(path)
            if old and (old.changed_ns, old.size_bytes) == (stat.st_mtime_ns, stat.st_size):
                found[path] = old
            else:
                digest = _digest(path, stat.st_size)
                found[path] = _Seen(stat.st_mtime_ns, stat.st_size, digest)
        return found

    def _sources(self) -> Iterator[Path]:
        for root in self._roots:
            for directory, below, names in os.walk(root):
                here = Path(directory)
                below[:] = [name for name in below if self._is_source_directory(here, name)]
                for name in names:
                    if not any(fnmatch.fnmatch(name, pattern) for pattern in self._patterns):
                        yield here / name

    def _is_source_directory(self, above: Path, name: str) -> bool:
        return not (name.startswith(".") or name in _OTHERS or above / name in self._ignored)


def _same(one: _Seen | None, other: _Seen | None) -> bool:
    # Extensions write their files at every build; only another content makes another one necessary.
    if one is None or other is None:
        return one is other
    return one is other or (one.digest == other.digest and one.digest != b"")


def _digest(path: Path, size_bytes: int) -> bytes:
    """Digest what is in a file; nothing of a large one, of which the time decides."""
    if size_bytes > _LARGEST_READ:
        return b""
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b""

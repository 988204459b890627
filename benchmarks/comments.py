"""Do inline comments stay on their words when a release of the documentation follows another one?

    python benchmarks/comments.py --folder /var/tmp/docs

Builds successive releases of real documentation, lets a person comment on words of the older pages (some beside what
changed, some elsewhere; single words, phrases, across markup; always the same ones), and puts the comments into the
newer pages. The judges know nothing of that: where words are now is what four algorithms of ``git diff`` say of the
pages word by word, when they agree and what is right beside the words agrees, too; or where their whole sentence is,
when it is somewhere else. What they do not agree about is counted apart; ``--show`` prints it for a person to look at.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from projects import PROJECTS
from stored_page import WORD, Line, StoredPage

from sphinx_to_confluence.publish.comments import reanchor

HERE = Path(__file__).parent
BORDER = "\N{PILCROW SIGN}"
RELEASES = (
    ("Flask", "2.2.5", "2.3.3"),
    ("Flask", "2.3.3", "3.1.3"),
    ("Click", "8.1.8", "8.2.1"),
    ("Click", "8.2.1", "8.5.1"),
    ("Werkzeug", "2.3.8", "3.1.9"),
    ("Jinja2", "3.0.3", "3.1.6"),
    ("pytest", "7.4.4", "9.2.0"),
    ("pip", "23.3.2", "26.3"),
)
_ALGORITHMS = ("myers", "minimal", "patience", "histogram")
_BESIDE = 4
"""Words on either side that judges look at."""


def main() -> None:
    """Build, comment, publish, judge, and print the shares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True, help="for sources and output; kept")
    parser.add_argument("--comments", type=int, default=8, help="on each page that changed")
    parser.add_argument("--editors", nargs="*", default=["v2", "v1"])
    parser.add_argument("--seed", default="1")
    parser.add_argument("--show", nargs="*", default=["wrong"], help="verdicts to print in full")
    options = parser.parse_args()
    for editor in options.editors:
        counts: Counter[tuple[str, str]] = Counter()
        seconds = 0.0
        for name, *releases in RELEASES:
            old, new = (_built(options.folder, name, release, editor) for release in releases)
            for path, before, after in _changed(old, new):
                page = CommentedPage(
                    before, after, f"{options.seed} {name} {path}", options.comments
                )
                began = time.perf_counter()
                result = reanchor(page.live, after)
                seconds += time.perf_counter() - began
                for case in page.judged(result.body):
                    counts[case.truth, case.verdict] += 1
                    if {case.verdict, case.truth} & {*options.show}:
                        print(f"{name} {'-'.join(releases)} {path}: {case}")
        print(f"\nEditor {editor}, {seconds:.1f} s for {counts.total()} comments")
        _print_shares(counts)


def _print_shares(counts: Counter[tuple[str, str]]) -> None:
    surviving = [
        (verdict, n) for (truth, verdict), n in counts.items() if truth in {"there", "moved"}
    ]
    total = sum(n for _, n in surviving)
    for verdict in ("right", "wider", "lost", "wrong"):
        number = sum(n for found, n in surviving if found == verdict)
        print(f"  words are there still, {verdict:<8} {number:>6}  {100 * number / total:6.2f} %")
    for (truth, verdict), number in sorted(counts.items()):
        if truth in {"gone", "unclear"}:
            print(f"  words are {truth}, {verdict:<8} {number:>6}")


def _built(folder: Path, name: str, release: str, editor: str) -> Path:
    """Build a release unless that is done; the folder of the bundle."""
    output = folder / "comments" / f"{name}-{release}-{editor}"
    if not (output / "manifest.json").is_file():
        docs = PROJECTS[name].fetch(folder, release)
        output.mkdir(parents=True, exist_ok=True)
        # Modules that autodoc imports are those of the release.
        source = next(parent for parent in docs.parents if (parent / "PKG-INFO").is_file()) / "src"
        command = [sys.executable, HERE / "one_build.py", docs, output, f"{output}.doctrees"]
        options = ["--extension", "sphinx_to_confluence", "--define", f"confluence_editor={editor}"]
        paths = os.pathsep.join(filter(None, [str(source), os.environ.get("PYTHONPATH", "")]))
        subprocess.run(
            [*command, *options, "--warnings", f"{output}.log"],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
    return output


def _changed(old: Path, new: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(old.rglob("*.conf")):
        name = path.relative_to(old)
        if (new / name).is_file():
            before = path.read_text(encoding="utf-8")
            after = (new / name).read_text(encoding="utf-8")
            if before != after:
                yield name.as_posix(), before, after


@dataclass(frozen=True)
class Case:
    """What became of one comment.

    :param truth: ``there``, ``moved``, ``gone`` or ``unclear``, says the judge.
    :param verdict: ``right``, ``wider`` (a link as a whole), ``lost``, ``wrong``; ``placed`` where there is no truth.
    """

    truth: str
    verdict: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.truth}, {self.verdict}\n  {self.before}\n  {self.after}"


class CommentedPage:
    """An older page with comments, and the newer one that replaces it."""

    def __init__(self, before: str, after: str, seed: str, comments: int) -> None:
        random = Random(seed)  # noqa: S311 - the same comments every time
        old, new = StoredPage(before), StoredPage(after)
        self.refs = [
            ref
            for number, (line, start, end) in enumerate(_chosen(old, new, random, comments))
            if old.mark(line, start, end, ref := f"comment-{number}")
        ]
        self.live = old.stored(random)
        self._old, self._old_refs = _sequence(StoredPage(self.live))
        self._new, _ = _sequence(new)
        self._maps = [_map(self._old, self._new, algorithm) for algorithm in _ALGORITHMS]

    def judged(self, body: str) -> Iterator[Case]:
        """What became of each comment on the page with this body."""
        _, refs = _sequence(StoredPage(body))
        for ref in self.refs:
            was, got = _range(self._old_refs, ref), _range(refs, ref)
            assert was is not None  # noqa: S101 - it was marked
            truth, place = self._truth(was)
            yield Case(
                truth,
                _verdict(was, place, got),
                _shown(self._old, was),
                _shown(self._new, got) if got else "",
            )

    def _truth(self, was: range) -> tuple[str, int | None]:
        words = self._old[was.start : was.stop]
        times = len(_occurrences(self._new, words))
        if not times:
            return "gone", None
        places = {self._agreed(was, pairs, times) for pairs in self._maps}
        place = places.pop()
        if not places and place is not None:
            return "there", place
        place = self._sentence(was)
        return ("unclear", None) if place is None else ("moved", place)

    def _agreed(self, was: range, pairs: dict[int, int], times: int) -> int | None:
        """Where one comparison has the words, when it has what stands beside them there, too."""
        first = pairs.get(was.start)
        if first is None or any(pairs.get(word) != first + word - was.start for word in was):
            return None
        beside = [
            sum(pairs.get(word) == first + word - was.start for word in words)
            for words in (
                range(was.start - _BESIDE, was.start),
                range(was.stop, was.stop + _BESIDE),
            )
        ]
        certain = min(beside) >= _BESIDE - 1 or (times == 1 and max(beside) == _BESIDE)
        return first if certain else None

    def _sentence(self, was: range) -> int | None:
        """Where the sentence of the words is when it is on both pages once, word for word."""
        start, stop = was.start, was.stop
        while self._old[start - 1] not in {BORDER, "."}:
            start -= 1
        while stop < len(self._old) and self._old[stop] not in {BORDER, "."}:
            stop += 1
        sentence = self._old[start:stop]
        if len(sentence) < 6 or len(_occurrences(self._old, sentence)) > 1:
            return None
        found = _occurrences(self._new, sentence)
        return found[0] + was.start - start if len(found) == 1 else None


def _verdict(was: range, place: int | None, got: range | None) -> str:
    if got is None:
        return "lost"
    if place is None:
        return "placed"
    if got == range(place, place + len(was)):
        return "right"
    return "wider" if got.start <= place and got.stop >= place + len(was) else "wrong"


def _chosen(
    old: StoredPage, new: StoredPage, random: Random, count: int
) -> Iterator[tuple[Line, int, int]]:
    """Words to comment on: in each block at most once, two thirds of them in blocks that changed."""
    there = {line.text.strip() for line in new.lines}
    pools = [
        [line for line in old.lines if (line.text.strip() in there) is same]
        for same in (False, True)
    ]
    for pool in pools:
        random.shuffle(pool)
    for number in range(count):
        pool = pools[number % 3 == 2] or pools[number % 3 != 2]
        line = pool.pop() if pool else None
        words = (
            [found.span() for found in WORD.finditer(line.text) if found[0].isalnum()]
            if line
            else []
        )
        if line is None or not words:
            continue
        first = random.randrange(len(words))
        size = random.choice((1, 1, 1, 2, 3, 4, 6, 10))
        if len(line.runs) > 1 and random.random() < 0.3:
            border = random.choice(line.runs[:-1])
            at = sum(len(run.text) for run in line.runs[: line.runs.index(border) + 1])
            first = max((number for number, span in enumerate(words) if span[0] < at), default=0)
            size = max(size, 2)
        yield line, words[first][0], words[min(first + size, len(words)) - 1][1]


def _sequence(page: StoredPage) -> tuple[list[str], list[frozenset[str]]]:
    words: list[str] = []
    refs: list[frozenset[str]] = []
    last = None
    for word, block, marked in page.words():
        if block != last:
            words.append(BORDER)
            refs.append(frozenset())
            last = block
        words.append(word)
        refs.append(marked)
    return words, refs


def _map(old: Sequence[str], new: Sequence[str], algorithm: str) -> dict[int, int]:
    """Which word is which, says ``git diff`` of two files with a word on each line."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, "old"), Path(folder, "new")]
        for file, words in zip(files, (old, new), strict=True):
            file.write_text("\n".join(words) + "\n", encoding="utf-8")
        diff = subprocess.run(
            ["git", "diff", "--no-index", "-U9999999", f"--diff-algorithm={algorithm}", *files],  # noqa: S607
            check=False,
            capture_output=True,
            text=True,
        ).stdout
    if not diff:
        return {index: index for index in range(len(old))}
    pairs: dict[int, int] = {}
    one = other = 0
    for line in diff[diff.index("\n@@") + 1 :].split("\n")[1:]:
        if line.startswith(" "):
            pairs[one] = other
        one += line[:1] in {" ", "-"}
        other += line[:1] in {" ", "+"}
    return pairs


def _range(refs: Sequence[Iterable[str]], ref: str) -> range | None:
    marked = [index for index, found in enumerate(refs) if ref in found]
    return range(marked[0], marked[-1] + 1) if marked else None


def _occurrences(words: list[str], part: list[str]) -> list[int]:
    size = len(part)
    return [
        at for at, word in enumerate(words) if word == part[0] and words[at : at + size] == part
    ]


def _shown(words: list[str], place: range) -> str:
    before, inside = words[max(place.start - 12, 0) : place.start], words[place.start : place.stop]
    return " ".join([*before, "[[", *inside, "]]", *words[place.stop : place.stop + 12]])


if __name__ == "__main__":
    main()

"""Reads the text fixtures of the translator and builds the projects that they stand for.

A fixture file holds cases, ``title . input . expected on Cloud . [expected on Data Center .]``; the last part follows
at once when a case has it. Lines before the cases that start with ``#:`` are the ``conf.py`` of their project; a line
``#? sphinx_design`` names a package without which the file is skipped, ``#> 8.2`` the release of Sphinx that its cases
begin with, ``#. md`` the suffix of documents that are not reStructuredText.
"""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sphinx.locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
PROJECT = HERE / "fixtures" / "project"
_LOCATED = re.compile(r"^(?:.*/)?(case-\d+)\.\w+:(.*)$")


_CONF = "extensions = ['sphinx_to_confluence']\nproject = 'Fixtures'\n"

END = "."


@dataclass
class Case:
    """One case; ``data_center`` is ``None`` when the case does not look at that editor."""

    title: str
    source: str
    cloud: str
    data_center: str | None = None


@dataclass
class FixtureFile:
    """The cases of one theme, and the head of the file: what it needs, its ``conf.py``, suffix of the documents."""

    path: Path
    conf: str = ""
    needs: tuple[str, ...] = ()
    since: str = ""
    suffix: str = "rst"
    cases: list[Case] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> FixtureFile:
        """Read a file."""
        lines = path.read_text(encoding="utf-8").splitlines()
        heads: dict[str, list[str]] = {"#:": [], "#?": [], "#>": [], "#.": []}
        while lines and lines[0][:2] in heads:
            line = lines.pop(0)
            heads[line[:2]].append(line[2:].removeprefix(" "))
        rest = lines
        suffix = heads["#."][0].strip() if heads["#."] else "rst"
        since = heads["#>"][0].strip() if heads["#>"] else ""
        file = cls(path, "\n".join(heads["#:"]), tuple(heads["#?"]), since, suffix)
        while rest:
            if not rest[0].strip():
                rest.pop(0)
                continue
            title, rest = rest[0], rest[1:]
            assert rest, f"{path}: {title}: no input"
            assert rest.pop(0) == END, f"{path}: {title}: a title is followed by a dot"
            source, rest = _until_end(rest)
            cloud, rest = _until_end(rest)
            data_center = None
            # A text for Data Center follows at once; the next case after an empty line.
            if rest and rest[0].strip():
                data_center, rest = _until_end(rest)
            file.cases.append(Case(title, source, cloud, data_center))
        return file

    def write(self) -> None:
        """Write the file anew."""
        head = "".join(f"#? {name}\n" for name in self.needs)
        head += f"#> {self.since}\n" if self.since else ""
        head += f"#. {self.suffix}\n" if self.suffix != "rst" else ""
        head += "".join(f"#: {line}".rstrip() + "\n" for line in self.conf.splitlines())
        parts = [head] if head else []
        for case in self.cases:
            texts = [case.source, case.cloud]
            if case.data_center is not None:
                texts.append(case.data_center or "(nothing)\n")
            parts.append("".join([f"{case.title}\n{END}\n", *(f"{text}{END}\n" for text in texts)]))
        self.path.write_text("\n".join(parts), encoding="utf-8")


def _until_end(lines: list[str]) -> tuple[str, list[str]]:
    end = lines.index(END)
    return "".join(f"{line}\n" for line in lines[:end]), lines[end + 1 :]


@dataclass
class Project:
    """A built fixture file: by document the body and what was warned about it."""

    outdir: Path
    warnings: list[str]
    app: Sphinx

    def text(self, docname: str) -> str:
        """The body of a page and the warnings about it, as fixtures have them."""
        body = (self.outdir / f"{docname}.conf").read_text(encoding="utf-8")
        told = [line for line in self.warnings if line.startswith(f"{docname}:")]
        return body + "".join(line.replace(f"{docname}:", "! line ", 1) + "\n" for line in told)


Build = Callable[[Path, str], Project]


@pytest.fixture(scope="session")
def build_fixtures(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build all cases of a fixture file for an editor (``v1``, ``v2``) as one project; each only once."""
    built: dict[tuple[Path, str], Project] = {}
    sources: dict[Path, Path] = {}

    def build(path: Path, editor: str) -> Project:
        file = FixtureFile.read(path)
        for name in file.needs:
            if not _can_be_imported(name):
                pytest.skip(f"{name} cannot be imported")
        if sphinx.version_info < tuple(map(int, filter(None, file.since.split(".")))):
            pytest.skip(f"what Sphinx does since {file.since}")
        if path not in sources:
            sources[path] = _write_sources(path, tmp_path_factory.mktemp(path.stem))
        if (path, editor) not in built:
            built[path, editor] = _build(sources[path], editor)
        return built[path, editor]

    return build


def _can_be_imported(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # the package that it is part of, or what that one needs
        return False


def _write_sources(path: Path, root: Path) -> Path:
    file = FixtureFile.read(path)
    srcdir = root / "src"
    shutil.copytree(PROJECT, srcdir)
    entries = "".join(f"   case-{number:02}\n" for number in range(len(file.cases)))
    # Images of formulas depend on what is installed.
    conf = f"{_CONF}confluence_math = 'source'\n{file.conf}\n"
    (srcdir / "conf.py").write_text(conf, encoding="utf-8")
    index = f"Index\n=====\n\n.. toctree::\n   :numbered:\n\n   numbered\n\n.. toctree::\n\n   guide\n{entries}"
    (srcdir / "index.rst").write_text(index, encoding="utf-8")
    for number, case in enumerate(file.cases):
        # A document without a title of its own would take the first heading of the case for one.
        title = f"Case {number:02}\n#######" if file.suffix == "rst" else f"# Case {number:02}\n"
        untitled = case.source.startswith(".. untitled")
        text = case.source if untitled else f"{title}\n\n{case.source}"
        (srcdir / f"case-{number:02}.{file.suffix}").write_text(text, encoding="utf-8")
    return srcdir


def _build(srcdir: Path, editor: str) -> Project:
    outdir = srcdir.parent / editor
    stream = io.StringIO()
    sphinx.locale.translators.clear()  # they stay from the project before, in its language
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            str(srcdir),
            str(srcdir),
            str(outdir),
            str(srcdir.parent / f"doctrees-{editor}"),
            "confluence",
            confoverrides={"confluence_editor": editor},
            status=None,
            warning=stream,
            freshenv=True,
        )
        app.build()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).splitlines()
    located = (_LOCATED.match(line) for line in plain)
    return Project(outdir, [f"{match[1]}:{match[2]}" for match in located if match], app)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests that ask for them over all fixture files, or over all of their cases."""
    files = sorted(FIXTURES.rglob("*.txt"))
    if "case_number" in metafunc.fixturenames:
        cases = [
            pytest.param(path, number, id=f"{path.stem}-{case.title}")
            for path in files
            for number, case in enumerate(FixtureFile.read(path).cases)
        ]
        metafunc.parametrize(("fixture_path", "case_number"), cases)
    elif "fixture_path" in metafunc.fixturenames:
        metafunc.parametrize("fixture_path", files, ids=[path.stem for path in files])
        metafunc.parametrize("editor", ["v1", "v2"])


@pytest.fixture
def read_fixtures() -> Callable[[Path], FixtureFile]:
    """Read a fixture file."""
    return FixtureFile.read

"""Is what people install whole? Builds the sdist, a wheel from it, and tries the wheel in an environment of its own.

``python .ci/distributions.py``; needs the extra ``lint``.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "sphinx_to_confluence"
SOURCE = f"src/{PACKAGE}/"

IN_THE_SDIST = ("src", "tests", "doc", "changelog.d")
"""Folders that are in it whole."""

FILES_OF_THE_SDIST = {
    ".gitignore",  # hatchling's own doing
    "CHANGES.rst",
    "CONTRIBUTING.rst",
    "LICENSE",
    "PKG-INFO",
    "README.rst",
    "SECURITY.rst",
    "pyproject.toml",
    "tox.ini",
}

CONSUMER = ROOT / ".ci/consumer.py"

RUN_TIME = {"sphinx", "docutils", "requests"}

COMMANDS = "from sphinx_to_confluence.cli import COMMANDS; print(*(c.NAME for c in COMMANDS))"

CONF_PY = 'project = "Try"\nextensions = ["sphinx_to_confluence"]\n'


def main() -> int:
    """Build, look and try; return the exit code."""
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory)
        run(sys.executable, "-m", "build", "--outdir", str(out / "dist"), str(ROOT))
        (sdist,), (wheel,) = out.glob("dist/*.tar.gz"), out.glob("dist/*.whl")
        run(sys.executable, "-m", "twine", "check", "--strict", str(sdist), str(wheel))
        problems = [*problems_of_sdist(sdist), *problems_of_wheel(wheel)]
        if not problems:
            problems += problems_in_use(wheel, out / "environment")
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if not problems:
        print(f"{sdist.name} and {wheel.name} are whole, and the wheel works by itself")
    return 1 if problems else 0


def run(*command: str, accept: tuple[int, ...] = (0,)) -> str:
    """Run a program and return what it prints; end when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in accept:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
    return done.stdout + done.stderr


def tracked(folder: str) -> set[str]:
    """The files of a folder that belong to the project."""
    listed = run("git", "-C", str(ROOT), "ls-files", "-z", "--", folder)
    return {name for name in listed.split("\0") if name and (ROOT / name).exists()}


def problems_of_sdist(path: Path) -> Iterator[str]:
    """What is missing from the sdist, and what has no place there."""
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    expected = {name for folder in IN_THE_SDIST for name in tracked(folder)} | FILES_OF_THE_SDIST
    yield from (f"the sdist lacks {name}" for name in sorted(expected - names))
    yield from (f"the sdist holds {name}" for name in sorted(names - expected))


def problems_of_wheel(path: Path) -> Iterator[str]:
    """Where the wheel, which was built from the sdist, differs from the sources."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    about = {name: data for name, data in contents.items() if ".dist-info/" in name}
    code = {name: data for name, data in contents.items() if name not in about}
    expected = {name.removeprefix("src/"): (ROOT / name).read_bytes() for name in tracked(SOURCE)}
    yield from (f"the wheel lacks {name}" for name in sorted(expected.keys() - code.keys()))
    yield from (f"the wheel holds {name}" for name in sorted(code.keys() - expected.keys()))
    yield from (
        f"{name} is another one in the wheel than in the sources"
        for name in sorted(expected.keys() & code.keys())
        if expected[name] != code[name]
    )
    found = {name.partition(".dist-info/")[2]: data for name, data in about.items()}
    for name in ("METADATA", "entry_points.txt", "licenses/LICENSE"):
        if name not in found:
            yield f"the wheel lacks {name}"
    required = message_from_bytes(found.get("METADATA", b"")).get_all("Requires-Dist", [])
    always = {_name(line) for line in required if "extra ==" not in line}
    if always != RUN_TIME:
        yield f"at run time the wheel wants {sorted(always)}"


def _name(requirement: str) -> str:
    return requirement.partition(";")[0].rstrip().rstrip("0123456789.,<>=!~ ").strip()


def problems_in_use(wheel: Path, environment: Path) -> Iterator[str]:
    """What does not work where nothing but the wheel, and what it wants, is installed."""
    venv.create(environment, with_pip=True)
    program = environment / ("Scripts" if sys.platform == "win32" else "bin")
    run(str(program / "python"), "-m", "pip", "install", "--quiet", str(wheel))
    command = str(program / "sphinx-to-confluence")
    run(command, "--version")
    for name in run(str(program / "python"), "-c", COMMANDS).split():
        run(command, name, "--help")
    told = run(command, "sandbox", accept=(2,))
    if "sphinx-to-confluence[sandbox]" not in told:
        yield f"without flask, the sandbox does not say what to install: {told}"
    doc = environment / "doc"
    doc.mkdir()
    (doc / "conf.py").write_text(CONF_PY, encoding="utf-8")
    (doc / "index.rst").write_text("Try\n===\n\nA ``try``.\n", encoding="utf-8")
    bundle = environment / "bundle"
    build = ("-m", "sphinx", "-qW", "-b", "confluence", str(doc), str(bundle))
    run(str(program / "python"), *build)
    if not (bundle / "manifest.json").is_file():
        yield "a build leaves no manifest"
    strict = ("--strict", "--config-file=", "--python-executable", str(program / "python"))
    run(sys.executable, "-m", "mypy", *strict, "--cache-dir", str(environment), str(CONSUMER))


if __name__ == "__main__":
    raise SystemExit(main())

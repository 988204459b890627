"""What a watcher takes for a change; ``wait`` returns at once when there has been one."""

from __future__ import annotations

import os

import pytest

from sphinx_to_confluence.preview.watch import Watcher


@pytest.fixture
def watcher(source):
    """Watches the documentation, but not its output."""
    return Watcher([source], ignored=[source / "out"], patterns=["*.log"])


def test_what_is_written_added_or_deleted_is_a_change(source, watcher):
    """All of it together, as when a branch is checked out."""
    (source / "index.rst").write_text("Other\n")
    (source / "more.rst").unlink()
    (source / "guide").mkdir()
    (source / "guide" / "new.rst").write_text("New\n")
    names = [str(path.relative_to(source)) for path in watcher.wait()]
    assert names == ["guide/new.rst", "index.rst", "more.rst"]


def test_only_what_is_in_a_source_counts(source, watcher):
    """Not its time, not what editors leave, no hidden folder, no output, nothing that is to be ignored."""
    os.utime(source / "index.rst", (1, 1))
    for name in ("out", ".git", "_build", "__pycache__"):
        (source / name).mkdir()
        (source / name / "file.rst").write_text("x")
    for name in ("index.rst~", ".index.rst.swp", "4913", "build.log"):
        (source / name).write_text("x")
    (source / "more.rst").write_text("More\n")
    assert watcher.wait() == [source / "more.rst"]


def test_files_elsewhere_can_be_watched(watcher, tmp_path):
    """Pages are made of them as well, and which they are changes from build to build."""
    module, other = tmp_path / "module.py", tmp_path / "other.py"
    for file in (module, other):
        file.write_text("1\n")
    watcher.also([str(module)])
    other.write_text("2\n")
    module.write_text("2\n")
    assert watcher.wait() == [module]


def test_a_change_during_a_build_is_one(source, watcher):
    """Nothing is lost between two calls."""
    (source / "index.rst").write_text("One\n")
    assert watcher.wait() == [source / "index.rst"]
    (source / "index.rst").write_text("Two\n")
    watcher.also([])
    assert watcher.wait() == [source / "index.rst"]


def test_links_are_followed(source, tmp_path):
    """To folders elsewhere as Sphinx does, and in a circle once."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (source / "there").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(source)
    watcher = Watcher([source])
    (elsewhere / "page.rst").write_text("Page\n")
    assert source / "there" / "page.rst" in watcher.wait()


def test_a_large_file_is_known_by_its_time(source, watcher):
    """It is not read again and again."""
    large = source / "large.bin"
    large.write_bytes(b"x" * (2 << 20))
    assert watcher.wait() == [large]
    os.utime(large, (1, 1))
    assert watcher.wait() == [large]

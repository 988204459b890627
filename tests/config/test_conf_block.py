"""Options that are put into a ``conf.py``."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config.conf_block import (
    ConfPy,
    decoded,
    difference,
    extension_line,
    lines_of,
    set_in_block,
    with_block,
    write_conf_py,
)
from sphinx_to_confluence.errors import ConfigurationError

LINES = ['confluence_space_key = "DOC"']


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"project = 'x'",
        b"project = 'x'\n",
        b"project = 'x'\r\nextensions = []\r\n",
        b"# -*- coding: latin-1 -*-\nproject = '\xe4'\n",
        "project = 'ä…'\n".encode(),
        b"\xef\xbb\xbfproject = 'x'\n",
    ],
)
def test_the_rest_stays(data):
    """Byte for byte; lines end as they do in the file, and a second run replaces the block."""
    conf = decoded(data)
    once = with_block(conf, LINES)
    assert once.encoded().startswith(conf.encoded())
    assert conf.encoded() == data
    assert (b"\r\n" in data) == (b"\r\n" in once.encoded())
    again = with_block(decoded(once.encoded()), LINES)
    assert again.encoded() == once.encoded()
    other = with_block(again, ["confluence_space_key = 'B'"])
    assert other.encoded().startswith(conf.encoded())
    assert other.text.count("confluence_space_key") == 1
    assert set_in_block(other) == {"confluence_space_key"}
    assert set_in_block(conf) == set()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", '["sphinx_to_confluence"]'),
        ("extensions = ['a']", '[*extensions, "sphinx_to_confluence"]'),
        ("extensions: list[str] = []", '[*extensions, "sphinx_to_confluence"]'),
        ("extensions = [\n    'a',\n    'sphinx_to_confluence',\n]", None),
        ('extensions = []\nextensions += ["sphinx_to_confluence"]', None),
        ('extensions = []\nextensions.append("sphinx_to_confluence")', None),
        ('def setup(app):\n    app.setup_extension("sphinx_to_confluence")', None),
        ("# sphinx_to_confluence\nextensions = ()", '[*extensions, "sphinx_to_confluence"]'),
    ],
)
def test_extension(text, line):
    """The extension is put into the list, unless it is there."""
    assert extension_line(ConfPy(text)) == line
    written = with_block(ConfPy(text), lines_of({}, extensions=line))
    names = {}
    exec(written.text, names)
    if line is not None:
        assert "sphinx_to_confluence" in names["extensions"]
    # The line of an earlier run does not count.
    assert extension_line(written) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from posixpath import *\n", ["sphinx_to_confluence"]),
        ("def f():\n    extensions = []\n", ["sphinx_to_confluence"]),
        ("if 0:\n    extensions = ['a']\n", ["sphinx_to_confluence"]),
        ("if 1:\n    extensions = ['a']\n", ["a", "sphinx_to_confluence"]),
    ],
)
def test_a_list_that_may_be_there(text, expected):
    """Where only running the file tells whether there is a list, what is in it stays."""
    written = with_block(ConfPy(text), lines_of({}, extensions=extension_line(ConfPy(text))))
    names = {}
    exec(written.text, names)
    assert names["extensions"] == expected


def test_values():
    """Whatever was typed is one Python value on one line."""
    options = {"a": "x", "b": 'say "hi"', "c": "back\\slash\n# ü", "d": 12, "e": True, "f": None}
    names = {}
    exec("\n".join(lines_of(options)), {}, names)
    assert names == options
    assert all(line.isascii() for line in lines_of(options))


def test_no_python():
    """A file that Python cannot read is left alone."""
    for data in (b"project = ", b"\xff\xfe\x00"):
        with pytest.raises(ConfigurationError, match="cannot put options"):
            decoded(data)


def test_difference():
    """What is shown before it is written."""
    before = ConfPy("project = 'x'\n")
    shown = difference(before, with_block(before, LINES), "doc/conf.py")
    assert shown[:3] == ["--- doc/conf.py", "+++ doc/conf.py (new)", "@@ -1 +1,5 @@"]
    assert '+confluence_space_key = "DOC"' in shown


class TestWriting:
    """Replacing the file."""

    def test_links_and_permissions_stay(self, tmp_path):
        """A conf.py that is a link to another place is still one."""
        (tmp_path / "shared").mkdir()
        real, link = tmp_path / "shared" / "conf.py", tmp_path / "conf.py"
        real.write_bytes(b"old\n")
        real.chmod(0o640)
        link.symlink_to(real)
        write_conf_py(link, b"new\n")
        assert link.is_symlink()
        assert real.read_bytes() == b"new\n"
        assert real.stat().st_mode & 0o777 == 0o640
        assert [item.name for item in real.parent.iterdir()] == ["conf.py"]

    def test_no_disk(self, tmp_path):
        """What cannot be written is told, and nothing is lost."""
        with pytest.raises(ConfigurationError, match="cannot write"):
            write_conf_py(tmp_path / "none" / "conf.py", b"new")
        (tmp_path / "conf.py").mkdir()
        with pytest.raises(ConfigurationError, match="cannot write"):
            write_conf_py(tmp_path / "conf.py", b"new")
        assert [item.name for item in tmp_path.iterdir()] == ["conf.py"]

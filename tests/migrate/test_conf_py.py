"""What has to change in a ``conf.py``, and that nothing else does."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.migrate.conf_py import ConfPy
from sphinx_to_confluence.migrate.options import known_options


@pytest.fixture
def conf(tmp_path):
    """Write a conf.py and read it."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "conf.py"
        path.write_bytes(text.encode(encoding))
        return ConfPy(path)

    return write


def moved(conf_py):
    """The text that is proposed."""
    return conf_py.moved_over(known_options())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "extensions = ['a', \"sphinxcontrib.confluencebuilder\"]  # é\n",
            "extensions = ['a', \"sphinx_to_confluence\"]  # é\n",
        ),
        (
            "extensions.append('sphinxcontrib.confluencebuilder')",
            "extensions.append('sphinx_to_confluence')",
        ),
        ("x = 1\r\nconfluence_api_mode = 'v2'\r\ny = 2\r\n", "x = 1\r\ny = 2\r\n"),
        (
            "confluence_cleanup_search_mode = (\n    'search'\n)  # é\nx = 1\n",
            "x = 1\n",
        ),
        ("é = 1; confluence_api_mode = 'v2'\n", "é = 1; confluence_api_mode = 'v2'\n"),
        ("if x:\n    confluence_api_mode = 'v2'\n", "if x:\n    confluence_api_mode = 'v2'\n"),
        (
            "if x:\n    y = 1\n    confluence_api_mode = 'v2'\n",
            "if x:\n    y = 1\n",
        ),
        ("confluence_adv_cloud = True\n", "confluence_cloud = True\n"),
        ("confluence_space_name: str = 'DOC'\n", "confluence_space_key: str = 'DOC'\n"),
        (
            "confluence_space_key = 'DOC'\nconfluence_space_name = 'DOC'\n",
            "confluence_space_key = 'DOC'\n",
        ),
        ("confluence_lines = 1\n\x0cconfluence_space_key = 'DOC'", None),
    ],
    ids=[
        "extension",
        "without a line end",
        "line ends of Windows",
        "several lines",
        "two in a line",
        "alone in a block",
        "in a block",
        "renamed",
        "renamed with a type",
        "renamed and there",
        "nothing to do",
    ],
)
def test_changes(conf, before, after):
    """The extension, and the options that are no more; every other character stays."""
    assert moved(conf(before)) == (before if after is None else after)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
def test_encodings(conf, encoding):
    """The bytes of all other lines stay, whatever the encoding."""
    cookie = "# -*- coding: latin-1 -*-\n" if encoding == "latin-1" else ""
    conf_py = conf(f"{cookie}project = 'é'\nconfluence_api_mode = 'v1'\nauthor = 'ü'\n", encoding)
    conf_py.write(moved(conf_py))
    expected = f"{cookie}project = 'é'\nauthor = 'ü'\n".encode(encoding)
    assert conf_py.path.read_bytes() == expected


def test_no_python(conf):
    """A file that Python cannot read is told as such."""
    with pytest.raises(ConfigurationError, match="no Python"):
        conf("project = \n")


class TestSecrets:
    """What nobody is to see."""

    @pytest.mark.parametrize(
        ("line", "stands_there"),
        [
            ("confluence_api_token = 'hunter2'", True),
            ("confluence_api_token = os.environ['TOKEN']", False),
            ("confluence_api_token = os.getenv('TOKEN')", False),
            ("confluence_api_token = os.environ.get('TOKEN', '')", False),
            ("confluence_api_token = ''", False),
            ("confluence_publish_headers = {'X': 'hunter2'}", True),
            ("confluence_publish_headers = {'X': os.environ['TOKEN']}", False),
            ("confluence_server_auth = HTTPDigestAuth('me', 'hunter2')", True),
            ("confluence_api_token = os.getenv('TOKEN', 'hunter2')", True),
            ("confluence_api_token = os.getenv('TOKEN') or 'hunter2'", True),
            ("confluence_api_token = 'hunter2' if True else getenv('TOKEN')", True),
            ("confluence_api_token = getenv('TOKEN')", False),
        ],
    )
    def test_which_stand_in_the_file(self, conf, line, stands_there):
        """A value does, a place where it is had from does not."""
        (found,) = conf(f"{line}\n").assignments()
        assert found.holds_text is stands_there

    def test_the_difference_hides_them(self, conf):
        """It may be printed in a log that others read."""
        conf_py = conf(
            "confluence_api_token = 'hunter2'\n"
            "confluence_api_mode = 'v2'\n"
            "confluence_publish_headers = {\n    'X': 'hunter2',\n}\n"
            "confluence_proxy = 'http://me:hunter2@proxy:1'\n"
        )
        diff = conf_py.diff(moved(conf_py))
        assert "-confluence_api_mode" in diff
        assert "hunter2" not in diff
        assert "<hidden>" in diff


def test_imports_of_theirs(conf):
    """They have to be changed by hand."""
    conf_py = conf("x = 1\nfrom sphinxcontrib.confluencebuilder.util import y\n")
    assert list(conf_py.imports_of_theirs()) == [2]

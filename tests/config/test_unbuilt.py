"""Reading the options without building: the same values as in a build, and mistakes as errors."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config.unbuilt import read_options
from sphinx_to_confluence.errors import ConfigurationError


@pytest.fixture
def source(tmp_path):
    """A source directory; call it with lines of conf.py."""

    def write(*lines, into=""):
        folder = tmp_path / into
        folder.mkdir(exist_ok=True)
        (folder / "conf.py").write_text("\n".join(lines))
        return tmp_path

    return write


def read(source, *, environ=None, **more):
    """Read options with these environment variables alone."""
    return read_options(source, environ=environ or {}, warn=pytest.fail, **more)


def test_every_place(source):
    """-D goes before conf.py, and conf.py before the environment."""
    doc = source("confluence_space_key = 'CONF'", "confluence_timeout = 7", "import os")
    options = read(
        doc,
        overrides={"confluence_space_key": "LINE", "confluence_publish_dryrun": "1"},
        environ={"CONFLUENCE_TIMEOUT": "9", "CONFLUENCE_SERVER_URL": "https://wiki.example.com"},
    )
    found = options.settings
    assert (found.space_key, found.timeout) == ("LINE", 7)
    assert (found.server_url, found.publish_dryrun) == ("https://wiki.example.com", True)


def test_credentials(source):
    """They are had when they are asked for, from the places where secrets may be."""
    doc = source("confluence_publish_token = lambda: 'from a function'")
    assert read(doc).credentials().publish_token == "from a function"


def test_environment_is_left_out_where_that_is_wished(source):
    """confluence_disable_env_conf counts here too."""
    doc = source("confluence_disable_env_conf = True")
    assert read(doc, environ={"CONFLUENCE_SPACE_KEY": "ENV"}).settings.space_key is None


def test_conf_py_elsewhere(source):
    """With -c the conf.py of another directory counts."""
    doc = source("confluence_space_key = 'ELSEWHERE'", into="conf")
    assert read(doc, confdir=doc / "conf").settings.space_key == "ELSEWHERE"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("confluence_space_key = 5", "confluence_timeout = 'long'"), "2 mistakes"),
        (("confluence_parent_page = 'A'", "confluence_publish_root = 5"), "both set"),
        (("this is no Python",), "cannot read the conf.py"),
    ],
)
def test_mistakes(source, lines, words):
    """All of them are told at once."""
    with pytest.raises(ConfigurationError, match=words):
        read(source(*lines))


def test_no_conf_py(tmp_path):
    """A directory without conf.py is named."""
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path)
    assert str(tmp_path) in str(caught.value)

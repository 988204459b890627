"""Which conf.py and which bundle a command is about."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import (
    add_bundle,
    add_options,
    bundle_dir,
    conf_dir,
    options_of,
)
from sphinx_to_confluence.errors import ConfigurationError


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def arguments(*argv):
    """What is given on the command line."""
    parser = argparse.ArgumentParser()
    add_bundle(parser)
    add_options(parser)
    return parser.parse_args(argv)


def write(path, text=""):
    """Write a file, with the directories above it."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


class TestConfPy:
    """Where conf.py is."""

    @pytest.mark.parametrize("place", [".", "doc", "docs", "source", "doc/source", "docs/source"])
    def test_found(self, place):
        """In the places where people put it."""
        write(f"{place}/conf.py")
        assert conf_dir(arguments()) == Path(place)

    def test_named(self):
        """The directory that is named counts, whatever is found."""
        write("doc/conf.py")
        assert conf_dir(arguments("-c", "elsewhere")) == Path("elsewhere")

    def test_none(self):
        """None at all, or none wanted, is no mistake: a bundle needs none."""
        assert conf_dir(arguments()) is None
        write("doc/conf.py")
        assert conf_dir(arguments("-C")) is None

    def test_several(self):
        """Which one is meant is not guessed."""
        write("doc/conf.py")
        write("docs/conf.py")
        with pytest.raises(ConfigurationError, match="more than one") as caught:
            conf_dir(arguments())
        assert "-c doc" in str(caught.value)


class TestBundle:
    """Where the output of a build is."""

    @pytest.mark.parametrize(
        "place",
        ["build/confluence", "_build/confluence", "doc/_build/confluence", "doc/build/confluence"],
    )
    def test_found(self, place):
        """In the places where people build, here and beside the documentation."""
        write("doc/conf.py")
        write(f"{place}/manifest.json")
        assert bundle_dir(arguments()).resolve() == Path(place).resolve()

    def test_above_the_documentation(self, monkeypatch):
        """From within the source directory, that of the project above it is found."""
        write("doc/conf.py")
        write("build/confluence/manifest.json")
        monkeypatch.chdir("doc")
        assert bundle_dir(arguments()).resolve() == Path("../build/confluence").resolve()

    def test_named(self):
        """A directory that is named is taken as it is, and what is wrong with it is told when it is read."""
        assert bundle_dir(arguments("elsewhere")) == Path("elsewhere")

    def test_none(self):
        """The error says how to build one."""
        write("doc/conf.py")
        with pytest.raises(ConfigurationError, match="no built documentation") as caught:
            bundle_dir(arguments())
        assert "sphinx-build -b confluence doc build/confluence" in str(caught.value)

    def test_several(self):
        """Which one is meant is not guessed."""
        write("build/confluence/manifest.json")
        write("_build/confluence/manifest.json")
        with pytest.raises(ConfigurationError, match="more than one") as caught:
            bundle_dir(arguments())
        assert "build/confluence, _build/confluence" in str(caught.value)


class TestOptions:
    """What the options say."""

    def read(self, *argv, recorded=None):
        """Read them from where the arguments say."""
        return options_of(arguments(*argv), Console("plan"), recorded).settings

    def test_misspelt_on_the_command_line(self, capsys):
        """A name that is none has no effect, which nobody would notice."""
        write("doc/conf.py")
        self.read("-D", "confluence_edited_page=keep", "-D", "language=de")
        assert capsys.readouterr().err == (
            "warning: confluence_edited_page is no option; did you mean confluence_edited_pages?\n"
        )

    def test_order_of_places(self, monkeypatch):
        """-D, then conf.py, then the environment, then what the bundle has recorded."""
        write("doc/conf.py", "confluence_space_key = 'CONF'\n")
        monkeypatch.setenv("CONFLUENCE_SPACE_KEY", "ENV")
        recorded = {"confluence_space_key": "BUILT"}
        keys = [self.read("-D", "confluence_space_key=LINE", recorded=recorded).space_key]
        keys.append(self.read(recorded=recorded).space_key)
        keys.append(self.read("-C", recorded=recorded).space_key)
        monkeypatch.delenv("CONFLUENCE_SPACE_KEY")
        keys.append(self.read("-C", recorded=recorded).space_key)
        assert keys == ["LINE", "CONF", "ENV", "BUILT"]

    def test_files_start_at_the_sources(self):
        """A file is looked up in the source directory, wherever conf.py is."""
        write("conf/conf.py", "confluence_ca_cert = 'company.pem'\n")
        write("text/company.pem")
        settings = self.read("-c", "conf", "--source", "text")
        assert Path(settings.ca_cert) == Path("text/company.pem")

    def test_value_that_is_missing(self):
        """A -D without a value is a mistake with a remedy."""
        with pytest.raises(ConfigurationError, match="gives no value"):
            self.read("-D", "confluence_space_key")

"""``sphinx-to-confluence preview``: the command of those who write."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import main


@pytest.fixture
def project(tmp_path):
    """A small documentation."""
    source = tmp_path / "doc"
    source.mkdir()
    (source / "conf.py").write_text("extensions = ['sphinx_to_confluence']\n")
    (source / "index.rst").write_text("Example\n=======\n\nText.\n")
    return source


@pytest.fixture
def stopped(monkeypatch):
    """Ctrl-C is pressed as soon as there is nothing more to do; before that, the steps are taken one after another."""

    def then(*steps):
        left = list(steps)

        def wait(_watcher):
            if not left:
                raise KeyboardInterrupt
            return left.pop(0)()

        monkeypatch.setattr("sphinx_to_confluence.preview.watch.Watcher.wait", wait)

    return then


def test_shown_opened_and_built_again(project, stopped, capfd, monkeypatch):
    """The address comes when the pages are there; every change is named."""
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)

    def change():
        (project / "index.rst").write_text("Example\n=======\n\nOther :ref:`text`.\n")
        return [project / "index.rst"]

    stopped(change)
    assert main(["preview", str(project), "--open"]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert opened[0].endswith("/wiki/spaces/DOC/overview")
    assert f"Open {opened[0]}\n" in out
    assert " index.rst changed\n" in out
    assert "index.rst:4: WARNING: undefined label" in out
    assert out.rstrip().endswith("s), 1 warning.\n\nThe preview has ended.")


def test_the_documentation_is_found_and_the_build_kept(project, stopped, capfd, monkeypatch):
    """In one of the usual places, and where it is asked to be; programs get one document when the pages are there."""
    stopped()
    monkeypatch.chdir(project.parent)
    command = ["preview", "--out", "kept", "--json", "--flavour", "datacenter", "--space", "DC"]
    assert main(command) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["overview"].endswith("/display/DC")
    assert err.startswith("Building doc\n")
    assert (project.parent / "kept" / "bundle" / "manifest.json").is_file()


def test_without_a_conf_py(tmp_path, capsys, monkeypatch):
    """What is missing and how to name it is said."""
    monkeypatch.chdir(tmp_path)
    assert main(["preview"]) == 2
    assert "sphinx-to-confluence preview SOURCEDIR" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing on Windows")
def test_ctrl_c_ends_it(project):
    """With exit code 0, and without a traceback."""
    command = [sys.executable, "-m", "sphinx_to_confluence", "preview", str(project)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        for line in process.stdout:
            if line.startswith("Ctrl-C"):
                process.send_signal(signal.SIGINT)
                break
        rest, _ = process.communicate(timeout=30)
    assert (process.returncode, rest.strip()) == (0, "The preview has ended.")

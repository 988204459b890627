"""Programs are run without a shell, for a limited time, and what is wrong with them is told."""

from __future__ import annotations

import sys

import pytest

from sphinx_to_confluence.translate.commands import CommandError, find_program, run_command


def python(code, tmp_path, **options):
    """Run a piece of Python as a program."""
    return run_command([sys.executable, "-c", code], directory=tmp_path, **options)


def test_output_and_input(tmp_path):
    """A program reads what it is given, in the folder that it is given, and what it prints comes back."""
    code = "import os, sys; print(os.getcwd(), sys.stdin.read())"
    assert python(code, tmp_path, text="größer; $(date)").split(maxsplit=1) == [
        str(tmp_path),
        "größer; $(date)\n",
    ]
    # Without input there is none to wait for.
    assert python("import sys; print(sys.stdin.read())", tmp_path) == "\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; print('one'); sys.exit('two')", "ended with code 1: two"),
        ("print('start\\nfatal ERROR: three\\nend'); exit(3)", "ended with code 3: fatal ERROR: three"),
        ("exit(4)", "ended with code 4"),
    ],
)  # fmt: skip
def test_failure(code, reason, tmp_path):
    """The line that looks like an error is told, else the first of what it complained about."""
    with pytest.raises(CommandError) as caught:
        python(code, tmp_path)
    assert str(caught.value) == f"{sys.executable!r} {reason}"
    assert not caught.value.missing


def test_missing(tmp_path):
    """A program that is not there is told apart from one that fails."""
    assert find_program("no-such-program") is None
    with pytest.raises(CommandError, match="'no-such-program' is not there") as caught:
        run_command(["no-such-program"], directory=tmp_path)
    assert caught.value.missing


def test_no_end(tmp_path):
    """A program that does not end is ended, and all that it has started."""
    code = (
        "import subprocess, sys, time; "
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    )
    # Its child has its output open, too: this would wait for it if it went on.
    with pytest.raises(CommandError, match=r"did not end within 0\.5 s"):
        python(code, tmp_path, timeout_s=0.5)

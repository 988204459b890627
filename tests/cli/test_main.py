"""The program itself, whatever its command."""

from __future__ import annotations

from sphinx_to_confluence.cli import COMMANDS, main


def test_no_command(capsys):
    """Who names no command is shown all of them, and the exit code says that nothing was done."""
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(f"    {command.NAME} " in err for command in COMMANDS)

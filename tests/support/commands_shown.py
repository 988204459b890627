"""Would a command that the manual shows run? Its arguments are given to the parser of the program itself."""

from __future__ import annotations

import argparse
import contextlib
import io
import re

from sphinx.cmd.build import get_parser as sphinx_parser
from sphinx.config import Config

from sphinx_to_confluence.cli import build_parser
from sphinx_to_confluence.config.declared import all_options

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*=")


def complaint_about(words: list[str]) -> str:
    """Say what is wrong with the words of a command, or nothing; programs of others are not looked at."""
    while words and _VARIABLE.match(words[0]):
        words = words[1:]
    match words:
        case ["sphinx-to-confluence", *arguments] | [_, "-m", "sphinx_to_confluence", *arguments]:
            return _complaint(build_parser(), arguments)
        case ["sphinx-build", *arguments] | [_, "-m", "sphinx", *arguments]:
            return _complaint(sphinx_parser(), arguments)
    return ""


def _complaint(parser: argparse.ArgumentParser, arguments: list[str]) -> str:
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            parsed = parser.parse_args(arguments)
    except SystemExit as end:
        return said.getvalue().strip().splitlines()[-1] if end.code else ""
    return _about_options([*(getattr(parsed, "define", None) or ()), *_overrides(parsed)])


def _overrides(parsed: argparse.Namespace) -> list[str]:
    return getattr(parsed, "overrides", None) or []


def _about_options(overrides: list[str]) -> str:
    """Say which option given with ``-D`` there is not."""
    known = {option.config_name for option in all_options()} | set(Config.config_values)
    names = (override.partition("=")[0] for override in overrides)
    return "; ".join(f"{name} is no option" for name in names if name not in known)

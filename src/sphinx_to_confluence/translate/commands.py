"""How does a build run another program? In one place, without a shell, for a limited time."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

TIMEOUT_S = 60.0
"""Enough for any formula or diagram; what takes longer waits for somebody to type."""

_MOST_CHARACTERS = 200


class CommandError(Exception):
    """A program is not there, failed or did not end; the message is a clause without a full stop.

    :param missing: whether it could not be run at all.
    """

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


@functools.cache
def find_program(name: str) -> str | None:
    """The file of a program, as the system finds it; ``None`` when it is not there."""
    return shutil.which(name)


def run_command(
    command: Sequence[str],
    *,
    directory: Path,
    text: str | None = None,
    output: Path | None = None,
    timeout_s: float = TIMEOUT_S,
    complaint: str = r"(?i)^.*\b(?:error|exception|not found)\b.*$",
) -> str:
    """Run a program and return what it prints.

    :param text: what it reads from its standard input; otherwise that is empty.
    :param output: file for what it prints, which is then not returned.
    :param complaint: pattern of the line that tells best why it failed, by default the first that looks like it.
    :raises CommandError: when it is not there, ends with another code than 0, or does not end.
    """
    program, *arguments = command
    found = find_program(program)
    if found is None:
        raise CommandError(f"the program {program!r} is not there", missing=True)
    try:
        process = subprocess.Popen(  # noqa: S603 - what conf.py names, without a shell
            [found, *arguments],
            cwd=directory,
            stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Programs that start others, such as a browser, are ended together with them.
            start_new_session=True,
        )
    except OSError as error:
        raise CommandError(
            f"the program {program!r} cannot be run: {error.strerror}", missing=True
        ) from error
    with process:
        try:
            given = None if text is None else text.encode()
            out, err = process.communicate(given, timeout=timeout_s)
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise CommandError(f"{program!r} did not end within {timeout_s:g} s") from None
            raise
    if output is not None:
        output.write_bytes(out)
        out = b""
    printed, complaints = (stream.decode(errors="replace") for stream in (out, err))
    if process.returncode != 0:
        reason = _reason(f"{complaints}\n{printed}", complaint)
        raise CommandError(f"{program!r} ended with code {process.returncode}{reason}")
    return printed


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _reason(output: str, complaint: str) -> str:
    """The line of an output that tells what is wrong, else the first one."""
    found = re.search(complaint, output, re.MULTILINE) or re.search(
        r"^.*\S.*$", output, re.MULTILINE
    )
    return f": {' '.join(found[0].split())[:_MOST_CHARACTERS]}" if found else ""

"""Runs a command on a terminal of its own and types answers: ``python typist.py ANSWER … -- COMMAND …``.

An answer is typed when the command waits at the end of a question. What the terminal shows is printed, the answers
among it; the exit code is that of the command.
"""

from __future__ import annotations

import os
import pty
import re
import sys

_ASKS = re.compile(rb"[:\]] $")
"""What a question ends with."""


def main(arguments: list[str]) -> int:
    """Run the command."""
    end = arguments.index("--")
    answers, command = arguments[:end], arguments[end + 1 :]
    process, terminal = pty.fork()
    if not process:
        os.execvp(command[0], command)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody is at the other end any more
            break
        if not piece:
            break
        shown += piece
        if answers and _ASKS.search(shown):
            os.write(terminal, answers.pop(0).encode() + b"\n")
    sys.stdout.buffer.write(shown.replace(b"\r", b""))
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

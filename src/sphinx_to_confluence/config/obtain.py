"""How is a secret had from its source: a function, a program, a file, a keyring?"""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requests.auth import AuthBase

from sphinx_to_confluence.config.coerce import CoercionError, coerce
from sphinx_to_confluence.config.credentials import HIDDEN, companions_of
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.config.keyring_entry import from_keyring
from sphinx_to_confluence.config.option import Option
from sphinx_to_confluence.config.raised import raised
from sphinx_to_confluence.config.sources import Given, MistakeError, Sources, accepted
from sphinx_to_confluence.errors import CredentialError

_COMMAND_TIMEOUT_S = 120
"""Long enough for a person to unlock a password store."""

_COMPLAINT_CHARACTERS = 400
"""Some programs say where they asked before they say what is wrong."""


def given_for(secret: Option, sources: Sources) -> tuple[Given, ...]:
    """Where a secret is to be had from: one source, none, or more than one, which is a mistake.

    The command line goes before conf.py and conf.py before the environment, whether they give the secret itself, a
    program, a file or a keyring.
    """
    return sources.find_any((secret, *companions_of(secret)))


@dataclass(frozen=True, slots=True)
class Obtainer:
    """Gets secrets from functions, programs, files and keyrings.

    :param directory: where programs run, and where the names of files start.
    :param warn: gets sentences for the person.
    :param has_person: whether somebody is at the keyboard whom a program may ask something.
    """

    directory: Path
    warn: Callable[[str], None]
    has_person: bool = False

    def obtain(self, secret: Option, given: Given, *, account: str = "") -> Any:
        """Return the secret.

        :param account: under which a keyring keeps it.
        :raises CredentialError: when it cannot be had, or is none that the option accepts. Nothing that was read is
            in the message.
        """
        source = f"{given.option.config_name}, {given.where}"
        try:
            value = given.read()
            if given.option is secret:
                is_function = callable(value) and not isinstance(value, AuthBase)
                return self._called(secret, source, value) if is_function else value
            match given.option.name.removeprefix(f"{secret.name}_"):
                case "command":
                    text = self._printed(source, value)
                case "file":
                    text = self._stored(source, value)
                case _:
                    text = from_keyring(source, value, account)
            return accepted(secret, coerce(secret, text))
        except (MistakeError, CoercionError) as mistake:
            raise CredentialError(
                f"cannot use {secret.config_name}",
                cause=f"What comes from {source}, {mistake}.",
                remedy=f"Accepted: {secret.accepted}.",
            ) from None

    def _called(self, secret: Option, source: str, function: Callable[[], Any]) -> Any:
        try:
            value = function()
        # Whatever a function of the person's raises, its message may quote the secret.
        except Exception as error:  # noqa: BLE001
            raise CredentialError(
                f"cannot get {secret.config_name}",
                answered=f"The function ({source}) {raised(error)}.",
                remedy="The message is not shown here, since it might hold the secret: call the function by hand.",
            ) from None
        if value is None or (callable(value) and not isinstance(value, AuthBase)):
            raise MistakeError("is no value")
        return accepted(secret, value)

    def _printed(self, source: str, command: str | Sequence[str]) -> str:
        arguments = shlex.split(command) if isinstance(command, str) else list(command)
        tried = f"cannot get a secret from the program of {source}"
        # What it asks the person has to be seen; where nobody is there, it had better not wait for an answer.
        is_seen = self.has_person and sys.stderr is not None and sys.stderr.isatty()
        # Not shell=True: what stands in an argument is never a command.
        try:
            done = subprocess.run(  # noqa: S603
                arguments,
                stdin=None if self.has_person else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=None if is_seen else subprocess.PIPE,
                check=False,
                cwd=self.directory,
                timeout=_COMMAND_TIMEOUT_S,
            )
        except subprocess.TimeoutExpired:
            raise CredentialError(
                tried,
                answered=f"It did not end within {_COMMAND_TIMEOUT_S} seconds.",
                remedy="Run it by hand: it may wait for something to be typed.",
            ) from None
        except OSError as error:
            # Not the name of the program: it may be the secret itself, put into the wrong option.
            raise CredentialError(
                tried,
                answered=f"It could not be run: {error.strerror or type(error).__name__}.",
                remedy="The option names a program and its arguments, not the secret itself.",
            ) from None
        printed = _decoded(done.stdout)
        if done.returncode != 0:
            raise CredentialError(
                tried,
                answered=f"It ended with exit code {done.returncode}{_complaint(done.stderr or b'', printed)}",
                remedy="Run it by hand to see what is wrong.",
            )
        return _not_empty(printed)

    def _stored(self, source: str, path: str) -> str:
        file = self.directory / path
        try:
            data = file.read_bytes()
            mode = file.stat().st_mode
        except (OSError, ValueError) as error:
            # Not the path: it may be the secret itself, put into the wrong option.
            reason = error.strerror if isinstance(error, OSError) else None
            raise CredentialError(
                f"cannot read the file of {source}",
                answered=f"{reason or type(error).__name__}.",
                remedy="The option names a file, relative to the source directory, and not the secret itself.",
            ) from None
        if os.name == "posix" and stat.S_ISREG(mode) and mode & stat.S_IROTH:
            self.warn(
                f"the file of {source}, holds a secret and can be read by every user of this machine; "
                "'chmod o-r' mends that"
            )
        return _not_empty(_decoded(data))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise MistakeError("is not UTF-8") from None


def _not_empty(text: str) -> str:
    if not text:
        raise MistakeError("is empty")
    return text


def _complaint(stderr: bytes, printed: str) -> str:
    text = stderr.decode("utf-8", "replace")
    for line in filter(None, map(str.strip, printed.splitlines())):
        text = text.replace(line, HIDDEN)
    shown = excerpt(text, _COMPLAINT_CHARACTERS)
    return f": {shown}" if shown else "."

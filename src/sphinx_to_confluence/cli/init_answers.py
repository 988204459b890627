"""What does a person want to publish to, and which options say that? The questions of ``init``, and the options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.config import checks
from sphinx_to_confluence.config.address import is_loopback_host
from sphinx_to_confluence.config.pasted import Pasted, read_pasted
from sphinx_to_confluence.config.realms import REALMS
from sphinx_to_confluence.config.ways_in import KEEPINGS, WAYS_IN, WayIn, is_like_a_token, kinds_for
from sphinx_to_confluence.errors import ConfigurationError

HOME = "home"
"""What is answered when the pages are to go below the home page of the space."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered.

    :param user: e-mail address, user name or client id; empty for tokens that need none.
    :param parent: id or title of the page to publish below; empty for the home page of the space.
    :param kept: where the token is kept, a word of ``KEEPINGS``.
    :param keeper: the program, file or service of a keyring; empty for an environment variable.
    """

    pasted: Pasted
    way: WayIn
    user: str
    space_key: str
    parent: str | int
    kept: str
    keeper: str

    @property
    def options(self) -> dict[str, Any]:
        """The options, by their names in ``conf.py``, in the order in which they are written."""
        way, url = self.way, self.pasted.server_url
        found: dict[str, Any] = {"confluence_server_url": url}
        host = urlsplit(url).hostname or ""
        is_atlassians = any(host.endswith(f".{realm.domain}") for realm in REALMS)
        if way.on_cloud and not is_atlassians and not self.pasted.is_gateway:
            found["confluence_cloud"] = True
        if not way.on_cloud:
            found["confluence_cloud"] = False
        if way.scoped and not self.pasted.is_gateway:
            found["confluence_api_token_scoped"] = True
            if is_loopback_host(host):  # the sandbox is its own gateway
                found["confluence_api_gateway"] = f"{_origin(url)}/ex/confluence/"
        if way.user:
            found[f"confluence_{way.user}"] = self.user
        found["confluence_space_key"] = self.space_key
        if self.parent:
            found["confluence_parent_page"] = self.parent
        if self.keeper:
            found[f"{way.secret_option}_{self.kept}"] = self.keeper
        return found


def questions(
    arguments: argparse.Namespace, console: Console, tells_cloud: Callable[[Pasted], bool]
) -> Answers:
    """Ask for what the arguments do not say.

    :param tells_cloud: asks a site whether it is Cloud, when its address does not tell.
    :raises ConfigurationError: when an answer cannot be right, or there is nobody to ask.
    """
    asked = _Asker(console)
    pasted = read_pasted(
        asked(
            arguments.url,
            "Address of a page or of the space in Confluence, copied from the browser",
            flag="--url",
        )
    )
    way = _way(arguments, console, asked, pasted, tells_cloud)
    user = ""
    if way.user:
        user = asked(arguments.user, way.whose, flag="--user")
    space_key = asked(
        arguments.space,
        "Key of the space: the part after /spaces/ in the address of its pages",
        pasted.space_key or "",
        flag="--space",
        check=checks.space_key,
    )
    named = pasted.page_id or pasted.page_title
    parent = asked(
        arguments.parent,
        f'Page to publish below: its id, its title, or "{HOME}" for the home page of the space',
        str(named) if named else HOME,
        flag="--parent",
    )
    kept, keeper = _keeping(arguments, console, asked)
    return Answers(pasted, way, user, space_key, _page(parent), kept, keeper)


def _way(
    arguments: argparse.Namespace,
    console: Console,
    asked: _Asker,
    pasted: Pasted,
    tells_cloud: Callable[[Pasted], bool],
) -> WayIn:
    if arguments.token_kind is not None:
        way = WAYS_IN[arguments.token_kind]
        if pasted.is_cloud is not None and way.on_cloud is not pasted.is_cloud:
            raise ConfigurationError(
                f"--token-kind {way.name} does not fit the address",
                cause=f"The address is one of {_product(is_cloud=pasted.is_cloud)}, and that token is one of "
                f"{_product(is_cloud=way.on_cloud)}.",
                remedy="Give one of "
                + ", ".join(one.name for one in kinds_for(is_cloud=pasted.is_cloud))
                + ".",
            )
        return way
    is_cloud = tells_cloud(pasted) if pasted.is_cloud is None else pasted.is_cloud
    kinds = kinds_for(is_cloud=is_cloud)
    console.say(f"It is {_product(is_cloud=is_cloud)}. Which kind of token is it?")
    return WAYS_IN[_chosen(asked, {way.name: way.description for way in kinds}, console)]


def _keeping(arguments: argparse.Namespace, console: Console, asked: _Asker) -> tuple[str, str]:
    """Return where the token is kept, and the program, file or service."""
    given = {
        "command": arguments.token_command,
        "keyring": arguments.token_keyring,
        "file": arguments.token_file,
    }
    kept = next((name for name, value in given.items() if value is not None), None)
    if kept is None and arguments.token_env:
        kept = "environment"
    if kept is None:
        console.say("Where is the token kept? It is never written into conf.py.")
        kept = _chosen(asked, KEEPINGS, console)
    question = {
        "command": "Program that prints the token, with its arguments",
        "keyring": "Service under which the keyring keeps it",
        "file": "Path of the file, relative to the directory of conf.py",
    }.get(kept)
    if question is None:
        return kept, ""
    default = "confluence" if kept == "keyring" else ""
    return kept, asked(given[kept], question, default, flag=f"--token-{kept}")


def _chosen(asked: _Asker, choices: Mapping[str, str], console: Console) -> str:
    """Ask for one of some words; its number does as well."""
    if console.terminal.is_there:
        for number, (name, description) in enumerate(choices.items(), 1):
            console.say(f"  {number}  {name:12} {description}")
    names = list(choices)
    answer = asked(None, "Number or word", names[0], flag="", check=_one_of(names))
    return names[int(answer) - 1] if answer.isdecimal() else answer


def _one_of(names: list[str]) -> Callable[[str], str | None]:
    numbers = [str(number) for number in range(1, len(names) + 1)]
    return lambda answer: (
        None if answer in names or answer in numbers else f"is none of {', '.join(names)}"
    )


class _Asker:
    """Takes what an argument says, or asks for it until the answer can be right."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(
        self,
        given: str | None,
        question: str,
        default: str = "",
        *,
        flag: str,
        check: checks_of_text | None = None,
    ) -> str:
        check = check or checks.not_empty
        if given is not None:
            if (clause := _no_token(given) or check(given)) is not None:
                raise ConfigurationError(f"what {flag} gives {clause}")
            return given
        if default and not self._console.terminal.is_there:
            return default
        while True:
            answer = self._console.ask(question, default)
            clause = _no_token(answer) or check(answer)
            if clause is None:
                return answer
            self._console.say(f"That {clause}.")


checks_of_text = Callable[[str], str | None]
"""Return what is wrong with an answer, as a clause, or ``None``."""


def _no_token(answer: str) -> str | None:
    """Refuse a secret in any answer, also as an argument of a program."""
    if any(map(is_like_a_token, answer.split())):
        return "looks like a token itself, and what is answered here is written into conf.py"
    return None


def _page(answer: str) -> str | int:
    answer = answer.strip()
    if answer.lower() == HOME:
        return ""
    return int(answer) if re.fullmatch("[0-9]{1,19}", answer) else answer


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _product(*, is_cloud: bool) -> str:
    return "Confluence Cloud" if is_cloud else "Confluence Data Center"

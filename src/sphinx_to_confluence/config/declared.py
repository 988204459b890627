"""Which options are there?"""

from __future__ import annotations

from sphinx_to_confluence.config.credentials import Credentials, companions_of
from sphinx_to_confluence.config.option import Option, options_of
from sphinx_to_confluence.config.settings import Settings


def credential_options() -> tuple[Option, ...]:
    """The secrets, each followed by the options that name a program or a file to have it from."""
    return tuple(
        option for secret in options_of(Credentials) for option in (secret, *companions_of(secret))
    )


def all_options() -> tuple[Option, ...]:
    """Every option in the order of its declaration."""
    return (*options_of(Settings), *credential_options())

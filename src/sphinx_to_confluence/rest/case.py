"""What is there to an answer that has to be understood? Itself, the call, and who asked where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sphinx_to_confluence.config.endpoint import Endpoint, Flavour
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.answers import Answer
from sphinx_to_confluence.rest.auth import SignInKind
from sphinx_to_confluence.rest.operations import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An answer and all that is needed to say what it means.

    :param tried: the clause that the error begins with.
    :param proven: scopes that the token has for sure, since calls that need them worked.
    """

    answer: Answer
    operation: Operation
    tried: str
    endpoint: Endpoint
    sign_in: SignInKind
    proven: frozenset[str] = frozenset()

    @property
    def on_cloud(self) -> bool:
        """Whether this is Confluence Cloud."""
        return self.endpoint.flavour is Flavour.CLOUD

    def error(
        self, kind: type[RestError], cause: str, remedy: str, *, answered: str = "", **more: Any
    ) -> RestError:
        """Make an error of this case."""
        return kind(
            self.tried,
            operation=self.operation.name,
            status=self.answer.status,
            answered=answered or f"{str(self.answer).removesuffix('.')}.",
            cause=cause,
            remedy=remedy,
            **more,
        )

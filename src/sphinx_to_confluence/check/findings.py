"""What does a check find? The outcome of each step, and of all."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sphinx_to_confluence.check.needs import ScopeRow
from sphinx_to_confluence.errors import ConfluenceError, MissingScope


class Mark(enum.Enum):
    """How a step ended."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step found.

    :param step: its name, a word.
    :param text: what was found, in a line.
    :param lines: what there is to say besides; for a warning also what to do.
    :param error: what is wrong, with its cause and the remedy.
    :param data: the same for programs.
    """

    step: str
    mark: Mark
    text: str = ""
    lines: Sequence[str] = ()
    error: ConfluenceError | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """All that a check found.

    :param scopes: one row for each scope; empty where there are none to be told.
    :param advice: what to do about scopes without which publishing goes on.
    """

    findings: list[Finding] = field(default_factory=list)
    scopes: Sequence[ScopeRow] = ()
    advice: Sequence[str] = ()

    @property
    def error(self) -> ConfluenceError | None:
        """The first thing that is wrong; of missing scopes, what names them all."""
        errors = [one.error for one in self.findings if one.error is not None]
        if len(errors) > 1 and all(isinstance(error, MissingScope) for error in errors):
            return errors[-1]
        return errors[0] if errors else None

    def as_data(self) -> dict[str, Any]:
        """Return all of it for programs."""
        return {
            "steps": [
                {
                    "step": one.step,
                    "mark": one.mark.value,
                    "text": one.text,
                    "lines": list(one.lines),
                    **one.data,
                }
                for one in self.findings
            ],
            "scopes": [row.as_data() for row in self.scopes],
            "advice": list(self.advice),
        }

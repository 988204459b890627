"""For whom are problems annotated: does a CI job run that can show them beside the lines of a pull request?"""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Style(enum.Enum):
    """Who is to read annotations; the values are those of the option ``confluence_annotations``."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


def style_of(wish: str, environ: Mapping[str, str]) -> Style:
    """Whom to write for.

    :param wish: the value of the option; ``auto`` has the environment decide.
    """
    if wish != "auto":
        return Style(wish)
    if environ.get("GITHUB_ACTIONS") == "true":
        return Style.GITHUB
    return Style.GITLAB if environ.get("GITLAB_CI") == "true" else Style.NONE

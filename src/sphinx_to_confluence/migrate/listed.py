"""Which titles did the established extension give? It lists them in its output directory, in ``scb-manifest.json``."""

from __future__ import annotations

from pathlib import Path

from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import ConfigurationError

FILE_NAME = "scb-manifest.json"


def read_listed_titles(path: Path) -> dict[str, str]:
    """Return titles by docname.

    :raises ConfigurationError: when it cannot be read.
    """
    try:
        pages = read_json(path.read_text(encoding="utf-8"))["pages"]
        return {str(page["id"]): str(page["title"]) for page in pages}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"cannot read {path}",
            answered=f"{type(error).__name__}: {error}",
            cause=f"It is no {FILE_NAME} of sphinxcontrib-confluencebuilder, or damaged.",
            remedy="Leave it out: most pages are known by their titles.",
        ) from None

"""Which project is this, and which editor are its pages for?"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.config.endpoint import Flavour, expected_flavour
from sphinx_to_confluence.config.settings import Settings

if TYPE_CHECKING:
    from sphinx.config import Config


def project_id(settings: Settings, config: Config) -> str:
    """What tells this project's pages from those of others in the same space."""
    if settings.project_id:
        return settings.project_id
    parts = [config.project, config.language, settings.publish_prefix, settings.publish_postfix]
    short_hash = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:8]
    ascii_name = unicodedata.normalize("NFKD", config.project).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower())[:40].strip("-")
    return f"{slug or 'project'}-{short_hash}"


def editor_of(settings: Settings) -> Editor:
    """The editor that pages are written for: as set, else by the configured address, else that of Cloud."""
    if settings.editor:
        return Editor(settings.editor)
    if expected_flavour(settings) is Flavour.DATA_CENTER:
        return Editor.DATA_CENTER
    return Editor.CLOUD

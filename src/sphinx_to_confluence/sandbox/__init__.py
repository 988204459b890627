"""A Confluence of one's own, for trying the tool, for previews and for tests; it needs the ``sandbox`` extra."""

from __future__ import annotations

from sphinx_to_confluence.sandbox.exchange import Options
from sphinx_to_confluence.sandbox.faults import Fault, Faults, Rule, When
from sphinx_to_confluence.sandbox.records import Comment, Resolution
from sphinx_to_confluence.sandbox.scopes import COMMENT_SCOPES, LABEL_SCOPES, TWELVE_SCOPES
from sphinx_to_confluence.sandbox.service import ADMIN_EMAIL, Addresses, Sandbox
from sphinx_to_confluence.sandbox.traffic import Call, Content, Overlap, Transcript

__all__ = [
    "ADMIN_EMAIL",
    "COMMENT_SCOPES",
    "LABEL_SCOPES",
    "TWELVE_SCOPES",
    "Addresses",
    "Call",
    "Comment",
    "Content",
    "Fault",
    "Faults",
    "Options",
    "Overlap",
    "Resolution",
    "Rule",
    "Sandbox",
    "Transcript",
    "When",
]

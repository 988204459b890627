"""Turn a Sphinx project into Confluence pages and publish them."""

from __future__ import annotations

__version__ = "0.1.0.dev0"

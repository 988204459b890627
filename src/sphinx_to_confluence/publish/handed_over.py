"""How are pages and files known that ``sphinxcontrib-confluencebuilder`` published? By what its release 3.2.0 leaves.

It gives every page a content property with one hash: the SHA-256 of the body that it sent, 64 hexadecimal digits, and
behind them the number of the version that it wrote. The comment of a file holds the SHA-256 of the content, in lines.
"""

from __future__ import annotations

import re
from typing import Any

PAGE_MARK = "sphinxcontrib.confluencebuilder"
"""Key of the content property."""

_PAGE_HASH = re.compile(r"[0-9a-f]{64}(\d{0,9})")
_FILE_MARK = re.compile(r"SCB_KEY:([0-9a-f]{64})")


def version_in_mark(value: Any) -> int | None:
    """Return the number of the version that was written last; ``None`` where the property does not say.

    Releases before 3.2 left no number.
    """
    found = _PAGE_HASH.fullmatch(str(value.get("hash"))) if isinstance(value, dict) else None
    return int(found.group(1)) if found and found.group(1) else None


def handed_over_sha256(comment: str) -> str | None:
    """Return the hash from the comment of a file; ``None`` when it is of another kind.

    The comment comes in lines of 16 characters, which Confluence may join with blanks.
    """
    found = _FILE_MARK.fullmatch("".join(comment.split()))
    return found.group(1) if found else None

"""What is the anchor of a docutils id called on Confluence?"""

from __future__ import annotations

import hashlib
import re

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


def anchor_name(node_id: str) -> str:
    """Return a name for the anchor of ``node_id`` that both editors and every browser agree on.

    Cloud silently drops anchors with characters such as brackets (CONFCLOUD-74698). A name that had to be changed ends
    in a short hash of the id, so that two ids never share an anchor.
    """
    safe = _UNSAFE.sub("-", node_id)
    if safe == node_id and safe:
        return safe
    return f"{safe.strip('-')}-{_digest(node_id)}".lstrip("-")


def another_name(name: str) -> str:
    """Return what an anchor is called when something else on its page, such as a heading, has its name already."""
    return f"{name}-{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]

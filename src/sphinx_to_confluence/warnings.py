"""The warnings of a build, one enum; each can be silenced with ``suppress_warnings = ["confluence.<code>"]``."""

from __future__ import annotations

import enum


class ConfluenceWarning(enum.Enum):
    """The subtype of a warning; its type is ``confluence``. The docstring of each member is the manual's text."""

    MISSPELT_OPTION = "misspelt_option"
    """A name in ``conf.py`` starts with ``confluence_`` but is no option."""

    UNKNOWN_NODE = "unknown_node"
    """A node class has no handler: what its extension writes in HTML is converted, else its children are shown in its
    place. Given once for each class."""

    LOST = "lost"
    """Something of a document cannot be on the page in any form, such as a script in raw HTML, or links within code."""

    BAD_MARKUP = "bad_markup"
    """Raw storage format, or what an extension wrote, is not well-formed, or the function of an extension failed.

    Also when a part is outside of its whole, such as a table cell that is in no row, or when an attribute is unknown:
    that is put right, and the warning says what it was.
    """

    TOO_LARGE = "too_large"
    """A page is larger than Confluence takes; its biggest parts are named. Nothing is published while there is one."""

    TITLE = "title"
    """The title of a page was shortened, changed to be unique, or made from the document's name."""

    LABEL = "label"
    """A label was changed to what Confluence allows."""

    IMAGE = "image"
    """An image or a file to download is missing or cannot be shown."""

    LINK = "link"
    """A link leads to a page or an anchor that is not part of the output."""

    OPTION = "option"
    """The configuration can be better; the message says how."""

    PUBLISH = "publish"
    """Something was left out while publishing; the pages themselves are complete."""

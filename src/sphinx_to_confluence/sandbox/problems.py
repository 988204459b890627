"""Why the sandbox does not do what it was asked, one class a reason.

Each API has its own words and statuses for the same reason: :mod:`.refusals`.
"""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - named for what happened, as an answer to a request is
    """The request cannot be done; nothing was changed."""


class Missing(Refused):
    """There is no such thing, or the user may not see it.

    :param kind: ``page``, ``space``, ``attachment``, ``property``, ``folder``, ``parent``, ``comment``, ``task``.
    """

    def __init__(self, kind: str, identifier: str) -> None:
        super().__init__(f"no {kind} {identifier}")
        self.kind = kind
        self.identifier = identifier


class Forbidden(Refused):
    """The user may see it but not do this to it."""

    def __init__(self, kind: str, identifier: str) -> None:
        super().__init__(f"may not change {kind} {identifier}")
        self.kind = kind
        self.identifier = identifier


class TitleInUse(Refused):
    """Another page of the space has the title."""

    def __init__(self, title: str, space_key: str) -> None:
        super().__init__(title)
        self.title = title
        self.space_key = space_key


class WrongVersion(Refused):
    """The version to be written is not the one after the current one."""

    def __init__(self, current: int, given: int | None) -> None:
        super().__init__(f"{given} after {current}")
        self.current = current
        self.given = given


class OwnParent(Refused):
    """A page would stand below itself."""


class NameInUse(Refused):
    """A file or a property of this name is there already.

    :param kind: ``attachment`` or ``property``.
    """

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind} {name}")
        self.kind = kind
        self.name = name


class TooBig(Refused):
    """A body or a file is over the limit.

    :param kind: ``body`` or ``attachment``.
    """

    def __init__(self, kind: str, limit_bytes: int) -> None:
        super().__init__(f"{kind} over {limit_bytes} bytes")
        self.kind = kind
        self.limit_bytes = limit_bytes


class BadBody(Refused):
    """The storage format cannot be read, or the editor cannot hold it; the text is Confluence's."""


class BadRequest(Refused):
    """A parameter or a field is missing or wrong; the text is for the answer."""


class Forged(Refused):
    """The header is missing that tells a client from a form on another web site."""

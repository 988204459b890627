"""The errors a person can meet, one tree.

::

    ConfluenceError                      exit code 1
    ├── ConfigurationError               2   an option is wrong, missing or misspelt
    │   └── EndpointError                2   the address of the Confluence API cannot be worked out
    ├── CredentialError                  2   a secret cannot be had from its source
    ├── BundleError                      3   the build output is missing, damaged or of another version
    ├── PublishError                     5   some pages were not published; the summary says which
    │   ├── ConflictError                6   somebody edited pages since the last publish
    │   └── RunStopped                 130   a person stopped the run, with Ctrl-C or SIGTERM
    └── RestError                        4   Confluence did not do what was asked
        ├── BadCredentials               4   wrong, expired or revoked token; wrong user
        ├── MissingScope                 4   the token lacks a scope; names it and the feature that needs it
        ├── PermissionDenied             4   the user may not do this here
        ├── NotFound                     4   no such space, page or attachment (or hidden from this user)
        ├── Gone                         4   the endpoint was removed
        ├── VersionConflict              4   somebody saved a version in between
        ├── TitleTaken                   4   another page of the space has this title
        ├── AlreadyExists                4   a property or an attachment of that name exists
        ├── TooLarge                     4   the page or the file is over the limit of the site
        ├── InvalidBody                  4   Confluence does not accept the storage format of the page
        ├── InvalidRequest               4   any other 400
        │   └── NotInEdition             4   the site's edition of Confluence cannot do this
        ├── RateLimited                  4   429, and the retries are used up
        ├── ServerError                  4   5xx, and the retries are used up
        ├── ConnectionFailed             4   DNS, TLS, proxy, timeout, reset
        │   └── AnswerLost               4   the request was sent, the answer never came: it may have been done
        └── NotConfluence                4   the answer is no Confluence answer (login page, proxy, other server)

Every error answers four questions: what was tried, what was answered, what most likely caused it and what to do next.
No error ever carries a secret: requests are described by method and path, never by their headers.
"""

from __future__ import annotations

from typing import ClassVar

SOMETHING_TO_DO = 7
"""The exit code of ``sphinx-to-confluence plan`` when a publish would do something. It belongs to no error."""


class ConfluenceError(Exception):
    """Something went wrong that a person has to know about.

    :param tried: what was attempted, as a clause: ``could not create the page "Setup"``.
    :param answered: what came back, if anything did.
    :param cause: the most likely reason.
    :param remedy: the next step for the person.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self, tried: str, *, answered: str = "", cause: str = "", remedy: str = ""
    ) -> None:
        super().__init__(tried)
        self.tried = tried
        self.answered = answered
        self.cause = cause
        self.remedy = remedy

    def as_data(self) -> dict[str, str]:
        """Return the class and the four answers, for programs."""
        return {
            "type": type(self).__name__,
            "tried": self.tried,
            "answered": self.answered,
            "cause": self.cause,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        lines = [self.tried.rstrip(".") + ".", self.answered, self.cause, self.remedy]
        return "\n  ".join(line for line in lines if line)


class ConfigurationError(ConfluenceError):
    """One or more options are wrong; all mistakes that were found are told at once."""

    exit_code = 2


class EndpointError(ConfigurationError):
    """The address of the Confluence API cannot be worked out from the configured address."""


class CredentialError(ConfluenceError):
    """A secret cannot be had from the place it was said to be in."""

    exit_code = 2


class BundleError(ConfluenceError):
    """The build output is missing, damaged or of a version that this release cannot read."""

    exit_code = 3


class PublishError(ConfluenceError):
    """Some of the pages were not published."""

    exit_code = 5


class ConflictError(PublishError):
    """Pages were edited on Confluence since they were published, and the policy is to stop."""

    exit_code = 6


class RunStopped(PublishError):
    """A person stopped the run, with Ctrl-C or SIGTERM; what was under way was finished."""

    exit_code = 130


class RestError(ConfluenceError):
    """Confluence did not do what was asked.

    :param operation: name of the row of :mod:`sphinx_to_confluence.rest.operations`, such as ``create_page``.
    :param status: the HTTP status, or ``None`` when there was no answer.
    """

    exit_code = 4

    def __init__(
        self,
        tried: str,
        *,
        operation: str = "",
        status: int | None = None,
        answered: str = "",
        cause: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(tried, answered=answered, cause=cause, remedy=remedy)
        self.operation = operation
        self.status = status


class BadCredentials(RestError):
    """The token, password or user is wrong, expired or revoked, or has no access to Confluence."""


class MissingScope(RestError):
    """The scoped token was made without a scope that the call needs.

    :param scopes: the scopes that would suffice, such as ``("write:page:confluence",)``.
    :param feature: what does not work without them.
    """

    def __init__(
        self,
        tried: str,
        *,
        scopes: tuple[str, ...] = (),
        feature: str = "",
        operation: str = "",
        status: int | None = None,
        answered: str = "",
        cause: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(
            tried, operation=operation, status=status, answered=answered, cause=cause, remedy=remedy
        )
        self.scopes = scopes
        self.feature = feature


class PermissionDenied(RestError):
    """The user is known but may not do this in this space or on this page."""


class NotFound(RestError):
    """There is no such thing, or this user may not see it (Confluence does not tell these apart)."""


class Gone(RestError):
    """The endpoint was removed from Confluence."""


class VersionConflict(RestError):
    """Somebody saved a version of the page between our reading and our writing."""


class TitleTaken(RestError):
    """Another page of the space has the title already; an archived page keeps its title."""


class AlreadyExists(RestError):
    """A content property or an attachment of that name exists already."""


class TooLarge(RestError):
    """The page or the file is larger than the site allows."""


class InvalidBody(RestError):
    """Confluence does not accept the storage format of the page.

    :param row: line of the body, from 1, when Confluence names it.
    :param column: column of the body, from 1, when Confluence names it.
    """

    def __init__(
        self,
        tried: str,
        *,
        row: int | None = None,
        column: int | None = None,
        operation: str = "",
        status: int | None = None,
        answered: str = "",
        cause: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(
            tried, operation=operation, status=status, answered=answered, cause=cause, remedy=remedy
        )
        self.row = row
        self.column = column


class InvalidRequest(RestError):
    """Confluence refused the request for a reason of its own (any other 400)."""


class NotInEdition(InvalidRequest):
    """The edition of Confluence that the site has cannot do this, or not for several pages at once."""


class RateLimited(RestError):
    """Confluence asked us to slow down more often than the retries allow."""


class ServerError(RestError):
    """Confluence failed (5xx) more often than the retries allow."""


class ConnectionFailed(RestError):
    """No connection, or it broke: DNS, TLS, proxy, timeout, reset."""


class AnswerLost(ConnectionFailed):
    """A request that must not be repeated blindly was sent and its answer never came."""


class NotConfluence(RestError):
    """What answered is not the Confluence API: a login page, a proxy, another server."""

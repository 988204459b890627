"""What does an answer mean? One function for each status; they return the error that tells a person.

Texts and statuses are those that Confluence was seen to answer; none of them is a promise, so each function ends in
an error that claims less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.endpoint import Endpoint, Flavour
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.answers import Answer
from sphinx_to_confluence.rest.auth import SignInKind
from sphinx_to_confluence.rest.faults import Fault
from sphinx_to_confluence.rest.operations import Api, Operation, Repeat
from sphinx_to_confluence.rest.retry import NOT_PERMITTED
from sphinx_to_confluence.rest.routes import is_gateway

_SCOPE = re.compile(r"scope does not match", re.IGNORECASE)
_BASIC_DISABLED = re.compile(r"basic auth\w* has been disabled", re.IGNORECASE)
_BARE = re.compile(r"^(not[ _]found|404)\.?$", re.IGNORECASE)
_TITLE_TAKEN = re.compile(
    r"page with this title already exists|already exists with the (same )?title", re.IGNORECASE
)
_EXISTS = re.compile(
    r"already exists|same file ?name as an existing attachment|duplicate", re.IGNORECASE
)
_VERSION = re.compile(
    r"version must be incremented|conflict while attempting to update", re.IGNORECASE
)
_TOO_LARGE = re.compile(
    r"too large|exceed|larger than|maximum (allowed |upload )?size", re.IGNORECASE
)
_PARSING = re.compile(r"error parsing (xhtml|storage)|unexpected close tag", re.IGNORECASE)
_PLACE = re.compile(r"\[row,\s*col[^\]]*\]\D{0,4}\[(\d+)\s*,\s*(\d+)\]")
_NEW_EDITOR = re.compile(r"cannot be converted to new editor", re.IGNORECASE)
_EDITION = re.compile(r"(non[- ]premium|free) edition|premium edition", re.IGNORECASE)
_LOGIN = re.compile(r"log ?-?in|sign ?-?in|single sign|saml|sso\b|anmeld", re.IGNORECASE)

NEW_TOKEN = "https://id.atlassian.com/manage-profile/security/api-tokens"  # noqa: S105 - an address
"""Where people make API tokens for Cloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An answer and all that is needed to say what it means.

    :param tried: the clause that the error begins with.
    :param proven: scopes that the token has for sure, since calls that need them worked.
    """

    answer: Answer
    operation: Operation
    tried: str
    endpoint: Endpoint
    sign_in: SignInKind
    proven: frozenset[str] = frozenset()

    @property
    def on_cloud(self) -> bool:
        """Whether this is Confluence Cloud."""
        return self.endpoint.flavour is Flavour.CLOUD

    def error(
        self, kind: type[RestError], cause: str, remedy: str, *, answered: str = "", **more: Any
    ) -> RestError:
        """Make an error of this case."""
        return kind(
            self.tried,
            operation=self.operation.name,
            status=self.answer.status,
            answered=answered or f"{self.answer}.",
            cause=cause,
            remedy=remedy,
            **more,
        )


def error_of(case: Case) -> RestError | None:
    """Say what an answer means; ``None`` when it is good."""
    answer = case.answer
    if answer.ok:
        return _good(case)
    if 300 <= answer.status < 400:
        return _redirect(case)
    if answer.status >= 500:
        return _server_error(case)
    return _BY_STATUS.get(answer.status, _other)(case)


def lost(case: Case) -> RestError:
    """Say that it is not known whether something was done, when the answer does not tell."""
    return case.error(
        errors.AnswerLost,
        "It may have been carried out all the same.",
        "Look at the page on Confluence, then run again: what is there already is found and not made twice.",
    )


def fault_error(fault: Fault, operation: Operation, tried: str) -> RestError:
    """Say that no answer came."""
    ambiguous = fault.sent and operation.repeat is Repeat.LOOK_FIRST
    return (errors.AnswerLost if ambiguous else errors.ConnectionFailed)(
        tried,
        operation=operation.name,
        answered=fault.what,
        cause=fault.cause,
        remedy=fault.remedy,
    )


def _good(case: Case) -> RestError | None:
    answer = case.answer
    anonymous = answer.headers.get("X-AUSERNAME", "").lower() == "anonymous"
    if anonymous and case.sign_in is not SignInKind.NONE:
        return _bad_credentials(
            case, answered="Confluence answered, but as to somebody who is not signed in."
        )
    if answer.is_json or answer.file is not None:
        return None
    if answer.data is None and case.operation.method != "GET":
        return None
    return _not_confluence(case)


def _redirect(case: Case) -> RestError:
    target = urlsplit(case.answer.location or "")
    host = target.hostname or "an address that it does not name"
    return case.error(
        errors.NotConfluence,
        f"Credentials are not sent on to {host}. Mostly this is a login page (single sign-on) in front of "
        "Confluence; it may also be that the server has moved.",
        "If the server has moved, set confluence_server_url to its new address. For single sign-on use a personal "
        "access token, confluence_server_cookies or confluence_request_session_override.",
        answered=f"The server answered {case.answer.status} and wants us to go to {host}.",
    )


def _bad_request(case: Case) -> RestError:
    answer = case.answer
    if answer.says(_TITLE_TAKEN):
        return _title_taken(case)
    place = next((found for text in answer.texts if (found := _PLACE.search(text))), None)
    if place is not None or answer.says(_PARSING):
        return case.error(
            errors.InvalidBody,
            "The body of the page is not well-formed storage format; raw markup in the documents can do that.",
            "Correct the raw markup; if there is none, please report this with the document.",
            row=int(place.group(1)) if place else None,
            column=int(place.group(2)) if place else None,
        )
    if answer.says(_NEW_EDITOR):
        return case.error(
            errors.InvalidBody,
            "The page holds something that the editor of Confluence Cloud cannot, such as nested macros.",
            "Simplify the document (raw markup and macros first), or build with confluence_editor = 'v2'.",
        )
    if answer.says(_TOO_LARGE):
        return _too_large(case)
    if answer.says(_EDITION):
        return case.error(
            errors.NotInEdition,
            "The edition of Confluence Cloud that the site has does not include it.",
            "Choose another way in conf.py, or do it by hand.",
        )
    if answer.says(_EXISTS):
        return _already_exists(case)
    return _other(case)


def _unauthorized(case: Case) -> RestError:
    answer = case.answer
    category = answer.headers.get("X-Failure-Category", "")
    if "SCOPE" in category.upper() or answer.says(_SCOPE):
        return _missing_scope(case)
    return _bad_credentials(case)


def _forbidden(case: Case) -> RestError:
    answer = case.answer
    if _is_captcha(answer) or answer.says(NOT_PERMITTED) or _basic_disabled(answer):
        return _bad_credentials(case)
    if not answer.is_json and answer.page_title is not None:
        return _not_confluence(case)
    return case.error(
        errors.PermissionDenied,
        "The user is known to Confluence but may not do this, in this space or on this page.",
        "Ask an administrator of the space for the permission, and look for restrictions on the page.",
    )


def _not_found(case: Case) -> RestError:
    answer = case.answer
    if not answer.is_json and answer.page_title is not None:
        return _not_confluence(case)
    bare = all(_BARE.match(text) for text in answer.texts)
    is_v2_envelope = isinstance(answer.data, dict) and "errors" in answer.data
    if case.operation.api is Api.CLOUD_V2 and bare and is_v2_envelope:
        # Cloud's v2 API says "Not Found" and no more when it does not take the credentials.
        return _bad_credentials(case)
    if is_gateway(case.endpoint) and bare and not is_v2_envelope:
        return case.error(
            errors.NotFound,
            "The gateway knows no Confluence site with this cloud id, or not this call.",
            "Check the cloud id: open https://<your site>.atlassian.net/_edge/tenant_info in a browser.",
        )
    if answer.says(_TOO_LARGE):
        return _too_large(case)
    too_large = ", or the file is larger than the site allows" if case.operation.no_check else ""
    return case.error(
        errors.NotFound,
        f"It does not exist, was deleted, or this user may not see it{too_large}.",
        "Look for it on Confluence with the same user; if somebody deleted it, run again.",
    )


def _conflict(case: Case) -> RestError:
    answer = case.answer
    if answer.says(_TITLE_TAKEN):
        return _title_taken(case)
    if answer.says(_VERSION):
        return _version_conflict(case)
    if answer.says(_EXISTS):
        return _already_exists(case)
    match case.operation.name:
        case "create_property" | "create_attachment" | "upload_attachment":
            return _already_exists(case)
        case "create_page":
            return _title_taken(case)
        case _:
            return _version_conflict(case)


def _gone(case: Case) -> RestError:
    return case.error(
        errors.Gone,
        "Atlassian has removed this call from Confluence.",
        "Update sphinx-to-confluence; if you have the newest version, please report this.",
    )


def _rate_limited(case: Case) -> RestError:
    return case.error(
        errors.RateLimited,
        "Too many requests in a short time, perhaps from other programs with the same account.",
        "Run again later, or raise confluence_publish_retry_attempts.",
    )


def _server_error(case: Case) -> RestError:
    return case.error(
        errors.ServerError,
        "Confluence, or a proxy in front of it, has a problem of its own.",
        "Run again later; for Cloud see https://status.atlassian.com.",
    )


def _other(case: Case) -> RestError:
    if not case.answer.is_json and case.answer.page_title is not None:
        return _not_confluence(case)
    return case.error(
        errors.InvalidRequest,
        "Confluence does not accept the request.",
        "The text of the answer is all there is to know; if it does not help, please report it.",
    )


def _title_taken(case: Case) -> RestError:
    return case.error(
        errors.TitleTaken,
        "Titles are unique in a space, whatever the case of their letters; an archived page keeps its title.",
        "Rename one of the two, or set confluence_publish_prefix or confluence_publish_postfix.",
    )


def _version_conflict(case: Case) -> RestError:
    return case.error(
        errors.VersionConflict,
        "Somebody, or another run, has saved it in between.",
        "Run again: the new version is looked at first.",
    )


def _already_exists(case: Case) -> RestError:
    return case.error(
        errors.AlreadyExists,
        "Another run, or Confluence itself, has just made it.",
        "Run again.",
    )


def _too_large(case: Case) -> RestError:
    return case.error(
        errors.TooLarge,
        "Confluence takes pages up to 5 MB and files up to the limit that the administrator has set; a proxy may have "
        "a lower limit.",
        "Split the document, shrink the file, or ask the administrator to raise the limit.",
    )


def _missing_scope(case: Case) -> RestError:
    operation = case.operation
    missing = tuple(scope for scope in operation.granular if scope not in case.proven)
    missing = missing or operation.granular
    names = " and ".join(missing)
    lacks = f"the scope {names}" if len(missing) == 1 else f"one of the scopes {names}"
    return case.error(
        errors.MissingScope,
        f"The token was made without {lacks}, needed for: {operation.feature}.",
        f"A token cannot be given scopes later. Make a new one with {names} at {NEW_TOKEN}, then run again.",
        scopes=missing,
        feature=operation.feature,
    )


def _is_captcha(answer: Answer) -> bool:
    return (
        "CAPTCHA" in answer.headers.get("X-Authentication-Denied-Reason", "").upper()
        or answer.headers.get("X-Seraph-LoginReason", "").upper() == "AUTHENTICATION_DENIED"
    )


def _basic_disabled(answer: Answer) -> bool:
    return answer.says(_BASIC_DISABLED) or bool(_BASIC_DISABLED.search(answer.page_title or ""))


def _bad_credentials(case: Case, *, answered: str = "") -> RestError:
    cause, remedy = _why_refused(case)
    return case.error(errors.BadCredentials, cause, remedy, answered=answered)


def _why_refused(case: Case) -> tuple[str, str]:
    """Return the likely cause and the next step when the credentials were not taken."""
    answer = case.answer
    if _is_captcha(answer):
        return (
            "After several failed logins Confluence wants this user to solve a CAPTCHA.",
            "Log in once with a browser, then check the password; a personal access token avoids this.",
        )
    if _basic_disabled(answer):
        return (
            "An administrator has disabled signing in with a user and a password or token (Basic authentication).",
            (
                "Use a personal access token (confluence_publish_token) on Data Center, or the token of a service "
                "account without confluence_server_user on Cloud."
            ),
        )
    if case.sign_in is SignInKind.NONE:
        return (
            "No credentials are configured.",
            "Set confluence_server_user and confluence_api_token (Cloud) or confluence_publish_token (Data Center).",
        )
    if case.sign_in is SignInKind.OTHER:
        return (
            "The cookies, headers or the auth object that are configured are not accepted; sessions expire.",
            "Get new ones, or use a token.",
        )
    if not case.on_cloud:
        return (
            "The user, the password or the token is wrong, expired or revoked.",
            (
                "Check confluence_publish_token, or confluence_server_user and confluence_server_pass. A personal "
                "access token is made in Confluence: your picture, Settings, Personal Access Tokens."
            ),
        )
    if case.sign_in is SignInKind.BEARER:
        return (
            "The token is wrong, expired or revoked, or it is the token of a person: such a token needs its user.",
            (
                "Set confluence_server_user to the e-mail address of the account that made the token; only tokens of "
                "service accounts and OAuth access tokens work alone."
            ),
        )
    return _why_user_and_token_were_refused(case)


def _why_user_and_token_were_refused(case: Case) -> tuple[str, str]:
    if case.answer.status == 401 and not case.answer.is_json and not is_gateway(case.endpoint):
        return (
            "This looks like a scoped API token: such tokens work only on Atlassian's API gateway.",
            "Put this line into conf.py: confluence_api_token_scoped = True",
        )
    return (
        (
            "The e-mail address or the token is wrong, the token has expired (each does after a year at most) or was "
            "revoked, or the account has no access to Confluence."
        ),
        f"Check confluence_server_user, and make a new token at {NEW_TOKEN}.",
    )


def _not_confluence(case: Case) -> RestError:
    title = case.answer.page_title
    if title is not None and _LOGIN.search(title):
        return case.error(
            errors.NotConfluence,
            "A login page answers in the place of Confluence: single sign-on, or the credentials were not taken.",
            "Use a token; for single sign-on confluence_server_cookies or confluence_request_session_override.",
        )
    if case.answer.status == 403:
        return case.error(
            errors.NotConfluence,
            "A firewall or proxy in front of Confluence refuses the request.",
            "Ask who runs it to let the REST API through; confluence_publish_headers can add a header it wants.",
        )
    return case.error(
        errors.NotConfluence,
        "The address is not that of Confluence, or a login page or a proxy answers in its place.",
        "Check confluence_server_url: on Data Center it includes the context path, such as /confluence.",
    )


_BY_STATUS: Mapping[int, Callable[[Case], RestError]] = {
    400: _bad_request,
    401: _unauthorized,
    403: _forbidden,
    404: _not_found,
    409: _conflict,
    410: _gone,
    413: _too_large,
    429: _rate_limited,
}

"""What does an answer mean? One function for each status; they return the error that tells a person.

Texts and statuses are those that Confluence was seen to answer; none of them is a promise, so each function ends in
an error that claims less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.answers import NOT_JSON, Answer
from sphinx_to_confluence.rest.case import Case
from sphinx_to_confluence.rest.faults import Fault
from sphinx_to_confluence.rest.operations import Api, Operation, Repeat
from sphinx_to_confluence.rest.refused import (
    bad_credentials,
    is_basic_disabled,
    is_captcha,
    is_login_page,
    is_nobody,
    login_page,
    missing_scope,
    redirected,
    unknown_to_gateway,
)
from sphinx_to_confluence.rest.retry import NOT_PERMITTED
from sphinx_to_confluence.rest.routes import is_gateway

_SCOPE = re.compile(r"scope does not match", re.IGNORECASE)
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
_XSRF = re.compile(r"xsrf", re.IGNORECASE)
_READ_ONLY = re.compile(r"read[-_ ]?only", re.IGNORECASE)
# The text is that of Atlassian's article "Scope of IP Allowlists in Atlassian Cloud".
_IP_ADDRESS = re.compile(r"IP address\b.{0,60}\b(allow|white|permitted)", re.IGNORECASE)
_EDITION = re.compile(r"(non[- ]premium|free) edition|premium edition", re.IGNORECASE)


def error_of(case: Case) -> RestError | None:
    """Say what an answer means; ``None`` when it is good."""
    answer = case.answer
    if answer.ok:
        return _good(case)
    if is_nobody(answer) and answer.status in (403, 404) and not case.on_cloud:
        # What is not there for nobody may well be there for somebody.
        said = f"{answer}, and as to somebody who is not signed in."
        return bad_credentials(case, answered=said)
    if 300 <= answer.status < 400:
        return redirected(case)
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


def fault_error(fault: Fault, operation: Operation, tried: str, endpoint: Endpoint) -> RestError:
    """Say that no answer came, and from where: the gateway may be out of reach of a network that lets the site in."""
    host = urlsplit(endpoint.api_base).netloc.rpartition("@")[2]
    ambiguous = fault.sent and operation.repeat is Repeat.LOOK_FIRST
    return (errors.AnswerLost if ambiguous else errors.ConnectionFailed)(
        tried,
        operation=operation.name,
        answered=f"{host}: {fault.what}",
        cause=fault.cause,
        remedy=_REACH_GATEWAY.format(host=host)
        if fault.is_unreachable and is_gateway(endpoint)
        else fault.remedy,
    )


_REACH_GATEWAY = (
    "Calls go through the API gateway, {host}, and not to the site: have the network let this machine reach it, or "
    "set confluence_proxy."
)


def _good(case: Case) -> RestError | None:
    answer = case.answer
    if is_nobody(answer):
        return bad_credentials(
            case, answered="Confluence answered, but as to somebody who is not signed in."
        )
    if answer.is_json or answer.file is not None:
        return None
    if answer.data is None and case.operation.method != "GET":
        return None
    return _not_confluence(case)


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
        return missing_scope(case)
    return bad_credentials(case)


def _forbidden(case: Case) -> RestError:
    answer = case.answer
    if answer.says(_IP_ADDRESS):
        return case.error(
            errors.PermissionDenied,
            "The organisation lets only certain IP addresses in, and that of this machine is none of them. The token "
            "may well be right.",
            "Run from a network that is allowed (VPN, a runner of your own), or ask an administrator to add the "
            "address at https://admin.atlassian.com, Security, IP allowlists.",
        )
    if is_captcha(answer) or answer.says(NOT_PERMITTED) or is_basic_disabled(answer):
        return bad_credentials(case)
    if not answer.is_json and answer.page_title is not None:
        return _not_confluence(case)
    if answer.says(_XSRF):
        return case.error(
            errors.PermissionDenied,
            "Confluence takes the request for one that another web site has made up. A proxy that takes the header "
            "X-Atlassian-Token away, or an address that is not the base address of Confluence, has that effect.",
            "Set confluence_server_url to the base address in the settings of Confluence, and ask who runs the proxy.",
        )
    return case.error(
        errors.PermissionDenied,
        "The user is known to Confluence but may not do this, in this space or on this page.",
        "Ask an administrator of the space for the permission, and look for restrictions on the page.",
    )


def _not_found(case: Case) -> RestError:
    answer = case.answer
    # A file that is too large may be answered with a text, by some releases, and one that is gone where files are.
    of_file = case.operation.no_check or case.operation.gives_file
    if answer.page_title is not None or (answer.data is NOT_JSON and not of_file):
        return _not_confluence(case)
    bare = all(_BARE.match(text) for text in answer.texts)
    is_v2_envelope = isinstance(answer.data, dict) and "errors" in answer.data
    if case.operation.api is Api.CLOUD_V2 and bare and is_v2_envelope:
        # Cloud's v2 API says "Not Found" and no more when it does not take the credentials.
        return bad_credentials(case)
    if is_gateway(case.endpoint) and not is_v2_envelope and (bare or _is_of_gateway(answer)):
        return unknown_to_gateway(case)
    if answer.says(_TOO_LARGE):
        return _too_large(case)
    too_large = ", or the file is larger than the site allows" if case.operation.no_check else ""
    return case.error(
        errors.NotFound,
        f"It does not exist, was deleted, or this user may not see it{too_large}.",
        "Look for it on Confluence with the same user; if somebody deleted it, run again.",
    )


def _is_of_gateway(answer: Answer) -> bool:
    """Whether an error comes from the gateway itself: Confluence does not repeat the path of the request."""
    return isinstance(answer.data, dict) and {"status", "error", "path"} <= answer.data.keys()


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
    if case.on_cloud:
        return case.error(
            errors.TooLarge,
            "Confluence takes pages up to 5 MB and files up to the limit that the administrator has set; a proxy may "
            "have a lower limit.",
            "Split the document, shrink the file, or ask the administrator to raise the limit.",
        )
    return case.error(
        errors.TooLarge,
        "It is over the limit of a proxy in front of Confluence, which is often 1 MB, or of Confluence itself.",
        "Ask the administrator to raise the limit for requests in the proxy (client_max_body_size in nginx), and that "
        "for attachments or pages in Confluence; or split the document or shrink the file.",
    )


def _not_confluence(case: Case) -> RestError:
    if is_login_page(case.answer):
        return login_page(case)
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


def _refused_method(case: Case) -> RestError:
    if case.answer.says(_READ_ONLY):
        return case.error(
            errors.PermissionDenied,
            "An administrator has made Confluence read-only, mostly for maintenance.",
            "Run again when it can be written to.",
        )
    return case.error(
        errors.NotConfluence,
        f"A firewall or proxy in front of Confluence lets no {case.operation.method} through.",
        "Ask who runs it to let the methods GET, POST, PUT and DELETE of the REST API through.",
    )


def _refused_by_proxy(case: Case) -> RestError:
    return case.error(
        errors.NotConfluence,
        "The proxy wants a user and a password; those for it are missing or wrong.",
        "Check confluence_proxy_auth, and the variables HTTPS_PROXY and NO_PROXY.",
    )


_BY_STATUS: Mapping[int, Callable[[Case], RestError]] = {
    400: _bad_request,
    401: _unauthorized,
    403: _forbidden,
    404: _not_found,
    405: _refused_method,
    407: _refused_by_proxy,
    409: _conflict,
    410: _gone,
    413: _too_large,
    429: _rate_limited,
}

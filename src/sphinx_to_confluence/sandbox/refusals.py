"""How each API words a refusal: status, envelope and text of :mod:`.problems`, and of those who are not let in."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from http import HTTPStatus

from sphinx_to_confluence.sandbox import problems as p
from sphinx_to_confluence.sandbox.auth import Door, Rejection
from sphinx_to_confluence.sandbox.exchange import Options, Reply

SCOPE_MISMATCH = Reply(
    {"code": 401, "message": "Unauthorized; scope does not match"},
    401,
    {"X-Failure-Category": "FAILURE_CLIENT_SCOPE_CHECK"},
)
_TOMCAT = (
    '<!doctype html><html lang="en"><head><title>HTTP Status 401 &#8211; Unauthorized</title></head>'
    "<body><h1>HTTP Status 401 &#8211; Unauthorized</h1></body></html>"
)
_LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><title>Log In - Confluence</title></head><body>"
    '<form name="loginform" action="dologin.action" method="POST"></form></body></html>'
)
_NOT_PERMITTED = "Current user not permitted to use Confluence"
_IP_NOT_ALLOWED = (
    "The IP address has been rejected because it is not on the allowed list."
    " See your admin for more information."
)
_BASIC_DISABLED = "Basic Authentication has been disabled on this instance"


def v2(status: int, code: str, title: str) -> Reply:
    """The envelope of version 2."""
    error = {"status": status, "code": code, "title": title, "detail": None}
    return Reply({"errors": [error]}, status)


def v1(status: int, message: str, *, authorized: bool = True) -> Reply:
    """The envelope of version 1 and of Data Center."""
    data = {"authorized": authorized, "valid": True, "errors": [], "successful": False}
    return Reply({"statusCode": status, "data": data, "message": message}, status)


def gateway(status: int, message: str, path: str, now: str) -> Reply:
    """The envelope of the gateway, for what never reached Confluence."""
    error = HTTPStatus(status).phrase
    body = {"timestamp": now, "status": status, "error": error, "message": message, "path": path}
    return Reply(body, status)


def html(status: int, text: str, headers: Mapping[str, str] | None = None) -> Reply:
    """A page for people where a program expected JSON."""
    return Reply(text, status, headers or {}, "text/html;charset=utf-8")


def refusal_v2(problem: p.Refused) -> Reply:
    """What version 2 answers."""
    match problem:
        case p.Missing(kind="page" | "parent") | p.Forbidden(kind="page"):
            return v2(404, "NOT_FOUND", f"Cannot find a page with id [{problem.identifier}]")
        case p.Missing() | p.Forbidden():
            title = f"Could not find {problem.kind} with id [{problem.identifier}]"
            return v2(404, "NOT_FOUND", title)
        case p.TitleInUse():
            return v2(
                400,
                "BAD_REQUEST",
                "A page with this title already exists: A page already exists with the same TITLE"
                " in this space",
            )
        case p.WrongVersion():
            return v2(
                409,
                "CONFLICT",
                "Version must be incremented when updating a page."
                f" Current Version: [{problem.current}]. Provided version: [{problem.given}]",
            )
        case p.OwnParent():
            return v2(400, "BAD_REQUEST", "Can not set page as its own parent")
        case p.NameInUse():
            title = f"A {problem.kind} with the key '{problem.name}' already exists"
            return v2(409, "CONFLICT", title)
        case p.TooBig():
            return v2(413, "PAYLOAD_TOO_LARGE", _too_big(problem))
        case p.BadBody():
            return v2(400, "BAD_REQUEST", str(problem))
        case _:
            return v2(400, "INVALID_REQUEST_PARAMETER", str(problem))


def refusal_v1(problem: p.Refused, options: Options) -> Reply:
    """What version 1 and Data Center answer."""
    match problem:
        case p.Missing(kind="space"):
            return v1(404, f"No space with key : {problem.identifier}")
        case p.Missing():
            return v1(404, f"No content found with id : ContentId{{id={problem.identifier}}}")
        case p.Forbidden():
            message = f"User not permitted to edit {problem.kind} with id {problem.identifier}"
            return v1(403, message)
        case p.TitleInUse():
            return v1(
                400,
                "A page with this title already exists: A page already exists with the title"
                f" {problem.title} in the space with key {problem.space_key}",
            )
        case p.WrongVersion():
            return v1(
                409, f"Version must be incremented on update. Current version is: {problem.current}"
            )
        case p.OwnParent():
            return v1(400, "Can not set page as its own parent")
        case p.NameInUse(kind="attachment"):
            return v1(
                400,
                "Cannot add a new attachment with same file name as an existing attachment:"
                f" {problem.name}",
            )
        case p.NameInUse():
            return v1(409, f"Unable to add property {problem.name}: it already exists")
        case p.Forged():
            return html(403, "XSRF check failed")
        case p.TooBig(kind="attachment"):
            return v1(options.too_large_status, _too_big(problem))
        case p.TooBig():
            return v1(413, _too_big(problem))
        case _:
            return v1(400, str(problem))


def optimistic_lock(path: str, status: int) -> Reply:
    """What the database says now and then to the second of two page writes below one parent."""
    text = "org.springframework.orm.hibernate5.HibernateOptimisticLockingFailureException: OptimisticLockException"
    if path.startswith("wiki/api/v2/"):
        return v2(status, HTTPStatus(status).phrase.upper().replace(" ", "_"), text)
    return v1(status, text)


def gone() -> Reply:
    """What removed calls of version 1 answer everybody who does not come with Basic authentication."""
    return v1(410, "GoneException: This deprecated endpoint has been removed")


def rejection(reason: Rejection, door: Door, path: str, now: str) -> Reply:
    """What somebody gets who is not let in."""
    if door is Door.DATA_CENTER:
        return _rejection_of_data_center(reason)
    if reason is Rejection.SCOPED_ON_SITE:
        return html(401, _TOMCAT, {"WWW-Authenticate": 'OAuth realm="https%3A%2F%2Fsandbox"'})
    if reason is Rejection.OVER:
        return Reply({"code": 401, "message": "Unauthorized"}, 401)
    if reason is Rejection.NOT_AS_BEARER:
        return gateway(404, "No message available", path, now)
    if reason is Rejection.BASIC_DISABLED:
        return v1(403, _BASIC_DISABLED, authorized=False)
    if path.startswith("wiki/api/v2/"):
        # Version 2 hides strangers behind a bare title; one that names an id means the id.
        return v2(404, "NOT_FOUND", "Not Found")
    if path.endswith("/user/current"):
        return v1(403, "caller cannot access Confluence", authorized=False)
    return v1(403, _NOT_PERMITTED, authorized=False)


def single_sign_on() -> Reply:
    """What a proxy answers that wants people to log in elsewhere."""
    return Reply(status=302, headers={"Location": "https://login.example.com/saml?to=confluence"})


def login_page(title: str) -> Reply:
    """What a proxy answers in the place of what it stands before, with a status as if nothing were wrong."""
    form = '<form method="post"><input name="user"><input type="password" name="secret"></form>'
    head = f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head>"
    return html(200, f"{head}<body>{form}</body></html>")


def ip_not_allowed() -> Reply:
    """What Cloud answers everybody whose address is not on the list of the organisation.

    The text is that of Atlassian's article on the scope of such lists; the status is not in it.
    """
    return Reply({"errorMessages": [_IP_NOT_ALLOWED], "errors": {}}, 403)


def _rejection_of_data_center(reason: Rejection) -> Reply:
    if reason is Rejection.NO_PRODUCT_ACCESS:
        return v1(403, _NOT_PERMITTED, authorized=False)
    if reason is Rejection.BASIC_DISABLED:
        return v1(403, _BASIC_DISABLED, authorized=False)
    if reason is Rejection.NO_CREDENTIALS:
        return html(401, _LOGIN_PAGE, {"WWW-Authenticate": 'OAuth realm="confluence"'})
    if reason is Rejection.CAPTCHA:
        why = "CAPTCHA_CHALLENGE; login-url=https://wiki.example.com/login.action"
        headers = {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}
        return html(403, _LOGIN_PAGE, {**headers, "X-Authentication-Denied-Reason": why})
    headers = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
    return html(401, _LOGIN_PAGE, headers)


def _too_big(problem: p.TooBig) -> str:
    return f"The {problem.kind} exceeds the maximum size of {problem.limit_bytes} bytes"

"""Why is somebody not let in? Tokens without a scope, wrong passwords, CAPTCHAs, single sign-on, pages to log in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sphinx_to_confluence import errors
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.answers import Answer
from sphinx_to_confluence.rest.auth import SignInKind, origin_of
from sphinx_to_confluence.rest.case import Case
from sphinx_to_confluence.rest.oauth import ADMINISTRATION
from sphinx_to_confluence.rest.retry import NOT_PERMITTED
from sphinx_to_confluence.rest.routes import is_gateway

_BASIC_DISABLED = re.compile(r"basic auth\w* has been disabled", re.IGNORECASE)
_LOGIN = re.compile(r"log ?-?in|sign ?-?in|single sign|saml|sso\b|anmeld", re.IGNORECASE)
_LOGIN_PATH = re.compile(r"login|signin|os_destination|saml|\bsso\b|oauth|adfs", re.IGNORECASE)

NEW_TOKEN = "https://id.atlassian.com/manage-profile/security/api-tokens"  # noqa: S105 - an address
"""Where people make API tokens for Cloud."""


_REFUSED_ALONE = (
    "The token is wrong, expired or revoked, or it is the token of a person: such a token needs its user.",
    (
        "Set confluence_server_user to the e-mail address of the account that made the token; only tokens of service "
        "accounts and OAuth access tokens work alone."
    ),
)


def is_nobody(answer: Answer) -> bool:
    """Whether Data Center answers as to somebody who is not signed in."""
    return answer.headers.get("X-AUSERNAME", "").lower() == "anonymous"


def is_captcha(answer: Answer) -> bool:
    """Whether Data Center takes not even the right password before a CAPTCHA is solved."""
    return (
        "CAPTCHA" in answer.headers.get("X-Authentication-Denied-Reason", "").upper()
        or "AUTHENTICATION_DENIED" in answer.headers.get("X-Seraph-LoginReason", "").upper()
    )


def is_basic_disabled(answer: Answer) -> bool:
    """Whether the administrator lets nobody sign in with a user and a password or token."""
    return answer.says(_BASIC_DISABLED) or bool(_BASIC_DISABLED.search(answer.page_title or ""))


def is_login_page(answer: Answer) -> bool:
    """Whether an HTML page is one to log in."""
    return answer.asks_to_log_in or bool(_LOGIN.search(answer.page_title or ""))


def missing_scope(case: Case) -> RestError:
    """Say which scope the token lacks."""
    operation = case.operation
    missing = tuple(scope for scope in operation.granular if scope not in case.proven)
    missing = missing or operation.granular
    names = " and ".join(missing)
    lacks = f"the scope {names}" if len(missing) == 1 else f"one of the scopes {names}"
    what, later, where = (
        (
            "The OAuth credentials were",
            "They cannot be given scopes later. Have new ones made",
            f"for the service account, at {ADMINISTRATION}",
        )
        if case.sign_in is SignInKind.OAUTH
        else (
            "The token was",
            "A token cannot be given scopes later. Make a new one",
            f"at {NEW_TOKEN}",
        )
    )
    return case.error(
        errors.MissingScope,
        f"{what} made without {lacks}, needed for: {operation.feature}.",
        f"{later} with {names} {where}, then run again.",
        scopes=missing,
        feature=operation.feature,
    )


def bad_credentials(case: Case, *, answered: str = "") -> RestError:
    """Say why the credentials were most likely not taken."""
    cause, remedy = _why_refused(case)
    return case.error(errors.BadCredentials, cause, remedy, answered=answered)


def login_page(case: Case) -> RestError:
    """Say that something wants a person with a browser."""
    return case.error(
        errors.NotConfluence,
        "A login page answers in the place of Confluence: single sign-on, or the credentials were not taken.",
        "Use a token; for single sign-on confluence_server_cookies or confluence_request_session_override.",
    )


def unknown_to_gateway(case: Case) -> RestError:
    """Say what it means that the gateway itself has nothing at the address.

    That is what it answers to a wrong cloud id, and to the token of a person that is sent alone.
    """
    unknown = "he gateway knows no Confluence site with this cloud id."
    compare = (
        "Compare the cloud id with the one that https://<your site>.atlassian.net/_edge/tenant_info shows in a "
        "browser, or set confluence_server_url to the address of the site and confluence_api_token_scoped = True."
    )
    if case.sign_in is not SignInKind.BEARER:
        return case.error(errors.NotFound, f"T{unknown}", compare)
    cause, remedy = _REFUSED_ALONE
    return case.error(errors.BadCredentials, f"{cause} Or t{unknown}", f"{remedy} {compare}")


def redirected(case: Case) -> RestError:
    """Say what it means to be sent on to another address, which no credentials are sent to."""
    status, location = case.answer.status, case.answer.location or ""
    target = urlsplit(location)
    scheme, host, port = origin_of(location)
    here = origin_of(case.endpoint.api_base)
    if (scheme, host, port) == here and _LOGIN_PATH.search(f"{target.path}?{target.query}"):
        return bad_credentials(
            case, answered=f"The server answered {status} and wants us to log in."
        )
    if host == here[1] and (port == here[2] or scheme != here[0]):
        return case.error(
            errors.NotConfluence,
            "Confluence is at another address of this server, with https or below another path.",
            "Set confluence_server_url to the address that a browser shows then, without the part that names a page.",
            answered=f"The server answered {status} and wants us to go to another address on {host}.",
        )
    host = host or "an address that it does not name"
    return case.error(
        errors.NotConfluence,
        f"Credentials are not sent on to {host}. Mostly this is a login page (single sign-on) in front of "
        "Confluence; it may also be that the server has moved.",
        "If the server has moved, set confluence_server_url to its new address. For single sign-on use a personal "
        "access token, confluence_server_cookies or confluence_request_session_override.",
        answered=f"The server answered {status} and wants us to go to {host}.",
    )


def _why_refused(case: Case) -> tuple[str, str]:
    """Return the likely cause and the next step when the credentials were not taken."""
    answer = case.answer
    if is_captcha(answer):
        where = case.endpoint.address
        return (
            "After several failed logins Confluence wants this user to solve a CAPTCHA.",
            f"Log in once with a browser, at {where}, then check the password; a personal access token avoids this.",
        )
    if is_basic_disabled(answer):
        return (
            "An administrator has disabled signing in with a user and a password or token (Basic authentication).",
            (
                "Use a personal access token (confluence_publish_token) on Data Center, or the token of a service "
                "account without confluence_server_user on Cloud."
            ),
        )
    if case.sign_in is SignInKind.OTHER:
        return (
            "The cookies, headers or the auth object that are configured are not accepted; sessions expire.",
            "Get new ones, or use a token.",
        )
    if not case.on_cloud:
        return _why_refused_on_data_center(case)
    if case.sign_in is SignInKind.OAUTH:
        return (
            (
                "The access token was had just now, so the client id and the secret are right: the service account has "
                "no access to Confluence on this site, or the credentials are those of another organization."
            ),
            (
                f"Check at {ADMINISTRATION} (Directory, Service accounts) that the account has the product access for "
                "Confluence, and check confluence_server_url."
            ),
        )
    if case.sign_in is SignInKind.BEARER:
        return _REFUSED_ALONE
    return _why_user_and_token_were_refused(case)


def _why_refused_on_data_center(case: Case) -> tuple[str, str]:
    answer = case.answer
    if answer.says(NOT_PERMITTED):
        return (
            "The server knows the user, but the user may not use Confluence.",
            "Ask an administrator for the global permission Can Use, which also takes a seat of the licence.",
        )
    offered = answer.headers.get("WWW-Authenticate", "").lower()
    if answer.status == 401 and offered.startswith(("negotiate", "ntlm")):
        return (
            "A single sign-on of Windows (Kerberos or NTLM) is in front of Confluence.",
            (
                "Set confluence_server_auth to an auth object that speaks it, or have the administrator let "
                "personal access tokens through."
            ),
        )
    if case.sign_in is SignInKind.BEARER:
        return (
            "The personal access token is wrong, expired or revoked.",
            (
                "Check confluence_publish_token. A personal access token is made in Confluence: your picture, "
                "Settings, Personal Access Tokens."
            ),
        )
    if "AUTHENTICATED_FAILED" in answer.headers.get("X-Seraph-LoginReason", "").upper():
        return (
            "The user or the password is wrong. After a few more wrong ones Confluence wants a CAPTCHA to be solved.",
            (
                "Check confluence_server_user and confluence_server_pass, or use a personal access token "
                "(confluence_publish_token)."
            ),
        )
    return (
        "The user, the password or the token is wrong, expired or revoked.",
        (
            "Check confluence_publish_token, or confluence_server_user and confluence_server_pass. A personal "
            "access token is made in Confluence: your picture, Settings, Personal Access Tokens."
        ),
    )


def _why_user_and_token_were_refused(case: Case) -> tuple[str, str]:
    if case.answer.status == 401 and not case.answer.is_json and not is_gateway(case.endpoint):
        return (
            "This looks like a scoped API token: such tokens work only on Atlassian's API gateway.",
            "Put this line into conf.py: confluence_api_token_scoped = True",
        )
    return (
        (
            "Confluence Cloud answers alike when the e-mail address is not that of the token, when the token is "
            "mistyped, expired (each does after a year at most) or revoked, and when the account has no access to "
            "Confluence."
        ),
        (
            "Find out which it is:\n"
            f"    1. Log in at {NEW_TOKEN} with the address in confluence_server_user.\n"
            "       If that fails, the address is wrong.\n"
            "    2. Look for the token in the list there. If it is missing, or its date is over, make a new one.\n"
            "    3. Open the site in a browser as the same user. Who is offered to request access has none."
        ),
    )

"""What did a site answer when it was asked for its cloud id?"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from http import HTTPStatus

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import EndpointError

TENANT_INFO_PATH = "_edge/tenant_info"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Silence(enum.Enum):
    """Why no HTTP answer came; the value is how it is told."""

    DNS = "The name of the host is not known."
    TIMEOUT = "No answer came in time."
    TLS = "No secure connection could be made: the certificate of the server is not trusted, or TLS failed."
    PROXY = "The proxy did not let the request through."
    CONNECTION = "No connection could be made, or it broke."


_LIKELY_CAUSE = {
    Silence.DNS: "The address is misspelt, or this machine cannot look up names outside its own network.",
    Silence.TIMEOUT: "A firewall swallows the request, or a proxy has to be configured (confluence_proxy).",
    Silence.TLS: "A proxy puts its own certificate in between (name its authority with confluence_ca_cert), "
    "or the host is another one than it seems.",
    Silence.PROXY: "The proxy is the wrong one, or asks for a password (confluence_proxy_auth).",
    Silence.CONNECTION: "The address or its port is wrong, a firewall is in the way, or a proxy has to be "
    "configured (confluence_proxy).",
}

_NO_SITE = (
    "A Confluence Cloud site does not answer like that: a login page or a proxy may be in between, or it is another "
    "server."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantAnswer:
    """What came of ``GET <site>/_edge/tenant_info``: an HTTP answer, or the reason why there was none.

    Nothing in it is trusted. The request carries no credentials and follows no redirect.

    :param status: the HTTP status; ``None`` when no answer came.
    :param content_type: the header, as it came.
    :param text: the body; the first few thousand characters are enough.
    :param location: where a redirect would have led.
    :param silence: why no answer came.
    :param detail: what the network said to that, for people.
    """

    status: int | None = None
    content_type: str = ""
    text: str = ""
    location: str = ""
    silence: Silence | None = None
    detail: str = ""


def is_cloud_id(text: str) -> bool:
    """Whether a text is a UUID in its usual form, in upper or lower case."""
    return bool(_UUID.fullmatch(text.lower()))


def found_cloud_id(answer: TenantAnswer) -> str | None:
    """Return the cloud id in an answer, ``None`` when it is of no use: only Cloud sites answer with one."""
    cloud_id = _json_object(answer).get("cloudId")
    return cloud_id.lower() if isinstance(cloud_id, str) and is_cloud_id(cloud_id) else None


def cloud_id_in(answer: TenantAnswer, *, asked: str, ways_out: str) -> str:
    """Read the cloud id from an answer.

    :param asked: the address that was asked.
    :param ways_out: what the person can do when the answer is of no use.
    :raises EndpointError: when the answer is of no use.
    """
    cloud_id = found_cloud_id(answer)
    if cloud_id is not None:
        return cloud_id
    answered, cause = _told(answer, _json_object(answer))
    raise EndpointError(
        f"could not find out the cloud id with GET {asked}",
        answered=answered,
        cause=cause,
        remedy=ways_out,
    )


def _json_object(answer: TenantAnswer) -> dict[str, object]:
    """The JSON object of a successful answer, whatever type it claims to be; empty when there is none."""
    if answer.status != HTTPStatus.OK:
        return {}
    try:
        parsed = read_json(answer.text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _told(answer: TenantAnswer, parsed: dict[str, object]) -> tuple[str, str]:
    """What came back and what that most likely means, for an answer of no use."""
    if answer.status is None:
        silence = answer.silence or Silence.CONNECTION
        detail = f" ({excerpt(answer.detail)})" if answer.detail else ""
        return silence.value.removesuffix(".") + detail + ".", _LIKELY_CAUSE[silence]
    if answer.status != HTTPStatus.OK:
        return _came_back(answer), _cause_of_status(answer.status)
    if not parsed:
        return _came_back(answer), _NO_SITE
    if "cloudId" not in parsed:
        return _came_back(answer), f"There is no 'cloudId' in it. {_NO_SITE}"
    return (
        f"Its 'cloudId' is {excerpt(str(parsed['cloudId'])) or 'empty'}, which is no UUID.",
        _NO_SITE,
    )


def _came_back(answer: TenantAnswer) -> str:
    kind = excerpt(answer.content_type.partition(";")[0].strip()) or "without a type"
    told = f"It answered {answer.status}, {kind}"
    if answer.location:
        return f"{told}, redirecting to {excerpt(answer.location)} (redirects are not followed)."
    body = excerpt(answer.text)
    return f"{told}: {body}" if body else f"{told}, with nothing in it."


def _cause_of_status(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "The server has a problem; it may be gone in a few minutes."
    if status >= HTTPStatus.BAD_REQUEST:
        return "There is no Confluence Cloud site at this address."
    return "A login page or a proxy may be in between, or the site has moved."

"""Which credentials are there, from all sources together?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.endpoint import Flavour, expected_flavour
from sphinx_to_confluence.config.netrc_entry import entry_for
from sphinx_to_confluence.config.obtain import Obtainer, given_for
from sphinx_to_confluence.config.option import Option, options_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import MistakeError, Sources
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.errors import CredentialError

_WAYS_TO_SIGN_IN = (
    "api_token",
    "publish_token",
    "oauth_client_secret",
    "server_pass",
    "server_auth",
)

_FOR_TOKENS = "CONFLUENCE_API_TOKEN on Cloud and CONFLUENCE_PUBLISH_TOKEN on Data Center"
_OF_OTHERS = {
    "CONFLUENCE_TOKEN": _FOR_TOKENS,
    "CONFLUENCE_API_KEY": _FOR_TOKENS,
    "CONFLUENCE_PAT": "CONFLUENCE_PUBLISH_TOKEN",
    "CONFLUENCE_PERSONAL_TOKEN": "CONFLUENCE_PUBLISH_TOKEN",
    "CONFLUENCE_PERSONAL_ACCESS_TOKEN": "CONFLUENCE_PUBLISH_TOKEN",
    "CONFLUENCE_PASSWORD": "CONFLUENCE_SERVER_PASS, or CONFLUENCE_API_TOKEN for an API token",
    "CONFLUENCE_CLIENT_SECRET": "CONFLUENCE_OAUTH_CLIENT_SECRET",
    "ATLASSIAN_TOKEN": _FOR_TOKENS,
    "ATLASSIAN_API_TOKEN": _FOR_TOKENS,
    "ATLASSIAN_CLIENT_SECRET": "CONFLUENCE_OAUTH_CLIENT_SECRET",
}
"""Environment variables with secrets that other tools have, and what they are called here. They are told, not read:
whatever they hold may be meant for another server."""


def gather(
    settings: Settings, sources: Sources, obtainer: Obtainer, terminal: Terminal
) -> Credentials:
    """Have every secret from its source; what none has is asked for, when the settings say so.

    :raises CredentialError: when a secret cannot be had.
    """
    values: dict[str, Any] = {
        "server_user": settings.server_user,
        "oauth_client_id": settings.oauth_client_id,
    }
    for secret in options_of(Credentials):
        given = given_for(secret, sources)
        if given:
            account = _account_of(secret, settings)
            values[secret.name] = obtainer.obtain(secret, given[0], account=account)
    signs_in = any(values.get(name) for name in _WAYS_TO_SIGN_IN)
    # The entry for a host is a user and a secret for that host; that of a service account is for another server.
    if settings.netrc and not signs_in and settings.oauth_client_id is None:
        signs_in = _take_from_netrc(values, settings, obtainer.warn)
    if settings.ask_user and not settings.server_user and not _needs_no_user(values):
        values["server_user"] = _asked(
            terminal, "confluence_ask_user", _question("User", settings), hidden=False
        )
    if settings.ask_password and not signs_in:
        name, what = _to_ask_for(settings)
        owner = settings.oauth_client_id or values["server_user"]
        question = _question(f"{what} of {owner}" if owner else what, settings)
        values[name] = _asked(terminal, "confluence_ask_password", question, hidden=True)
    elif not signs_in:
        for sentence in _named_otherwise(sources):
            obtainer.warn(sentence)
    return Credentials(**values)


def _account_of(secret: Option, settings: Settings) -> str:
    """The account under which a keyring keeps a secret."""
    match secret.name:
        case "api_token" | "server_pass":
            account = settings.server_user
        case "oauth_client_secret":
            account = settings.oauth_client_id
        case _:
            account = None
    return account or secret.name


def _take_from_netrc(
    values: dict[str, Any], settings: Settings, warn: Callable[[str], None]
) -> bool:
    """Put in what the ``.netrc`` says about our host; whether it says something.

    :raises CredentialError: when it does not, and nobody is asked instead.
    """
    try:
        entry = entry_for(settings, warn)
    except CredentialError:
        if settings.ask_password:
            return False
        raise
    name, _ = _to_ask_for(settings)
    if name == "server_pass" and not entry.login:
        name = "publish_token"
    values[name] = entry.secret
    if name != "oauth_client_secret" and not values["server_user"]:
        values["server_user"] = entry.login or None
    return True


def _named_otherwise(sources: Sources) -> Iterator[str]:
    """Environment variables that other tools read, and whoever set them may have meant for us."""
    for variable, ours in _OF_OTHERS.items():
        if sources.environment.get(variable):
            yield f"the environment variable {variable} is set, but not read: its name here is {ours}"


def _to_ask_for(settings: Settings) -> tuple[str, str]:
    """Which secret is asked for, and what it is called."""
    if settings.oauth_client_id is not None:
        return "oauth_client_secret", "Client secret"
    if expected_flavour(settings) is Flavour.DATA_CENTER:
        return "server_pass", "Password"
    return "api_token", "API token"


def problems_of_secrets(sources: Sources) -> Iterator[str]:
    """What can be seen to be wrong without running anything."""
    for secret in options_of(Credentials):
        given = given_for(secret, sources)
        if len(given) > 1:
            names = " and ".join(one.option.config_name for one in given)
            yield f"{names} give the same secret in the same place.\n    Remove all but one of them."
        for one in given:
            try:
                one.read()
            except MistakeError as mistake:
                yield one.problem(str(mistake))


def advice(settings: Settings, sources: Sources) -> Iterator[str]:
    """What works, but hardly as it was meant."""
    given = {s.name for s in options_of(Credentials) if given_for(s, sources)}
    flavour = expected_flavour(settings)
    if "oauth_client_secret" in given and given & {"api_token", "publish_token", "server_pass"}:
        yield (
            "confluence_oauth_client_id is used, and other tokens and passwords are not: remove those that do not "
            "belong to this server"
        )
    elif {"api_token", "publish_token"} <= given:
        used, unused = "confluence_api_token", "confluence_publish_token"
        if flavour is Flavour.DATA_CENTER:
            used, unused = unused, used
        yield f"{used} is used, and {unused} is not: remove the one that does not belong to this server"
    elif "server_pass" in given and {"api_token", "publish_token"} & given:
        yield "there is a token, so that confluence_server_pass is not used: remove it"
    without_user = settings.server_user is None and not settings.ask_user
    others = {"publish_token", "oauth_client_secret", "server_auth"}
    only_api_token = "api_token" in given and not others & given
    if only_api_token and without_user and _is_cloud_site(settings):
        yield (
            "there is a confluence_api_token, but no confluence_server_user: on the address of the site an API token "
            "only works with the e-mail address of its user (without one it is sent as Bearer, which is for service "
            "accounts on the API gateway)"
        )


def _is_cloud_site(settings: Settings) -> bool:
    """Whether calls go to the site itself, on Cloud, as far as the settings tell."""
    if settings.gateway_only or expected_flavour(settings) is not Flavour.CLOUD:
        return False
    return "/ex/confluence" not in (settings.server_url or "")


def _needs_no_user(values: dict[str, Any]) -> bool:
    return any(map(values.get, ("publish_token", "oauth_client_secret", "server_auth")))


def _question(what: str, settings: Settings) -> str:
    return f"{what} for {settings.server_url or 'Confluence'}: "


def _asked(terminal: Terminal, option: str, question: str, *, hidden: bool) -> str:
    if not terminal.is_there:
        raise CredentialError(
            f"cannot ask for what {option} says",
            cause="There is no terminal to ask on; that is so in CI, in cron jobs and in pipes.",
            remedy="Turn it off and give the secret in another way, such as an environment variable.",
        )
    try:
        answer = terminal.ask_hidden(question) if hidden else terminal.ask(question)
    except EOFError:
        answer = ""
    if not answer.strip():
        raise CredentialError(f"nothing was typed for {option}")
    return answer.strip()

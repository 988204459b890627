"""What can be looked at before anybody signs in? Options, secrets, the way to the server, the endpoint."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from sphinx_to_confluence.check import addresses, secret
from sphinx_to_confluence.check.findings import Finding, Mark
from sphinx_to_confluence.check.state import State
from sphinx_to_confluence.check.why import why
from sphinx_to_confluence.config.endpoint import Endpoint, Flavour, expected_flavour
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.config.option import Group, options_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import Given
from sphinx_to_confluence.errors import (
    ConfigurationError,
    ConnectionFailed,
    EndpointError,
    NotConfluence,
)
from sphinx_to_confluence.rest import open_caller
from sphinx_to_confluence.rest.auth import SignInKind, nothing_to_sign_in_with
from sphinx_to_confluence.rest.reach import Reached, reach
from sphinx_to_confluence.rest.routes import is_gateway

MOST_SKEW_S = 300.0
"""Clocks may be that far apart before anybody is told."""

_NOTHING_S = 3
"""The dates of answers have no fractions, and an answer takes its time."""

_SHOWN_GROUPS = (Group.ESSENTIAL, Group.CREDENTIALS, Group.ENDPOINT, Group.NETWORK)
"""What decides whether a publish gets through; the rest is counted."""

_NEEDED = (
    ("server_url", "confluence_server_url = 'https://example.atlassian.net/wiki'"),
    ("space_key", "confluence_space_key = 'DOC', the part after /spaces/ in the address of a page"),
)


def look_at_options(state: State) -> Finding:
    """Show which options there are, and where each comes from."""
    given = [
        found
        for option in options_of(Settings)
        if (found := state.options.sources.find(option)) is not None
    ]
    missing = [line for name, line in _NEEDED if getattr(state.settings, name) is None]
    if missing:
        raise ConfigurationError(
            "options are missing without which nothing can be published",
            answered=f"Of the options of publishing there are: {_names(given) or 'none'}.",
            cause="No conf.py was read. Without -C one is looked for here, in doc, docs and source; -c names its place."
            if state.options.extensions is None
            else "They are not in the conf.py that was read, or it is another one that was meant (-c).",
            remedy="Set "
            + ", and ".join(missing)
            + ". 'sphinx-to-confluence init' asks for all that is needed.",
        )
    shown = [one for one in given if one.option.group in _SHOWN_GROUPS]
    others = len(given) - len(shown)
    more = f", and {others} that {'concerns' if others == 1 else 'concern'} pages" if others else ""
    unlisted = _unlisted(state.options.extensions)
    return Finding(
        "options",
        Mark.WARNING if unlisted else Mark.OK,
        f"{len(shown)} options of publishing{more}",
        [
            *(f"{one.option.config_name} = {_value_of(one)}  ({_place(one)})" for one in shown),
            *unlisted,
        ],
        data={"options": {one.option.config_name: one.where for one in given}},
    )


def _unlisted(extensions: Collection[str] | None) -> list[str]:
    """Say that conf.py does not list the extension. A warning only: ``setup()`` or another one may load it."""
    if extensions is None or "sphinx_to_confluence" in extensions:
        return []
    return [
        "extensions in conf.py does not list this extension, so sphinx-build may not know the builder confluence.",
        'Add it: extensions = [..., "sphinx_to_confluence"]',
    ]


def look_at_secret(state: State) -> Finding:
    """Have the secrets from their sources, and say where they are from."""
    credentials = state.options.credentials()
    state.credentials_or_none = credentials
    flavour = expected_flavour(state.settings)
    kind = secret.kind_of_sign_in(credentials, flavour or Flavour.DATA_CENTER)
    # A site with a domain of its own is taken for Data Center until it was asked.
    sure = flavour if flavour is Flavour.CLOUD or state.settings.cloud is False else None
    found = secret.origins(state.options.sources)
    own = state.settings.client_cert or state.settings.request_session_override
    if kind is SignInKind.NONE and not own:
        raise nothing_to_sign_in_with(sure, secret.why_there_is_none(state.options.sources))
    sent = {
        SignInKind.BASIC: f"sent with the user {credentials.server_user}",
        SignInKind.BEARER: "sent alone (Bearer)",
        SignInKind.OAUTH: "the access tokens that it gets are sent alone (Bearer)",
        SignInKind.OTHER: "an auth object, cookies, headers or a certificate of your own",
        SignInKind.NONE: "a certificate or a session of your own",
    }[kind]
    lines = [
        f"{one.name}: {one}"
        for one in found
        if one.name.removeprefix("confluence_") not in secret.WAYS_IN
    ]
    ways_in = [one for one in found if one.name.removeprefix("confluence_") in secret.WAYS_IN]
    first = str(ways_in[0]) if ways_in else _unnamed_origin(state.settings)
    text = f"{first}; {sent}" if first else sent
    secret.refuse_impossible(credentials)
    doubts = state.doubts = list(secret.doubts(credentials, sure, now=state.clock.now()))
    lines += [line for what, remedy in doubts for line in (f"{_capital(what)}.", remedy)]
    return Finding(
        "secret",
        Mark.WARNING if doubts else Mark.OK,
        text,
        lines,
        data={
            "secrets": [{"option": one.option, "from": one.where} for one in found],
            "user": credentials.server_user,
        },
    )


def _unnamed_origin(settings: Settings) -> str:
    """Say where a secret comes from that no option gives; empty when nothing is known of such a place."""
    if settings.netrc:
        return "the .netrc (confluence_netrc)"
    return "typed on the terminal (confluence_ask_password)" if settings.ask_password else ""


def reach_server(state: State) -> Finding:
    """Ask the server for something that it tells everybody."""
    settings = state.settings
    url = addresses.to_ask(settings)
    try:
        reached = reach(url, settings, state.credentials, state.adapters, state.clock)
    except ConnectionFailed as error:
        if hint := addresses.misspelt(settings):
            error.remedy = f"{hint} {error.remedy}"
        raise
    state.reached = reached
    lines = list(_lines_of_way(reached))
    skew = list(_skew(reached))
    return Finding(
        "connection",
        Mark.WARNING if skew else Mark.OK,
        f"{urlsplit(url).netloc} answers{_how_secured(url, reached)}",
        [*lines, *skew],
        data={
            "asked": url,
            "proxy": reached.proxy,
            "tls": reached.tls,
            "issuer": reached.issuer,
            "clock_skew_s": None if reached.skew_s is None else round(reached.skew_s),
        },
    )


def choose_endpoint(state: State) -> Finding:
    """Say which product it is, where calls go, and why there."""
    settings = state.settings
    told = None if state.reached is None else addresses.told_cloud_id(state.reached.answer)
    if told is None and addresses.expects_cloud_id(settings):
        _refuse_no_site(state)
    if told and settings.cloud_id and settings.cloud_id.lower() != told:
        raise ConfigurationError(
            "confluence_cloud_id is not that of the site",
            answered=f"{addresses.to_ask(settings)} says that the cloud id is {told}.",
            cause=f"It is set to {excerpt(settings.cloud_id)}, which belongs to another site, or to none.",
            remedy=f"Set confluence_cloud_id = '{told}', or remove it: the site is asked then.",
        )
    caller = open_caller(
        settings,
        state.credentials,
        adapters=state.adapters,
        notify=state.notes.append,
        clock=state.clock,
        workers=1,
    )
    state.caller_or_none, state.first_endpoint = caller, caller.endpoint
    endpoint = caller.endpoint
    notices = state.taken_notes()
    return Finding(
        "endpoint",
        Mark.WARNING if notices else Mark.OK,
        f"{kind_of(endpoint)}: {endpoint.api_base}",
        [why(settings, endpoint, cloud_id_told=told is not None), *notices],
        data={
            "flavour": endpoint.flavour.value,
            "gateway": is_gateway(endpoint),
            "api_base": endpoint.api_base,
            "site_base": endpoint.site_base,
            "cloud_id": endpoint.cloud_id,
        },
    )


def kind_of(endpoint: Endpoint) -> str:
    """Say what answers at an endpoint."""
    if endpoint.flavour is Flavour.DATA_CENTER:
        return "Confluence Data Center"
    return (
        "Confluence Cloud, through the API gateway" if is_gateway(endpoint) else "Confluence Cloud"
    )


def _refuse_no_site(state: State) -> None:
    """Say what answers in the place of a Cloud site; a site in trouble may still be one.

    :raises NotConfluence: when a page answers.
    :raises EndpointError: when there is no such site.
    """
    if state.reached is None or state.reached.answer.status >= 500:
        return
    answer, url = state.reached.answer, state.reached.url
    tried = f"could not find a Confluence Cloud site at {urlsplit(url).netloc}"
    answered = f"GET {url}: {str(answer)[0].lower()}{str(answer)[1:]}."
    if answer.location:
        answered = f"GET {url}: the server answered {answer.status}, and sends us on to {_host(answer.location)}."
    if answer.location or answer.asks_to_log_in or (answer.ok and answer.page_title is not None):
        raise NotConfluence(
            tried,
            status=answer.status,
            answered=answered,
            cause="A page for people answers in the place of Confluence: a single sign-on, a proxy that wants a login, "
            "or the notice of a firewall.",
            remedy="Open the address in a browser on this machine, and ask who runs what you see there to let "
            "the API through. If it is a proxy, set confluence_proxy and confluence_proxy_auth.",
        )
    hint = addresses.misspelt(state.settings)
    raise EndpointError(
        tried,
        answered=answered,
        cause="No site has this name, or it has moved.",
        remedy=f"{hint} Check confluence_server_url: open it in a browser.".strip(),
    )


def _lines_of_way(reached: Reached) -> Iterator[str]:
    if reached.proxy:
        yield f"Through the proxy {reached.proxy}."
    if reached.skew_s is not None and abs(reached.skew_s) <= MOST_SKEW_S:
        seconds = abs(round(reached.skew_s))
        yield (
            f"The clocks agree ({seconds} s apart)."
            if seconds > _NOTHING_S
            else "The clocks agree."
        )


def _skew(reached: Reached) -> Iterator[str]:
    skew = reached.skew_s
    if skew is None or abs(skew) <= MOST_SKEW_S:
        return
    yield f"The clock of this machine is {_span(abs(skew))} {'behind' if skew > 0 else 'ahead of'} that of the server."
    yield "Set it (NTP): certificates and access tokens are refused by a clock that is wrong."


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _how_secured(url: str, reached: Reached) -> str:
    if url.startswith("http://"):
        return " (not encrypted)"
    signed = f", certificate by {reached.issuer}" if reached.issuer else ""
    return f" ({reached.tls}{signed})" if reached.tls else ""


def _host(location: str) -> str:
    try:
        return excerpt(urlsplit(location).hostname or "") or "an address that it does not name"
    except ValueError:
        return "an address that it does not name"


def _names(given: list[Given]) -> str:
    return ", ".join(one.option.config_name for one in given)


def _value_of(given: Given) -> str:
    if callable(given.value):
        return "a function"
    shown = repr(given.value)
    # The address of a proxy may hold a password.
    return "(not shown)" if "@" in shown and "://" in shown else excerpt(shown)


def _place(given: Given) -> str:
    return given.where.removeprefix("given ").removeprefix("in ")


def _capital(text: str) -> str:
    return text if text.startswith("confluence_") else text[:1].upper() + text[1:]

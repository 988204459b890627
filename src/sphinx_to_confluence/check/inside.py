"""What can be looked at once somebody is signed in? The user, the space, the place, permissions, scopes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace

from sphinx_to_confluence.check import rights
from sphinx_to_confluence.check.findings import Finding, Mark
from sphinx_to_confluence.check.needs import Need, scope_rows, scopes_to_tick
from sphinx_to_confluence.check.secret import kind_of_sign_in
from sphinx_to_confluence.check.state import State
from sphinx_to_confluence.config.endpoint import Flavour
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import BadCredentials, ConfluenceError, MissingScope
from sphinx_to_confluence.publish.location import HOME, Location, locate, read_page
from sphinx_to_confluence.rest import open_caller
from sphinx_to_confluence.rest.auth import SignInKind
from sphinx_to_confluence.rest.inquiry import Inquiry
from sphinx_to_confluence.rest.oauth import ADMINISTRATION
from sphinx_to_confluence.rest.people import Person
from sphinx_to_confluence.rest.probes import PROBES, Outcome, Verdict, judge, told, try_probe
from sphinx_to_confluence.rest.refused import NEW_TOKEN
from sphinx_to_confluence.rest.routes import is_gateway

_KINDS: Mapping[str, str] = {
    "atlassian": "a person",
    "app": "an app or service account",
    "customer": "a customer of Jira Service Management",
}


def find_user(state: State) -> Finding:
    """Sign in, and say as whom."""
    try:
        person = state.inquiry.signed_in()
    except MissingScope:
        return Finding(
            "user",
            Mark.WARNING,
            "the token is taken, but it may not ask whose it is",
            ["The scope read:content-details:confluence is missing."],
        )
    except BadCredentials as error:
        for what, remedy in state.doubts:
            error.remedy = f"Look at this first: {what}. {remedy}\n  {error.remedy}"
        raise
    lines = []
    if state.caller.endpoint.flavour is Flavour.DATA_CENTER and (
        release := state.inquiry.release()
    ):
        lines.append(f"The server is Confluence Data Center {release}.")
    detour = state.taken_notes() if state.caller.endpoint != state.first_endpoint else []
    if detour:
        lines += [f"This token works there: {state.caller.endpoint.api_base}", *detour]
    return Finding(
        "user",
        Mark.WARNING if detour else Mark.OK,
        _described(person),
        lines,
        data={
            "user": {
                "name": person.name,
                "email": person.email,
                "account": person.account,
                "kind": person.kind,
            },
            "api_base": state.caller.endpoint.api_base,
        },
    )


def find_space(state: State) -> Finding:
    """Look the space up by its key."""
    space = state.client.space(state.settings.space_key or "")
    state.space_or_none = space
    return Finding(
        "space",
        Mark.OK,
        f'{excerpt(space.key)} "{excerpt(space.name)}"'
        + ("" if space.id == space.key else f" (id {excerpt(space.id)})"),
        data={"space": {"key": space.key, "name": space.name, "id": space.id}},
    )


def find_place(state: State) -> Finding:
    """Find the page or folder that the documentation is put below, or the page that it becomes."""
    client, space = state.client, state.space
    location = locate(client, space, state.settings)
    state.location_or_none = location
    if location.is_folder:
        what = f"below the folder {location.content_id}"
    else:
        page = location.page or read_page(client, space, location.content_id, location.named_by)
        how = "as" if location.is_root else "below"
        what = f'{how} the page "{excerpt(page.title)}" (id {page.id})'
    lines = [client.page_url(space, location.content_id)]
    if location.named_by == HOME:
        lines.append("It is the home page of the space, since confluence_parent_page is not set.")
    return Finding(
        "place",
        Mark.OK,
        what,
        lines,
        data={"place": {"id": location.content_id, "named_by": location.named_by}},
    )


def find_permissions(state: State) -> Finding:
    """Ask what the user may do in the space, and with the page that carries the list of pages."""
    held = state.inquiry.space_rights(state.space)
    lacking: list[str] = []
    can: list[str] = []
    if held is not None:
        rights.check_space(held, state.space)
        can = rights.in_words(held)
        lacking = [words for words, _ in rights.lacking(held)]
    location = state.location
    on_page = state.inquiry.page_rights(location.manifest_page_id)
    rights.check_page(on_page, _named(location))
    if any(operation == "update" for operation, _ in on_page):
        can.append("edit the page")
    lines = [f"Confluence does not say that the user may {', '.join(lacking)}."] if lacking else []
    if held is None:
        lines.append(
            "What the user may do in the space, Data Center tells its administrators only."
        )
    return Finding(
        "permissions",
        Mark.WARNING if lacking or not can else Mark.OK,
        f"the user may {', '.join(can)}" if can else "Confluence does not say what the user may do",
        lines,
        data={"permissions": {"may": can, "not_told": lacking}},
    )


def find_scopes(state: State) -> Finding:
    """Find out which scopes the token has, where there are scopes."""
    endpoint = state.caller.endpoint
    kind = kind_of_sign_in(state.credentials, endpoint.flavour)
    if endpoint.flavour is Flavour.DATA_CENTER:
        what = "a personal access token" if kind is SignInKind.BEARER else "this way to sign in"
        return Finding("scopes", Mark.OK, f"none: {what} may do all that its user may")
    if not is_gateway(endpoint):
        return Finding(
            "scopes",
            Mark.OK,
            "none: only a classic token works on the site, and it may do all that its user may",
            [
                "A scoped token can do less when it falls into wrong hands: see Publish with a scoped API token."
            ],
        )
    granted = state.caller.scopes()
    if granted:  # the server for access tokens has told them: nothing has to be tried
        state.scopes = scope_rows(told(granted), state.settings)
        return _judged(state, kind)
    outcomes = {probe.operation: try_probe(state.caller, probe) for probe in PROBES}
    state.scopes = scope_rows(judge(outcomes), state.settings)
    if all(outcome is Outcome.PASSED for outcome in outcomes.values()):
        classic = _works_on_site(state)
        if classic:
            state.scopes = []
            return Finding(
                "scopes",
                Mark.OK,
                "none: it is a classic token, which may do all that its user may",
                [
                    "The site takes it as well as the gateway, so confluence_api_token_scoped is not needed.",
                    "A scoped token can do less when it falls into wrong hands: see Publish with a scoped API token.",
                ],
            )
        if classic is None and kind is SignInKind.BASIC:
            return Finding(
                "scopes",
                Mark.OK,
                "all are there; or it is a classic token, which has none and may do all that its user may",
            )
    return _judged(state, kind)


def _judged(state: State, kind: SignInKind) -> Finding:
    rows = state.scopes
    lacking = [row for row in rows if row.is_lacking]
    unknown = [row for row in rows if row.verdict is Verdict.UNKNOWN and row.need is Need.STOPS]
    if not lacking:
        text = "all that this project uses are there"
        if unknown:
            text = f"{len(unknown)} could not be told"
        return Finding("scopes", Mark.WARNING if unknown else Mark.OK, text)
    tick = scopes_to_tick(rows)
    names = ", ".join(row.scope for row in lacking)
    lines = [
        f"{_where_anew(kind)} with these {len(tick)} scopes:",
        *(f"  {scope}" for scope in tick),
    ]
    vital = tuple(row.scope for row in lacking if row.need is Need.STOPS)
    if not vital:
        state.advice = lines
        return Finding("scopes", Mark.WARNING, f"missing: {names}")
    features = "; ".join(dict.fromkeys(row.carries for row in lacking if row.need is Need.STOPS))
    error = MissingScope(
        f"the token lacks {_counted(len(vital))} that publishing needs",
        scopes=vital,
        feature=features,
        status=401,
        answered="The server for access tokens does not name them among those of the account."
        if kind is SignInKind.OAUTH
        else f'The gateway answers "scope does not match" to calls that need {" and ".join(vital)}.',
        cause=f"The token was made without, and this is needed for: {features}.",
        remedy="\n  ".join(lines),
    )
    return Finding("scopes", Mark.WRONG, f"missing: {names}", error=error)


def _where_anew(kind: SignInKind) -> str:
    if kind is SignInKind.OAUTH:
        return (
            "Credentials cannot be given scopes later. Have new ones made for the service account, at "
            f"{ADMINISTRATION},"
        )
    return f"A token cannot be given scopes later. Make a new one at {NEW_TOKEN}"


def _works_on_site(state: State) -> bool | None:
    """Whether the site takes the token as well, which makes it a classic one; ``None`` when that is not tried.

    It is only sent where the options say that it belongs: never to a site that an answer has named.
    """
    first = state.first_endpoint
    if first is None or first.site_base is None:
        return None
    if not state.settings.api_token_scoped:
        return False  # it was sent there first, and refused
    settings = replace(state.settings, api_token_scoped=False, cloud=True)
    try:
        with closing(
            open_caller(
                settings, state.credentials, adapters=state.adapters, clock=state.clock, workers=1
            )
        ) as caller:
            Inquiry(caller).signed_in()
            return not is_gateway(caller.endpoint)
    except ConfluenceError:
        return False


def _described(person: Person) -> str:
    who = person.name or person.account or "somebody without a name"
    shown = f"{who} ({person.email})" if person.email and person.email != who else who
    kind = _KINDS.get(person.kind, person.kind)
    return f"{shown}, {kind}" if kind else shown


def _named(location: Location) -> str:
    if location.page is not None:
        return f'the page "{excerpt(location.page.title)}"'
    return f"the page {location.manifest_page_id}"


def _counted(number: int) -> str:
    return "a scope" if number == 1 else f"{number} scopes"

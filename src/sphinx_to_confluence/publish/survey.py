"""What would a publish do? Looks at Confluence and makes the plan; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle, Editor
from sphinx_to_confluence.config.endpoint import Flavour
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.publish.choice import chosen_pages, names_of_nothing
from sphinx_to_confluence.publish.commented import look_for_comments
from sphinx_to_confluence.publish.edits import look_at_edits
from sphinx_to_confluence.publish.journal import (
    Journal,
    created_pages,
    read_journals,
    stopped_run,
    with_those_before,
)
from sphinx_to_confluence.publish.operations import Plan
from sphinx_to_confluence.publish.orphans import candidates
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.policy import Orphans, Policy
from sphinx_to_confluence.publish.snapshot import Snapshot, look_below, take_snapshot
from sphinx_to_confluence.rest.model import Client

CONFLUENCE, MANIFEST, BUNDLE = "confluence", "manifest", "bundle"
"""What a plan can be made from: a look at Confluence, what the last publish left, or another bundle."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is on Confluence, and what has to be done there.

    :param bundle: the pages that it is about, without those that are neither there nor chosen to be published.
    :param last: the journal of a run that stopped before it was done, which a publish goes on with.
    :param site: the address of the site, as far as it is known.
    :param basis: where the snapshot comes from.
    """

    bundle: Bundle
    snapshot: Snapshot
    policy: Policy
    plan: Plan
    last: Journal | None = None
    site: str = ""
    basis: str = CONFLUENCE


def survey(
    client: Client, bundle: Bundle, settings: Settings, *, warn: Callable[[str], None]
) -> Survey:
    """Look at Confluence and make the plan.

    :raises ConfigurationError: when the settings do not suffice or do not fit the bundle.
    :raises RestError: when Confluence does not answer.
    """
    _check_editor(client, bundle, warn)
    journals = read_journals(bundle.directory, otherwise=lambda error: warn(str(error)))
    last = stopped_run(journals, bundle.project_id, settings.space_key or "")
    created = {} if last is None else created_pages(with_those_before(last, journals))
    policy = Policy.of(settings)
    _check_policy(client, policy)
    snapshot = take_snapshot(client, bundle, settings, created)
    for sentence in names_of_nothing(bundle, policy):
        warn(sentence)
    bundle = chosen_pages(bundle, snapshot, policy)
    snapshot = look_below(client, snapshot, candidates(bundle, snapshot, policy))
    snapshot = look_at_edits(client, bundle, snapshot)
    plan = make_plan(bundle, snapshot, policy)
    if wish := settings.publish_skip_commented_pages:
        snapshot = look_for_comments(client, snapshot, plan, wish, warn)
        plan = make_plan(bundle, snapshot, policy)
    site = client.endpoint.address
    return Survey(bundle, snapshot, policy, plan, last, site)


def survey_offline(
    bundle: Bundle, settings: Settings, snapshot: Snapshot, basis: str, site: str
) -> Survey:
    """Make the plan from what is known without a look at Confluence; pure."""
    policy = Policy.of(settings)
    bundle = chosen_pages(bundle, snapshot, policy)
    plan = make_plan(bundle, snapshot, policy)
    return Survey(bundle, snapshot, policy, plan, None, site, basis)


def _check_editor(client: Client, bundle: Bundle, warn: Callable[[str], None]) -> None:
    if client.endpoint.flavour is Flavour.DATA_CENTER and bundle.editor is Editor.CLOUD:
        raise ConfigurationError(
            "the pages were built for the editor of Confluence Cloud, but the server is a Data Center",
            cause="Links and some markup differ between the two.",
            remedy="Set confluence_editor = 'v1', or leave it out and set confluence_server_url, and build again.",
        )
    if client.endpoint.flavour is Flavour.CLOUD and bundle.editor is Editor.DATA_CENTER:
        warn(
            "the pages were built for the editor of Data Center, but the server is Confluence Cloud, which refuses or "
            "drops some of their markup: set confluence_cloud = True, and leave confluence_editor out, and build again"
        )


def _check_policy(client: Client, policy: Policy) -> None:
    if policy.orphans is Orphans.ARCHIVE and not client.can_archive:
        raise ConfigurationError(
            "pages of documents that are gone cannot be archived: the server is a Data Center",
            cause="Data Center archives whole spaces only.",
            remedy="Set confluence_orphans to 'trash' or 'report', and leave out confluence_cleanup_archive.",
        )

"""How is the list of the project's pages stored? In shards; only those that have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.publish.journal import Journaling
from sphinx_to_confluence.publish.noted import write_noted_property
from sphinx_to_confluence.publish.published import KEY, published_now, stored
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.state import write_manifest
from sphinx_to_confluence.rest.model import Client, RemoteProperty


def store_manifest(run: PublishRun) -> None:
    """Write the shards that changed. Their loss would cost a listing of the space, so it is but a warning."""
    known = run.known
    project_id = run.bundle.project_id
    more = {KEY: facts} if (facts := _facts(run)) else {}
    wanted = (
        write_manifest(known.entries, project_id, known.inventory, more) if known.entries else {}
    )
    try:
        write_shards(
            run.client, run.journal, run.snapshot.manifest_page_id, run.snapshot.shards, wanted
        )
    except RestError as error:
        run.warn(
            f"the list of this project's pages could not be stored; they are found by their marks: {error}"
        )


def write_shards(
    client: Client,
    journal: Journaling,
    page_id: str,
    shards: Mapping[str, RemoteProperty],
    wanted: Mapping[str, Any],
) -> None:
    """Write the shards that differ from what is there, and remove those that are not wanted.

    :param shards: what is there, by key.
    :param wanted: the values that they are to have, by key.
    :raises RestError: when Confluence does not do one of these.
    """
    for key in {**wanted, **shards}:
        existing, value = shards.get(key), wanted.get(key)
        if (None if existing is None else existing.value) == value:
            continue
        write_noted_property(
            client,
            journal,
            docname="",
            page_id=page_id,
            key=key,
            value=value,
            existing=existing,
        )


def _facts(run: PublishRun) -> dict[str, Any]:
    """What is said of the last publish: of this one if it wrote something, else one with nothing to do would."""
    if not run.journal.count:
        return stored(run.snapshot.shards, run.bundle.project_id)
    report = run.report
    is_partial = bool(report.failures or report.left_out or report.conflicts) or run.stop.wished
    return published_now(run.bundle, is_complete=not is_partial)

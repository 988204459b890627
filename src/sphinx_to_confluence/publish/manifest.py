"""How is the list of the project's pages stored? In shards; only those that have changed."""

from __future__ import annotations

from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.publish.noted import write_noted_property
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.state import write_manifest


def store_manifest(run: PublishRun) -> None:
    """Write the shards that changed. Their loss would cost a listing of the space, so it is but a warning."""
    page_id, shards, known = run.snapshot.manifest_page_id, run.snapshot.shards, run.known
    wanted = (
        write_manifest(known.entries, run.bundle.project_id, known.inventory)
        if known.entries
        else {}
    )
    try:
        for key in {**wanted, **shards}:
            existing, value = shards.get(key), wanted.get(key)
            if (None if existing is None else existing.value) == value:
                continue
            write_noted_property(
                run.client,
                run.journal,
                docname="",
                page_id=page_id,
                key=key,
                value=value,
                existing=existing,
            )
    except RestError as error:
        run.warn(
            f"the list of this project's pages could not be stored; they are found by their marks: {error}"
        )

"""What does an old manifest have to say, when what it speaks of has been put back?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any


def timeless(shard: Any) -> Any:
    """A shard of the manifest without the numbers of versions."""
    if not isinstance(shard, dict) or not isinstance(shard.get("pages"), dict):
        return shard
    return {**shard, "pages": {name: [row[0], *row[2:]] for name, row in shard["pages"].items()}}


def shard_as_it_is_now(
    shard: Any, versions: Mapping[str, int], lost: Mapping[str, Collection[str]]
) -> Any:
    """A shard with other numbers of versions, and without some files.

    :param versions: by page id.
    :param lost: names of the files, by page id.
    """
    if not isinstance(shard, dict) or not isinstance(shard.get("pages"), dict):
        return shard
    pages = {}
    for docname, (page_id, version, *rest) in shard["pages"].items():
        row = [page_id, versions.get(page_id, version), *rest]
        if len(row) > 3 and "files" in row[3] and lost.get(page_id):
            files = {k: v for k, v in row[3]["files"].items() if k not in lost[page_id]}
            row[3] = {**row[3], "files": files}
        pages[docname] = row
    return {**shard, "pages": pages}


def vouched_versions(shards: Iterable[Any]) -> dict[str, int]:
    """The versions that shards speak of as written by us, by page id."""
    pages = [
        shard["pages"]
        for shard in shards
        if isinstance(shard, dict) and isinstance(shard.get("pages"), dict)
    ]
    return {row[0]: row[1] for shard in pages for row in shard.values()}

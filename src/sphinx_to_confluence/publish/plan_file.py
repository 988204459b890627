"""How is a plan kept, so that exactly that can be published later? With what it was made from, to be compared.

A plan is not carried out as it stands in the file: it is made anew, and has to be the same. So a file that somebody
has tampered with can keep a publish from happening, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.bundle.writer import manifest_data, replace_file
from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import BundleError, ConflictError
from sphinx_to_confluence.publish.operations import PLAN_VERSION, Conflict
from sphinx_to_confluence.publish.rendered.lines import printable
from sphinx_to_confluence.publish.state import Mark
from sphinx_to_confluence.publish.survey import CONFLUENCE, Survey
from sphinx_to_confluence.rest.model import RemotePage

PLAN_NAME = "plan.json"

_MOST_TOLD = 20

_ORIGIN = frozenset({"origin", "commit", "dirty", "generator"})


def bundle_sha256(bundle: Bundle) -> str:
    """Hash over all that is published of a bundle, in hexadecimal; the manifest has the hashes of all else.

    Which commit it was built from and by which release is no part of it.
    """
    facts = {name: value for name, value in manifest_data(bundle).items() if name not in _ORIGIN}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def plan_data(bundle: Bundle, found: Survey) -> dict[str, Any]:
    """The plan as JSON has it, with what it was made from: the same facts give the same data."""
    data: dict[str, Any] = json.loads(found.plan.to_json())
    data["made_from"] = {
        "basis": found.basis,
        "bundle_sha256": bundle_sha256(bundle),
        "project_id": bundle.project_id,
        "site": found.site,
        "space": found.snapshot.space.key,
        "policy": found.policy.as_data(),
        "pages": {
            docname: {
                "id": page.id,
                "title": page.title,
                "parent_id": page.parent_id,
                "status": page.status.value,
                "version": page.version,
            }
            for docname, page in sorted(found.snapshot.pages.items())
        },
    }
    return data


def write_plan(path: Path, bundle: Bundle, found: Survey) -> None:
    """Write the plan to a file, which names the bundle by the way from there."""
    data = plan_data(bundle, found)
    data["made_from"]["bundle"] = _way(path.parent, bundle.directory)
    text = json.dumps(data, ensure_ascii=False, indent=2)
    replace_file(path, f"{text}\n".encode("utf-8", "replace"))


def _way(start: Path, directory: Path) -> str:
    try:
        return Path(os.path.relpath(directory, start)).as_posix()
    except ValueError:  # another drive of Windows
        return directory.resolve().as_posix()


@dataclass(frozen=True, slots=True)
class ReviewedPlan:
    """A plan that somebody has reviewed, as it was kept.

    :param directory: of the bundle that it is about.
    """

    path: Path
    directory: Path
    data: Mapping[str, Any]

    def check(self, bundle: Bundle, found: Survey) -> None:
        """Make sure that the plan made now is the same.

        :raises ConflictError: when it is not, naming what is different.
        """
        before, now = dict(self.data), plan_data(bundle, found)
        made, makes = before["made_from"], now["made_from"]
        different = list(_differences(made, makes, found))
        if not different and not _is_same_plan(before, now):
            different = list(_differing_operations(before["operations"], now["operations"], found))
            different = different or ["other things are to be done than the plan says"]
        if different:
            more = len(different) - _MOST_TOLD
            told = [*different[:_MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]
            raise ConflictError(
                f"nothing was published: the plan {self.path} does not fit any more",
                answered=printable_lines(told),
                remedy=f"Make a new plan and review it: sphinx-to-confluence plan {bundle.directory}",
            )


def printable_lines(lines: list[str]) -> str:
    """Lines one below the other, as an error has them."""
    return "\n  ".join(map(printable, lines))


def read_plan(path: Path) -> ReviewedPlan:
    """Read a plan that was kept.

    :raises BundleError: when it is none, or none that can be published.
    """
    try:
        data = read_json(path.read_text(encoding="utf-8"))
        made = data["made_from"]
        # What no path can hold is left out, so that the bundle is not found.
        version, way = data["schema_version"], str(made["bundle"]).replace("\0", "")
        basis, _ = str(made["basis"]), (made["pages"].items, data["operations"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BundleError(
            f"could not read the plan {path}",
            answered=f"It is no plan of a publish: {type(error).__name__}: {error}",
            remedy="Make one: sphinx-to-confluence plan BUNDLE --out FILE",
        ) from None
    if version != PLAN_VERSION:
        raise BundleError(
            f"could not read the plan {path}",
            answered=f"It is of version {version}; this release knows {PLAN_VERSION}.",
            remedy="Make it anew with this release.",
        )
    if basis != CONFLUENCE:
        raise BundleError(
            f"cannot publish the plan {path}",
            answered="It was made offline, so nobody has looked at what is on Confluence.",
            remedy="Make it anew without --offline and --against, or publish the bundle itself.",
        )
    return ReviewedPlan(path, Path(os.path.normpath(path.parent / way)), data)


def _is_same_plan(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return all(before.get(name) == now[name] for name in ("operations", "unordered"))


def _differing_operations(before: Any, now: list[Any], found: Survey) -> Iterator[str]:
    """Say of which documents other things are to be done, though the pages that they have are the same."""
    planned, wanted = _by_document(before), _by_document(now)
    for docname in sorted({*planned, *wanted}):
        if planned.get(docname) != wanted.get(docname):
            conflict = found.plan.find(docname, Conflict)
            why = (
                "something else is to be done than the plan says"
                if conflict is None
                else conflict.words
            )
            yield f"{docname}: {why}"


def _by_document(operations: Any) -> dict[str, list[Any]]:
    """The operations of each document, as far as they are some: anybody may have written the file."""
    found: dict[str, list[Any]] = {}
    for each in operations if isinstance(operations, list) else ():
        if isinstance(each, dict):
            found.setdefault(str(each.get("docname")), []).append(each)
    return found


def _differences(made: Mapping[str, Any], makes: Mapping[str, Any], found: Survey) -> Iterator[str]:
    """Say what is different in the facts that the two plans were made from."""
    for name, words in _FACTS.items():
        if made.get(name) != makes[name]:
            yield words.format(before=made.get(name), now=makes[name])
    policy = made.get("policy")
    for name, value in makes["policy"].items():
        was = policy.get(name) if isinstance(policy, dict) else None
        if was != value:
            yield f"confluence_{name}: was {was!r}, is {value!r}"
    if made.get("space") != makes["space"] or made.get("site") != makes["site"]:
        return
    before, now = made["pages"], makes["pages"]
    for docname in sorted({*before, *now}):
        if before.get(docname) != now.get(docname):
            remote = found.snapshot.pages.get(docname)
            yield f"{docname}: {_moved_on(before.get(docname), now.get(docname), remote)}"


_FACTS = {
    "bundle_sha256": "the bundle is another one than the plan was made for",
    "project_id": "the project was {before!r}, is {now!r}",
    "site": "the site was {before}, is {now}",
    "space": "the space was {before}, is {now}",
}


def _moved_on(
    before: Mapping[str, Any] | None, now: Mapping[str, Any] | None, remote: RemotePage | None
) -> str:
    if not isinstance(before, dict):
        return "there was no page, now there is one"
    if now is None or remote is None:
        return "the page is gone"
    changes = []
    if before.get("id") != now["id"]:
        changes.append(f"was page {before.get('id')}, is page {now['id']}")
    if before.get("version") != now["version"]:
        changes.append(f"was version {before.get('version')}, is {now['version']}{_by(remote)}")
    if before.get("title") != now["title"]:
        changes.append(f'was called "{before.get("title")}", is called "{now["title"]}"')
    if before.get("status") != now["status"]:
        changes.append(f"was {before.get('status')}, is {now['status']}")
    elif before.get("parent_id") != now["parent_id"]:
        changes.append("was moved")
    return "; ".join(changes) or "is another one"


def _by(remote: RemotePage) -> str:
    """What the current version says of who saved it."""
    if Mark.read(remote.message) is not None:
        return ", which was published"
    return (
        f' ("{" ".join(remote.message.split())}")'
        if remote.message.strip()
        else ", which somebody saved"
    )

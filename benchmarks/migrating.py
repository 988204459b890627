"""Does a documentation come over from sphinxcontrib-confluencebuilder with all of its pages? Counted in the sandbox.

    python benchmarks/migrating.py --folder /var/tmp/docs --theirs VENV/bin/python Flask

``--theirs`` is the Python of a virtual environment with that extension and with what the documentation needs;
``--ours`` one with this project, by default the same as that of this program. The documentation is published with
theirs, people comment on words of its pages and edit one, then it is moved over with ``sphinx-to-confluence migrate``
and published: first ``conf.py`` is changed, then pages are taken over. What must not happen is counted: pages that are
there twice, ids that are others, comments that are off their words.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meter import FLAVOURS, SPACE, USER, Flavour, Meter
from projects import PROJECTS
from stages import prepare

from sphinx_to_confluence.sandbox import TWELVE_SCOPES

_CONFIGURATION = """
intersphinx_mapping = dict()  # no network
extensions = [*globals().get('extensions', ()), 'sphinxcontrib.confluencebuilder']
confluence_space_key = '{space}'
confluence_parent_page = 'Manuals'
confluence_page_hierarchy = True
confluence_cloud = {is_cloud}
confluence_api_mode = '{mode}'
confluence_publish_debug = 'deprecated'
confluence_use_index = True
"""

_WORDS = re.compile(r"<p[^>]*>([A-Z][a-z]+ [a-z]+ [a-z]+)[ ,.]")
LABELS_AND_COMMENTS = frozenset(
    f"{name}:confluence" for name in ("read:label", "write:label", "read:comment")
)
"""What theirs asks for besides."""


@dataclass(slots=True)
class Count:
    """What was found for one flavour."""

    project: str
    flavour: str
    documents: int = 0
    pages_before: int = 0
    requests_of_migrate: int = 0
    adopted: int = 0
    undecided: int = 0
    created: int = 0
    duplicated: int = 0
    ids_changed: int = 0
    updated: int = 0
    kept_as_edited: int = 0
    comments: int = 0
    comments_on_their_words: int = 0
    written_again: int = 0
    problems: list[str] = field(default_factory=list)


def main() -> None:
    """Move projects over, print the figures, and end with 1 when something is lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("projects", nargs="*", default=["Flask"])
    parser.add_argument("--folder", type=Path, required=True, help="for sources and output; kept")
    parser.add_argument("--theirs", type=Path, required=True, help="Python with their extension")
    parser.add_argument("--ours", type=Path, default=Path(sys.executable), help="Python with ours")
    parser.add_argument("--flavours", nargs="*", choices=FLAVOURS, default=FLAVOURS)
    options = parser.parse_args()
    counts = [
        Move(name, flavour, options).run()
        for name in options.projects
        for flavour in options.flavours
    ]
    rows = [{name: getattr(count, name) for name in Count.__dataclass_fields__} for count in counts]
    for row in rows:
        print(json.dumps(row, indent=1))
    (options.folder / "migrating.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    lost = any(
        row["duplicated"]
        or row["ids_changed"]
        or row["comments"] != row["comments_on_their_words"]
        or row["problems"]
        for row in rows
    )
    sys.exit(1 if lost else 0)


class Move:
    """One project on one flavour."""

    def __init__(self, name: str, flavour: Flavour, options: argparse.Namespace) -> None:
        self.options = options
        self.work = options.folder / "migrating" / name.lower() / flavour
        self.count = Count(name, flavour)
        # The editor of Cloud cannot show some of what theirs sends.
        self.meter = Meter(flavour, strict=False)
        self.sandbox = self.meter.sandbox
        self.is_cloud = flavour == "cloud"

    def run(self) -> Count:
        """Publish with theirs, move over, publish with ours, and count."""
        docs = PROJECTS[self.count.project].fetch(self.options.folder)
        unpacked = self.options.folder / self.count.project.lower()
        root = unpacked / docs.relative_to(unpacked).parts[0]
        configuration = _CONFIGURATION.format(
            space=SPACE, is_cloud=self.is_cloud, mode="v2" if self.is_cloud else "v1"
        )
        source = prepare(root, docs, self.work / "source", (), configuration)
        with self.meter.serving():
            self.sandbox.add_page(SPACE, "Manuals")
            self._publish_with_theirs(source)
            before = self._pages()
            self.count.pages_before = len(before)
            comments = list(self._comment(before))
            self._edit(before)
            self._move_over(source)
            self._compare(before, comments)
        return self.count

    def _publish_with_theirs(self, source: Path) -> None:
        url = self.meter.addresses.gateway_url if self.is_cloud else self.meter.addresses.site_url
        access = {"CONFLUENCE_PUBLISH": "1", "CONFLUENCE_SERVER_URL": url.rstrip("/") + "/"}
        if self.is_cloud:
            scopes = TWELVE_SCOPES | LABELS_AND_COMMENTS
            secret = self.sandbox.add_token("scoped", scopes=scopes, user=USER)
            access |= {"CONFLUENCE_SERVER_USER": USER, "CONFLUENCE_API_TOKEN": secret}
        else:
            access |= {"CONFLUENCE_PUBLISH_TOKEN": self.meter.token()}
        build = ["-m", "sphinx", "-b", "confluence", "-d", str(self.work / "doctrees-theirs")]
        self._program(
            "theirs",
            self.options.theirs,
            [*build, "-E", "-a", str(source), str(self.work / "theirs")],
            access,
        )

    def _pages(self) -> dict[str, str]:
        """Ids of all pages below the one that is published below, by title."""
        top = self.sandbox.store.page_by_title(SPACE, "Manuals")
        below = {page.id for page in self.sandbox.store.descendants(top.id)} if top else set()
        return {page.title: page.id for page in self.sandbox.store.pages(SPACE) if page.id in below}

    def _comment(self, pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Comment on the first words of a paragraph of each page that has some; ids and words."""
        for page_id in pages.values():
            found = _WORDS.search(self.sandbox.store.body(page_id))
            if found:
                comment = self.sandbox.add_inline_comment(page_id, found.group(1))
                yield comment.id, found.group(1)

    def _edit(self, pages: Mapping[str, str]) -> None:
        """Let a person write onto the page that comes last."""
        page_id = pages[max(pages)]
        body = self.sandbox.store.body(page_id)
        self.sandbox.edit_page(page_id, body=f"{body}<p>Written by hand.</p>")

    def _move_over(self, source: Path) -> None:
        access: dict[str, str] = {"CONFLUENCE_SERVER_URL": self.meter.addresses.site_url}
        if self.is_cloud:
            access |= {
                "CONFLUENCE_API_GATEWAY": f"{self.meter.addresses.origin}/ex/confluence/",
                "CONFLUENCE_API_TOKEN_SCOPED": "1",
                "CONFLUENCE_SERVER_USER": USER,
                "CONFLUENCE_API_TOKEN": self.meter.token(),
            }
        else:
            access |= {"CONFLUENCE_PUBLISH_TOKEN": self.meter.token()}
        bundle = self.work / "ours"
        command = ["-c", "import sys; from sphinx_to_confluence.cli import main; sys.exit(main())"]
        where = ["-c", str(source), str(bundle)]
        self._program(
            "conf",
            self.options.ours,
            [*command, "migrate", "--offline", "--write", "--yes", *where],
        )
        build = ["-m", "sphinx", "-b", "confluence", "-d", str(self.work / "doctrees-ours")]
        self._program(
            "build", self.options.ours, [*build, "-E", "-a", str(source), str(bundle)], access
        )
        self.meter.reset()
        self._program("migrate", self.options.ours, [*command, "migrate", "--yes", *where], access)
        found = self._result([*command, "migrate", "--dry-run", "--json", *where], access)
        self.count.requests_of_migrate = self.meter.read().requests // 2
        self.count.adopted = len(found["pages"]["owned"])
        self.count.undecided = len(found["pages"]["undecided"])
        publish = [*command, "publish", "-D", "confluence_edited_pages=keep", *where]
        for name in ("publish", "publish-again"):
            self.meter.reset()
            self._program(name, self.options.ours, publish, access)
        self.count.written_again = sum("page" in kind for kind in self._writes())

    def _writes(self) -> list[str]:
        return [
            call.operation or ""
            for call in self.sandbox.writes
            if call.operation
            in {"create_page", "update_page", "dc_create_content", "dc_update_content"}
        ]

    def _compare(self, before: Mapping[str, str], comments: list[tuple[str, str]]) -> None:
        manifest = json.loads((self.work / "ours" / "manifest.json").read_text(encoding="utf-8"))
        after = self._pages()
        ids = set(before.values())
        count, store = self.count, self.sandbox.store
        count.documents = len(manifest["pages"])
        count.created = sum(page_id not in ids for page_id in after.values())
        count.duplicated = max(0, count.adopted + count.created - count.documents)
        gone = ids - set(after.values())
        count.ids_changed = len(gone) + self._at_other_documents(manifest, before, after)
        for page_id in ids - gone:
            page = store.page(page_id)
            if page is None:
                continue
            if page.version.message.startswith("Published by sphinx-to-confluence"):
                count.updated += 1
            elif page.version.message == "":
                count.kept_as_edited += "Written by hand." in store.body(page_id)
        count.comments = len(comments)
        for comment_id, words in comments:
            comment = store.comment(comment_id)
            count.comments_on_their_words += comment is not None and comment.words == words

    def _at_other_documents(
        self, manifest: dict[str, Any], before: Mapping[str, str], after: Mapping[str, str]
    ) -> int:
        """How many documents have another page than theirs had given them."""
        listed = json.loads(
            (self.work / "theirs" / "scb-manifest.json").read_text(encoding="utf-8")
        )
        theirs = {page["id"]: before.get(page["title"]) for page in listed["pages"]}
        ours = {page["docname"]: after.get(page["title"]) for page in manifest["pages"]}
        return sum(ours.get(docname) != page_id for docname, page_id in theirs.items())

    def _result(self, arguments: list[str], access: Mapping[str, str]) -> dict[str, Any]:
        done = subprocess.run(
            [str(self.options.ours), *arguments],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **access},
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def _program(
        self, name: str, python: Path, arguments: list[str], access: Mapping[str, str] | None = None
    ) -> None:
        """Run a program; what it says is in a file named after it."""
        log = self.work / f"{name}.log"
        with log.open("w", encoding="utf-8") as file:
            done = subprocess.run(
                [str(python), *arguments],
                check=False,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(access or {})},
            )
        if done.returncode:
            self.count.problems.append(f"{name} ended with {done.returncode}: see {log}")


if __name__ == "__main__":
    main()

"""Which pages can a person open in the browser? The routes of the viewer, at Confluence's own addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import quote, urljoin

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from sphinx_to_confluence.sandbox.records import ContentType, Holder, Page, Space, Status
from sphinx_to_confluence.sandbox.store import Store
from sphinx_to_confluence.sandbox.viewer import code, downloads
from sphinx_to_confluence.sandbox.viewer.discussion import anchors, discussion
from sphinx_to_confluence.sandbox.viewer.library import Library, page_path
from sphinx_to_confluence.sandbox.viewer.live import Live, Report
from sphinx_to_confluence.sandbox.viewer.lookups import children_list, file_table
from sphinx_to_confluence.sandbox.viewer.render import render
from sphinx_to_confluence.sandbox.viewer.tree import tree_of
from sphinx_to_confluence.sandbox.viewer.wiki import Flavour, Target

# Below what proxies and browsers wait for an answer.
_PATIENCE_S = 20.0
_WIDE = frozenset({"full-width", "max"})
# Pages load style sheets, scripts and images of this server, and ask it what is new. Scripts come from the one folder
# that holds ours, never from attachments. Style attributes hold checked colours and lengths only.
_POLICY = (
    "default-src 'none'; script-src {scripts}; connect-src 'self'; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Viewer:
    """The pages over one store.

    :param root: path that all addresses of the site begin with: ``/wiki`` on Cloud.
    :param live: what pages show of the build that they come from.
    """

    def __init__(self, store: Store, flavour: Flavour, root: str, live: Live) -> None:
        self._store = store
        self._live = live
        self._flavour = flavour
        self._root = root

    def spaces(self) -> str:
        """Show all spaces."""
        return self._show("spaces.html", spaces=self._store.spaces())

    def space(self, key: str) -> str:
        """Show the home page of a space."""
        space = self._store.space(key) or _missing(f"There is no space {key}.")
        home = self._store.page(space.homepage_id) if space.homepage_id else None
        return self._page(home) if home else self._show("space.html", **self._frame(space, None))

    def page(self, key: str, page_id: str, title: str = "") -> str:  # noqa: ARG002 - parts of the address
        """Show a page, in its newest or in an older version; the id alone decides which."""
        return self._page(self._known(page_id))

    def page_by_query(self) -> BaseResponse:
        """Lead from the address by id, which other programs use, to the page."""
        page = self._known(request.args.get("pageId", ""))
        return redirect(self._root + page_path(page))

    def page_by_short_link(self, page_id: str) -> BaseResponse:
        """Lead from the short link to the page."""
        return redirect(self._root + page_path(self._known(page_id)))

    def page_by_title(self, key: str, title: str) -> BaseResponse:
        """Lead from the address of Data Center to the page."""
        page = self._store.page_by_title(key, title.replace("+", " "))
        page = page or _missing(f"There is no page “{title}” in the space {key}.")
        return redirect(self._root + page_path(page))

    def folder(self, key: str, page_id: str) -> str:  # noqa: ARG002 - part of the address
        """Show what is in a folder."""
        page = self._known(page_id)
        frame = self._frame(self._space_of(page), page)
        library = Library(self._store, self._root)
        return self._show(
            "folder.html", **frame, listing=children_list(library.target(page), library)
        )

    def history(self) -> str:
        """Show the versions of a page."""
        page = self._known(request.args.get("pageId", ""))
        versions = [
            (version, self._name(version.author_id)) for version in self._store.versions(page.id)
        ]
        return self._show(
            "history.html", **self._frame(self._space_of(page), page), versions=versions
        )

    def attachments(self) -> str:
        """Show the files on a page."""
        page = self._known(request.args.get("pageId", ""))
        files = Library(self._store, self._root).files(page.id)
        return self._show(
            "attachments.html",
            **self._frame(self._space_of(page), page),
            listing=file_table(files.values()),
        )

    def source(self) -> str:
        """Show the storage format of a page."""
        page = self._known(request.args.get("pageId", ""))
        number = _number("version")
        body = self._store.body(page.id, number)
        return self._show(
            "source.html",
            **self._frame(self._space_of(page), page),
            number=number or page.version.number,
            source=code.highlighted(body, "xml"),
            size_bytes=len(body.encode()),
        )

    def download(self, page_id: str, filename: str) -> Response:
        """Deliver a file."""
        found = self._store.attachment_by_name(page_id, filename)
        if found is None:
            _missing(f"No file called “{filename}” is attached.")
        return downloads.download(found, self._store.data(found.id, _number("version")))

    def news(self) -> Response:
        """Tell an open page what became of the build, when there is something new or time is up."""
        report = self._live.wait(_number("seen") or 0, _PATIENCE_S)
        return jsonify(
            number=report.number, edition=report.edition, html=self._show("live.html", live=report)
        )

    def _page(self, page: Page) -> str:
        if page.type is ContentType.FOLDER:
            return self.folder(page.space_key, page.id)
        library = Library(self._store, self._root)
        shown = _number("version")
        number = shown or page.version.number
        versions = {version.number: version for version in self._store.versions(page.id)}
        if number not in versions:
            _missing(f"“{page.title}” has no version {number}.")
        host, target = request.host, library.target(page)

        comments = self._store.comments(page.id)

        def draw(body: str, open_comments: Mapping[str, str] | None = None) -> Markup:
            return render(
                body, target, library, flavour=self._flavour, host=host, comments=open_comments
            )

        said = discussion(comments, self._name, draw)
        properties = {one.key: one.value for one in self._store.properties(Holder.PAGE, page.id)}
        return self._show(
            "page.html",
            **self._frame(self._space_of(page), page),
            content=draw(self._store.body(page.id, number), anchors(comments)),
            notes=said.notes,
            remarks=said.remarks,
            settled=said.settled,
            # A page of Data Center is as wide as the window.
            is_wide=self._flavour is Flavour.DATA_CENTER
            or properties.get("content-appearance-published") in _WIDE,
            author=self._name(page.author_id),
            editor=self._name(versions[number].author_id),
            version=versions[number],
            is_newest=number == page.version.number,
            labels=[label.name for label in self._store.labels(page.id)],
            files=list(library.files(page.id).values()),
        )

    def _frame(self, space: Space, page: Page | None) -> dict[str, Any]:
        library = Library(self._store, self._root)
        ancestors = [
            library.target(one)
            for one in (self._store.ancestors(page.id) if page else [])
            if one.id != space.homepage_id
        ]
        current: Target | None = library.target(page) if page else None
        return {
            "space": space,
            "space_url": library.space_url(space.key),
            "page": page,
            "page_url": current.url if current else None,
            "ancestors": ancestors,
            "is_home": page is not None and page.id == space.homepage_id,
            "is_current_status": page is None or page.status is Status.CURRENT,
            "put_away": {
                status: [library.target(one) for one in found]
                for status in (Status.ARCHIVED, Status.TRASHED)
                if (found := self._store.pages(space.key, statuses=[status]))
            },
            "tree": tree_of(self._store, library, space, page.id if page else None),
        }

    def _known(self, page_id: str) -> Page:
        return self._store.page(page_id) or _missing(f"There is no page with id {page_id}.")

    def _space_of(self, page: Page) -> Space:
        return self._store.space(page.space_key) or _missing(f"There is no space {page.space_key}.")

    def _name(self, account_id: str) -> str:
        user = self._store.user(account_id)
        return user.name if user else "Unknown person"

    def _show(self, template: str, **values: Any) -> str:
        known = {"root": self._root, "flavour": self._flavour.value, "live": self._news()}
        return render_template(f"viewer/{template}", **known | values)

    def _news(self) -> Report | None:
        report = self._live.report
        return report if report.number else None

    def missing(self, error: NotFound) -> tuple[str, int]:
        """Show that there is nothing at an address."""
        return self._show("missing.html", reason=error.description), 404


def blueprint(
    store: Store,
    *,
    flavour: Flavour = Flavour.CLOUD,
    root: str = "/wiki",
    live: Live | None = None,
) -> Blueprint:
    """Return the viewer's pages, ready to be registered with a Flask application.

    :param root: path that all addresses of the site begin with; empty for a Data Center site without context path.
    :param live: what pages show of the build that they come from.
    """
    viewer = Viewer(store, flavour, root, live or Live())
    pages = Blueprint(
        "viewer",
        __name__,
        url_prefix=root or None,
        template_folder="templates",
        static_folder="static",
        static_url_path="/_viewer",
    )
    for rule, view in (
        ("/", viewer.spaces),
        ("/spaces/<key>", viewer.space),
        ("/spaces/<key>/overview", viewer.space),
        ("/spaces/<key>/pages/<page_id>", viewer.page),
        ("/spaces/<key>/pages/<page_id>/<path:title>", viewer.page),
        ("/spaces/<key>/folder/<page_id>", viewer.folder),
        ("/display/<key>", viewer.space),
        ("/display/<key>/<path:title>", viewer.page_by_title),
        ("/x/<page_id>", viewer.page_by_short_link),
        ("/pages/viewpage.action", viewer.page_by_query),
        ("/pages/viewpreviousversions.action", viewer.history),
        ("/pages/viewpageattachments.action", viewer.attachments),
        ("/plugins/viewstorage/viewpagestorage.action", viewer.source),
        ("/download/attachments/<page_id>/<path:filename>", viewer.download),
        ("/_live", viewer.news),
    ):
        pages.add_url_rule(rule, view_func=view)
    pages.register_error_handler(NotFound, viewer.missing)
    pages.add_app_template_filter(_date, "date")
    pages.add_app_template_filter(_initials, "initials")
    pages.add_app_template_filter(lambda text: quote(text, safe=""), "path_part")
    pages.after_request(_protect)
    return pages


def _protect(answer: Response) -> Response:
    scripts = urljoin(request.host_url, url_for("viewer.static", filename=""))
    answer.headers.setdefault("Content-Security-Policy", _POLICY.format(scripts=scripts))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _missing(reason: str) -> NoReturn:
    abort(404, description=reason)


def _number(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None


def _date(moment: str) -> str:
    parsed = datetime.fromisoformat(moment)
    return f"{parsed:%b} {parsed.day}, {parsed.year}, {parsed:%H:%M} UTC"


def _initials(name: str) -> str:
    words = name.split() or ["?"]
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()

"""A tour of atlassian-python-api: one JSON line for each call, whether it did what it says.

Runs where that package is installed; it needs nothing else. The secret is in the environment.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import atlassian

Steps = dict[str, Any]


class Tour:
    """Calls in a row; what one gives the next ones can use."""

    def __init__(self) -> None:
        self.got: Steps = {}

    def step(self, name: str, call: Callable[[], Any], check: Callable[[Any], bool]) -> None:
        """Make a call and say what came of it; whatever goes wrong is the outcome."""
        try:
            answer = call()
            self.got[name] = answer
            problem = "" if check(answer) else f"unexpected answer: {answer!r}"
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
            problem = f"{type(error).__name__}: {error}"
        print(json.dumps({"step": name, "problem": " ".join(problem.split())[:300]}), flush=True)


def main() -> None:
    """Take the tour of one flavour."""
    flavour, url, user, space, home = sys.argv[1:]
    secret = os.environ["TOUR_TOKEN"]
    if flavour == "datacenter":
        _data_center(atlassian.ConfluenceServer(url, token=secret), space, home)
    else:
        _cloud(atlassian.ConfluenceV2(url, username=user, password=secret), space, home)


def _is_id(answer: Any) -> bool:
    return isinstance(answer, dict) and bool(answer.get("id"))


def _anything(_: Any) -> bool:
    return True


def _titles(answer: Any) -> list[str]:
    rows = answer.get("results", []) if isinstance(answer, dict) else answer
    return [row["title"] for row in rows]


def _cloud(api: Any, space: str, home: str) -> None:
    """Its class for version 2 of the API; files cannot be attached with it."""
    tour = Tour()
    step, got = tour.step, tour.got
    step("spaces", api.get_spaces, lambda a: space in {row["key"] for row in a})
    step("space by key", lambda: api.get_space_by_key(space), _is_id)
    space_id = got["space by key"]["id"]
    step("space", lambda: api.get_space(space_id), lambda a: a["key"] == space)
    step("create page", lambda: api.create_page(space_id, "Tour", "<p>one</p>", home), _is_id)
    page = got["create page"]["id"]
    step("create child", lambda: api.create_page(space_id, "Child", "<p>two</p>", page), _is_id)
    child = got["create child"]["id"]
    step("page by id", lambda: api.get_page_by_id(page), lambda a: a["title"] == "Tour")
    step("page by title", lambda: api.get_page_by_title(space, "Tour"), lambda a: page in str(a))
    step("pages of space", lambda: api.get_pages(space_id), lambda a: "Child" in _titles(a))
    step("children", lambda: api.get_child_pages(page), lambda a: _titles(a) == ["Child"])
    step(
        "update page",
        lambda: api.update_page(page, title="Tour", body="<p>new</p>", version=2),
        lambda a: a["version"]["number"] == 2,
    )
    step("versions", lambda: api.get_page_versions(page), _anything)
    step("old version", lambda: api.get_page_version(page, 1), lambda a: a["number"] == 1)
    step("add label", lambda: api.add_page_label(page, "tour"), _anything)
    step("labels", lambda: api.get_page_labels(page), lambda a: [x["name"] for x in a] == ["tour"])
    step("delete label", lambda: api.delete_page_label(page, "tour"), _anything)
    step("create property", lambda: api.create_page_property(page, "k", {"a": 1}), _is_id)
    step(
        "property by key",
        lambda: api.get_page_property_by_key(page, "k"),
        lambda a: a["value"] == {"a": 1},
    )
    step("update property", lambda: api.update_page_property(page, "k", {"a": 2}), _anything)
    step("properties", lambda: api.get_page_properties(page), lambda a: len(a) == 1)
    step("delete property", lambda: api.delete_page_property(page, "k"), _anything)
    step("footer comment", lambda: api.create_page_footer_comment(page, "<p>x</p>"), _is_id)
    step("footer comments", lambda: api.get_page_footer_comments(page), lambda a: len(a) == 1)
    step("inline comments", lambda: api.get_page_inline_comments(page), lambda a: len(a) == 0)
    step("search", lambda: api.search("", cql=f'space = "{space}" and type = page'), _anything)
    step("delete child", lambda: api.delete_page(child), _anything)
    step("delete page", lambda: api.delete_page(page), _anything)


def _data_center(api: Any, space: str, home: str) -> None:
    tour = Tour()
    step, got = tour.step, tour.got
    step("spaces", api.get_all_spaces, _anything)
    step("space", lambda: api.get_space(space, expand="homepage"), lambda a: a["key"] == space)
    step("create page", lambda: api.create_page(space, "Tour", "<p>one</p>", home), _is_id)
    page = got["create page"]["id"]
    step("create child", lambda: api.create_page(space, "Child", "<p>two</p>", page), _is_id)
    child = got["create child"]["id"]
    step(
        "page by id",
        lambda: api.get_page_by_id(page, expand="body.storage,version,ancestors"),
        lambda a: "one" in a["body"]["storage"]["value"],
    )
    step("page by title", lambda: api.get_page_by_title(space, "Tour"), _anything)
    step("page exists", lambda: api.page_exists(space, "Tour"), bool)
    step("children", lambda: api.get_child_id_list(page), lambda a: list(a) == [child])
    step("ancestors", lambda: api.get_page_ancestors(child), lambda a: a[-1]["id"] == page)
    step("pages of space", lambda: api.get_all_pages_from_space(space), _anything)
    step(
        "update page",
        lambda: api.update_page(page, "Tour", "<p>new</p>", version_comment="tour"),
        lambda a: a["version"]["number"] == 2,
    )
    step("append", lambda: api.append_page(page, "Tour", "<p>more</p>"), _is_id)
    step(
        "update or create",
        lambda: api.update_or_create(home, "Other", "<p>3</p>", space=space),
        _is_id,
    )
    step("history", lambda: api.history(page), _anything)
    step("old version", lambda: api.get_content_history_by_version_number(page, 1), _anything)
    step("move page", lambda: api.move_page(space, child, target_id=home), _anything)
    step("set label", lambda: api.set_page_label(page, "tour"), _anything)
    step("labels", lambda: api.get_page_labels(page), lambda a: a["results"][0]["name"] == "tour")
    step("remove label", lambda: api.remove_page_label(page, "tour"), _anything)
    step("property", lambda: api.set_page_property(page, {"key": "k", "value": {"a": 1}}), _is_id)
    step("property by key", lambda: api.get_page_property(page, "k"), _is_id)
    step(
        "update property",
        lambda: api.update_page_property(
            page, {"key": "k", "value": {"a": 2}, "version": {"number": 2}}
        ),
        _is_id,
    )
    step("delete property", lambda: api.delete_page_property(page, "k"), _anything)
    step(
        "attach content",
        lambda: api.attach_content(b"file", "tour.txt", "text/plain", page_id=page),
        _anything,
    )
    step(
        "attach again",
        lambda: api.attach_content(b"next", "tour.txt", "text/plain", page_id=page),
        _anything,
    )
    step(
        "attachments",
        lambda: api.get_attachments_from_content(page),
        lambda a: _titles(a) == ["tour.txt"],
    )
    step(
        "download",
        lambda: api.download_attachments_from_page(page, to_memory=True),
        lambda a: list(a) == ["tour.txt"],
    )
    step("delete attachment", lambda: api.delete_attachment(page, "tour.txt"), _anything)
    step("add comment", lambda: api.add_comment(page, "<p>x</p>"), _anything)
    step("comments", lambda: api.get_page_comments(page), _anything)
    step("search", lambda: api.cql(f'space = "{space}" and type = page'), _anything)
    step("remove child", lambda: api.remove_page(child), _anything)
    step("remove page", lambda: api.remove_page(page), _anything)


if __name__ == "__main__":
    main()

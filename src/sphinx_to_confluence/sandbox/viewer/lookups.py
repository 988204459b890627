"""Macros that show what is known elsewhere: contents, child pages, included pages, files, anchors, lozenges, issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer.links import mention, page_of
from sphinx_to_confluence.sandbox.viewer.markup import join, safe_address, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place
from sphinx_to_confluence.sandbox.viewer.outline import Heading, Outline, anchor_id
from sphinx_to_confluence.sandbox.viewer.panels import body
from sphinx_to_confluence.sandbox.viewer.storage import (
    Element,
    Unreadable,
    first_child,
    macro_name,
    named_children,
    parameter,
    parse,
    plain,
    setting,
)
from sphinx_to_confluence.sandbox.viewer.view import Draw, View
from sphinx_to_confluence.sandbox.viewer.wiki import File, Target, Wiki

_STATUS_COLOURS = frozenset({"grey", "red", "yellow", "green", "blue", "purple"})
_DEEPEST_CHILDREN = 10
_NO_OUTLINE = Outline((), {}, frozenset())
_BYTES_PER_UNIT = 1024


def anchor(macro: Element, view: View) -> Markup:
    """Draw an anchor, which is only there to be jumped to."""
    name = anchor_id(setting(macro, ""), view.flavour, view.page.title)
    return tag("span", id=name, class_="anchor")


def status(macro: Element, view: View) -> Markup:
    """Draw a status lozenge."""
    wanted = setting(macro, "colour", "Grey").lower()
    known = wanted if wanted in _STATUS_COLOURS else "grey"
    subtle = " subtle" if setting(macro, "subtle") == "true" and not view.cloud else ""
    return tag("span", setting(macro, "title"), class_=f"status status-{known}{subtle}")


def toc(macro: Element, view: View) -> Markup:
    """Draw the contents of the page."""
    lowest, highest = _level(macro, "minLevel", 1), _level(macro, "maxLevel", 6)
    shown = [one for one in view.outline.headings if lowest <= one.level <= highest]
    if not shown:
        return _nothing("There are no headings to list.")
    if setting(macro, "type") == "flat":
        links = Markup(" | ").join(tag("a", one.text, href=f"#{quote(one.id)}") for one in shown)
        return tag("nav", tag("p", links), class_="toc", aria_label="Contents of the page")
    return tag("nav", _nested(shown), class_="toc", aria_label="Contents of the page")


def _level(macro: Element, name: str, default: int) -> int:
    value = setting(macro, name)
    return int(value) if value in {"1", "2", "3", "4", "5", "6", "7"} else default


def _nested(headings: Sequence[Heading]) -> Markup:
    items: list[Markup] = []
    position = 0
    while position < len(headings):
        head = headings[position]
        end = position + 1
        while end < len(headings) and headings[end].level > head.level:
            end += 1
        below = headings[position + 1 : end]
        link = tag("a", head.text, href=f"#{quote(head.id)}")
        items.append(tag("li", link + (_nested(below) if below else "")))
        position = end
    return tag("ul", join(items))


def children(macro: Element, view: View) -> Markup:
    """Draw links to the pages below this one, or below the one that is named."""
    named = parameter(macro, "page")
    page = page_of(named, view) if named is not None else view.page
    if page is None:
        return _fault("The page whose children to list does not exist.")
    wanted = setting(macro, "depth")
    depth = min(int(wanted), _DEEPEST_CHILDREN) if wanted.isdecimal() else 1
    if setting(macro, "all") == "true" or wanted == "0":
        depth = _DEEPEST_CHILDREN

    def arranged(found: Sequence[Target]) -> Sequence[Target]:
        by_title = setting(macro, "sort") == "title"
        pages = sorted(found, key=lambda one: one.title.casefold()) if by_title else list(found)
        return pages[::-1] if setting(macro, "reverse") == "true" else pages

    first = setting(macro, "first")
    most = int(first) if first.isdecimal() else None
    return children_list(page, view.wiki, depth, lambda found: arranged(found)[:most])


def children_list(
    page: Target,
    wiki: Wiki,
    depth: int = 1,
    arrange: Callable[[Sequence[Target]], Sequence[Target]] = list,
) -> Markup:
    """Draw links to the pages below a page.

    :param arrange: puts pages side by side in order, and leaves out some.
    """
    drawn = _below(page, wiki, depth, arrange)
    return drawn or _nothing("There are no pages below this one.")


def _below(
    page: Target,
    wiki: Wiki,
    depth: int,
    arrange: Callable[[Sequence[Target]], Sequence[Target]],
) -> Markup:
    found = arrange(wiki.children(page.id)) if depth else ()
    items = (
        tag("li", tag("a", one.title, href=one.url) + _below(one, wiki, depth - 1, arrange))
        for one in found
    )
    return tag("ul", join(items), class_="children") if found else Markup("")


def include(macro: Element, view: View) -> Markup:
    """Draw another page in this place."""
    page = page_of(parameter(macro, ""), view)
    return _foreign(page, view, lambda root: root)


def excerpt_include(macro: Element, view: View) -> Markup:
    """Draw the excerpt of another page in this place."""
    page = page_of(parameter(macro, ""), view)
    name = setting(macro, "name")

    def excerpt_of(root: Element) -> Element | None:
        found = (
            one for one in root.iter("ac:structured-macro")
            if macro_name(one) == "excerpt" and (not name or setting(one, "name") == name)
        )  # fmt: skip
        first = next(found, None)
        return first_child(first, "ac:rich-text-body") if first is not None else None

    content = _foreign(page, view, excerpt_of)
    if setting(macro, "nopanel") == "true" or page is None:
        return content
    title = tag("p", tag("strong", page.title))
    return tag("div", title + content, class_="excerpt-panel")


def _foreign(page: Target | None, view: View, part: Callable[[Element], Element | None]) -> Markup:
    if page is None:
        return _fault("The page to include does not exist.")
    if page.id in view.including:
        return _fault(f"“{page.title}” includes itself.")
    try:
        root = part(parse(view.wiki.body(page.id)))
    except Unreadable as error:
        return _fault(f"“{page.title}” cannot be read: {error}")
    if root is None:
        return _fault(f"“{page.title}” has no such excerpt.")
    inside = replace(
        view, page=page, including=(*view.including, page.id), outline=_NO_OUTLINE
    ).within(Place.BODIED)
    return tag("div", inside.blocks(root), class_="included")


def attachments(_macro: Element, view: View) -> Markup:
    """Draw the table of the files on this page."""
    return file_table(view.wiki.files(view.page.id).values())


def file_table(files: Iterable[File]) -> Markup:
    """Draw a table of files."""
    rows = [
        tag("tr", tag("td", tag("a", one.filename, href=one.url)) + tag("td", one.media_type)
            + tag("td", size(one.size_bytes)))
        for one in files
    ]  # fmt: skip
    if not rows:
        return _nothing("No files are attached.")
    head = tag("tr", join(tag("th", name, scope="col") for name in ("File", "Type", "Size")))
    return tag(
        "div", tag("table", tag("thead", head) + tag("tbody", join(rows))), class_="table files"
    )


def size(size_bytes: int) -> str:
    """Write a size for people."""
    if size_bytes < _BYTES_PER_UNIT:
        return f"{size_bytes} bytes"
    kilobytes = size_bytes / _BYTES_PER_UNIT
    if kilobytes < _BYTES_PER_UNIT:
        return f"{kilobytes:.1f} KB"
    return f"{kilobytes / _BYTES_PER_UNIT:.1f} MB"


def view_file(macro: Element, view: View) -> Markup:
    """Draw a card for an attached file."""
    named = parameter(macro, "name")
    attachment = first_child(named, "ri:attachment") if named is not None else None
    name = attachment.get("ri:filename", "") if attachment is not None else plain(named)
    file = view.wiki.files(view.page.id).get(name)
    if file is None:
        return _fault(f"No file called “{name}” is attached.")
    label = tag("span", class_="card-icon icon-file") + tag("span", file.filename)
    facts = tag("span", f"{file.media_type}, {size(file.size_bytes)}", class_="card-address")
    return tag("a", label + facts, href=file.url, class_="card card-block")


def jira(macro: Element, _view: View) -> Markup:
    """Draw what would be an issue or a list of issues."""
    key = setting(macro, "key")
    icon = tag("span", class_="card-icon icon-issue")
    if key:
        label = icon + tag("span", key) + tag("span", "Jira", class_="status status-grey")
        return tag("span", label, class_="card card-inline", title="An issue of Jira")
    jql = setting(macro, "jqlQuery") or setting(macro, "jql")
    if setting(macro, "count") == "true":
        return tag("span", icon + tag("span", "… issues"), class_="card card-inline", title=jql)
    query = tag("code", jql)
    return tag("div", icon + tag("span", "Jira issues: ") + query, class_="card card-block")


def properties_report(macro: Element, _view: View) -> Markup:
    """Draw what would be a table of the properties of other pages; the sandbox does not search for them."""
    query = tag("code", setting(macro, "cql") or setting(macro, "label"))
    headings = filter(None, map(str.strip, setting(macro, "headings").split(",")))
    columns = [setting(macro, "firstcolumn", "Title"), *headings]
    head = tag("tr", join(tag("th", name, scope="col") for name in columns))
    row = tag("tr", tag("td", tag("span", "Pages found by ") + query, colspan=len(columns)))
    table = tag("table", tag("thead", head) + tag("tbody", row))
    return tag("div", table, class_="table")


def profile(macro: Element, view: View) -> Markup:
    """Draw the name of a person."""
    user = parameter(macro, "user")
    found = first_child(user, "ri:user") if user is not None else None
    return mention(found, view) if found is not None else Markup("")


def embedded(macro: Element, _view: View) -> Markup:
    """Draw a card for what another server would show in a frame."""
    named = parameter(macro, "url") if macro_name(macro) == "widget" else parameter(macro, "src")
    resource = first_child(named, "ri:url") if named is not None else None
    address = resource.get("ri:value", "") if resource is not None else plain(named)
    label = tag("span", class_="card-icon icon-link") + tag("span", address)
    return tag(
        "a", label, href=safe_address(address), class_="card card-embed", rel="noopener noreferrer"
    )


def other(macro: Element, view: View) -> Markup:
    """Draw a macro that the viewer does not know: a box with its name, its parameters and its body."""
    name = macro_name(macro) or "macro without a name"
    said = ", ".join(
        f"{one.get('ac:name') or 'value'}: {plain(one).strip()}"
        for one in named_children(macro, "ac:parameter")
        if plain(one).strip()
    )
    label = tag("span", name, class_="macro-name")
    facts = tag("span", said, class_="macro-facts") if said else Markup("")
    text = first_child(macro, "ac:plain-text-body")
    rich = first_child(macro, "ac:rich-text-body")
    if text is None and rich is None:
        return tag("span", label + facts, class_="macro macro-inline")
    content = body(macro, view, Place.BODIED)
    if text is not None:
        content += tag("pre", plain(text), tabindex="0")
    return tag("div", label + facts + content, class_="macro")


def _nothing(sentence: str) -> Markup:
    return tag("div", sentence, class_="hint")


def _fault(sentence: str) -> Markup:
    return tag("div", sentence, class_="macro macro-fault")


def search(macro: Element, view: View) -> Markup:
    """Draw the field to search the pages below one; it searches nothing here."""
    named = parameter(macro, "root")
    page = page_of(named, view) if named is not None else view.page
    if page is None:
        return _fault("The page whose children to search does not exist.")
    hint = f"Search {page.title} and the pages below it"
    return tag("input", type="search", class_="search-field", disabled=True, placeholder=hint)


MACROS: Mapping[str, Draw] = {
    "pagetreesearch": search,
    "anchor": anchor,
    "status": status,
    "toc": toc,
    "children": children,
    "include": include,
    "excerpt-include": excerpt_include,
    "attachments": attachments,
    **dict.fromkeys(("view-file", "viewpdf", "viewdoc", "viewxls", "viewppt"), view_file),
    "multimedia": view_file,
    "jira": jira,
    "detailssummary": properties_report,
    "profile": profile,
    "widget": embedded,
    "iframe": embedded,
}

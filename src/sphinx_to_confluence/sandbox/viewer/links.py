"""Links: to addresses, pages, headings, files, spaces and people; those that lead nowhere are marked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer.markup import safe_address, tag
from sphinx_to_confluence.sandbox.viewer.outline import anchor_id
from sphinx_to_confluence.sandbox.viewer.storage import Element, first_child, plain
from sphinx_to_confluence.sandbox.viewer.view import Draw, View
from sphinx_to_confluence.sandbox.viewer.wiki import Target

_PAGE_PATH = re.compile(r"(?:/[^/]+)?/spaces/[^/]+/pages/(\d+)(?:/|$)")
_PAGE_RESOURCES = frozenset({"ri:page", "ri:content-entity", "ri:blog-post"})


def anchor(element: Element, view: View) -> Markup:
    """Draw ``a``: as a link, or as the card that it asks for."""
    address = element.get("href", "")
    content = view.inline(element)
    fault = _fault(address, view)
    if fault:
        return _broken(content, fault)
    safe = safe_address(address)
    look = element.get("data-card-appearance", "")
    if look in {"inline", "block", "embed"} and view.cloud:
        return _card(safe or "", plain(element).strip(), look, view)
    return tag("a", content, href=safe, rel=_relation(safe, view))


def _relation(address: str | None, view: View) -> str | None:
    foreign = address is not None and bool(urlsplit(address).netloc)
    return None if not foreign or _own_path(address or "", view) else "noopener noreferrer"


def _fault(address: str, view: View) -> str:
    """Say what is wrong with an address, or nothing."""
    if not address:
        return "This link has no address."
    if address.startswith("#"):
        return _missing_anchor(unquote(address[1:]), view)
    if address.startswith("confluence-doc:"):
        return f"The address {address} was never replaced by that of a page."
    if safe_address(address) is None:
        return f"Confluence does not allow this address: {address}"
    path = _own_path(address, view)
    match = _PAGE_PATH.match(path or "")
    page_id = match.group(1) if match else None
    if page_id and view.wiki.page(page_id) is None:
        return f"There is no page with id {page_id}."
    return ""


def _own_path(address: str, view: View) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.path if parts.netloc in {"", view.host} else None


def _missing_anchor(name: str, view: View) -> str:
    if not name or name == "top" or name in view.outline.targets:
        return ""
    return f"Nothing on this page is called #{name}."


def _card(address: str, text: str, look: str, view: View) -> Markup:
    match = _PAGE_PATH.match(_own_path(address, view) or "")
    page = view.wiki.page(match.group(1)) if match else None
    label = page.title if page else (text or address)
    icon = tag("span", class_="card-icon icon-page" if page else "card-icon icon-link")
    body = icon + tag("span", label)
    if look != "inline":
        body += tag("span", address, class_="card-address")
    return tag("a", body, href=address, class_=f"card card-{look}", rel=_relation(address, view))


def link(element: Element, view: View) -> Markup:
    """Draw ``ac:link`` by what it points to; without a resource it is an anchor of the same page."""
    resource = next((child for child in element if child.tag.startswith("ri:")), None)
    kind = resource.tag if resource is not None else ""
    if resource is None:
        return _to_anchor(element, view)
    if kind == "ri:attachment":
        return _to_file(element, resource, view)
    if kind == "ri:user":
        return mention(resource, view)
    if kind == "ri:space":
        key = resource.get("ri:space-key", "")
        url = view.wiki.space_url(key)
        content = _label(element, view, key)
        return tag("a", content, href=url) if url else _broken(content, f"There is no space {key}.")
    if kind == "ri:url":
        url = safe_address(resource.get("ri:value", ""))
        return tag("a", _label(element, view, url or ""), href=url, rel="noopener noreferrer")
    return _to_page(element, resource, view)


def _to_anchor(element: Element, view: View) -> Markup:
    name = element.get("ac:anchor", "")
    identifier = _fragment(name, view.page, view)
    content = _label(element, view, name)
    fault = _missing_anchor(identifier, view)
    return _broken(content, fault) if fault else tag("a", content, href=f"#{quote(identifier)}")


def _to_page(element: Element, resource: Element, view: View) -> Markup:
    page = page_of(resource, view)
    title = resource.get("ri:content-title", "")
    content = _label(element, view, page.title if page else title)
    if page is None:
        space = resource.get("ri:space-key", view.page.space_key)
        return _broken(content, f"There is no page “{title}” in the space {space}.")
    name = element.get("ac:anchor", "")
    fragment = f"#{quote(_fragment(name, page, view))}" if name else ""
    if view.cloud and element.get("ac:card-appearance") in {"inline", "block", "embed"}:
        return _card(page.url + fragment, page.title, element.get("ac:card-appearance", ""), view)
    return tag("a", content, href=page.url + fragment)


def _fragment(name: str, page: Target, view: View) -> str:
    # A link may name an anchor or, in the spelling of the renderer, a heading.
    if page.id == view.page.id and name in view.outline.targets:
        return name
    return anchor_id(name, view.flavour, page.title)


def page_of(element: Element | None, view: View) -> Target | None:
    """Find the page that a resource, or the link around it, names."""
    candidates = element.iter() if element is not None else iter(())
    resource = next((one for one in candidates if one.tag in _PAGE_RESOURCES), None)
    if resource is None:
        return None
    if resource.tag == "ri:content-entity":
        return view.wiki.page(resource.get("ri:content-id", ""))
    title = resource.get("ri:content-title", "")
    if title == "@self" or not title:
        return view.page
    return view.wiki.page_titled(resource.get("ri:space-key", view.page.space_key), title)


def _to_file(element: Element, resource: Element, view: View) -> Markup:
    name = resource.get("ri:filename", "")
    owner = page_of(resource[0], view) if len(resource) else view.page
    file = view.wiki.files(owner.id).get(name) if owner else None
    content = _label(element, view, name)
    if file is None:
        return _broken(content, f"No file called “{name}” is attached.")
    return tag("a", content, href=file.url, class_="file")


def mention(resource: Element, view: View) -> Markup:
    """Draw the mention of a person."""
    account = resource.get("ri:account-id") or resource.get("ri:userkey") or ""
    name = view.wiki.user_name(account)
    if name is None:
        return _broken(Markup("@{}").format(account), "Nobody is known by this account id.")
    return tag("span", f"@{name}", class_="mention")


def _label(element: Element, view: View, default: str) -> Markup:
    rich = first_child(element, "ac:link-body")
    if rich is not None:
        return view.inline(rich)
    text = first_child(element, "ac:plain-text-link-body")
    return Markup("{}").format(plain(text) or default)


def _broken(content: Markup, reason: str) -> Markup:
    return tag("span", content, class_="broken", title=reason, tabindex="0")


ELEMENTS: Mapping[str, Draw] = {
    "a": anchor,
    "ac:link": link,
    "ac:link-body": lambda e, v: v.inline(e),
}

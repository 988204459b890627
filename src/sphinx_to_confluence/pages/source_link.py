"""What is the address of a document's source, where a person can look at it or change it?"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

_NEEDED = ("owner", "repo", "version")
_OTHERS = ("type", "container", "view", "host", "protocol", "text")


@dataclass(frozen=True, slots=True)
class _Site:
    """A kind of site for repositories.

    :param address: of a file.
    :param view: what stands in the address of a page that shows the file.
    :param edit: the same for one to change it.
    """

    host: str
    address: str
    view: str
    edit: str = "edit"


_FILE = "{version}/{container}{page}{suffix}"
_SITES: Mapping[str, _Site] = {
    "bitbucket": _Site(
        "bitbucket.org",
        "{protocol}://{host}/{owner}/{repo}/src/" + _FILE + "?mode={view}",
        view="view",
    ),
    "codeberg": _Site(
        "codeberg.org",
        "{protocol}://{host}/{owner}/{repo}/{view}/" + _FILE,
        view="src/branch",
        edit="_edit",
    ),
    "github": _Site(
        "github.com", "{protocol}://{host}/{owner}/{repo}/{view}/" + _FILE, view="blob"
    ),
    "gitlab": _Site(
        "gitlab.com", "{protocol}://{host}/{owner}/{repo}/-/{view}/" + _FILE, view="blob"
    ),
}


def problems_of(option: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the option, in clauses that follow its name."""
    if not option:
        return
    if "url" in option:
        yield from _problems_of_url(option)
        return
    if option.get("type") not in _SITES:
        yield f"needs 'url', or a 'type' that is one of {', '.join(_SITES)}"
        return
    for name in _NEEDED:
        if not option.get(name):
            yield f"has no {name!r}"
    for name in option.keys() - {*_NEEDED, *_OTHERS}:
        yield f"has {name!r}, which is none of {', '.join((*_NEEDED, *_OTHERS))}"


def _problems_of_url(option: Mapping[str, str]) -> Iterator[str]:
    try:
        fields = {
            name for _, name, _, _ in string.Formatter().parse(option["url"]) if name is not None
        }
    except ValueError:
        yield "has a 'url' with a brace without its partner"
        return
    for name in sorted(fields - {"page", "suffix", *option}):
        yield f"has a 'url' with {{{name}}}, for which there is no value"


def address_of(option: Mapping[str, str], docname: str, suffix: str) -> str:
    """The address of the source of a document; ``option`` has no problems."""
    values = {name: quote(value, safe="/~") for name, value in option.items() if name != "url"}
    values |= {"page": quote(docname), "suffix": suffix}
    if "url" in option:
        return option["url"].format_map(values)
    site = _SITES[option["type"]]
    view = values.get("view", site.view)
    container = values.get("container", "").strip("/")
    values |= {
        "protocol": values.get("protocol", "https").rstrip(":/"),
        "host": option.get("host", site.host).strip("/"),
        "view": site.edit if view == "edit" else view.strip("/"),
        "container": f"{container}/" if container else "",
    }
    return site.address.format_map(values)


def text_of_link(option: Mapping[str, str]) -> str:
    """What the link is called."""
    default = "Edit this page" if option.get("view") == "edit" else "View the source of this page"
    return option.get("text") or default

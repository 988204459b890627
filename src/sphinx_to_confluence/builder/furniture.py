"""What does each page get around its text? By the options, the fields of its document, and its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from sphinx_to_confluence.builder.metadata import Complaint, flag
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.pages.source_link import address_of, problems_of, text_of_link
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse
from sphinx_to_confluence.translate.furniture import BOTTOM, TOP, Furniture
from sphinx_to_confluence.warnings import ConfluenceWarning

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from sphinx_to_confluence.pages.site import Site

NOTICE = (
    "This page is generated. Please change its source: what is changed here may be overwritten."
)

_WAYS: Mapping[str | None, frozenset[str]] = {
    None: frozenset(),
    "top": frozenset({TOP}),
    "bottom": frozenset({BOTTOM}),
    "both": frozenset({TOP, BOTTOM}),
}

# What a field can say besides yes and no; ``None`` for anything.
_FIELDS: Mapping[str, tuple[str, ...] | None] = {
    "header": (),
    "footer": (),
    "notice": None,
    "source-link": None,
    "prev-next": ("top", "bottom", "both"),
}

_Wishes = Mapping[str, bool | str]
"""What the fields of a document say; those that say nothing are not there."""

_Render = Callable[[Mapping[str, str]], str]
"""Makes the header or footer of a page, from what is known of the page."""


class _UnusableFileError(Exception):
    """A header or footer file cannot be used; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class _Markup:
    """The header or footer of all pages.

    :param text: of its file.
    """

    text: str
    render: _Render


class Furnisher:
    """Furnishes the pages of a build.

    :raises ConfigurationError: when a file was changed for the worse since the options were checked.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        try:
            self._header = _read(settings.header_file, settings.header_data)
            self._footer = _read(settings.footer_file, settings.footer_data)
        except _UnusableFileError as error:
            raise ConfigurationError(f"a header or footer file {error}") from error

    @property
    def files(self) -> Sequence[str]:
        """What the header and footer files hold."""
        return (self._header.text, self._footer.text)

    def furnish(
        self,
        docname: str,
        fields: Mapping[str, str],
        builder: Builder,
        site: Site,
        *,
        has_source: bool,
    ) -> tuple[Furniture, Sequence[Complaint]]:
        """What a page gets, and what is wrong with it.

        :param fields: see :func:`.fields_of`.
        :param has_source: whether the page is made from a document.
        """
        settings = self._settings
        wishes, complaints = _wishes(fields)
        address = self._source_address(docname, wishes, builder) if has_source else ""
        ways = _ways(settings.prev_next_buttons_location, wishes.get("prev-next"))
        previous, following = site.neighbours(docname) if ways else ("", "")
        facts = {
            "docname": docname,
            "title": site.title(docname),
            "project": builder.config.project,
            "release": builder.config.release,
            "version": builder.config.version,
            "source": address,
        }

        def rendered(name: str, markup: _Markup) -> str:
            if wishes.get(name) is False:
                return ""
            try:
                return markup.render(facts)
            except Exception as error:  # noqa: BLE001 - a template calls whatever conf.py gives it
                message = f"the {name} of the page cannot be made: {error}"
                complaints.append((ConfluenceWarning.BAD_MARKUP, message))
                return ""

        furniture = Furniture(
            header=rendered("header", self._header),
            footer=rendered("footer", self._footer),
            notice=_notice(settings.page_generation_notice, wishes.get("notice")),
            source_text=text_of_link(settings.sourcelink),
            source_address=address,
            previous=previous,
            next=following,
            ways=ways,
        )
        return furniture, complaints

    def _source_address(self, docname: str, wishes: _Wishes, builder: Builder) -> str:
        wish = wishes.get("source-link")
        if isinstance(wish, str):
            return wish
        if wish is False or not self._settings.sourcelink:
            return ""
        suffix = PurePath(builder.env.doc2path(docname)).suffix
        return address_of(self._settings.sourcelink, docname, suffix)


def in_own_order(
    transform: Callable[[Any, list[str]], Iterable[str]] | None,
    builder: Builder,
    docnames: list[str],
) -> list[str]:
    """Documents in the order that the function of the project wants, ``confluence_navdocs_transform``.

    :raises ConfigurationError: when that function fails, or returns something else than names.
    """
    if transform is None:
        return docnames
    try:
        return list(transform(builder, docnames))
    except Exception as error:
        raise ConfigurationError(
            "the function confluence_navdocs_transform gave no order of documents",
            answered=f"{type(error).__name__}: {error}",
            remedy="It gets the builder and a list of document names, and has to return a list of these.",
        ) from error


def neighbours(order: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """The page before and the page after each; empty at the ends."""
    pages = ["", *order, ""]
    around = zip(pages, pages[1:], pages[2:], strict=False)
    return {docname: (previous, following) for previous, docname, following in around}


def furniture_problems(settings: Settings) -> Iterator[str]:
    """Say what is wrong with the options about furniture, beyond their types."""
    for clause in problems_of(settings.sourcelink):
        yield f"confluence_sourcelink {clause}"
    files = {
        "header": (settings.header_file, settings.header_data),
        "footer": (settings.footer_file, settings.footer_data),
    }
    for name, (file, data) in files.items():
        if data is not None and file is None:
            yield f"confluence_{name}_data is given, but no confluence_{name}_file"
        try:
            _read(file, data)
        except _UnusableFileError as error:
            yield f"confluence_{name}_file: {file} {error}"


def _read(file: str | None, data: Mapping[str, Any] | None) -> _Markup:
    """Read a file; it is a template when there is data for it.

    :raises _UnusableFileError: when that cannot be done.
    """
    try:
        text = Path(file).read_text(encoding="utf-8") if file is not None else ""
        if data is not None:
            return _Markup(text, _template(text, data))
        parse(text)
    except OSError as error:
        raise _UnusableFileError(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _UnusableFileError("is not encoded in UTF-8") from error
    except MalformedStorageError as error:
        raise _UnusableFileError(f"is not well-formed: {error}") from error
    return _Markup(text, lambda _facts: text)


def _template(text: str, data: Mapping[str, Any]) -> _Render:
    from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    try:
        template = environment.from_string(text)
    except TemplateError as error:
        line = f" (line {error.lineno})" if isinstance(error, TemplateSyntaxError) else ""
        raise _UnusableFileError(f"is no template of Jinja: {error}{line}") from error
    return lambda facts: template.render({**facts, **data})


def _wishes(fields: Mapping[str, str]) -> tuple[dict[str, bool | str], list[Complaint]]:
    """Read the fields of a document that are about furniture."""
    wishes: dict[str, bool | str] = {}
    complaints: list[Complaint] = []
    for name, words in _FIELDS.items():
        text = fields.get(name, "").strip()
        wish = flag(text)
        if wish is not None:
            wishes[name] = wish
        elif name == "source-link" and text and "://" not in text:
            message = f'the field "{name}" must be true, false or an address, not "{text}"'
            complaints.append((ConfluenceWarning.OPTION, message))
        elif text and (words is None or text.lower() in words):
            wishes[name] = text if words is None else text.lower()
        elif text:
            allowed = ", ".join(("true", "false", *(words or ())))
            message = f'the field "{name}" must be one of {allowed}, not "{text}"'
            complaints.append((ConfluenceWarning.OPTION, message))
    return wishes, complaints


def _ways(option: str | None, wish: bool | str | None) -> frozenset[str]:
    if wish is None:
        return _WAYS[option]
    if isinstance(wish, str):
        return _WAYS[wish]
    return _WAYS[option or "bottom"] if wish else frozenset()


def _notice(option: bool | str, wish: bool | str | None) -> str:
    if wish is False:
        return ""
    given = [text for text in (wish, option) if isinstance(text, str) and text]
    if given:
        return given[0]
    return NOTICE if option or wish else ""

"""Which macros of marketplace apps can a project have written, and how does it want them?

What an app understands is known to whoever installed it, and differs between the editions of Confluence: so the
project gives templates. A handler asks for one with ``page.template("tabs")``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.config.checks import EDITIONS
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.storage.elements import CData, Element
from sphinx_to_confluence.storage.macros import BODY, MACRO
from sphinx_to_confluence.storage.templates import Template, TemplateError, parse_template


@dataclass(frozen=True, slots=True)
class AppMacro:
    """A thing that apps have macros for.

    :param needs: placeholders of which a template has at least one; without them what it stands for would be lost.
    :param knows: other placeholders.
    :param inline: whether it stands in a line of text.
    """

    needs: tuple[str, ...]
    knows: tuple[str, ...] = ()
    inline: bool = False

    def parse(self, text: str) -> Template:
        """Read a template for it.

        :raises TemplateError: when it cannot be used.
        """
        template = parse_template(text, {*self.needs, *self.knows}, inline=self.inline)
        if template.uses.isdisjoint(self.needs):
            raise TemplateError(f"has no {' or '.join(f'{{{name}}}' for name in self.needs)}")
        return template


APP_MACROS: Mapping[str, AppMacro] = {
    "math-block": AppMacro(("source",)),
    "math-inline": AppMacro(("source",), inline=True),
    "mermaid": AppMacro(("source", "filename"), ("title", "id")),
    "plantuml": AppMacro(("source", "filename"), ("title", "id")),
    "drawio": AppMacro(("filename",), ("title", "id")),
    "tabs": AppMacro(("content",), ("id",)),
    # {first} is "true" for the first tab of a set and empty for the others.
    "tab": AppMacro(("content",), ("title", "id", "first")),
}
"""By the name of the template."""

_EDITION = dict(zip(Editor, EDITIONS, strict=True))


def app_templates(settings: Settings, editor: Editor) -> Mapping[str, Template]:
    """The templates of a project for an editor, by name."""
    templates = {**_latex_templates(settings.latex_macro), **_tab_template(settings.tab_macro)}
    for name, given in settings.macro_templates.items():
        text = given if isinstance(given, str) else given.get(_EDITION[editor])
        if text:
            templates[name] = APP_MACROS[name].parse(text)
    return templates


def template_problems(settings: Settings) -> Iterator[str]:
    """What is wrong with the templates of a project."""
    for name, given in settings.macro_templates.items():
        if name not in APP_MACROS:
            near = difflib.get_close_matches(name, APP_MACROS, n=1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            yield (
                f"confluence_macro_templates has {name!r}, which is the name of no template.{meant}\n"
                f"    There are {', '.join(APP_MACROS)}."
            )
            continue
        by_edition = {"": given} if isinstance(given, str) else given
        for edition, text in by_edition.items():
            try:
                APP_MACROS[name].parse(text)
            except TemplateError as error:
                where = f" for {edition}" if edition else ""
                yield f"confluence_macro_templates: the template {name!r}{where} {error}."


def _latex_templates(given: str | Mapping[str, str] | None) -> dict[str, Template]:
    """The templates that ``confluence_latex_macro`` is short for."""
    if isinstance(given, str):
        given = {"block-macro": given, "inline-macro": given}
    templates: dict[str, Template] = {}
    if given is None:
        return templates
    if block := given.get("block-macro"):
        templates["math-block"] = Template.of([_macro(block, _plain_body())])
    if inline := given.get("inline-macro"):
        parameter = given.get("inline-macro-param")
        formula = _parameter(parameter, "{source}") if parameter else _plain_body()
        templates["math-inline"] = Template.of([_macro(inline, formula)], inline=True)
    return templates


def _tab_template(given: Mapping[str, str]) -> dict[str, Template]:
    """The template that ``confluence_tab_macro`` is short for."""
    if not given:
        return {}
    parts = [_parameter(given["title-id"], "{title}")]
    if primary := given.get("primary-id"):
        parts.append(_parameter(primary, "{first}"))
    body = Element(BODY, children=["{content}"])
    values = {"first": {"true": given.get("primary-value", "true")}}
    return {"tab": Template.of([_macro(given["macro-name"], *parts, body)], spelled=values)}


def _macro(name: str, *parts: Element) -> Element:
    return Element(MACRO, {"ac:name": name}, parts)


def _parameter(name: str, value: str) -> Element:
    return Element("ac:parameter", {"ac:name": name}, [value])


def _plain_body() -> Element:
    return Element("ac:plain-text-body", children=[CData("{source}")])

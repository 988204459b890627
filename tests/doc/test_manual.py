"""The manual is whole: it builds, and says something about all that the code declares."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from commands_shown import complaint_about
from docutils import nodes
from samples import words_of
from sphinx import addnodes

import sphinx_to_confluence.translate  # noqa: F401 - fills the registry
from sphinx_to_confluence import bundle, directives, errors, publish
from sphinx_to_confluence.cli import COMMANDS
from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.option import Group
from sphinx_to_confluence.rest.operations import TWELVE_SCOPES, Cloud, DataCenter, operations
from sphinx_to_confluence.storage.kinds import Kind
from sphinx_to_confluence.storage.rules import Place
from sphinx_to_confluence.translate.registry import STANDARD
from sphinx_to_confluence.warnings import ConfluenceWarning

ROOT = Path(__file__).parents[2]


class Registered:
    """Stands for an application and notes which directives and roles it is given."""

    def __init__(self):
        self.directives, self.roles = {}, {}

    def add_directive(self, name, directive):
        """Note a directive."""
        self.directives[name] = directive

    def add_role(self, name, role):
        """Note a role."""
        self.roles[name] = role

    def __getattr__(self, _name):
        return lambda *_, **__: None


@pytest.mark.parametrize("builder", ["text", "html", "confluence"])
def test_builds_without_warnings(build, builder):
    """No builder has anything to complain about; references to what is not there are complaints."""
    assert build(builder).warnings == ""


def test_every_directive_and_role_is_described(manual):
    """The page about our directives and roles has all of them, with all of their options."""
    registered = Registered()
    directives.setup(registered)
    options = {
        f"{name}:{option}"
        for name, directive in registered.directives.items()
        for option in directive.option_spec or ()
    }
    assert manual.objects("rst:directive") == set(registered.directives)
    assert manual.objects("rst:role") == set(registered.roles)
    assert manual.objects("rst:directive:option") == options


def test_every_option_has_an_entry(manual):
    """The configuration reference describes the options that are declared, and no others."""
    declared = {option.config_name for option in all_options()}
    assert manual.objects("std:confval") == declared


@pytest.mark.parametrize("group", Group, ids=lambda group: group.name)
def test_every_group_has_a_section(manual, group):
    """The sections of the configuration reference are called as the groups are."""
    sections = {title for _, title, *_ in manual.env.domains["std"].get_objects()}
    assert group.value in sections


def test_every_option_shows_its_facts(manual):
    """An entry says what is accepted, the default, an example and the release."""
    text = manual.text("reference/configuration")
    entries = re.split(r"(?=Accepted: )", text)[1:]
    incomplete = [
        entry
        for entry in entries
        if not all(f"{fact}: " in entry for fact in ("Default", "Example", "Since"))
    ]
    assert (len(entries), incomplete) == (len(all_options()), [])


def test_every_command_is_described(manual):
    """The reference of the command line has a section for each command, and an entry for each argument."""
    described = manual.objects("std:cmdoption")
    expected = set()
    labels = manual.env.domains["std"].anonlabels
    for module in COMMANDS:
        assert f"command-{module.NAME}" in labels
        parser = argparse.ArgumentParser(add_help=False)
        module.add_arguments(parser)
        for action in parser._actions:
            names = action.option_strings or [action.metavar or action.dest.upper()]
            if action.help != argparse.SUPPRESS:
                expected |= {f"sphinx-to-confluence-{module.NAME}.{name}" for name in names}
    assert expected - described == set()


@pytest.mark.parametrize("module", COMMANDS, ids=lambda module: module.NAME)
def test_examples_of_commands_run(module):
    """The examples at the end of a help are accepted by the command."""
    lines = [line for line in module.EXAMPLES.splitlines() if line.startswith("  ")]
    assert lines
    for line in lines:
        command = re.split(r" {2,}", line.strip())[0]
        assert [complaint_about(words) for words in words_of(command)] == [""], command


def test_every_extra_is_described(manual):
    """The page about installing names all extras of the package."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = manual.env.get_doctree("installation").astext()
    missing = {
        name
        for name in extras["optional-dependencies"]
        if f"sphinx-to-confluence[{name}]" not in text
    }
    assert missing == set()


def test_every_page_is_in_reach(manual):
    """The front page leads to every other page in two clicks: by a link, or by the page of its section."""
    shown = _links_of(manual, "index")
    in_reach = shown.union(*(_links_of(manual, docname) for docname in shown))
    assert manual.env.found_docs - in_reach == {"index"}


def _links_of(manual, docname: str) -> set[str]:
    """Documents that a document lists in its toctrees or links to."""
    doctree = manual.env.get_doctree(docname)
    listed = {name for tree in doctree.findall(addnodes.toctree) for name in tree["includefiles"]}
    linked = (node["reftarget"] for node in doctree.findall(addnodes.pending_xref))
    base = docname.rpartition("/")[0]
    names = {name[1:] if name.startswith("/") else f"{base}/{name}".lstrip("/") for name in linked}
    return listed | (names & manual.env.found_docs)


def test_every_warning_has_an_entry(manual):
    """The reference of warnings has the codes of the enum, and no others."""
    declared = {f"confluence.{member.value}" for member in ConfluenceWarning}
    assert manual.objects("std:confwarning") == declared


def test_every_node_is_listed(manual):
    """The tables of nodes have all that handlers declare, whatever the module that the handler is in."""
    described = {
        node.astext() for node in manual.env.get_doctree("reference/nodes").findall(nodes.literal)
    }
    names = {
        re.sub(r"^(docutils\.nodes|sphinx\.addnodes)\.", "", row.name)
        for row in STANDARD.declared()
    }
    assert names - described == set()


def test_every_block_and_place_is_listed(build):
    """The rules of the editors are told for every sort of block and every place."""
    page = build("html").directory / "explanation" / "editor-rules.html"
    text = page.read_text(encoding="utf-8").lower()
    assert [place for place in Place if place.value not in text] == []
    assert [kind for kind in Kind if kind.value not in text] == []


def test_every_error_has_an_entry(manual):
    """The reference of errors has all classes of the tree."""
    declared = {
        f"{errors.__name__}.{name}"
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.ConfluenceError)
    }
    described = manual.objects("py:exception")
    assert {name for name in described if name.startswith(errors.__name__)} == declared


def test_every_exit_code_is_explained(manual):
    """The table of exit codes has the code of each error."""
    codes = {
        str(value.exit_code)
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.ConfluenceError)
    }
    codes.add(str(errors.SOMETHING_TO_DO))
    text = (manual.directory / "reference/errors.txt").read_text(encoding="utf-8")
    table = text.partition("All errors")[0]
    assert set(re.findall(r"^\| (\d+)\s", table, re.MULTILINE)) >= codes | {"0"}


def test_every_call_is_listed(manual):
    """The tables of REST calls have a row for each call of both products."""
    text = (manual.directory / "reference/rest-calls.txt").read_text(encoding="utf-8")
    names = [row.name for table in (Cloud, DataCenter) for row in operations(table)]
    rows = re.findall(r'^\| "(\w+)', text, re.MULTILINE)
    # Long names are broken over two lines in the columns of plain text.
    assert len(rows) == len(names)
    assert all(name.startswith(row) for name, row in zip(names, rows, strict=True))


def test_every_scope_is_explained(build):
    """The guide to scoped tokens names each of the twelve, and what labels need besides."""
    page = (build("html").directory / "guide/scoped-tokens.html").read_text(encoding="utf-8")
    named = {
        "".join(re.findall(r'<span class="pre">([^<]+)</span>', cell))
        for cell in re.findall(r"<tr[^>]*><td>(.*?)</td>", page, re.DOTALL)
    }
    assert named >= TWELVE_SCOPES | {"read:label:confluence", "write:label:confluence"}


@pytest.mark.parametrize(
    ("package", "schema_name", "page"),
    [
        (bundle, "manifest-1", "bundle"),
        (bundle, "report-1", "report"),
        (publish, "publish-report-1", "publish-report"),
    ],
)
def test_every_field_is_explained(manual, package, schema_name, page):
    """The page about a file that a build or a publish writes names all fields of its schema."""
    schema = json.loads(files(package).joinpath(f"{schema_name}.schema.json").read_text("utf-8"))
    objects = (schema, *schema["$defs"].values())
    fields = {field for item in objects for field in item.get("properties", ())}
    text = (manual.directory / f"reference/{page}.txt").read_text("utf-8")
    assert set(re.findall(r'^\| "(\w+)"', text, re.MULTILINE)) == fields

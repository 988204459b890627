"""Diagrams are images, macros where a project wants them, and their source where nothing can draw them."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import sys
import zlib

import pytest

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
on_posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins for programs are scripts")

quiet_drawio = pytest.mark.filterwarnings("ignore:.*DrawIOConverter.app")  # of the package itself

FAKE = '''\
#!{python}
"""Stands for a program that draws: writes an image, and down what it was given."""
import pathlib, sys
here = pathlib.Path(__file__).parent
source = sys.stdin.read() if "-pipe" in sys.argv else ""
if "-i" in sys.argv:
    source = pathlib.Path(sys.argv[sys.argv.index("-i") + 1]).read_text()
with (here / "calls.txt").open("a") as calls:
    print(sys.argv[1:], repr(source), file=calls)
if "mistake" in source:
    sys.exit("ERROR\\n3\\nSyntax Error?")
image = bytes.fromhex("{image}")
option = next((name for name in ("-o", "--output") if name in sys.argv), None)
if option:
    pathlib.Path(sys.argv[sys.argv.index(option) + 1]).write_bytes(image)
else:
    sys.stdout.buffer.write(image)
'''


def png(width, height):
    """A white image."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\x00" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


@pytest.fixture
def program(tmp_path):
    """A program that draws an image of 80 by 40 pixels; the file of its calls stands beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "draw"
    script.write_text(FAKE.format(python=sys.executable, image=png(80, 40).hex()))
    script.chmod(0o755)
    return script


def page(project, text, *extensions, files=None, conf="", **options):
    """Build a page; return its body, and the builder's result."""
    names = ["sphinx_to_confluence", *extensions]
    project.write(
        {
            "conf.py": f"extensions = {names}\nproject = 'Diagrams'\n{conf}\n",
            "index.rst": f"Title\n=====\n\n{text}\n",
            **(files or {}),
        }
    )
    built = project.build(options=options)
    return (built.outdir / "index.conf").read_text(encoding="utf-8"), built


GRAPH = """
.. graphviz::
   :caption: Steps
   :name: steps
   :align: center

   digraph x {
     a [label="First\\nstep", URL="https://example.org/?a=1&b=2"];
     b [URL="other.html#there"];
     c [URL="#here"];
     a -> b -> c;
   }

.. _here:

See :numref:`steps`.
"""
OTHER = {"other.rst": ":orphan:\n\nOther\n=====\n\n.. _there:\n\nText.\n"}


@needs_dot
def test_graph(project):
    """A graph is an image of twice the density with its caption, and its links are below it."""
    body, built = page(project, GRAPH, "sphinx.ext.graphviz", files=OTHER, conf="numfig = True")
    image = re.search(r"<ac:image [^>]*>", body)[0]
    width, original = (int(re.search(rf'{name}="(\d+)"', image)[1]) for name in
                       ("ac:width", "ac:original-width"))  # fmt: skip
    assert original == pytest.approx(2 * width, abs=1)
    assert 'ac:layout="center"' in image
    assert 'ac:alt="Steps"' in image
    assert "<p>Fig. 1: Steps</p>" in body
    assert (
        '<p>Links: <a href="https://example.org/?a=1&amp;b=2">First step</a>, '
        '<a href="confluence-doc:other#there">b</a>, <a href="#here">c</a></p>'
    ) in body
    assert '<a href="#steps">Fig. 1</a>' in body
    assert built.warnings == []


@needs_dot
def test_graph_on_data_center(project):
    """The caption stands between the image and the links."""
    body, _ = page(
        project, GRAPH, "sphinx.ext.graphviz", files=OTHER, numfig=True, confluence_editor="v1"
    )
    order = [body.index(part) for part in ("<ac:image", "<em>Fig. 1: Steps</em>", "Links: ")]
    assert order == sorted(order)


@needs_dot
def test_graph_with_a_mistake(project):
    """What dot complains about is a warning with its place, and the source is shown."""
    body, built = page(project, ".. digraph:: x\n\n   a -> ", "sphinx.ext.graphviz")
    assert "<![CDATA[digraph x {" in body
    (warning,) = built.warnings
    assert re.match(
        r"index\.rst:\d: WARNING: diagram shown as its source \(graph\): 'dot'", warning
    )
    assert "syntax error" in warning


def test_no_graphviz(project):
    """Without Graphviz that is told once, and every graph is code with its caption."""
    text = f"{GRAPH}\n.. graph:: y\n\n   a -- b\n"
    body, built = page(
        project, text, "sphinx.ext.graphviz", files=OTHER, numfig=True, graphviz_dot="no-such-dot"
    )
    assert body.count('ac:name="code"') == 2
    assert "<em>Fig. 1: Steps</em>" in body
    (warning,) = built.warnings
    assert "the program 'no-such-dot' is not there; see the option graphviz_dot" in warning


@needs_dot
def test_external_graph(project):
    """A graph in a file is drawn again when the file changes."""
    text = ".. graphviz:: graph.dot"
    _, built = page(project, text, "sphinx.ext.graphviz", files={"graph.dot": "digraph x { a }"})

    def attached():
        (one,) = json.loads((built.outdir / "manifest.json").read_text())["pages"]
        (attachment,) = one["attachments"]
        return attachment["sha256"]

    before = attached()
    _, built = page(
        project, text, "sphinx.ext.graphviz", files={"graph.dot": "digraph x { a -> b }"}
    )
    assert attached() != before


@needs_dot
def test_inheritance(project):
    """The classes of a diagram are links below it, to wherever they are described."""
    files = {
        "zoo.py": "class Animal: pass\nclass Cat(Animal): pass\nclass Hidden(Cat): pass\n",
        "api.rst": ":orphan:\n\nAPI\n===\n\n.. py:module:: zoo\n\n.. py:class:: Animal\n\n",
    }
    text = ".. inheritance-diagram:: zoo\n\n.. py:class:: zoo.Cat\n"
    extensions = ("sphinx.ext.graphviz", "sphinx.ext.inheritance_diagram")
    conf = "import pathlib, sys\nsys.path.insert(0, str(pathlib.Path(__file__).parent))"
    body, built = page(project, text, *extensions, files=files, conf=conf)
    assert 'ac:alt="Inheritance diagram of zoo"' in body
    assert (
        '<p>Links: <a href="confluence-doc:api#zoo.Animal"><code>zoo.Animal</code></a>, '
        '<a href="#zoo.Cat"><code>zoo.Cat</code></a></p>'
    ) in re.sub(r"<ac:structured-macro.*?</ac:structured-macro>", "", body)
    assert built.warnings == []


MERMAID = """
.. mermaid::
   :caption: A *flow*
   :align: right

   graph LR
     A --> B

.. mermaid::
   :alt: Nothing

   mistake
"""


@on_posix
def test_mermaid(project, program):
    """``mmdc`` is given the source in a file, and draws at twice the density."""
    pytest.importorskip("sphinxcontrib.mermaid")
    body, built = page(
        project,
        MERMAID,
        "sphinxcontrib.mermaid",
        mermaid_cmd=f"'{program}' --quiet",
        mermaid_params=["--theme", "forest"],
    )
    assert 'ac:align="right"' in body
    assert (
        'ac:original-width="80" ac:original-height="40" ac:custom-width="true" ac:width="40"'
        in body
    )
    assert 'ac:alt="A flow"' in body
    assert "<p>A <em>flow</em></p>" in body
    assert "<![CDATA[mistake]]>" in body
    assert [line.split(": ", 2)[2] for line in built.warnings] == [
        f"diagram shown as its source (mermaid): '{program}' ended with code 1: ERROR "
        "[confluence.image]"
    ]
    call, _ = (program.parent / "calls.txt").read_text().splitlines()
    assert call.startswith("['--quiet', '--theme', 'forest', '--scale', '2', '-i', ")
    assert call.endswith(repr("graph LR\n  A --> B"))


@on_posix
def test_mermaid_at_a_scale_of_the_project(project, program):
    """A scale that the project gives decides how large the image is on the page."""
    pytest.importorskip("sphinxcontrib.mermaid")
    body, _ = page(
        project,
        ".. mermaid::\n\n   graph LR",
        "sphinxcontrib.mermaid",
        mermaid_cmd=str(program),
        mermaid_params=["-s", "4"],
    )
    assert 'ac:original-width="80"' in body
    assert 'ac:width="20"' in body


def test_mermaid_without_anything(project):
    """Without mmdc and without a template the source is shown, and that is told once."""
    pytest.importorskip("sphinxcontrib.mermaid")
    body, built = page(project, MERMAID, "sphinxcontrib.mermaid", mermaid_cmd="no-such-mmdc")
    assert "<![CDATA[graph LR\n  A --> B]]>" in body
    assert len(built.warnings) == 1


def macro(name, inside):
    """A template for a macro."""
    return f'<ac:structured-macro ac:name="{name}">{inside}</ac:structured-macro>'


SOURCE = "<ac:plain-text-body><![CDATA[{source}]]></ac:plain-text-body>"
FILE = '<ac:parameter ac:name="file">{filename}</ac:parameter><ac:parameter ac:name="id">{id}</ac:parameter>'


@pytest.mark.parametrize("inside", [SOURCE, FILE])
def test_macro(project, inside):
    """A template goes before any program; with ``{filename}`` the source is an attachment."""
    pytest.importorskip("sphinxcontrib.mermaid")
    templates = {"mermaid": macro("chart", inside)}
    body, built = page(
        project, MERMAID, "sphinxcontrib.mermaid", confluence_macro_templates=templates
    )
    (one,) = json.loads((built.outdir / "manifest.json").read_text(encoding="utf-8"))["pages"]
    assert body.count('ac:name="chart"') == 2
    assert "<em>A flow</em></p>" in body
    if inside == SOURCE:
        assert "<![CDATA[graph LR\n  A --> B]]>" in body
        assert one["attachments"] == []
    else:
        assert re.findall(r'ac:name="id">(.*?)<', body) == ["mermaid-1", "mermaid-2"]
        files = [built.outdir / item["path"] for item in one["attachments"]]
        assert {file.read_text() for file in files} == {"graph LR\n  A --> B", "mistake"}
        assert {file.suffix for file in files} == {".mmd"}


UML = """
.. uml::
   :caption: Two
   :scale: 50 %

   A -> B
   !include more.puml

.. uml::
   :width: 30px

   C -> D

.. uml::

   mistake
"""


@on_posix
def test_plantuml(project, program):
    """The command gets the source as its input and the density; sizes of the document count."""
    pytest.importorskip("sphinxcontrib.plantuml")
    body, built = page(
        project, UML, "sphinxcontrib.plantuml", files={"more.puml": "B -> A"}, plantuml=str(program)
    )
    assert re.findall(r'ac:width="(\d+)"', body) == ["20", "30"]
    assert "<p>Two</p>" in body
    assert "<![CDATA[mistake]]>" in body
    (warning,) = built.warnings
    assert "ended with code 1: ERROR 3 Syntax Error?" in warning
    calls = (program.parent / "calls.txt").read_text().splitlines()
    assert calls[0] == (
        "['-pipe', '-charset', 'utf-8', '-filename', 'index.rst', '-tpng', '-Sdpi=192'] "
        + repr("A -> B\n!include more.puml")
    )
    # The package itself would write its images into the bundle.
    assert not (built.outdir / "_images").exists()
    files = {"more.puml": "B -> C"}
    page(project, UML, "sphinxcontrib.plantuml", files=files, plantuml=str(program))
    calls = (program.parent / "calls.txt").read_text()
    assert (calls.count("A -> B"), calls.count("C -> D")) == (2, 1)


def test_own_function_for_a_known_node(project):
    """What a project registers itself goes before what we know, unlike what comes with the node."""
    pytest.importorskip("sphinxcontrib.plantuml")
    conf = (
        "from docutils import nodes\n"
        "def visit(self, node):\n"
        "    self.body.append('<p>Mine</p>')\n"
        "    raise nodes.SkipNode\n"
        "def setup(app):\n"
        "    from sphinxcontrib.plantuml import plantuml\n"
        "    app.add_node(plantuml, override=True, confluence=(visit, None))\n"
    )
    body, _ = page(project, ".. uml::\n\n   A -> B\n", "sphinxcontrib.plantuml", conf=conf)
    assert body == "<p>Mine</p>\n"


DRAWING = """
.. drawio-image:: drawing.drawio
   :alt: A drawing

.. drawio-figure:: drawing.drawio

   Caption
"""
DRAWN = {"drawing.drawio": '<mxfile><diagram name="a"/></mxfile>'}


@quiet_drawio
@on_posix
def test_drawio(project, program):
    """Drawings are images like all others."""
    pytest.importorskip("sphinxcontrib.drawio")
    body, _ = page(
        project,
        DRAWING,
        "sphinxcontrib.drawio",
        files=DRAWN,
        drawio_binary_path=str(program),
        drawio_headless=False,
    )
    assert body.count('<ri:attachment ri:filename="drawing.png"/>') == 2
    assert "<p>Caption</p>" in body


@quiet_drawio
def test_drawio_by_macro(project):
    """With a template the drawing itself is attached, and no program is needed."""
    pytest.importorskip("sphinxcontrib.drawio")
    template = (
        '<ac:parameter ac:name="diagramName">{filename}</ac:parameter>'
        '<ac:parameter ac:name="title">{title}</ac:parameter>'
    )
    body, built = page(
        project,
        DRAWING,
        "sphinxcontrib.drawio",
        files=DRAWN,
        drawio_binary_path="no-such-drawio",
        drawio_headless=False,
        confluence_macro_templates={"drawio": macro("drawio", template)},
    )
    assert body.count('ac:name="diagramName">drawing.drawio<') == 2
    assert re.findall(r'ac:name="title">(.*?)<', body) == ["A drawing", "Caption"]
    assert "<em>Caption</em>" in body
    (one,) = json.loads((built.outdir / "manifest.json").read_text(encoding="utf-8"))["pages"]
    assert [item["filename"] for item in one["attachments"]] == ["drawing.drawio"]


@needs_dot
def test_picture_in_a_graph(project):
    """A graph is drawn again when a picture in it has changed, though its source has not."""
    project.conf("extensions += ['sphinx.ext.graphviz']\n")
    graph = '.. graphviz::\n\n   digraph { a [label="", shape=none, image="pic.png"] }\n'
    project.write({"index.rst": f"Home\n====\n\n{graph}", "pic.png": png(20, 20)})
    before = project.build().manifest["pages"][0]["attachments"]
    project.write({"pic.png": png(120, 90)})
    after = project.build().manifest["pages"][0]["attachments"]
    assert after != before
    assert project.build().written == set()


@needs_dot
def test_harmful_address_in_a_graph(project):
    """A script as the address of something in a graph is no link; its label stays."""
    project.conf("extensions += ['sphinx.ext.graphviz']\n")
    graph = '.. graphviz::\n\n   digraph { a [label="Click", URL="javascript:alert(1)"] }\n'
    project.write({"index.rst": f"Home\n====\n\n{graph}"})
    built = project.build()
    assert "<p>Links: Click</p>" in built.text("index.conf")
    (warning,) = built.warnings
    assert warning.endswith("no link is made of the address javascript:alert(1) [confluence.link]")

"""What is published by the scripts that disturb publishing? A made-up documentation of forty pages, in two states."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

SECTIONS, LEAVES = 6, 5


def write(folder: Path, *, later: bool) -> None:
    """Write the sources: an index, sections with their pages, and a few more; every third page has a picture.

    :param later: the state in which titles were swapped and changed, a section and a page moved, pages reordered,
        added and removed, and texts and pictures changed.
    """
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text("project = 'Forty'\nextensions = ['sphinx_to_confluence']\n")
    sections = [f"s{number}/index" for number in range(1, SECTIONS + 1)]
    extra = ["news", "about", "faq"]
    if later:
        sections.remove("s6/index")  # below the first section now
        sections[1], sections[2] = sections[2], sections[1]
        extra = ["fresh", "news", "faq"]  # one more in front; "about" is gone
    _page(folder, "index", "Forty pages", sections + extra)
    for name in extra:
        _page(folder, name, name.title(), [], links=["s1/index", "s2/p1"])
    for section in range(1, SECTIONS + 1):
        _section(folder, section, later=later)


def _section(folder: Path, section: int, *, later: bool) -> None:
    leaves = [f"s{section}/p{number}" for number in range(1, LEAVES + 1)]
    below = list(leaves)
    if later and section == 1:
        below.append("s6/index")
    if later and section == 2:
        leaves.remove("s2/p5")
        below = ["s2/p4", "s2/p1", "s3/p2", "s2/p2", "s2/p3"]
    if later and section == 3:
        below.remove("s3/p2")
    title = "Chapter renamed" if later and section == 4 else f"Chapter {section}"
    _page(folder, f"s{section}/index", title, below)
    swapped = {"s5/p1": "s5/p2", "s5/p2": "s5/p1"} if later else {}
    for number, leaf in enumerate(leaves, start=1):
        owner = swapped.get(leaf, leaf)
        text = "Changed since." if later and number == 3 else "Some words."
        has_picture = (section + number) % 3 == 0
        _page(
            folder,
            leaf,
            f"Page {owner}",
            [],
            text=text,
            links=[f"s{section % SECTIONS + 1}/p1"],
            picture=(section + (5 if later and number == 2 else 0)) if has_picture else None,
        )


def _page(
    folder: Path,
    docname: str,
    title: str,
    below: list[str],
    *,
    text: str = "Some words.",
    links: list[str] | None = None,
    picture: int | None = None,
) -> None:
    path = folder / f"{docname}.rst"
    path.parent.mkdir(exist_ok=True)
    lines = [title, "=" * len(title), "", text, ""]
    lines += [f"See :doc:`/{name}`." for name in links or ()]
    if picture is not None:
        name = docname.replace("/", "-") + ".png"
        (path.parent / name).write_bytes(_png(picture))
        lines += ["", f".. image:: {name}", ""]
    if below:
        lines += ["", ".. toctree::", "", *(f"   /{name}" for name in below), ""]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _png(shade: int) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    header = b"\0\0\0\1\0\0\0\1\x08\x02\0\0\0"
    pixel = zlib.compress(bytes((0, shade * 20, 0, 0)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    )


def build(folder: Path, *, later: bool, is_cloud: bool) -> Path:
    """Write the sources and build their bundle; return its folder."""
    source, bundle = folder / "source", folder / "bundle"
    write(source, later=later)
    subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-q", "-b", "confluence"),
            *("-D", f"confluence_editor={'v2' if is_cloud else 'v1'}"),
            *(str(source), str(bundle)),
        ],
        check=True,
    )
    return bundle

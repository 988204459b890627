"""How is a formula drawn by LaTeX? With the options and templates of ``sphinx.ext.imgmath``, at twice the density."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from types import SimpleNamespace
from typing import Any, NamedTuple

from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.util.math import wrap_displaymath

from sphinx_to_confluence.translate.commands import CommandError, find_program, run_command
from sphinx_to_confluence.translate.formulas.macros import macros_of
from sphinx_to_confluence.translate.formulas.request import FormulaError, Request, Strut

_DEFAULTS: dict[str, Any] = {
    # Those of sphinx.ext.imgmath, for projects that do not load it.
    "imgmath_latex": "latex",
    "imgmath_latex_args": [],
    "imgmath_latex_preamble": "",
    "imgmath_font_size": 12,
    "imgmath_dvipng": "dvipng",
    "imgmath_dvipng_args": ["-gamma", "1.5", "-D", "110", "-bg", "Transparent"],
}

# They write a format that dvipng does not read.
_OTHER_FORMATS = frozenset({"xelatex", "tectonic"})

# The mistake, and within the next few lines the place up to which LaTeX has read.
_COMPLAINT = r"^! [^\n]*(?:(?:\n(?!l\.\d)[^\n]*){0,4}\nl\.\d+[^\n]*)?"
_DEPTH = re.compile(r"\[(\d+) depth=(-?\d+)\]")

_FOLDER = "confluence-formula-"
_MOST_TOGETHER = 100
_FEWEST_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Tools:
    """The programs, and what they are given.

    :param preamble: for every formula.
    """

    latex: str
    latex_args: tuple[str, ...]
    dvipng: str
    dvipng_args: tuple[str, ...]
    preamble: str
    font_size: int

    @classmethod
    def of(cls, config: Config) -> Tools:
        """Those that a project has configured for ``sphinx.ext.imgmath``."""
        given = {name: getattr(config, name, default) for name, default in _DEFAULTS.items()}
        arguments = list(given["imgmath_dvipng_args"])
        if arguments == _DEFAULTS["imgmath_dvipng_args"]:
            # Black on nothing cannot be read where Confluence is dark.
            arguments = ["-gamma", "1.5", "-bg", "White"]
        definitions = "\n".join(macro.definition for macro in macros_of(config))
        return cls(
            latex=given["imgmath_latex"],
            latex_args=tuple(given["imgmath_latex_args"]),
            dvipng=given["imgmath_dvipng"],
            dvipng_args=tuple(_without_density(arguments)),
            preamble=f"{given['imgmath_latex_preamble']}\n{definitions}".strip(),
            font_size=given["imgmath_font_size"],
        )

    @property
    def problem(self) -> str:
        """Why they cannot be used, or an empty text."""
        if PurePath(self.latex).name in _OTHER_FORMATS:
            return f"{self.latex} cannot make images of formulas for Confluence: use latex"
        for program in (self.latex, self.dvipng):
            if find_program(program) is None:
                return f"the program {program!r} is not there"
        return ""


class Drawn(NamedTuple):
    """An image of a formula.

    :param below_px: pixels of the file below the baseline.
    """

    file: Path
    below_px: float


def draw(request: Request, tools: Tools, builder: Builder, file: Path) -> float:
    """Draw a formula into a PNG file; return the pixels below the baseline.

    :raises FormulaError: when LaTeX has something to complain about.
    """
    with tempfile.TemporaryDirectory(prefix=_FOLDER) as name:
        folder = Path(name)
        try:
            try:
                (drawn,) = _run([request], tools, builder, folder)
            except CommandError as error:
                # Without the package preview nobody knows where the baseline is.
                if "preview.sty" not in str(error):
                    raise
                (drawn,) = _run([request], tools, builder, folder, preview=False)
        except CommandError as error:
            raise FormulaError(
                str(error), missing=error.missing, mistake=not error.missing
            ) from error
        shutil.copyfile(drawn.file, file)
        return drawn.below_px


def draw_together(
    requests: Sequence[Request], tools: Tools, builder: Builder
) -> Iterator[tuple[Request, Drawn]]:
    """Draw many formulas of one density by few runs of the programs, most of whose time goes into starting.

    Formulas next to one with a mistake are left out. The files are there until the next one is asked for.
    """
    if _own_template(builder) is not None:
        return  # nobody knows where a formula begins and ends in it
    for start in range(0, len(requests), _MOST_TOGETHER):
        yield from _together(requests[start : start + _MOST_TOGETHER], tools, builder)


def _together(
    requests: Sequence[Request], tools: Tools, builder: Builder
) -> Iterator[tuple[Request, Drawn]]:
    if len(requests) < _FEWEST_TOGETHER:
        return
    with tempfile.TemporaryDirectory(prefix=_FOLDER) as name:
        try:
            drawn = _run(requests, tools, builder, Path(name))
        except (CommandError, FormulaError):
            # LaTeX does not tell in which of them it found the mistake.
            half = len(requests) // 2
            yield from _together(requests[:half], tools, builder)
            yield from _together(requests[half:], tools, builder)
            return
        yield from zip(requests, drawn, strict=True)


def looks(request: Request, tools: Tools, builder: Builder) -> dict[str, Any]:
    """All that decides what the image of a formula looks like."""
    template = _own_template(builder)
    return {
        "tex": _math(request),
        "dpi": request.dpi,
        "template": template.read_text(encoding="utf-8") if template else "",
        **asdict(tools),
    }


def _run(
    requests: Sequence[Request],
    tools: Tools,
    builder: Builder,
    folder: Path,
    *,
    preview: bool = True,
) -> list[Drawn]:
    """Draw formulas into files in a folder."""
    source = _document(requests, tools, builder, preview=preview)
    (folder / "math.tex").write_text(source, encoding="utf-8", errors="replace")
    run_command(
        [tools.latex, "--interaction=nonstopmode", *tools.latex_args, "math.tex"],
        directory=folder,
        complaint=_COMPLAINT,
    )
    if not (folder / "math.dvi").is_file():
        raise FormulaError(f"{tools.latex!r} wrote no math.dvi")
    depth = ["--depth"] if preview else []
    printed = run_command(
        [tools.dvipng, "-T", "tight", "-z9", *tools.dvipng_args, "-D", str(requests[0].dpi), *depth,
         "-o", "math%d.png", "math.dvi"],
        directory=folder,
    )  # fmt: skip
    below = {int(page): float(pixels) for page, pixels in _DEPTH.findall(printed)}
    files = [folder / f"math{number}.png" for number in range(1, len(requests) + 1)]
    if not all(file.is_file() for file in files) or len(below) > len(files):
        raise FormulaError(f"{tools.dvipng!r} did not write one image for each formula")
    return [
        Drawn(file, max(below.get(number, 0.0), 0.0)) for number, file in enumerate(files, start=1)
    ]


def _document(requests: Sequence[Request], tools: Tools, builder: Builder, *, preview: bool) -> str:
    from sphinx.ext.imgmath import generate_latex_macro

    options: Any = SimpleNamespace(
        imgmath_font_size=tools.font_size,
        imgmath_latex_preamble=tools.preamble,
        imgmath_use_preview=preview,
        templates_path=builder.config.templates_path,
    )
    # As the template of Sphinx begins a formula. Numbers, which those with an environment of their own may have,
    # begin anew in each.
    size = f"\\fontsize{{{tools.font_size}}}{{{round(tools.font_size * 1.2)}}}\\selectfont "
    between = f"\n\\end{{preview}}\n\\setcounter{{equation}}{{0}}\n\\begin{{preview}}\n{size}"
    return generate_latex_macro("png", between.join(map(_math, requests)), options, builder.confdir)


def _own_template(builder: Builder) -> Path | None:
    """The template of the project for a document with a formula."""
    for folder in builder.config.templates_path:
        for suffix in (".jinja", "_t"):
            template = Path(builder.confdir, folder, f"preview.tex{suffix}")
            if template.exists():
                return template
    return None


def _math(request: Request) -> str:
    if not request.display:
        rule = _rule(request.strut, request.dpi) if request.strut else ""
        return f"{rule}${request.tex}$"
    if request.whole:
        return request.tex
    return wrap_displaymath(request.tex, None, False)  # noqa: FBT003 - takes no keyword in all releases


def _rule(strut: Strut, dpi: int) -> str:
    """Something white that is as high as a line: dvipng crops to what is drawn, whatever its colour."""
    above, below = (pixels * 72 / dpi for pixels in (strut.above_px, strut.below_px))
    rule = f"\\vrule width .01pt height {above:.3f}bp depth {below:.3f}bp"
    return f"\\special{{color push gray 1}}{rule}\\special{{color pop}}"


def _without_density(arguments: list[str]) -> list[str]:
    kept: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "-D":
            next(rest, None)
        elif not re.fullmatch(r"-D\s*=?\s*\d+", argument):
            kept.append(argument)
    return kept

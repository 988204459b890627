"""Everything that can be imported says what it is."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import sphinx_to_confluence


def _modules() -> Iterator[ModuleType]:
    yield sphinx_to_confluence
    for found in pkgutil.walk_packages(
        sphinx_to_confluence.__path__, f"{sphinx_to_confluence.__name__}."
    ):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield importlib.import_module(found.name)


def _described(module: ModuleType) -> Iterator[tuple[str, object]]:
    """What a module defines, with the public members of its classes."""
    for name, value in vars(module).items():
        is_ours = getattr(value, "__module__", None) == module.__name__
        if name.startswith("_") or not is_ours:
            continue
        if inspect.isfunction(value):
            yield f"{module.__name__}.{name}", value
        elif inspect.isclass(value):
            yield f"{module.__name__}.{name}", value
            for member, inner in vars(value).items():
                if not member.startswith("_") and (
                    inspect.isfunction(inner)
                    or isinstance(inner, property | classmethod | staticmethod)
                ):
                    yield f"{module.__name__}.{name}.{member}", inner


def test_everything_public_is_described():
    """Modules, classes, functions, methods and properties without an underscore have a docstring."""
    things = [
        thing for module in _modules() for thing in ((module.__name__, module), *_described(module))
    ]
    assert [name for name, thing in things if not inspect.getdoc(thing)] == []

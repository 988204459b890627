"""Which names look like options of ours and are none?"""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterator, Mapping
from types import ModuleType
from typing import Any

from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.option import PREFIX


def misspelt(values: Mapping[str, Any], known: Container[str]) -> Iterator[str]:
    """Yield a sentence for each name that is no option, with the option that may have been meant.

    :param values: by name.
    :param known: names that are options, of ours or of another extension.
    """
    real_names = {option.name for option in all_options()}
    for name, value in values.items():
        # Other extensions have options that begin like ours.
        if not name.startswith(PREFIX) or name in known or isinstance(value, ModuleType):
            continue
        nearest = difflib.get_close_matches(name.removeprefix(PREFIX), real_names, n=1, cutoff=0.7)
        if nearest:
            yield f"{name} is no option; did you mean {PREFIX}{nearest[0]}?"
        elif not callable(value):  # conf.py may have functions of its own
            yield f"{name} is no option and has no effect"

"""Which nodes of other extensions do we know? One module for each; none of them imports the extension."""

from __future__ import annotations

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

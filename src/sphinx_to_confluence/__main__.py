"""``python -m sphinx_to_confluence``: the same as ``sphinx-to-confluence``."""

from __future__ import annotations

import sys

from sphinx_to_confluence.cli import main

if __name__ == "__main__":
    sys.exit(main())

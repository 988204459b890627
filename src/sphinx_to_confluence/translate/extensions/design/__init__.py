"""How are the components of ``sphinx-design`` written?

Most of them are containers that say in ``design_component`` what they are. Its transforms into HTML run for builders of
HTML only, so the containers come to us as the directives made them.
"""

from sphinx_to_confluence.translate.extensions.design import (  # noqa: F401 - imported for their handlers
    badges,
    cards,
    folds,
    grids,
    icons,
)

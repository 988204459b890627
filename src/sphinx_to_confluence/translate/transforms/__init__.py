"""What has to be known of a whole document before it is written? Transforms that only our builders run."""

from __future__ import annotations

from sphinx_to_confluence.translate.transforms.html_only import KeepHtmlOfExtensions
from sphinx_to_confluence.translate.transforms.raw_html import PairRawHtml

TRANSFORMS = (KeepHtmlOfExtensions, PairRawHtml)

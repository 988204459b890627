"""Which address do the REST calls go to, and which address do people see?"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NewType

ApiBase = NewType("ApiBase", str)
"""Where REST calls go; ends with a slash. Cloud paths start with ``wiki/``, Data Center paths with ``rest/``."""

SiteBase = NewType("SiteBase", str)
"""What people see, ending with a slash: ``https://example.atlassian.net/wiki/``; never the gateway."""


class Flavour(enum.Enum):
    """The two products, which answer different REST APIs."""

    CLOUD = "cloud"
    DATA_CENTER = "datacenter"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The outcome of the resolver.

    ``site_base`` is ``None`` for a gateway address given by hand, until the first answer tells it
    (``_links.base``). ``notices`` are sentences for the person, such as what was trimmed from the address.
    """

    api_base: ApiBase
    site_base: SiteBase | None
    flavour: Flavour
    cloud_id: str | None = None
    notices: tuple[str, ...] = ()

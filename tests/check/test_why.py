"""One sentence on why calls go where they go."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.check.why import why
from sphinx_to_confluence.config.endpoint import endpoint_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.tenant import TenantAnswer

CLOUD_ID = "550e8400-e29b-41d4-a716-446655440000"
SITE = "https://example.atlassian.net/wiki"
OTHER = "https://docs.example.com"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"server_url": SITE}, "The host is one of Confluence Cloud; without"),
        ({"server_url": OTHER, "cloud": True}, "confluence_cloud = True says that it is Cloud"),
        ({"server_url": OTHER, "cloud_id": CLOUD_ID}, "confluence_cloud_id is set"),
        ({"server_url": OTHER}, "The host told a cloud id when it was asked"),
        ({"server_url": f"{OTHER}/x"}, "not one of Atlassian's, and told no cloud id"),
        ({"server_url": OTHER, "cloud": False}, "confluence_cloud = False says"),
        (
            {"server_url": SITE, "api_token_scoped": True},
            "the cloud id was asked from https://example.atlassian.net/_edge/tenant_info.",
        ),
        (
            {"server_url": SITE, "api_token_scoped": True, "cloud_id": CLOUD_ID},
            "the cloud id is that of confluence_cloud_id.",
        ),
        (
            {"server_url": f"https://api.atlassian.com/ex/confluence/{CLOUD_ID}"},
            "confluence_server_url is an address of the gateway",
        ),
    ],
)
def test_why(options, words):
    """The options that led there are named."""
    settings = Settings(**options)
    answer = TenantAnswer(status=200, text=f'{{"cloudId": "{CLOUD_ID}"}}')
    endpoint = endpoint_of(settings, lambda _url: answer)
    assert words in why(settings, endpoint, cloud_id_told=True)

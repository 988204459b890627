"""What has conf.py to say so that a build publishes into a sandbox, whatever site it is meant for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from requests.auth import AuthBase, HTTPBasicAuth

from sphinx_to_confluence.rest.auth import bearer

if TYPE_CHECKING:
    from sphinx_to_confluence.sandbox import Addresses, Sandbox

USER = "writer@sandbox.example"

_NOTHING_OF_A_REAL_SITE = {
    "confluence_cloud_id": None,
    "confluence_oauth_client_id": None,
    "confluence_oauth_token_url": None,
    "confluence_parent_page": None,
    "confluence_publish_root": None,
    "confluence_publish_dryrun": False,
    "confluence_proxy": None,
    "confluence_ca_cert": None,
    "confluence_client_cert": None,
    "confluence_disable_ssl_validation": False,
    "confluence_request_session_override": None,
    "confluence_editor": None,
}
"""What a conf.py says about the site that it is meant for, and the sandbox has to do without."""


@dataclass(frozen=True, slots=True)
class LocalSite:
    """A space of a sandbox, and a token for it that is of use nowhere else. Its fields can be written as JSON.

    :param gateway: where the gateway for scoped tokens is; empty on Data Center.
    """

    site_url: str
    gateway: str
    space_key: str
    token: str

    def options(self) -> Mapping[str, Any]:
        """Return values of options, to go before those of conf.py."""
        token = self.token
        if not self.gateway:
            auth: AuthBase = bearer(token)
            of_flavour: dict[str, object] = {
                "confluence_cloud": False,
                "confluence_api_token_scoped": False,
                "confluence_server_user": None,
            }
        else:
            auth = HTTPBasicAuth(USER, token)
            of_flavour = {
                "confluence_cloud": True,
                "confluence_api_gateway": self.gateway,
                "confluence_api_token_scoped": True,
                "confluence_server_user": USER,
            }
        return (
            _NOTHING_OF_A_REAL_SITE
            | of_flavour
            | {
                "confluence_publish": True,
                "confluence_server_url": self.site_url,
                "confluence_space_key": self.space_key,
                "confluence_api_token": lambda: token,
                # Goes before whatever else conf.py has to sign in with.
                "confluence_server_auth": lambda: auth,
            }
        )


def local_site(sandbox: Sandbox, server: Addresses, space_key: str) -> LocalSite:
    """Make a token of a sandbox that is being served."""
    from sphinx_to_confluence.sandbox import TWELVE_SCOPES

    if sandbox.flavour == "datacenter":
        return LocalSite(server.site_url, "", space_key, sandbox.add_token("pat", user=USER))
    token = sandbox.add_token("scoped", scopes=TWELVE_SCOPES, user=USER)
    return LocalSite(server.site_url, f"{server.origin}/ex/confluence/", space_key, token)


def overview(sandbox: Sandbox, server: Addresses, space_key: str) -> str:
    """Return where people find the pages of a space."""
    pages = (
        f"display/{space_key}"
        if sandbox.flavour == "datacenter"
        else f"spaces/{space_key}/overview"
    )
    return f"{server.site_url}/{pages}"

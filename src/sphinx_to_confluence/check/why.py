"""Why do calls go where they go? One sentence: the options that led there."""

from __future__ import annotations

from sphinx_to_confluence.config.endpoint import Endpoint, Flavour
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest.routes import is_gateway


def why(settings: Settings, endpoint: Endpoint, *, cloud_id_told: bool) -> str:
    """Say which options led to an endpoint.

    :param cloud_id_told: whether the site told a cloud id when it was asked.
    """
    if endpoint.flavour is Flavour.DATA_CENTER:
        if settings.cloud is False:
            return "confluence_cloud = False says that it is a Data Center."
        return "The host is not one of Atlassian's, and told no cloud id: so it is a Data Center."
    if is_gateway(endpoint):
        return _why_gateway(settings, endpoint)
    calls = "without confluence_api_token_scoped, calls go to the site itself."
    if settings.cloud:
        return f"confluence_cloud = True says that it is Cloud; {calls}"
    if settings.cloud_id:
        return f"confluence_cloud_id is set, so that it is Cloud; {calls}"
    if cloud_id_told and endpoint.cloud_id:
        return f"The host told a cloud id when it was asked, so that it is Cloud; {calls}"
    return f"The host is one of Confluence Cloud; {calls}"


def _why_gateway(settings: Settings, endpoint: Endpoint) -> str:
    if endpoint.site_base is None or not settings.api_token_scoped:
        if endpoint.site_base is None:
            return "confluence_server_url is an address of the gateway, with the cloud id in it."
        return "The site turned the token away, and the gateway takes it."
    where = (
        "the cloud id is that of confluence_cloud_id"
        if settings.cloud_id
        else f"the cloud id was asked from {_origin(endpoint)}_edge/tenant_info"
    )
    gateway = " (the one of confluence_api_gateway)" if settings.api_gateway else ""
    return (
        "confluence_api_token_scoped is on, so that calls go through Atlassian's API gateway"
        f"{gateway}; {where}."
    )


def _origin(endpoint: Endpoint) -> str:
    return (endpoint.site_base or "").removesuffix("wiki/")

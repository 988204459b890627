"""A program as somebody else might write it: everything that the manual calls the Python API, with its types.

Never run; ``distributions.py`` has mypy look at it with the wheel installed, which proves that the types are in there.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.config.endpoint import ApiBase, Endpoint, Flavour, SiteBase, resolve
from sphinx_to_confluence.config.tenant import TenantAnswer
from sphinx_to_confluence.config.unbuilt import Unbuilt, read_options
from sphinx_to_confluence.errors import ConfluenceError, MissingScope
from sphinx_to_confluence.publish import publish_bundle
from sphinx_to_confluence.publish.operations import Plan
from sphinx_to_confluence.publish.report import Report


def publish(directory: Path, source: Path) -> int:
    """Publish what was built."""
    bundle = assert_type(read_bundle(directory, hash_attachments=True), Bundle)
    options = assert_type(read_options(source, bundle=bundle.options, warn=print), Unbuilt)
    for page in bundle.pages:
        assert_type(page, Page)
        print(page.title, page.docname)
    try:
        report = publish_bundle(
            bundle,
            options.settings,
            options.credentials,
            say=print,
            warn=print,
            on_plan=look,
        )
    except MissingScope as error:
        print(assert_type(error.scopes, tuple[str, ...]))
        return error.exit_code
    except ConfluenceError as error:
        print(error.tried, error.answered, error.cause, error.remedy)
        return error.exit_code
    assert_type(report, Report)
    print(assert_type(report.summary(), str))
    return 0


def look(plan: Plan) -> None:
    """Look at a plan."""
    print(plan)


def api_of(address: str) -> tuple[ApiBase, SiteBase | None]:
    """Work an address out."""
    endpoint = resolve(
        address,
        scoped=True,
        cloud=None,
        cloud_id=None,
        gateway=None,
        allow_insecure_http=False,
        fetch_tenant_info=lambda _: TenantAnswer(status=404),
    )
    assert_type(endpoint, Endpoint)
    assert_type(endpoint.flavour, Flavour)
    return endpoint.api_base, endpoint.site_base


def setup(app: Sphinx) -> ExtensionMetadata:
    """Be an extension that needs this one."""
    app.setup_extension("sphinx_to_confluence")
    return {"parallel_read_safe": True}

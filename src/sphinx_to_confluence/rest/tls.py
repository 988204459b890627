"""How do bytes get to the server? The transport adapter: a client certificate, a password for the proxy."""

from __future__ import annotations

import base64
import ssl
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.util.ssl_ import create_urllib3_context

from sphinx_to_confluence.errors import CredentialError


def client_context(
    client_cert: str | tuple[str, str], *, passphrase: str | None, verify: bool
) -> ssl.SSLContext:
    """Make a TLS context that shows a client certificate.

    ``requests`` has no way to name the pass phrase of a key; without one OpenSSL would ask for it on the terminal.

    :raises CredentialError: when the files cannot be read or the pass phrase is wrong.
    """
    cert, key = (client_cert, None) if isinstance(client_cert, str) else client_cert
    for path in (cert, key):
        if path is not None and not Path(path).is_file():
            raise CredentialError(
                f"cannot use the client certificate {path}",
                cause="There is no such file.",
                remedy="Check confluence_client_cert; its paths are relative to the source directory.",
            )
    context = create_urllib3_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        context.load_cert_chain(cert, key, password=lambda: passphrase or "")
    except (ssl.SSLError, ValueError):
        # What OpenSSL says here ("PEM lib") helps nobody, and might quote the file.
        raise CredentialError(
            f"cannot use the client certificate {cert}",
            cause="The key does not belong to the certificate, the file is not in PEM format, or the pass phrase "
            "is wrong or missing.",
            remedy="Check confluence_client_cert and confluence_client_cert_pass.",
        ) from None
    return context


class Transport(HTTPAdapter):
    """The adapter of ``requests``, with a TLS context of our own and a password for the proxy.

    The password travels in a header and not in the address of the proxy, so that no message can quote it.

    :param proxy_auth: ``user:password``; used for the proxy that the environment names as well.
    """

    def __init__(
        self, *, context: ssl.SSLContext | None = None, proxy_auth: str | None = None
    ) -> None:
        self._context = context
        self._proxy_auth = proxy_auth
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use the context for direct connections."""
        super().init_poolmanager(*args, **self._with_context(kwargs))

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Use the context for connections through a proxy."""
        return super().proxy_manager_for(proxy, **self._with_context(kwargs))

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Add the password for the proxy."""
        headers: dict[str, str] = super().proxy_headers(proxy)
        if self._proxy_auth is not None:
            encoded = base64.b64encode(self._proxy_auth.encode()).decode("ascii")
            headers["Proxy-Authorization"] = f"Basic {encoded}"
        return headers

    def _with_context(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        return kwargs if self._context is None else {**kwargs, "ssl_context": self._context}

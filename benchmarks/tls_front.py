"""How does a client that insists on https reach the sandbox? By a door with a certificate of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"


@contextmanager
def tls_front(port: int, folder: Path) -> Iterator[tuple[str, Path]]:
    """Hand what comes in over TLS on to a port while the block lasts; yields host with port, and the certificate.

    Needs the program ``openssl``.
    """
    certificate, key = folder / "front.crt", folder / "front.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(certificate), "-subj", f"/CN={LOOPBACK}"),
            *("-addext", f"subjectAltName=IP:{LOOPBACK}"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server((LOOPBACK, 0)) as listening:
        threading.Thread(target=_accept, args=(listening, context, port), daemon=True).start()
        yield f"{LOOPBACK}:{listening.getsockname()[1]}", certificate


def _accept(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    while True:
        try:
            plain, _ = listening.accept()
        except OSError:  # closed: the block was left
            return
        threading.Thread(target=_connect, args=(plain, context, port), daemon=True).start()


def _connect(plain: socket.socket, context: ssl.SSLContext, port: int) -> None:
    # What either side breaks off ends the connection; the other side sees that, too.
    with (
        contextlib.suppress(OSError),
        context.wrap_socket(plain, server_side=True) as outer,
        socket.create_connection((LOOPBACK, port)) as inner,
    ):
        back = threading.Thread(target=_copy, args=(inner, outer), daemon=True)
        back.start()
        _copy(outer, inner)
        back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)

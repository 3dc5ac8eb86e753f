"""TLS in front of an engine that speaks none, as those of the wheels: who comes sees the certificate of that service,
and who comes without TLS is told nothing. Behind it, to a port of this machine, nothing is encrypted.
"""

import contextlib
import select
import socket
import socketserver
import ssl
import struct
import threading
from pathlib import Path

from benchmarks.drill.machines import Server

ASKS_FOR_TLS = struct.pack("!ii", 8, 80_877_103)  # the first message of PostgreSQL's protocol


class Front:
    """`behind`: the engine's port, another each time that it starts. Both files are read for each who comes: they may
    be new ones."""

    def __init__(self, port: int, certificate: Path, key: Path, *, asked_for: bytes = b"") -> None:
        self.behind, front = 0, self

        class Comer(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with (
                    contextlib.suppress(OSError),
                    socket.create_connection(("127.0.0.1", front.behind), 5) as engine,
                ):
                    if asked_for:
                        if self.request.recv(len(asked_for)) != asked_for:
                            return
                        self.request.sendall(b"S")
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    context.load_cert_chain(certificate, key)
                    engine.settimeout(None)
                    with context.wrap_socket(self.request, server_side=True) as safe:
                        carry(safe, engine)

        server = Server(("127.0.0.1", port), Comer)
        self.port = int(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()


def carry(safe: ssl.SSLSocket, engine: socket.socket) -> None:
    """Both ways, until one hangs up. By one thread: two may not use one end of TLS at the same time."""
    while True:
        for giver in [safe] if safe.pending() else select.select([safe, engine], [], [])[0]:
            piece = giver.recv(65_536)
            if not piece:
                return
            (engine if giver is safe else safe).sendall(piece)

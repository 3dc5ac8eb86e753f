"""A network of its own for a machine of the drill: a namespace of Linux, joined to us by one line. What it may reach
here is carried over port by port, and so is its web server's port to us: between two machines there is nothing else.

Needs root and `ip` (Debian: iproute2). Without them the machines share our loopback.
"""

import contextlib
import os
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator

from benchmarks.drill.machines import Server


def are_possible() -> bool:
    """Tried, as a container may forbid it to root."""
    if os.geteuid() or shutil.which("ip") is None:
        return False
    name = f"drill{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode:
        return False
    subprocess.run(["ip", "netns", "delete", name], check=True)
    return True


class Network:
    """`number` (1 to 250) is of this one alone. `us`, `them`: the two ends of the line."""

    def __init__(self, number: int) -> None:
        self.name = f"drill{os.getpid()}-{number}"
        self.us, self.them = f"10.228.{number}.1", f"10.228.{number}.2"
        outer, inner = f"dr{number}o{os.getpid() % 10_000}", f"dr{number}i{os.getpid() % 10_000}"
        within = ("ip", "-n", self.name)
        for argv in (
            ("ip", "netns", "add", self.name),
            ("ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", self.name),
            ("ip", "address", "add", f"{self.us}/24", "dev", outer),
            ("ip", "link", "set", outer, "up"),
            (*within, "address", "add", f"{self.them}/24", "dev", inner),
            (*within, "link", "set", inner, "up"),
            (*within, "link", "set", "lo", "up"),
        ):
            subprocess.run(argv, check=True)
        self.carriers: list[socketserver.ThreadingTCPServer] = []

    def within(self, argv: list[str]) -> list[str]:
        return [str(shutil.which("ip")), "netns", "exec", self.name, *argv]

    def let_reach(self, port: int) -> None:
        """A port of ours, under `us`."""
        self._carry((self.us, port), ("127.0.0.1", port))

    def let_be_reached(self, port: int) -> None:
        """A port of theirs, under our loopback."""
        self._carry(("127.0.0.1", port), (self.them, port))

    def _carry(self, here: tuple[str, int], there: tuple[str, int]) -> None:
        class Carrier(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError), socket.create_connection(there, 5) as other:
                    other.settimeout(None)
                    back = threading.Thread(target=carry, args=(other, self.request), daemon=True)
                    back.start()
                    carry(self.request, other)
                    back.join()

        server = Server(here, Carrier)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.carriers.append(server)

    def remove(self) -> None:
        """The line goes with the namespace."""
        for carrier in self.carriers:
            carrier.shutdown()
            carrier.server_close()
        subprocess.run(["ip", "netns", "delete", self.name], check=False)


def carry(giver: socket.socket, taker: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := giver.recv(65_536):
            taker.sendall(piece)
    for end in (giver, taker):  # either end hung up: so do we, on both sides
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def networks(count: int) -> Iterator[list[Network]]:
    """None where they are not possible."""
    made: list[Network] = []
    try:
        if are_possible():
            made.extend(Network(number) for number in range(1, count + 1))
        yield made
    finally:
        for network in made:
            network.remove()

"""Other people's machines, each a process of its own: `python -m benchmarks.drill.machines mail 2525`.

And the line between a machine and the site, which can be slow: `... line PORT NAME`. It reads from DRILL_FOLDER where
the machine listens (`to-NAME`) and for how many seconds each piece of talk is held back (`slow-NAME`).
"""

import json
import os
import socket
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Mail(socketserver.StreamRequestHandler):
    """Takes every mail, and keeps of each its name alone."""

    def handle(self) -> None:
        self.say("220 here")
        within = False
        for line in self.rfile:
            word = line.strip().upper()
            if within:
                if word.startswith(b"MESSAGE-ID:"):
                    with Path(os.environ["DRILL_FOLDER"], "mails").open("ab") as mails:
                        mails.write(line)
                if word == b".":
                    within = False
                    self.say("250 taken")
            elif word.startswith(b"DATA"):
                within = True
                self.say("354 go on")
            elif word.startswith(b"QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("250 well")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Web(BaseHTTPRequestHandler):
    """The registry knows nobody, and the geocoder finds every street in Oakland."""

    answer: Any = {"result_count": 0, "results": []}

    def do_GET(self) -> None:
        body = json.dumps(self.answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


class Geocoder(Web):
    answer = ({"lat": "37.8053", "lon": "-122.2725", "display_name": "there"},)


class Line(socketserver.BaseRequestHandler):
    name = ""

    def handle(self) -> None:
        there = int(_told(f"to-{self.name}") or 0)
        try:
            with socket.create_connection(("127.0.0.1", there), 5) as other:
                other.settimeout(None)
                back = threading.Thread(target=self.carry, args=(other, self.request), daemon=True)
                back.start()
                self.carry(self.request, other)
                back.join()
        except OSError:
            return

    def carry(self, giver: socket.socket, taker: socket.socket) -> None:
        try:
            while piece := giver.recv(65_536):
                self.hold_back()
                taker.sendall(piece)
        except OSError:
            pass
        for end in (giver, taker):  # either end hung up: so do we, on both sides
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def hold_back(self) -> None:
        """As long as is said; said otherwise meanwhile, it goes on at once."""
        since = time.monotonic()
        while time.monotonic() - since < float(_told(f"slow-{self.name}") or 0):
            time.sleep(0.02)


def _told(name: str) -> str:
    file = Path(os.environ["DRILL_FOLDER"], name)
    return file.read_text() if file.exists() else ""


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 128


def main(kind: str, port: str, name: str = "") -> None:
    here = ("127.0.0.1", int(port))
    Line.name = name
    if kind in ("registry", "geocoder"):
        ThreadingHTTPServer(here, Geocoder if kind == "geocoder" else Web).serve_forever()
    Server(here, Mail if kind == "mail" else Line).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])

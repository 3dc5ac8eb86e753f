"""A small mail server, which refuses, hangs or hangs up as the address tells it."""

import random
import socketserver
import threading
import time
from collections import Counter
from email import message_from_bytes
from email.message import Message
from typing import Any


class SmtpServer(socketserver.ThreadingTCPServer):
    """`got`: what was taken, in order. `hangs`: says nothing until it is closed. `slow`: seconds for each mail. `busy`:
    the share of tries that it puts off, by lot."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0, *, hangs: bool = False, slow: float = 0, busy: float = 0) -> None:
        super().__init__(("127.0.0.1", port), Talk)
        self.hangs, self.slow, self.busy = hangs, slow, busy
        self.put_off = 0
        self.got: list[tuple[str, Message]] = []
        self.talks = 0
        self.closing = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def reached(self) -> list[str]:
        return [address for address, _message in self.got]

    @property
    def doubled(self) -> int:
        return sum(times - 1 for times in Counter(message["Message-ID"] for _to, message in self.got).values())

    def __enter__(self) -> "SmtpServer":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


# The local part of an address is how it answers.
RCPT = {"gone": b"550 5.1.1 no such user", "full": b"452 4.2.2 mailbox full", "relay": b"530 5.7.0 sign in first"}
DATA = {"spam": b"554 5.7.1 we do not like it"}


class Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.server.talks += 1
        if self.server.hangs:
            self.server.closing.wait(60)
            return
        self.say(b"220 test")
        address = ""
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper().strip()
            if verb == b"RCPT":
                address = line.partition(b"<")[2].partition(b">")[0].decode()
                self.say(self.answer_to(address))
            elif verb == b"DATA":
                self.say(b"354 go on")
                if not self.take(address):
                    return
            elif verb == b"QUIT":
                self.say(b"221 bye")
                return
            else:
                self.say(b"250 ok")

    def answer_to(self, address: str) -> bytes:
        if random.random() < self.server.busy:
            self.server.put_off += 1
            return b"451 4.3.2 later"
        return RCPT.get(address.partition("@")[0], b"250 ok")

    def take(self, address: str) -> bool:
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        name = address.partition("@")[0]
        if name == "hangup":
            return False
        time.sleep(self.server.slow)
        if name not in DATA:
            self.server.got.append((address, message_from_bytes(content)))
        self.say(DATA.get(name, b"250 taken"))
        return True

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")

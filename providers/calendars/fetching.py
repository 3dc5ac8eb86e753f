"""Getting a calendar from an address that somebody typed, without being sent where we must not go.

The name is looked up once, each of its addresses has to be a public one, and the connection goes to the one that was
checked: a name that answers differently the second time is never asked a second time. No redirect is followed. All of
it, name, handshake, headers and body, ends after five seconds, and the body at one megabyte. Only a worker calls this.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import dataclass
from socket import getaddrinfo
from typing import Final
from urllib.parse import quote, urlsplit

from providers.calendars.enums import Trouble
from providers.calendars.rules.reading import CalendarRefused

SECONDS: Final = 5.0
MOST_BYTES: Final = 1_000_000
PORT: Final = 443
SAFE: Final = "/%:@!$&'()*+,;=~-._?"
# Prefixes of the longer addresses that carry one of the shorter kind: NAT64, 6to4, Teredo.
CARRY: Final = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Dial = Callable[[str, str, float], socket.socket]


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    host: str
    target: str


def asked_for(typed: str) -> CalendarAddress:
    """CalendarRefused for what is no https address on the usual port, or names a user."""
    text = typed.strip()
    if text.lower().startswith("webcal://"):
        text = "https://" + text[len("webcal://") :]
    try:
        parts = urlsplit(text)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise CalendarRefused(Trouble.ADDRESS) from None
    if parts.scheme != "https" or not host or port not in (None, PORT) or "@" in parts.netloc:
        raise CalendarRefused(Trouble.ADDRESS)
    query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
    return CalendarAddress(host, (quote(parts.path, safe=SAFE) or "/") + query)


def is_public(address: Address) -> bool:
    """Neither private, loopback, link-local, shared, multicast nor reserved, nor inside one that carries another."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in net for net in CARRY) or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(typed: str, *, allowed: Callable[[Address], bool] = is_public, dial: Dial | None = None) -> bytes:
    """The body. CalendarRefused says in a word why not."""
    asked, end = asked_for(typed), time.monotonic() + SECONDS
    address = _looked_up(asked.host, end, allowed)
    try:
        return _body(asked, address, dial or dial_tls, end)
    except TimeoutError:
        raise CalendarRefused(Trouble.SLOW) from None
    except (OSError, http.client.HTTPException, ValueError):
        trouble = Trouble.SLOW if time.monotonic() >= end else Trouble.AWAY
        raise CalendarRefused(trouble) from None


def dial_tls(address: str, host: str, seconds: float) -> socket.socket:
    """Connected, with the handshake still to come: whoever waits can end it."""
    plain = socket.create_connection((address, PORT), timeout=seconds)
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _looked_up(host: str, end: float, allowed: Callable[[Address], bool]) -> str:
    """Once. A resolver that hangs is left behind: it cannot be stopped."""
    pool = ThreadPoolExecutor(1)
    try:
        asked = pool.submit(getaddrinfo, host, PORT, type=socket.SOCK_STREAM)
        found = asked.result(timeout=max(0.0, end - time.monotonic()))
    except TookTooLong:
        raise CalendarRefused(Trouble.SLOW) from None
    except (OSError, UnicodeError):
        raise CalendarRefused(Trouble.AWAY) from None
    finally:
        pool.shutdown(wait=False)
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    if not addresses or not all(allowed(ipaddress.ip_address(address)) for address in addresses):
        raise CalendarRefused(Trouble.PRIVATE)
    return addresses[0]


def _body(asked: CalendarAddress, address: str, dial: Dial, end: float) -> bytes:
    sock = dial(address, asked.host, max(0.1, end - time.monotonic()))
    # A side that sends a byte a second keeps each wait short: at the end the connection is cut, whoever waits on it.
    cut = threading.Timer(max(0.0, end - time.monotonic()), _cut, [sock])
    cut.daemon = True
    cut.start()
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        content = _read(sock, asked, end)
    finally:
        cut.cancel()
        sock.close()
    if time.monotonic() >= end:  # what came may be a part
        raise CalendarRefused(Trouble.SLOW)
    return content


def _read(sock: socket.socket, asked: CalendarAddress, end: float) -> bytes:
    connection = http.client.HTTPConnection(asked.host, timeout=max(0.1, end - time.monotonic()))
    connection.sock = sock
    connection.auto_open = 0  # never dial anew by the name
    headers = {"Accept": "text/calendar", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", asked.target, headers={**headers, "User-Agent": "Caarisma"})
    with connection.getresponse() as answer:
        return _content(answer)


def _content(answer: http.client.HTTPResponse) -> bytes:
    if 300 <= answer.status < 400:
        raise CalendarRefused(Trouble.MOVED)
    if answer.status != http.client.OK or answer.headers.get("Content-Encoding", "identity") != "identity":
        raise CalendarRefused(Trouble.STATUS)
    content = b""
    while part := answer.read1(65_536):
        content += part
        if len(content) > MOST_BYTES:
            raise CalendarRefused(Trouble.BIG)
    if answer.length:  # it said that there was more
        raise CalendarRefused(Trouble.AWAY)
    return content


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        socket.socket.shutdown(sock, socket.SHUT_RDWR)

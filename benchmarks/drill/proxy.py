"""The proxy of docker-compose.yml by an nginx that is installed here: its template as it stands, with loopback ports in
place of a container's, and somebody who comes through it by TLS.
"""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from random import Random

from benchmarks.visitor import GIVES_UP, Visitor

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = (ROOT / "caarisma" / "deploy" / "nginx.conf.template").read_text()
LISTENS = ("listen 80", "listen 443", "listen 127.0.0.1:8081")  # to the world twice, and for the health check
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def nginx() -> str | None:
    """Debian keeps it where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def is_possible() -> bool:
    return nginx() is not None and shutil.which("openssl") is not None


def make_certificate(folder: Path, site: str) -> None:
    """`fullchain.pem` and `privkey.pem`, signed by themselves, for a day."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={site}",
         "-addext", f"subjectAltName=DNS:{site}", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def configuration(folder: Path, *, site: str, web: str, trusts: Path, tls: Path, ports: tuple[int, int, int]) -> str:
    """All of nginx.conf. `web`: where the site answers, `https://...`; `trusts`: the folder with its certificate;
    `ports`: in place of those of LISTENS."""
    rules = TEMPLATE.replace("${SITE_HOST}", site).replace("https://web:8000", web)
    rules = rules.replace("/etc/nginx/tls", str(tls)).replace("/etc/nginx/web", str(trusts))
    rules = rules.replace("/dev/std", f"{folder}/std")
    rules = re.sub(r"\bhttp2 on;", "", rules)  # nginx 1.25 and later; Debian's is older
    for listens, port in zip(LISTENS, ports, strict=True):
        rules = rules.replace(listens, f"listen 127.0.0.1:{port}")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in KINDS)
    room = "events { worker_connections 1024; }"  # as in the image that we run; by itself it has 512
    return f"daemon off; pid {folder}/pid; {room} http {{ {places}\n{rules}\n}}"


class InItsPlace(Visitor):
    """Asks the web service as the proxy would: by TLS, and believes nobody but its certificate."""

    def __init__(self, port: int, rng: Random, *, site: str, certificate: Path) -> None:
        self.trusts = ssl.create_default_context(cafile=str(certificate))
        super().__init__(port, rng, site=site)

    def move_to(self, port: int) -> None:
        super().move_to(port)
        self.connection = Encrypted("127.0.0.1", port, self.trusts)


class Outsider(InItsPlace):
    """Comes from the world, to the site's own name."""

    def __init__(self, port: int, rng: Random, *, site: str, certificate: Path) -> None:
        super().__init__(port, rng, site=site, certificate=certificate)
        self.passed_on = {"Host": site}

    def move_to(self, port: int) -> None:
        super().move_to(port)
        self.connection = Encrypted(self.site, port, self.trusts)


class Encrypted(http.client.HTTPSConnection):
    """To a port of this machine, by the name that its certificate should have."""

    def __init__(self, site: str, port: int, trusts: ssl.SSLContext) -> None:
        super().__init__(site, port, timeout=GIVES_UP, context=trusts)
        self.trusts = trusts

    def connect(self) -> None:
        line = socket.create_connection(("127.0.0.1", self.port), GIVES_UP)
        self.sock = self.trusts.wrap_socket(line, server_hostname=self.host)

"""The W3C's checker, Nu, on the documents as they were sent: a browser mends what it can before anybody can look.

It is a Java program: `make nu` fetches it, names it in NU_JAR and walks the journeys. Without it nothing is kept.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from caarisma.common.middleware import PrivateByDefault

JAR = os.environ.get("NU_JAR", "")
# Not known to it, and right: htmx reads them.
NOT_ITS_OWN = r".*Attribute .hx-[a-z-]+. not allowed.*"
OF_ONE_VISIT = re.compile(rb'value="[A-Za-z0-9]{64}"')  # the token of a form


@contextmanager
def documents_kept(folder: Path) -> Iterator[None]:
    """Whatever whole document the site answers with is kept in the folder, once."""
    answer = PrivateByDefault.__call__

    def kept(self: PrivateByDefault, request: HttpRequest) -> HttpResponse:
        response = answer(self, request)
        if not response.streaming and response.content[:15].lower().startswith(b"<!doctype html"):
            name = re.sub(r"[^a-z]+", "-", request.path.lower()).strip("-")[:60]
            alike = sha256(OF_ONE_VISIT.sub(b"", response.content)).hexdigest()[:12]
            (folder / f"{name}-{alike}.html").write_bytes(response.content)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PrivateByDefault, "__call__", kept)
        yield


def faults_in(folder: Path) -> list[tuple[str, str]]:
    """Each error once, with a page where it is."""
    quiet = ["--errors-only", "--exit-zero-always", "--format", "json", "--filterpattern", NOT_ITS_OWN]
    argv = ["java", "-jar", JAR, *quiet, str(folder)]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stderr
    return sorted({_told(message): _where(message) for message in json.loads(said)["messages"]}.items())


def _told(message: dict[str, Any]) -> str:
    return f"{message['message']} {message.get('extract', '').strip()!r}"


def _where(message: dict[str, Any]) -> str:
    return f"{message['url'].rpartition('/')[2]}:{message.get('lastLine', '')}"

"""Getting a file of the list from OIG: bounded in size and in time, and never a part of one."""

import logging
import time
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Final

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.uploading import MOST_BYTES
from providers.exclusions.enums import ListKind

log = logging.getLogger(__name__)

TIMEOUT: Final = (5.0, 20.0)  # seconds to connect, and between two bites
LONGEST_WAIT: Final = 300.0  # seconds for the whole file, of 16 MB
BITE: Final = 262_144
NAMES: Final = {ListKind.SUPPLEMENT: "excl", ListKind.REINSTATED: "rein"}


class CannotFetch(UserFacingError):
    """OIG gave no whole file. It may be tried again."""


@dataclass(frozen=True, slots=True)
class Fetched:
    content: bytes
    changed_on: date | None  # the day on which OIG last changed the file, as its server says


def address_of(kind: ListKind, month: date) -> tuple[str, str]:
    """(where OIG has this file, its name). The full list has one address for ever. Seen on OIG's pages in 2026:
    UPDATED.csv, and 2026/2605excl.csv for the exclusions of May 2026."""
    if not settings.LEIE_URL:
        raise CannotFetch(_("Fetching is switched off here. Upload the file."))
    name = "UPDATED.csv" if kind == ListKind.FULL else f"{month:%Y}/{month:%y%m}{NAMES[kind]}.csv"
    return f"{settings.LEIE_URL}{name}", name.rpartition("/")[2]


def fetch(source: str) -> Fetched:
    """Raises CannotFetch with what to do."""
    try:
        with requests.get(source, timeout=TIMEOUT, stream=True, allow_redirects=False) as response:
            if response.status_code == requests.codes.not_found:
                raise CannotFetch(_("OIG has no such file yet. Try again in some days."))
            if response.status_code != requests.codes.ok:
                raise CannotFetch(_("OIG did not give the file. Try again, or upload it."))
            return Fetched(_body(response), _day(response.headers.get("Last-Modified", "")))
    except requests.RequestException as error:
        log.warning("list not fetched: %s", type(error).__name__)
        raise CannotFetch(_("OIG did not answer, or stopped in the middle. Try again, or upload the file.")) from error


def _body(response: requests.Response) -> bytes:
    body, until = bytearray(), time.monotonic() + LONGEST_WAIT
    for bite in response.iter_content(BITE):
        body += bite
        if len(body) > MOST_BYTES or time.monotonic() > until:
            raise CannotFetch(_("The file is too large, or too slow. Get it by hand and upload it."))
    told = response.headers.get("Content-Length", "")
    if told.isdigit() and not response.headers.get("Content-Encoding") and int(told) != len(body):
        raise CannotFetch(_("OIG did not answer, or stopped in the middle. Try again, or upload the file."))
    return bytes(body)


def _day(header: str) -> date | None:
    try:
        return parsedate_to_datetime(header).date()
    except (TypeError, ValueError):
        return None

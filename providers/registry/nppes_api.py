"""Asks the NPPES registry (API v2.1) about an NPI. The answer is one of three, and "did not answer" is one of them.

Documented at https://npiregistry.cms.hhs.gov/api-page: no key, and errors come with HTTP 200. The registry says who
somebody is; CMS says itself that it does not show a license or a credential.
Nothing here logs a name, a number or an address of a record.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import requests
from django.conf import settings

from providers.directory.npi import npi_is_valid
from providers.registry.nppes_record import NotARecord, RegistryRecord, record_of

logger = logging.getLogger(__name__)

VERSION: Final = "2.1"
TIMEOUT: Final = (3.05, 8.0)  # seconds to connect, and between two bites of the answer
LONGEST_WAIT: Final = 10.0  # seconds for the whole answer
LONGEST_ANSWER: Final = 4_000_000  # bytes; one record has some 2,000
ATTEMPTS: Final = 3
PAUSES: Final = (0.5, 1.5)  # seconds before the second and the third attempt
TRY_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
DEACTIVATED: Final = "15"  # number of the error about an NPI that is out of service


class NoAnswerReason(StrEnum):
    """Why there was no answer. Goes to logs and staff."""

    SWITCHED_OFF = "switched_off"  # no address in settings
    NO_CONNECTION = "no_connection"
    BUSY = "busy"  # 429 or 5xx to the end
    REFUSED = "refused"  # another HTTP error, or an error in the answer
    UNREADABLE = "unreadable"  # not JSON, too long, or not shaped as documented


@dataclass(frozen=True, slots=True)
class NpiFound:
    record: RegistryRecord


@dataclass(frozen=True, slots=True)
class NpiNotFound:
    """The registry has no such number in use. `deactivated`: it says that the number is out of service."""

    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class NpiUnavailable:
    """No answer that can be relied on. Never a pass, and never a fail either."""

    reason: NoAnswerReason


class _NoAnswer(Exception):
    def __init__(self, reason: NoAnswerReason) -> None:
        self.reason = reason
        super().__init__(reason)


class _RegistryError(Exception):
    """The registry answered with errors; `numbers` are theirs."""

    def __init__(self, numbers: frozenset[str]) -> None:
        self.numbers = numbers
        super().__init__(", ".join(sorted(numbers)))


def look_up(
    npi: str, *, attempts: int = ATTEMPTS, sleep: Callable[[float], None] = time.sleep
) -> NpiFound | NpiNotFound | NpiUnavailable:
    """The record of this NPI. A number with a wrong check digit is not sent: no such NPI exists. A page that somebody
    waits for asks with attempts=1."""
    if not npi_is_valid(npi):
        return NpiNotFound()
    try:
        records = [record for record in _records({"number": npi}, attempts=attempts, sleep=sleep) if record.npi == npi]
    except _RegistryError as error:
        return NpiNotFound(deactivated=True) if DEACTIVATED in error.numbers else NpiUnavailable(NoAnswerReason.REFUSED)
    except _NoAnswer as error:
        return NpiUnavailable(error.reason)
    return NpiFound(records[0]) if records else NpiNotFound()


def _records(criteria: Mapping[str, str], *, attempts: int, sleep: Callable[[float], None]) -> list[RegistryRecord]:
    if not settings.NPPES_API_URL:
        raise _NoAnswer(NoAnswerReason.SWITCHED_OFF)
    body = _get(settings.NPPES_API_URL, {"version": VERSION, **criteria}, attempts=attempts, sleep=sleep)
    try:
        answer = json.loads(body)
        if isinstance(answer, dict) and answer.get("Errors"):
            raise _RegistryError(frozenset(str(error.get("number", "")) for error in answer["Errors"]))
        return [record_of(raw) for raw in answer["results"]]
    except (NotARecord, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("NPPES answer cannot be read: %s", type(error).__name__)
        raise _NoAnswer(NoAnswerReason.UNREADABLE) from error


def _get(url: str, query: Mapping[str, str], *, attempts: int, sleep: Callable[[float], None]) -> bytes:
    """The body of the answer. Raises _NoAnswer."""
    reason = NoAnswerReason.NO_CONNECTION
    for attempt in range(attempts):
        if attempt:
            sleep(PAUSES[min(attempt, len(PAUSES)) - 1])
        try:
            with requests.get(url, params=query, timeout=TIMEOUT, stream=True, allow_redirects=False) as response:
                if response.status_code == requests.codes.ok:
                    return _body(response)
                if response.status_code not in TRY_AGAIN:
                    raise _NoAnswer(NoAnswerReason.REFUSED)
                reason = NoAnswerReason.BUSY
        except requests.RequestException:
            reason = NoAnswerReason.NO_CONNECTION
    logger.warning("NPPES did not answer: %s", reason)
    raise _NoAnswer(reason)


def _body(response: requests.Response) -> bytes:
    """Bounded in size and in time: an answer that drips would otherwise hold a worker for hours."""
    body, until = bytearray(), time.monotonic() + LONGEST_WAIT
    for bite in response.iter_content(65_536):
        body += bite
        if len(body) > LONGEST_ANSWER or time.monotonic() > until:
            raise _NoAnswer(NoAnswerReason.UNREADABLE)
    return bytes(body)

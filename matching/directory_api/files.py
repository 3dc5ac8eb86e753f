"""Bulk files and what leads to them: a manifest of each page of the chain, the sums of its files, their signature."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from caarisma.common.outbox.writing import site_url
from matching.directory_api.asking.outcomes import NOT_FOUND, RefusedQuery
from matching.directory_api.http import FILES_A_MINUTE, accepted, kept, serves_everybody
from matching.directory_api.kinds import BY_RESOURCE
from matching.directory_api.models import BulkPage, BulkPiece
from matching.directory_api.shapes.checks import instant
from matching.directory_api.systems import base

MANIFEST: Final = "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/BulkPublishManifest"
TYPES: Final = {"ndjson": "application/fhir+ndjson", "csv": "text/csv; charset=utf-8"}
A_MINUTE: Final = "public, max-age=60"
NAME: Final = re.compile(rf"[0-9a-f]{{64}}\.(?:{'|'.join(TYPES)})")
FOR_EVER: Final = "public, max-age=31536000, immutable"


@serves_everybody()
def manifest(request: HttpRequest) -> HttpResponseBase:
    """Of the newest whole directory. It leads on to what changed since."""
    newest = BulkPage.objects.order_by("number").last()
    if newest is None:
        raise RefusedQuery(404, [NOT_FOUND])
    return _sent(request, _manifest(BulkPage.objects.get(number=newest.chain)))


@serves_everybody()
def following(request: HttpRequest, number: int) -> HttpResponseBase:
    """What comes after a page of the chain; before it is there, one without files that says so."""
    before = BulkPage.objects.filter(number=number).first()
    if before is None:
        raise RefusedQuery(404, [NOT_FOUND])
    page = BulkPage.objects.filter(chain=before.chain, number__gt=number).order_by("number").first()
    if page is not None:
        return _sent(request, _manifest(page))
    is_over = BulkPage.objects.filter(number__gt=number).exists()
    return _sent(request, _head(before, "#closed" if is_over else "#pending"))


@serves_everybody(most=FILES_A_MINUTE, what="bulk")
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Compressed for who takes that, and the same bytes after it. Its name is their SHA-256."""
    pieces = BulkPiece.objects.filter(name=name, number=0).order_by("page").only("page", "name")
    piece = pieces.last() if NAME.fullmatch(name) else None
    if piece is None:
        raise RefusedQuery(404, [NOT_FOUND])
    packed = "gzip" in accepted(request.headers.get("Accept-Encoding", ""))
    sent = _pieces(piece.page_id, name)
    response = StreamingHttpResponse(sent if packed else _unpacked(sent), content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"], response.headers["Vary"] = FOR_EVER, "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


@serves_everybody(most=FILES_A_MINUTE, what="bulk")
def sums(request: HttpRequest, number: int) -> HttpResponseBase:
    return _plain(_page(number).sums.encode(), "text/plain; charset=utf-8")


@serves_everybody(most=FILES_A_MINUTE, what="bulk")
def signature(request: HttpRequest, number: int) -> HttpResponseBase:
    return _plain(bytes(_page(number).signature), "application/octet-stream")


@serves_everybody(most=FILES_A_MINUTE, what="bulk")
def key(request: HttpRequest, number: int) -> HttpResponseBase:
    """The key that signed. Compare it with the one of /.well-known/, or it proves nothing."""
    return _plain(_page(number).key.encode(), "application/x-pem-file")


# --- Their text -----------------------------------------------------------------------------------------------------
def _manifest(page: BulkPage) -> dict[str, Any]:
    says = _head(page, f"{base()}/$bulk-publish/after/{page.number}")
    says["output"] = [_link(each) for each in page.files if each["kind"] in BY_RESOURCE]
    if gone := [_link(each) | {"type": "Bundle"} for each in page.files if each["kind"] == "deleted"]:
        says["deleted"] = gone
    folder = site_url(f"/bulk/{page.number}")
    says["extension"] = {
        "asOf": "As of transactionTime. Ask by id before you show somebody.",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "sums": f"{folder}/SHA256SUMS",
        "signature": f"{folder}/SHA256SUMS.sig",
        "key": f"{folder}/key.pem",
        "csv": [site_url(f"/bulk/{each['name']}") for each in page.files if each["kind"] == "csv"],
    }
    return says


def _head(page: BulkPage, following: str) -> dict[str, Any]:
    return {
        "manifestType": MANIFEST,
        "transactionTime": instant(page.made_as_of),
        "request": f"{base()}/$bulk-publish",
        "updateCadence": "PT1H",
        "requiresAccessToken": False,
        "outputFormat": "application/fhir+ndjson",
        "output": [],
        "error": [],
        "link": [{"relation": "next", "url": following}],
    }


def _link(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": each["kind"],
        "url": site_url(f"/bulk/{each['name']}"),
        "count": each["lines"],
        "fileSize": each["size"],
    }


def _page(number: int) -> BulkPage:
    page = BulkPage.objects.filter(number=number).first()
    if page is None:
        raise RefusedQuery(404, [NOT_FOUND])
    return page


def _pieces(page: int, name: str) -> Iterator[bytes]:
    """One after the other: a file is never whole in memory."""
    number = 0
    while True:
        data = BulkPiece.objects.filter(page=page, name=name, number=number).values_list("data", flat=True).first()
        if data is None:
            return
        yield bytes(data)
        number += 1


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    opened = zlib.decompressobj(wbits=31)
    for piece in pieces:
        yield opened.decompress(piece)
    yield opened.flush()


def _sent(request: HttpRequest, says: dict[str, Any]) -> HttpResponseBase:
    text = json.dumps(says)
    etag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    return kept(request, HttpResponse(text, content_type="application/json"), etag=etag, cache=A_MINUTE)


def _plain(data: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Cache-Control"] = FOR_EVER
    return response

"""Answers for other people's sites and programs: kept by any cache for a moment, and the same whoever asks."""

import hashlib
import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",  # else browsers keep it off other people's pages
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def open_answer(
    request: HttpRequest, content: bytes, *, content_type: str, max_age: int, status: int = 200
) -> HttpResponse:
    """With an ETag, and 304 for who has it."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    kept = f"public, max-age={max_age}, must-revalidate"
    headers = {**OPEN, "Cache-Control": kept, "ETag": etag}
    response = HttpResponse(content, content_type=content_type, status=status, headers=headers)
    if status != 200:
        return response
    answer = get_conditional_response(request, etag=etag, response=response) or response
    for name, value in OPEN.items():  # Django's 304 leaves them out, and browsers mend what they keep by its headers
        answer.headers[name] = value
    return answer


def open_json(request: HttpRequest, document: dict[str, Any], *, max_age: int, status: int = 200) -> HttpResponse:
    """Written so that people can read it too."""
    content = json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
    return open_answer(request, content, content_type="application/json", max_age=max_age, status=status)

"""What is sent here is read as UTF-8, as our own pages send it, whatever its Content-Type says.

Django reads a form by the charset that its sender names, and takes any codec of Python for one: "hex" or "idna" broke
the form, then the page that says so, and the web server was left to answer alone. A charset that nobody knows, named in
the way of RFC 2231, broke the request before any of our code saw it.
"""

from django.http import HttpRequest
from django.utils.http import parse_header_parameters


def read_only_utf8() -> None:
    HttpRequest._set_content_type_params = _set_content_type_params  # type: ignore[attr-defined]


def _set_content_type_params(request: HttpRequest, meta: dict[str, str]) -> None:
    """In place of Django's. What cannot be read is no form, so nobody reads it a second time."""
    try:
        request.content_type, request.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
    except ValueError:
        request.content_type, request.content_params = "", {}
        meta["CONTENT_TYPE"] = ""

"""In which language account pages speak. Every other page has its language in its address; these have one address.

A reader who came from a Spanish page, or whose browser asks for Spanish, gets Spanish: what `?lang=` says goes first,
then the cookie, which holds the language of the last page they read, then the browser's list.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

ACCOUNTS = "/accounts/"
ASKED = "lang"


class LanguageMiddleware(LocaleMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if request.path_info.startswith(ACCOUNTS):
            request.speaks_as_asked = True  # type: ignore[attr-defined]
            translation.activate(language_shown(request))
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        language = _read(request, response)
        if language and language != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return super().process_response(request, response)


def language_shown(request: HttpRequest) -> str:
    """In which language this address speaks to this reader. Asks neither session nor database."""
    if request.path_info.startswith(ACCOUNTS):
        return _asked(request) or translation.get_language_from_request(request)
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get(ASKED, "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def _read(request: HttpRequest, response: HttpResponseBase) -> str:
    """The language that this answer shows its reader to want. "" when it shows nothing but the usual one."""
    if request.path_info.startswith(ACCOUNTS):
        return _asked(request)
    if in_address := translation.get_language_from_path(request.path_info):
        return in_address
    left_another = request.method == "GET" and settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    return settings.LANGUAGE_CODE if left_another and is_page else ""

"""The front door and the trust pages: what the site promises, and how to see that it is kept."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.http import UNPROCESSABLE, may_run_twice, see_other
from caarisma.common.validated import validated
from caarisma.site.cookies import cookies_of_the_site
from matching.engine import CURRENT
from matching.engine.factors import UNTOLD_MILES
from matching.numbers.figures_page import review_section
from matching.search.drafts import remember_zip
from matching.search.forms.place import FrontZipForm
from matching.search.wording import factor_rows
from providers.screening.check_words import CHECKS
from treatments.guide.book import the_book

FROM_THE_GUIDE = ["what-it-is", "side-effects", "sessions", "cost", "ask-a-doctor-first", "what-we-do-not-know"]
KEPT = "public, no-cache"  # by anybody who asks us each time if it is still the same


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """A ZIP code typed here goes into the session and never into an address; a wrong one is told here."""
    form = FrontZipForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        remember_zip(request, form.cleaned_data["zip_code"])
        return see_other("matching:start")
    context = {"form": form, "guide_pages": [the_book().at(address) for address in FROM_THE_GUIDE]}
    return render(request, "pages/home.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@validated(KEPT)
def how_we_check(request: HttpRequest) -> HttpResponse:
    """Prints the checks that are enforced, in the words that stand on every provider's own page."""
    return render(request, "pages/how_we_check.html", {"checks": CHECKS})


@require_safe
@validated(KEPT)
def how_we_order(request: HttpRequest) -> HttpResponse:
    """Prints the weights that rank right now, not a text about them."""
    rules = {"weights": factor_rows(), "moved": CURRENT.moved, "untold_miles": round(UNTOLD_MILES)}
    return render(request, "pages/how_we_order.html", rules)


@require_safe
@validated(KEPT)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"cookies": cookies_of_the_site()})


@require_safe
@validated(KEPT)
def privacy_health(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy_health.html")


@require_safe
@validated(KEPT)
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@require_safe
@validated(KEPT)
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/terms.html")


@require_safe
def reviews_policy(request: HttpRequest) -> HttpResponse:
    """The rules, and counted by the month how we kept them."""
    return render(request, "pages/reviews_policy.html", {"numbers": review_section()})


@require_safe
@validated(KEPT)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Where "Write to us" leads."""
    return render(request, "pages/contact.html", {"address": settings.CONTACT_EMAIL})


PRIVATE_PAGES = ("/find/", "/matches/", "/shared/", "/r/", "/after/", "/accounts/")
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {address}\n" for address in PRIVATE_PAGES)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("sitemap_index"))
    return HttpResponse(f"{ROBOTS}Sitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")

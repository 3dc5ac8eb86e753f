"""Asking to be told: of who fits a search, or of a clinic that can be asked again."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.accounts.http import count_beyond_here
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.lists.list_seen import asked_of
from matching.lists.views.lists import own_list
from matching.search.models import Intake
from matching.watches.enums import HowOften
from matching.watches.errors import TooManyWatches
from matching.watches.forms import WatchForm
from matching.watches.looking.places import takes_patients
from matching.watches.models import Watch
from matching.watches.services.asking import WhoWatches, watch_place, watch_search
from matching.watches.whose_watches import account_of, watcher_of
from providers.directory.models import PracticeLocation
from providers.listing.gate import listed_of_places

ASKED_A_DAY: Final = 20  # from one network address

Ask = Callable[[HowOften, WhoWatches], Watch]


@require_http_methods(["GET", "HEAD", "POST"])
@own_list
def search(request: HttpRequest, intake: Intake) -> HttpResponse:
    title, back = _("Tell me when somebody new fits"), intake.get_absolute_url()

    def ask(how_often: HowOften, by: WhoWatches) -> Watch:
        return watch_search(intake=intake, how_often=how_often, by=by, now=timezone.now())

    return _form_page(request, ask, title=title, back=back)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, place: int) -> HttpResponse:
    """Of a clinic that patients see, or that stands on the reader's own list. A clinic that takes patients has nothing
    to wait for."""
    found = PracticeLocation.objects.select_related("provider").filter(pk=place).first()
    if found is None or not _is_known(request, found):
        raise Http404
    if takes_patients(found, now=timezone.now()):
        return redirect("providers:profile", slug=found.provider.slug)

    def ask(how_often: HowOften, by: WhoWatches) -> Watch:
        return watch_place(place=found, how_often=how_often, by=by, now=timezone.now())

    return _form_page(request, ask, title=_("Tell me when this clinic takes patients"), back="")


def _is_known(request: HttpRequest, place: PracticeLocation) -> bool:
    """Nobody learns by asking that a clinic was ever there."""
    now = timezone.now()
    if listed_of_places([place.pk], now=now):
        return True
    seen = asked_of(request, provider_id=place.provider_id, now=now)
    return seen is not None and seen.location_id == place.pk


def _form_page(request: HttpRequest, ask: Ask, *, title: str, back: str) -> HttpResponse:
    account = account_of(request)
    account_email = account.email if account else ""
    form = WatchForm(request.POST if request.method == "POST" else None, account_email=account_email)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return see_other("watches:watch", key=_asked(request, form, ask).key)
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
    if form.errors and status == 200:
        status = UNPROCESSABLE
    context = {"form": form, "title": title, "back": back, "address": request.path}
    return render(request, "matching/watches/ask.html", context, status=status)


def _asked(request: HttpRequest, form: WatchForm, ask: Ask) -> Watch:
    if count_beyond_here(request, "watch:ask", ASKED_A_DAY):
        raise TooManyWatches
    email, now = form.cleaned_data.get("email", ""), timezone.now()
    by = watcher_of(request, email=email, language=get_language() or "en", now=now)
    return ask(HowOften(form.cleaned_data["how_often"]), by)

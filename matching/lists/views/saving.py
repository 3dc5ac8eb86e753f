"""Save a list and come back to it, from another device too; and let others read a copy."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.browser import remember_browser
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from caarisma.common.outbox.writing import site_url
from matching.lists.forms.saving import MailForm
from matching.lists.services.owning import mail_link, mailed_list, open_in_browser, share_list, stop_sharing
from matching.lists.views.lists import own_list
from matching.search.models import Intake
from matching.search.ownership import is_owner


@require_http_methods(["GET", "HEAD", "POST"])
@own_list
def save(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = MailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            mail_link(intake=intake, to=form.cleaned_data["email"], language=get_language() or "en", now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The link is on its way. Look at your mail in a minute or two."))
            return see_other("matching:save", token=intake.token)
    context = {"form": form, "intake": intake, "shared_at": _shared_at(intake)}
    return render(request, "matching/lists/save.html", context, status=UNPROCESSABLE if form.errors else 200)


def _shared_at(intake: Intake) -> str:
    return site_url(intake.get_shared_url()) if intake.share_token else ""


@require_POST
@own_list
def share(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Make the address of the copy, or take it back."""
    if "stop" in request.POST:
        stop_sharing(intake_id=intake.pk)
        messages.success(request, _("The link that you shared leads nowhere now."))
    else:
        share_list(intake_id=intake.pk, now=timezone.now())
    return see_other(reverse("matching:save", args=[intake.token]) + "#share")


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, signed: str) -> HttpResponse:
    """The mailed link. Programs that look through mail open it too, so a GET shows a button and does nothing."""
    intake = mailed_list(signed)
    if intake is None:
        raise Http404
    if intake.expires_at <= timezone.now():
        return render(request, "matching/lists/expired.html", status=410)
    if request.method != "POST":
        return render(request, "matching/lists/back.html")
    if not is_owner(request, intake):
        browser = remember_browser(request.session)
        request.session.cycle_key()  # a key that somebody planted before opens nothing
        open_in_browser(intake_id=intake.pk, browser=browser, now=timezone.now())
    return see_other("matching:results", token=intake.token)

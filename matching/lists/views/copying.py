"""Another list from the answers of one that is there: "change answers", and "make this search mine" where somebody
shared a copy, which is read-only."""

from dataclasses import replace
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.browser import remember_browser
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.lists.views.lists import own_list, shared_list
from matching.search.drafts import Draft, draft_of, save_draft
from matching.search.forms.ends import MineForm
from matching.search.forms.steps import first_unanswered
from matching.search.health.selectors import told_of
from matching.search.models import Intake
from matching.search.ownership import is_owner
from matching.search.views.intake import carry_health, send
from treatments.choices import CatalogChoices


@require_http_methods(["GET", "HEAD", "POST"])
@shared_list
def mine(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The ticks and the ZIP code are this person's own to give: the copy does not say from where it was asked, and its
    reader lives somewhere else. The list that is copied stays as it is."""
    if is_owner(request, intake):
        return see_other("matching:results", token=intake.token)
    form = MineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft = _copy(request, intake, zip_code=form.cleaned_data["zip_code"])
        if opened := first_unanswered(draft, CatalogChoices.read()):  # the catalog has moved on
            save_draft(request, draft)
            return see_other("matching:step", slug=opened)
        try:
            return see_other("matching:results", token=send(request, draft).token)
        except UserFacingError as error:
            form.add_error(None, error.message)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "matching/lists/mine.html", {"form": form, "intake": intake}, status=status)


def _copy(request: HttpRequest, intake: Intake, *, zip_code: str) -> Draft:
    """The key follows from who asks and what is asked, so that a double click makes one list. What mattered most to the
    owner was not on the copy: this person did not say it, and is not told that they did."""
    asked = f"{remember_browser(request.session)} {intake.updated_at.isoformat()} {zip_code}"
    key = str(uuid5(intake.form_key, asked))
    return replace(draft_of(intake), form_key=key, zip_code=zip_code, matters_most="")


@require_POST
@own_list
def change(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Take the answers behind a list up again. The list stays as it is; sending makes another one."""
    draft = draft_of(intake)
    carry_health(request, told_of(intake), to=draft)
    save_draft(request, draft)
    return see_other("matching:check")

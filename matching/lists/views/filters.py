"""Add, change and take away what was asked for, where the list is. The same questions as the intake, on one page."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.lists.services.filtering import change_answers, choose_what_matters_most, remove_filter, version_of
from matching.lists.views.lists import own_list
from matching.lists.views.working import rank_here
from matching.search.drafts import Draft, draft_of
from matching.search.enums import MattersMost
from matching.search.forms.question import StepForm
from matching.search.forms.steps import STEPS
from matching.search.models import Intake
from treatments.choices import CatalogChoices

# As on the page, most used first.
ASKED: Final = ("distance", "price", "times", "wishes", "most", "areas", "concerns", "zip")


class FilterForms:
    """All questions as one form: its errors, its fields, and the draft that is written when it is right."""

    def __init__(self, data: Any, draft: Draft, catalog: CatalogChoices) -> None:
        """In the order of the intake, since what can be chosen for one follows from what was chosen before."""
        self.by_slug: dict[str, StepForm] = {}
        self.draft = draft
        for slug, step in STEPS.items():
            form = self.by_slug[slug] = step(data, draft=self.draft, catalog=catalog)
            if form.is_bound and form.is_valid():
                self.draft = form.write()
        self.non_field_errors: list[str] = []

    def __iter__(self) -> Iterator[BoundField]:
        for slug in ASKED:
            yield from self.by_slug[slug]

    @property
    def errors(self) -> Mapping[str, Any]:
        errors = {name: said for form in self.by_slug.values() for name, said in form.errors.items()}
        return {**errors, **({"": self.non_field_errors} if self.non_field_errors else {})}


@require_http_methods(["GET", "HEAD", "POST"])
@own_list
def filters(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = FilterForms(request.POST if request.method == "POST" else None, draft_of(intake), CatalogChoices.read())
    status = UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and not form.errors:
        try:
            version = request.POST.get("version", "")
            changed = change_answers(intake_id=intake.pk, answers=form.draft, version=version, now=timezone.now())
        except UserFacingError as error:
            form.non_field_errors.append(error.message)
            status = error.status
        else:
            if changed:
                rank_here(intake)
            return see_other("matching:results", token=intake.token)
    context = {"form": form, "questions": form.by_slug, "intake": intake, "version": version_of(intake)}
    return render(request, "matching/lists/filters.html", context, status=status)


@require_POST
@own_list
def remove(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The button of a chip. An unknown code takes nothing away: it is that of a page from before."""
    remove_filter(intake_id=intake.pk, code=request.POST.get("without", ""), now=timezone.now())
    rank_here(intake)
    return see_other("matching:results", token=intake.token)


@require_POST
@own_list
def most(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The buttons of "What matters most to you?". An unknown code orders nothing anew: no button sends it."""
    code = request.POST.get("most")
    if code in ("", *MattersMost.values):
        choice = MattersMost(code) if code else None
        choose_what_matters_most(intake_id=intake.pk, choice=choice, now=timezone.now())
        rank_here(intake)
    return see_other("matching:results", token=intake.token)

"""From "Is it right for me?" into the intake. Only the areas and the concerns come along, never a health answer."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from caarisma.common.http import see_other
from matching.drafts import new_draft, save_draft
from matching.forms.ends import StartForm
from matching.forms.steps import first_unanswered
from treatments.choices import CatalogChoices

NOT_SURE = "not-sure"
UNPROCESSABLE = 422


class FromCheckForm(StartForm):
    areas = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    concerns = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def named(self, field: str) -> tuple[str, ...]:
        return tuple(slug for slug in self.cleaned_data[field] or () if slug != NOT_SURE)


@require_http_methods(["GET", "HEAD", "POST"])
def from_check(request: HttpRequest) -> HttpResponse:
    """Start a draft with what was chosen there. What is not in the catalog is dropped, and the intake asks for it."""
    if request.method != "POST":
        return redirect("matching:start")
    form = FromCheckForm(request.POST)
    if not form.is_valid():
        return render(request, "matching/intake/from_check.html", {"form": form}, status=UNPROCESSABLE)
    catalog, draft = CatalogChoices.read(), new_draft()
    areas, concerns = form.named("areas"), form.named("concerns")
    if form.cleaned_data["areas"] and form.cleaned_data["concerns"] and catalog.fit_together(areas, concerns):
        draft = draft.changed(areas=areas, concerns=concerns)
    save_draft(request, draft)
    return see_other("matching:step", slug=first_unanswered(draft, catalog) or "areas")

"""From the guide and its questions into the intake. Areas and concerns come along, never a health answer.

They come in a POST and go into the session: no address tells what somebody read or chose.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from caarisma.common.http import UNPROCESSABLE, may_run_twice, see_other
from matching.search.drafts import new_draft, save_draft
from matching.search.forms.ends import StartForm
from matching.search.forms.steps import first_unanswered
from treatments.choices import CatalogChoices

NOT_SURE = "not-sure"


class FromCheckForm(StartForm):
    areas = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    concerns = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def named(self, field: str) -> tuple[str, ...]:
        return tuple(slug for slug in self.cleaned_data[field] or () if slug != NOT_SURE)


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
def from_check(request: HttpRequest) -> HttpResponse:
    """Start a draft with what was chosen there. What is not in the catalog is dropped, and the intake asks for it."""
    if request.method != "POST":
        return redirect("matching:start")
    form = _form(request)
    if not form.is_bound:
        return render(request, "matching/search/intake/from_check.html", {"form": form})
    if not form.is_valid():
        return render(request, "matching/search/intake/from_check.html", {"form": form}, status=UNPROCESSABLE)
    catalog, draft = CatalogChoices.read(), new_draft()
    draft = draft.changed(**_answers(form, catalog))
    save_draft(request, draft)
    return see_other("matching:step", slug=first_unanswered(draft, catalog) or "areas")


def _form(request: HttpRequest) -> FromCheckForm:
    """From a page that did not ask the age (`ask_age`) it is asked first, without calling that a mistake."""
    if "ask_age" not in request.POST:
        return FromCheckForm(request.POST)
    return FromCheckForm(initial={name: request.POST.getlist(name) for name in ("areas", "concerns")})


def _answers(form: FromCheckForm, catalog: CatalogChoices) -> dict[str, tuple[str, ...]]:
    """What may stand in the draft: both answers if they go together, or the one that was given. Nothing of what is not
    in the catalog."""
    given = {name: form.named(name) for name in ("areas", "concerns") if form.cleaned_data[name]}
    return given if catalog.fit_together(given.get("areas", ()), given.get("concerns", ())) else {}

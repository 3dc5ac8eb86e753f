"""The questions of the intake in the order asked, one form each."""

from matching.search.drafts import Draft
from matching.search.forms.place import DistanceForm, ZipForm
from matching.search.forms.price import PriceForm
from matching.search.forms.question import StepForm
from matching.search.forms.treatment import AreasForm, ConcernsForm
from matching.search.forms.wishes import MattersMostForm, TimesForm, WishesForm
from treatments.choices import CatalogChoices

STEPS: dict[str, type[StepForm]] = {
    form.slug: form
    for form in (AreasForm, ConcernsForm, ZipForm, DistanceForm, PriceForm, TimesForm, WishesForm, MattersMostForm)
}

QUESTIONS = len(STEPS) + 1  # the last is about health: it has a page of its own and is no part of the draft


def first_unanswered(draft: Draft, catalog: CatalogChoices) -> str | None:
    return next((slug for slug, form in STEPS.items() if not form.is_answered(draft, catalog)), None)

"""The questions of the intake in the order asked, one form each."""

from matching.drafts import Draft
from matching.forms.place import DistanceForm, ZipForm
from matching.forms.price import PriceForm
from matching.forms.question import StepForm
from matching.forms.treatment import AreasForm, ConcernsForm
from matching.forms.wishes import TimesForm, WishesForm
from treatments.choices import CatalogChoices

STEPS: dict[str, type[StepForm]] = {
    form.slug: form for form in (AreasForm, ConcernsForm, ZipForm, DistanceForm, PriceForm, TimesForm, WishesForm)
}


def first_unanswered(draft: Draft, catalog: CatalogChoices) -> str | None:
    return next((slug for slug, form in STEPS.items() if not form.is_answered(draft, catalog)), None)

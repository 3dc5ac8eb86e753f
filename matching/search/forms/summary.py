"""The answers of a draft in words, for "check your answers"."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from matching.search.drafts import Draft
from matching.search.enums import MATTERS_MOST_CHOICES
from matching.search.forms.steps import STEPS
from matching.search.wording import dollars, wish_label
from matching.snapshots.enums import SlotChoice
from treatments.choices import CatalogChoices


class AnswerRow(NamedTuple):
    question: str
    answers: list[str]
    change_url: str


def answer_rows(draft: Draft, catalog: CatalogChoices) -> list[AnswerRow]:
    """One row a question, in the order asked. The draft is complete and fits the catalog."""
    times = [str(SlotChoice(slot).label) for slot in draft.slots or ()]
    if times and draft.slots_required:
        times.append(_("I can only go at these times"))
    price = dollars(draft.max_price) if draft.max_price is not None else _("No limit")
    wishes = [_("Nice to have: %(wish)s") % {"wish": wish_label(code)} for code in draft.wishes or ()]
    musts = [_("Must have: %(wish)s") % {"wish": wish_label(code)} for code in draft.musts]
    answers = {
        "areas": [catalog.areas[slug].name for slug in draft.areas or ()] or [_("Not sure yet")],
        "concerns": [catalog.concerns[slug].name for slug in draft.concerns or ()] or [_("Not sure yet")],
        "zip": [draft.zip_code or ""],
        "distance": [_("%(miles)s miles") % {"miles": draft.radius_miles}],
        "price": [price],
        "times": times or [_("Any time")],
        "wishes": musts + wishes or [_("Nothing in particular")],
        "most": [str(dict(MATTERS_MOST_CHOICES)[draft.matters_most or ""])],
    }
    return [
        AnswerRow(str(form.heading), answers[slug], reverse("matching:step", args=[slug]) + "?change")
        for slug, form in STEPS.items()
    ]

"""The most for one session. An amount that nobody asks, or that few can mean, is asked about once."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.typed.fields import DollarsText
from matching.search.drafts import Draft
from matching.search.forms.amounts import is_odd_price, odd_price_question, within
from matching.search.forms.question import StepForm
from matching.search.wording import dollars
from treatments.choices import CatalogChoices
from treatments.kept import KeptRead
from treatments.selectors import usual_cost

_usual_cost = KeptRead(usual_cost)


class PriceForm(StepForm):
    slug = "price"
    heading = _("What is the most you want to pay for one session?")
    template = "matching/search/intake/price.html"

    max_price = DollarsText(label=_("Most for one session, in dollars"), required=False)
    no_limit = forms.BooleanField(label=_("I do not have a limit"), required=False)
    is_right = forms.BooleanField(label=_("Yes, that is right"), required=False)

    asks_if_right = False  # whether the amount is so odd that the page asks

    def prepare(self) -> None:
        self.fields["max_price"].help_text = lazy(self._hint, str)()  # who answers is shown the next question

    def _hint(self) -> str:
        cost = _usual_cost.lately()
        hint = gettext(
            "Our guide of %(year)s says %(low)s to %(high)s for one area. "
            "Two areas in one session cost more. Health insurance does not often pay for this."
        )
        usual = {"low": dollars(cost.low), "high": dollars(cost.high), "year": cost.as_of_year}
        return hint % usual

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {
            "max_price": draft.max_price,
            "no_limit": draft.price_answered and draft.max_price is None,
            "is_right": draft.max_price is not None and is_odd_price(draft.max_price),
        }

    def clean_max_price(self) -> int | None:
        return within(self.cleaned_data["max_price"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        amount, no_limit = cleaned["max_price"], cleaned["no_limit"]
        if amount is None and not no_limit:
            self.add_error("max_price", gettext('Enter an amount, like 250, or tick "I do not have a limit"'))
        elif amount is not None and no_limit:
            self.add_error("max_price", gettext("Enter an amount or tick that you have no limit. Not both"))
        elif amount is not None and is_odd_price(amount) and not cleaned["is_right"]:
            self.asks_if_right = True
            self.add_error("is_right", odd_price_question(amount))
        return cleaned

    def answers(self) -> dict[str, Any]:
        return {"price_answered": True, "max_price": self.cleaned_data["max_price"]}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.price_answered

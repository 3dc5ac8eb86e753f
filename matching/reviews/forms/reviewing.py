"""What the author of a review fills in."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching.requests.forms.texts import TextField
from matching.reviews.enums import Answer
from matching.reviews.models import Review
from matching.reviews.models.review import MOST_PAID, QUESTIONS
from matching.reviews.services.writing import Written
from matching.reviews.wording import ASKED

LEAST, MOST = 20, 2000  # characters
MISSING: Final = {
    "listened": _("Say if they listened to you."),
    "careful": _("Say if it was clean and careful."),
    "price_kept": _("Say if the price was as you were told."),
    "again": _("Say if you would go again."),
}


def _question(name: str) -> forms.TypedChoiceField:
    told = MISSING[name]
    return forms.TypedChoiceField(
        label=ASKED[name],
        choices=Answer.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": told, "invalid_choice": told},
    )


class ReviewForm(forms.Form):
    """`note` is there once our staff sent it back: an answer to them that is not shown to anybody else."""

    listened = _question("listened")
    careful = _question("careful")
    price_kept = _question("price_kept")
    again = _question("again")
    words = TextField(
        label=_("What was it like?"),
        help_text=_("20 to 2,000 letters. No full names. Do not name your illness or other people."),
        most=MOST,
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": _("Say in a few words what it was like.")},
    )
    paid = forms.IntegerField(
        label=_("What did you pay for the last session?"),
        help_text=_("Whole dollars. Others see it."),
        min_value=0,
        max_value=MOST_PAID,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Enter whole dollars, like 220."),
            "min_value": _("Enter whole dollars, like 220."),
            "max_value": _("Enter at most $20,000."),
        },
    )
    sessions = forms.IntegerField(
        label=_("How many sessions have you had there so far?"),
        min_value=1,
        max_value=100,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Enter how many sessions, like 1."),
            "invalid": _("Enter a number, like 1."),
            "min_value": _("Enter 1 or more. A first visit counts as 1."),
            "max_value": _("Enter at most 100."),
        },
    )
    note = TextField(
        label=_("Words for our staff"),
        help_text=_("Nobody else reads this."),
        most=MOST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    no_stake = forms.BooleanField(
        label=_("I was there myself. I got nothing for this review. I do not work there, and nobody close to me does."),
        error_messages={"required": _("Tick this if it is true. Without it we cannot take a review.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_note: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_note:
            del self.fields["note"]

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        missing = LEAST - len(words)
        if missing > 0:
            raise ValidationError(
                ngettext(
                    "Write a little more: %(count)s letter is missing.",
                    "Write a little more: %(count)s letters are missing.",
                    missing,
                )
                % {"count": missing}
            )
        return words

    def written(self) -> Written:
        data = self.cleaned_data
        return Written(
            **{name: data[name] for name in (*QUESTIONS, "words", "paid", "sessions")}, note=data.get("note", "")
        )


def as_written(review: Review) -> dict[str, Any]:
    """What to begin with, when it is changed."""
    return {name: getattr(review, name) for name in (*QUESTIONS, "words", "paid", "sessions", "note")}


class ObjectionForm(forms.Form):
    words = TextField(
        label=_("Why was it wrong to remove it?"),
        most=MOST,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Say in a few words why.")},
    )

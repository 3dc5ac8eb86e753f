"""What whoever asks fills in. What tells who somebody is goes back with the words to take out; all typed stays."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching.consultations.rules.urgent import is_urgent
from matching.questions.enums import TextReportReason
from matching.questions.known import known_names
from matching.questions.rules.answers import answer_faults
from matching.questions.rules.personal import personal_details
from matching.questions.searching import MOST_TYPED
from matching.requests.forms.texts import TextField

LEAST_TITLE: Final = 15  # letters
NO_TITLE: Final = _("Write your question in one line.")
MOST_TITLE: Final = 140
MOST_WORDS: Final = 1200
MISSING_EMAIL: Final = _("Enter an email address, like name@example.com")


class QuestionForm(forms.Form):
    """`asks_email`: not of a question that is changed."""

    title = TextField(
        label=_("Your question in one line"),
        help_text=_("Up to 140 letters. Ask so that the answer holds for everybody."),
        most=MOST_TITLE,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": NO_TITLE},
    )
    words = TextField(
        label=_("What else should they know?"),
        help_text=_("Up to 1,200 letters. No names, dates, phone numbers, addresses or photos."),
        most=MOST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("Nobody else sees it. The mail never says what you asked."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": MISSING_EMAIL, "invalid": MISSING_EMAIL},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    def __init__(self, *args: Any, asks_email: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if not asks_email:
            del self.fields["email"]

    def clean_title(self) -> str:
        title: str = " ".join(self.cleaned_data["title"].split())
        if not any(letter.isalpha() for letter in title):  # faces and dots ask nothing
            raise ValidationError(NO_TITLE)
        missing = LEAST_TITLE - len(title)
        if missing > 0:
            raise ValidationError(
                ngettext(
                    "Say a little more: %(count)s letter is missing.",
                    "Say a little more: %(count)s letters are missing.",
                    missing,
                )
                % {"count": missing}
            )
        return _without_details(title)

    def clean_words(self) -> str:
        return _without_details(self.cleaned_data["words"])

    @property
    def is_urgent(self) -> bool:
        """Of what was typed, whether it can be sent or not: the card waits for no correction."""
        return self.is_bound and is_urgent(f"{self.data.get('title', '')}\n{self.data.get('words', '')}")


class PublicAnswerForm(forms.Form):
    """What a provider fills in."""

    words = TextField(
        label=_("Your answer, for everybody to read"),
        help_text=_("Up to 3,000 letters. No advice for one person, no offers, no promises."),
        most=3000,
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": _("Write your answer first.")},
    )
    language = forms.ChoiceField(
        label=_("In which language did you write it?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_words(self) -> str:
        from_rules = answer_faults(self.cleaned_data["words"], known=known_names())
        return _fit(self.cleaned_data["words"], from_rules)


class TextReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=TextReportReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    words = TextField(
        label=_("Tell us more"),
        help_text=_("Only our staff reads this. Do not write about anybody's health."),
        most=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


class SearchForm(forms.Form):
    words = forms.CharField(
        label=_("Look for a question"),
        max_length=MOST_TYPED,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": _("Use fewer words.")},
    )


def _without_details(text: str) -> str:
    return _fit(text, [found.sentence for found in personal_details(text, known=known_names())])


def _fit(text: str, faults: Iterable[str]) -> str:
    if told := list(faults):
        raise ValidationError(told)
    return text

"""What the reader of a law writes down."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.desk.forms import DayInput
from providers.directory.enums import DOCTORS, Profession
from providers.screening.enums import RuleBinds
from providers.screening.models import RuleReading
from providers.screening.models.rule_reading import COVERS
from providers.screening.rules.state_rules import ALWAYS_SUPERVISED

FACTS: Final = (
    *("may_inject", "covers", "needs_supervisor", "hours_before_alone", "supervision", "supervisor_may_be"),
    *("reach_minutes", "exam", "order_kind", "place_limits", "binds", "source", "url", "words", "source_date"),
    *("effective_from", "effective_to", "note"),
)
LABELS: Final = {
    "covers": _("Which shots it speaks of"),
    "hours_before_alone": _("Hours under a doctor before working alone"),
    "supervision": _("What kind of supervision"),
    "supervisor_may_be": _("Who may supervise"),
    "reach_minutes": _("Minutes within which the doctor must answer"),
    "exam": _("The exam before the first shot"),
    "order_kind": _("The order"),
    "place_limits": _("Where it may be done"),
    "binds": _("What kind of text it is"),
    "source": _("Name of the text, with its section"),
    "url": _("Address of the official page"),
    "words": _("The words that decide, copied"),
    "source_date": _("Date on the text"),
    "effective_from": _("In force from"),
    "effective_to": _("Last day, if it names one"),
    "note": _("Note for the second reader"),
}
YES_NO: Final = [("yes", _("Yes")), ("no", _("No"))]


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda value: value == "yes", widget=forms.RadioSelect, empty_value=None
    )


class ReadLawForm(forms.ModelForm):
    """Nothing is filled in before somebody types. `seen`: the effect that the page showed with what was typed."""

    may_inject = _yes_no(_("May this license inject?"))
    needs_supervisor = _yes_no(_("Must a doctor supervise?"))
    covers = forms.ChoiceField(label=LABELS["covers"], choices=[("", "---------"), *COVERS])
    url = forms.URLField(
        label=LABELS["url"],
        max_length=400,
        assume_scheme="https",
        error_messages={
            "required": _("Type the address of the page."),
            "invalid": _("Type an address like https://..."),
        },
    )
    page_file = forms.FileField(
        label=_("The page of the law, as you saw it"), required=False,
        help_text=_("A PDF or a picture of it, up to 25 MB. It is kept as it is, with its hash."),
    )  # fmt: skip
    source_page_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    class Meta:
        model = RuleReading
        fields = FACTS
        labels = LABELS
        widgets = {
            **{name: DayInput() for name in ("source_date", "effective_from", "effective_to")},
            **{name: forms.Textarea({"rows": 4}) for name in ("words", "note")},
            "place_limits": forms.Textarea({"rows": 2}),
        }
        help_texts = {"words": _("Up to 600 characters."), "note": _("Only staff read this.")}

    def __init__(self, *args: Any, profession: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profession = Profession(profession)
        for name in ("binds", "source", "words", "effective_from"):
            self.fields[name].required = True
        for name in ("hours_before_alone", "reach_minutes"):
            self.fields[name].max_value = 30_000  # type: ignore[attr-defined]
            self.fields[name].validators.append(_require_plausible)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("may_inject"):
            self._check_who(data)
            if data.get("binds") == RuleBinds.ONE_PERSON:
                self.add_error("binds", _("An opinion to one person lets nobody else. Answer No above."))
        first, last = data.get("effective_from"), data.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", _("The last day is before the first."))
        if last and (dated := data.get("source_date")) and dated > last:
            self.add_error("source_date", _("The text is dated after its own last day."))
        for name in ("source_date", "effective_from", "effective_to"):
            if (day := data.get(name)) and not date(1776, 7, 4) <= day <= date(2100, 12, 31):
                self.add_error(name, _("Type a year from 1776 to 2100."))
        return data

    def _check_who(self, data: dict[str, Any]) -> None:
        supervised = data.get("needs_supervisor")
        if self.profession in ALWAYS_SUPERVISED and supervised is False:
            self.add_error(
                "needs_supervisor", _("By our own rule a doctor always supervises this license. Answer Yes.")
            )
        if self.profession in DOCTORS and supervised:
            self.add_error("needs_supervisor", _("Doctors need no supervisor. Answer No."))
        if supervised is False and data.get("hours_before_alone"):
            self.add_error(
                "needs_supervisor",
                _("It asks for hours first, and we do not count them. Answer Yes: the stricter one."),
            )

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}


def _require_plausible(value: int) -> None:
    if value > 30_000:
        raise forms.ValidationError(_("Type a number up to 30,000."))


class AnswerLawForm(forms.Form):
    """The second reader's answer."""

    grant = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I read the law, and it says so")), ("no", _("I read it otherwise"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What you read otherwise"), max_length=600, required=False, widget=forms.Textarea({"rows": 3})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

"""Days on which somebody is away, and what a caller found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from caarisma.accounts.roles import staff_who_may
from providers.accuracy.enums import WrongFact
from providers.desk.access import WORK
from providers.desk.forms import DayInput


class AbsenceForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who"))
    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff_who_may(WORK).order_by("email")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day is before the first."))
        return data


class OpenCallForm(forms.Form):
    """What a caller found: reached or not, and of what they asked what was not as we show it."""

    reached = forms.ChoiceField(
        label=_("Did somebody answer?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say if somebody answered"), "invalid_choice": _("Choose from the list")},
    )
    wrong = forms.MultipleChoiceField(
        label=_("What was not right?"),
        choices=WrongFact.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing, if all was as we show it."),
        error_messages={"invalid_choice": _("Choose from the list")},
    )

    def clean(self) -> dict[str, Any]:
        """Whom nobody answered cannot have said what is wrong, but that the number is not theirs."""
        data = super().clean() or self.cleaned_data
        if data.get("reached") == "no" and set(data.get("wrong", ())) - {WrongFact.PHONE}:
            self.add_error("wrong", _("Nobody answered: only the number can be wrong"))
        return data

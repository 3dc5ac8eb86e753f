"""Days on which somebody is away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from caarisma.accounts.roles import staff_who_may
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

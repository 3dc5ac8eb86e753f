"""For whom prices and hours of a place hold too."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.directory.models import PracticeLocation


class TogetherForm(forms.Form):
    to = forms.TypedMultipleChoiceField(
        label=_("For whom"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    what = forms.MultipleChoiceField(
        label=_("What"),
        choices=[("prices", _("Prices")), ("hours", _("Weekly hours"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose prices, hours or both.")},
    )

    def __init__(self, data: Any = None, *, beside: Sequence[PracticeLocation]) -> None:
        first = {"to": [place.pk for place in beside], "what": ["prices"]}
        super().__init__(data, initial=first, label_suffix="")
        choices = [(place.pk, f"{place.provider.name_with_credentials}, {place.clinic_name}") for place in beside]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

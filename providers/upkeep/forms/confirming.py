"""Which places are still shown as they are. A tick each: a place that was not looked at is not confirmed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.directory.models import PracticeLocation


class StillRightForm(forms.Form):
    place = forms.TypedMultipleChoiceField(
        label=_("Which are right as they stand?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick each place that is right"), "invalid_choice": _("Choose from the list")},
    )

    def __init__(self, *args: Any, places: Sequence[PracticeLocation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.pk, str(place)) for place in places]  # type: ignore[attr-defined]

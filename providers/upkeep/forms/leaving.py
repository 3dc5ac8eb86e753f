from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.letters.forms.letter import LetterForm


class LeavingForm(LetterForm):
    """The words may be left out, the tick may not."""

    sure = forms.BooleanField(
        label=_("I want to leave. Patients shall not see me from now on."),
        error_messages={"required": _("Tick the box if you want to leave.")},
    )
    field_order = ["words", "sure"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = False
        self.fields["words"].label = _("Why do you leave?")
        self.fields["words"].widget.attrs["rows"] = 4

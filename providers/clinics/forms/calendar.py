"""Another calendar, as a file or by its address."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.calendars.fetching import MOST_BYTES


class CalendarForm(forms.Form):
    file = forms.FileField(
        label=_("A calendar file"),
        help_text=_("From your calendar program, ends in .ics, up to 1 MB."),
        required=False,
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
        error_messages={"empty": _("This file is empty. Choose another.")},
    )
    address = forms.CharField(
        label=_("Or its secret address"),
        help_text=_("Begins with https:// or webcal://. Google calls it “Secret address in iCal format”."),
        max_length=1000,
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("This calendar is larger than 1 MB. Send one with fewer past entries."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("address"):
            self.add_error("file", gettext("Choose a file, or enter an address."))
        elif cleaned.get("file") and cleaned.get("address"):
            self.add_error("address", gettext("Send either a file or an address, not both."))
        return cleaned

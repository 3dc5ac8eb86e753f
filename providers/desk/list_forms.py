"""What staff type to hand in a file of the exclusion list."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caarisma.common.uploading import MOST_BYTES
from providers.desk.forms import DayInput
from providers.exclusions.enums import ListKind

FIRST_YEAR = 2013  # older months are on no page of OIG's


class KindOfList(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("Which file it is"),
        choices=ListKind,
        coerce=ListKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which file it is.")},
    )


class SentFileForm(forms.Form):
    """A file, and the day it was got. `command`: what reads files of any size."""

    command: str

    file = forms.FileField(
        label=_("The file"),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty. Choose another one.")},
    )
    list_date = forms.DateField(
        label=_("The day you got it"),
        widget=DayInput(),
        help_text=_("Monthly checks count from this day."),
        error_messages={"required": _("Type the day you got it."), "invalid": _("Type a day like 2026-12-10.")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 25 MB. Pack it with gzip, or run %s.") % self.command
            )
        return file

    def clean_list_date(self) -> date:
        day: date = self.cleaned_data["list_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come: checks would count for longer than they may."))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_("This day is too long ago. Type the day you got the file."))
        return day


class HandInForm(KindOfList, SentFileForm):
    command = "import_leie"
    field_order = ["kind", "file", "list_date"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "As OIG has it, .csv or .csv.gz, up to 25 MB. Do not open and save it before."
        )
        self.fields["list_date"].label = _("The day you got it from OIG")


class MonthInput(forms.TextInput):
    input_type = "month"


class FetchForm(KindOfList):
    month = forms.RegexField(
        r"^\s*20[0-9]{2}-(0[1-9]|1[0-2])\s*$",
        label=_("Month of the supplement"),
        required=False,
        widget=MonthInput(),
        help_text=_("Like 2026-11. The full list needs none."),
        error_messages={"invalid": _("Type a month like 2026-11.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "month" not in self.errors and data.get("kind") in (ListKind.SUPPLEMENT, ListKind.REINSTATED):
            if not data.get("month"):
                self.add_error("month", _("Type the month of the supplement, like 2026-11."))
            elif not date(FIRST_YEAR, 1, 1) <= self.first_day() <= timezone.localdate():
                self.add_error("month", _("OIG has no file of this month. Type another one."))
        return data

    def first_day(self) -> date:
        """Of the chosen month; of this one for the full list."""
        month = (self.cleaned_data.get("month") or "").strip()
        return date.fromisoformat(f"{month}-01") if month else timezone.localdate().replace(day=1)

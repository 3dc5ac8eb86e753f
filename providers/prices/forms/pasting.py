"""A price list from elsewhere: pasted, or as a CSV file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 100_000  # bytes
MOST_LETTERS = 30_000


class PasteForm(forms.Form):
    rows = forms.CharField(
        label=_("Your price list"),
        help_text=_("One line each, like: Face, Fine lines and wrinkles, 250. From a spreadsheet, a mail or a file."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MOST_LETTERS,
        required=False,
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        help_text=_("Up to 100 kB. Save a spreadsheet as CSV."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        required=False,
    )

    def clean_file(self) -> str:
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        if sent.size > LARGEST_FILE:
            raise ValidationError(gettext("This file is larger than 100 kB. Send only the price list"))
        content = sent.read()
        text = _decoded(content)
        if "\0" in text or content.startswith((b"PK\x03\x04", b"%PDF")):
            raise ValidationError(gettext("We read only text here. Save the list as CSV, or copy and paste it"))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("rows") or "").strip() and not (cleaned.get("file") or "").strip():
            self.add_error("rows", gettext("Paste your price list, or choose a file"))
        return cleaned

    def text(self) -> str:
        return f"{self.cleaned_data['rows']}\n{self.cleaned_data['file']}"


def _decoded(content: bytes) -> str:
    """As spreadsheets write it: UTF-8 with or without a mark, 16 bits with one, or the old Windows letters."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")

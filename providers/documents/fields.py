"""The form field for one document. What it gives back has been read and drawn anew."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from providers.documents.reading import MOST_BYTES, REFUSALS, ReadDocument, UnreadableDocument, read_document


class DocumentField(forms.FileField):
    """A JPEG or PNG photo or a PDF of at most 10 MB. `clean` gives a ReadDocument with the device's name of the file.

    A phone offers its camera by itself for this accept list; `capture` would take the choice of a file away.
    """

    default_error_messages = {"required": _("Choose a file or take a photo"), "empty": REFUSALS["empty"]}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("A photo (JPEG or PNG) or a PDF, up to 10 MB and 20 pages."))
        kwargs["widget"] = forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"})
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> tuple[str, ReadDocument] | None:
        sent = super().clean(data, initial)
        if not sent:
            return None
        if sent.size > MOST_BYTES:
            raise ValidationError(REFUSALS["size"])
        try:
            return clean_title(sent.name), read_document(sent.read())
        except UnreadableDocument as refused:
            raise ValidationError(refused.message) from None


def clean_title(name: str) -> str:
    """The device's name of the file as a person may read it: no path, nothing invisible, 80 characters."""
    plain = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    return " ".join(plain.split())[:80] or "document"

"""The form field for one document. It looks at a file's first bytes; reading it is a worker's task."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from providers.screening.enums import UploadState
from providers.screening.models import Upload
from providers.vetting.documents.reading import REFUSALS, UnreadableDocument, require_known_kind

KEPT_NAME: Final = "document_kept"  # beside the file: the name of one that was sent before and waits for its form
DROP_NAME: Final = "document_drop"  # the button that lets it go
WHAT_WE_TAKE: Final = _("A photo (JPEG, PNG, HEIC or AVIF) or a PDF, up to 25 MB and 20 pages.")
ACCEPT: Final = "image/jpeg,image/png,image/heic,image/heif,image/avif,application/pdf"
ENOUGH_TO_TELL: Final = 2048  # bytes


@dataclass(frozen=True, slots=True)
class FreshFile:
    title: str  # the device's name of it
    content: bytes


class DocumentInput(forms.FileInput):
    """A browser forgets a chosen file when the page comes back with an error; `kept` is the one that we have."""

    template_name = "providers/portal/widgets/file.html"
    kept: Upload | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        kept = {"kept": self.kept, "kept_name": KEPT_NAME, "drop_name": DROP_NAME}
        drawn = self.kept is not None and self.kept.pages_name is not None
        pages = range(1, self.kept.pages + 1) if self.kept and drawn else ()
        return {**super().get_context(name, value, attrs), **kept, "numbers": pages}


class DocumentField(forms.FileField):
    """One photo or PDF. `clean` gives a FreshFile, the Upload that was kept for this form, or None.

    A phone offers its camera by itself for this accept list; `capture` would take the choice of a file away.
    """

    default_error_messages = {"required": _("Choose a file or take a photo"), "empty": REFUSALS["empty"]}

    def __init__(self, *, hint: str | Promise = "", **kwargs: Any) -> None:
        kwargs["help_text"] = format_lazy("{} {}", hint, WHAT_WE_TAKE) if hint else WHAT_WE_TAKE
        kwargs["widget"] = DocumentInput(attrs={"accept": ACCEPT})
        super().__init__(**kwargs)
        self.kept: Upload | None = None

    def keep(self, upload: Upload | None) -> None:
        """Have the form carry this file along until it is saved. One that was refused is not carried along."""
        self.kept = upload
        alive = upload is not None and upload.state in {UploadState.WAITING, UploadState.READ}
        assert isinstance(self.widget, DocumentInput)
        self.widget.kept = upload if alive else None

    def clean(self, data: Any, initial: Any = None) -> "FreshFile | Upload | None":
        if not data and self.kept:
            if self.kept.state == UploadState.REFUSED:
                raise ValidationError(UnreadableDocument(self.kept.refused).message)
            return self.kept
        sent = super().clean(data, initial)
        if not sent:
            return None
        first = sent.read(ENOUGH_TO_TELL)
        try:
            require_known_kind(size=sent.size, first=first)
        except UnreadableDocument as refused:
            raise ValidationError(refused.message) from None
        return FreshFile(clean_title(sent.name), first + sent.read())


def clean_title(name: str) -> str:
    """The device's name of the file as a person may read it: no path, nothing invisible, 80 characters."""
    plain = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    return " ".join(plain.split())[:80] or "document"

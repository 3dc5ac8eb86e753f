"""Words that people type."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from matching.consultations.errors import TextRefused
from matching.consultations.rules.texts import clean_text


class TextField(forms.CharField):
    """Counted as it is kept, not as a browser sends it: a line break is one character."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.most = most

    def clean(self, value: Any) -> str:
        return super().clean(cleaned(str(value or ""), most=self.most))


def cleaned(typed: str, *, most: int) -> str:
    try:
        return clean_text(typed, most=most)
    except TextRefused as error:
        raise ValidationError(error.message) from None

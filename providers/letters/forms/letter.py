"""What somebody writes to us."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class LetterForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to tell us?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Write no patient's name and nothing about anybody's health."),
        error_messages={"required": _("Write what it is about."), "max_length": _("Write 4,000 letters at most.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"form_key": uuid4()}, **kwargs})

    def clean_form_key(self) -> UUID:
        key: UUID = self.cleaned_data["form_key"] or uuid4()
        return key


class LetterAnswerForm(forms.Form):
    """At the desk."""

    words = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("The writer reads this after signing in."),
        error_messages={"required": _("Write an answer.")},
    )

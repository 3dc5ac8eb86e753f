"""Yes or no to each question, words for a yes, and the name under it all."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.attestation.questions import Disclosure

YES_NO = [("no", _("No")), ("yes", _("Yes"))]


class AttestationForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in Disclosure.choices:
            self.fields[code] = forms.ChoiceField(
                label=label, choices=YES_NO, widget=forms.RadioSelect,
                error_messages={"required": _("Answer yes or no"), "invalid_choice": _("Answer yes or no")},
            )  # fmt: skip
        self.fields["words"] = forms.CharField(
            label=_("What happened, where you answered yes"), required=False, max_length=2000,
            widget=forms.Textarea({"rows": 4}), help_text=_("When, where, and how it ended. Empty if all is no."),
        )  # fmt: skip
        self.fields["signed_as"] = forms.CharField(
            label=_("Your full name, as your signature"), max_length=160,
            error_messages={"required": _("Type your name to sign")},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.yes() and not data.get("words", "").strip():
            self.add_error("words", _("Say what happened where you answered yes"))
        return data

    def yes(self) -> list[str]:
        return [code for code in Disclosure.values if self.cleaned_data.get(code) == "yes"]

"""One statement under seven questions: none of them, or which; words for each that is; and the name under it all.

None stands chosen. What is no for all seven is said once, and signed; what is yes is named question by question.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.attestation.questions import Disclosure

NONE, SOME = "none", "some"
SAID = [(NONE, _("None of these ever happened to me")), (SOME, _("One or more happened. I name them below"))]


class AttestationForm(forms.Form):
    said = forms.ChoiceField(
        label=_("Your answer to all seven"), choices=SAID, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two"), "invalid_choice": _("Choose one of the two")},
    )  # fmt: skip
    yes = forms.MultipleChoiceField(
        label=_("Which happened"), choices=Disclosure.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Tick none if none happened."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What happened, where you ticked one"), required=False, max_length=2000,
        widget=forms.Textarea({"rows": 4}), help_text=_("When, where, and how it ended."),
    )  # fmt: skip
    signed_as = forms.CharField(
        label=_("Your full name, as your signature"), max_length=160,
        error_messages={"required": _("Type your name to sign")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What contradicts itself is asked again, and never read the one way or the other."""
        data = super().clean() or self.cleaned_data
        said, ticked = data.get("said"), data.get("yes")
        if said == NONE and ticked:
            self.add_error("said", _("You ticked one below. Untick it, or choose that one or more happened"))
        if said == SOME and not ticked and "yes" not in self.errors:
            self.add_error("yes", _("Tick each that happened"))
        if ticked and not data.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Say what happened where you ticked one"))
        return data

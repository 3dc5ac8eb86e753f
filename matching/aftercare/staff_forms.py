"""What staff write about a place alert. The desk shows these."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.aftercare.enums import STAFF_STEPS, AlertDecision, StepKind

WORDS = forms.Textarea({"rows": 3})


class AlertStepForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What you did"),
        choices=[(kind.value, kind.label) for kind in STAFF_STEPS],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("With whom, and what came of it"),
        help_text=_("Kept locked. Never tell the clinic who told us."),
        max_length=2000,
        widget=WORDS,
    )

    @property
    def step(self) -> StepKind:
        return StepKind(self.cleaned_data["kind"])


class ProposeForm(forms.Form):
    decision = forms.ChoiceField(label=_("What you propose"), choices=AlertDecision.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why"), help_text=_("For the second person. Kept locked."), max_length=2000, widget=WORDS
    )
    told = forms.CharField(
        label=_("What the providers read"),
        help_text=_("Only with a suspension. Not a word of who told us, or of when they were there."),
        max_length=1000,
        required=False,
        widget=WORDS,
    )


class KeepForm(forms.Form):
    why = forms.CharField(label=_("Why it stays open"), max_length=2000, widget=WORDS)

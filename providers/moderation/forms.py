"""The moderator's forms."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _


class PlaceVerdictForm(forms.Form):
    """What becomes of a report, and why."""

    choice = forms.ChoiceField(
        label=_("Decision"),
        choices=[("upheld", _("Upheld: it broke our rules")), ("dismissed", _("Dismissed: it did not"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    words = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only staff read this. Write what you looked at. No words about anybody's health."),
        error_messages={"required": _("Say why, for colleagues.")},
    )


class VerdictForm(PlaceVerdictForm):
    CLOSE: Final = "close"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        close = (self.CLOSE, _("Upheld, and close the request or cancel the visit. A second person has to agree."))
        choices = self.fields["choice"].choices  # type: ignore[attr-defined]
        self.fields["choice"].choices = [*choices, close]  # type: ignore[attr-defined]


class WordsVerdictForm(forms.Form):
    """Whether patients may read it."""

    SHOW: Final = "show"

    choice = forms.ChoiceField(
        label=_("Decision"),
        choices=[(SHOW, _("Show it")), ("refuse", _("Do not show it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    why = forms.CharField(
        label=_("Why, if you do not show it"),
        help_text=_("The provider reads it."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") == "refuse" and not cleaned.get("why", "").strip():
            self.add_error("why", _("Say why. The provider reads it."))
        return cleaned

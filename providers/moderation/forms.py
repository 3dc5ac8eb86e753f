"""What may become of a report: the moderator's form is that of every report, with these choices. And of words."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from caarisma.common.moderating.forms import Choices

# Of what is on a page: upheld says only that it has to be read by the rules once more.
TEXT_VERDICTS: Final[Choices] = (
    ("upheld", _("Take it off the page, and read it by the rules once more")),
    ("dismissed", _("Leave it: the reason does not hold")),
)
CLOSE: Final = "close"
PLACE_VERDICTS: Final[Choices] = (
    ("upheld", _("Upheld: it broke our rules")),
    ("dismissed", _("Dismissed: it did not")),
)
REQUEST_VERDICTS: Final[Choices] = (
    *PLACE_VERDICTS,
    (CLOSE, _("Upheld, and close the request or cancel the visit. A second person has to agree.")),
)


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


def instead_of(posted: Mapping[str, str]) -> int | None:
    """Whose it was on the page that was sent back to us; None for nobody's."""
    shown = posted.get("instead_of", "")
    return int(shown) if shown.isdecimal() and len(shown) < 19 else None

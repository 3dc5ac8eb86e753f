"""What a moderator may answer about what is said to a review; ticks and decisions are those of every text."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from caarisma.common.moderating.forms import Choices
from matching.reviews.enums import ReplyFault


def objection_verdicts(broken: list[str]) -> Choices:
    """One: by what the third person ticked."""
    return [("dismissed", _("It stays removed")) if broken else ("upheld", _("The author is right: publish it"))]


class ReplyVerdictForm(forms.Form):
    PUBLISH: Final = "publish"

    choice = forms.ChoiceField(
        label=_("Decision"),
        choices=[(PUBLISH, _("Publish it")), *ReplyFault.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )

    def fault(self) -> ReplyFault | None:
        choice = self.cleaned_data["choice"]
        return None if choice == self.PUBLISH else ReplyFault(choice)

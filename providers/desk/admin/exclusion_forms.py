"""What a person answers on the page of a match. The form checks the shape; services decide who may do what."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from providers.exclusions.models import ExclusionHit
from providers.vetting.cases.own_cases import is_own
from providers.vetting.exclusions.decisions import (
    CLEARS,
    REVIEWS,
    clear_exclusion,
    confirm_exclusion,
    propose_clearing,
    reject_clearing,
)


class HitAnswer(TextChoices):
    CONFIRM = "confirm", _("It is this person. They stay off every list.")
    PROPOSE = "propose", _("It is somebody else. A second person has to agree.")
    CLEAR = "clear", _("I agree: it is somebody else. The match is cleared.")
    KEEP = "keep", _("I do not agree, or not yet. The match stays open.")


SERVICES: Final[dict[str, Callable[..., ExclusionHit]]] = {
    HitAnswer.CONFIRM: confirm_exclusion,
    HitAnswer.PROPOSE: propose_clearing,
    HitAnswer.CLEAR: clear_exclusion,
    HitAnswer.KEEP: reject_clearing,
}


def answers_for(hit: ExclusionHit, user: User) -> list[HitAnswer]:
    """What this person may answer now, in the order of the page."""
    if hit.cleared_at is not None or is_own(provider=hit.provider, by=user):
        return []
    reviews, second = user.has_perm(REVIEWS), hit.proposed_by_id not in {None, user.pk} and user.has_perm(CLEARS)
    offered = {
        HitAnswer.CONFIRM: reviews and hit.confirmed_at is None,
        HitAnswer.PROPOSE: reviews and hit.proposed_by_id is None,
        HitAnswer.CLEAR: second,
        HitAnswer.KEEP: second or hit.proposed_by_id == user.pk,
    }
    return [answer for answer, is_offered in offered.items() if is_offered]


class AnswerForm(forms.Form):
    """Choices are those of answers_for(); `seen` says which facts the page showed."""

    answer = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("This is no longer possible. Choose again.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Name the second identifier you compared: birth date on an ID, license number, address."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        error_messages={"required": _("Write why.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, answers: list[HitAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(answer.value, answer.label) for answer in answers]  # type: ignore[attr-defined]

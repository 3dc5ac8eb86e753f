"""What a provider says is wrong, and what we answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.appeals.models import AppealKind


class AppealForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is"), "invalid_choice": _("Choose what it is")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("What is wrong, and what is right?"), max_length=4000, widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Say what is wrong")},
    )  # fmt: skip

    def __init__(self, *args: Any, may_appeal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in AppealKind.choices if may_appeal or choice[0] != AppealKind.APPEAL]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class AppealAnswerForm(forms.Form):
    grant = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("We agree: look again")), ("no", _("We do not agree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Words for the provider"), max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("The provider reads exactly this."),
    )  # fmt: skip

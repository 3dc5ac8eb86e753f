from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.watches.enums import HowOften


class WatchForm(forms.Form):
    """`account_email`: of who is signed in and has confirmed it; then no other is asked for."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("The mail never says what you look for."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter an email address, like name@example.com")},
    )
    how_often = forms.ChoiceField(
        label=_("How often?"),
        choices=HowOften.choices,
        initial=HowOften.AT_ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often"), "invalid_choice": _("Choose how often")},
    )

    def __init__(self, *args: Any, account_email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.account_email = account_email
        if account_email:
            del self.fields["email"]

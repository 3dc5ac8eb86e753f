"""Where to mail the way back to a list."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MailForm(forms.Form):
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("We send one mail and do not keep the address. The mail does not say what you look for."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter an email address, like name@example.com")},
    )

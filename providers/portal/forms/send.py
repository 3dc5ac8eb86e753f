from django import forms
from django.utils.translation import gettext_lazy as _


class SendForm(forms.Form):
    true = forms.BooleanField(
        label=_("What I sent is true, and it is about me."),
        error_messages={"required": _("Tick the box to send")},
    )

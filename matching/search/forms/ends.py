"""The two ticks around the questions: being an adult before them, agreeing after them.

Other words beside a tick are another CONSENT_VERSION.
"""

from django import forms
from django.utils.translation import gettext_lazy as _


class StartForm(forms.Form):
    adult = forms.BooleanField(
        label=_("I am 18 or over"),
        error_messages={"required": _("This service is for adults. Tick the box if you are 18 or over")},
    )


class AgreeForm(forms.Form):
    agree = forms.BooleanField(
        label=_("I agree that Caarisma can use my answers to find providers."),
        error_messages={
            "required": _("Tick the box if you agree. If you do not agree, we cannot search for you"),
        },
    )


class MineForm(StartForm, AgreeForm):
    """Both at once, for a search whose questions somebody else has answered."""

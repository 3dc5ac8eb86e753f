"""The two ticks around the questions: being an adult before them, agreeing after them.

Other words beside a tick are another CONSENT_VERSION.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.fields import ZipText
from matching.search.forms.place import known_zip


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
    """Both at once, for a search whose questions somebody else has answered; and from where, which they keep."""

    zip_code = ZipText(
        label=_("Your ZIP code"),
        help_text=_("5 digits, like 94612"),
        error_messages={"required": _("Enter a 5 digit ZIP code, like 94612")},
    )
    field_order = ("zip_code", "adult", "agree")

    def clean_zip_code(self) -> str:
        try:
            return known_zip(self.cleaned_data["zip_code"])
        except UserFacingError as error:
            raise ValidationError(error.message) from None

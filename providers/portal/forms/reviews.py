"""A public answer, and a report of a review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.requests.forms.texts import TextField
from matching.reviews.enums import ReportedFor
from matching.reviews.rules.replies import MOST


class ReplyForm(forms.Form):
    text = TextField(
        label=_("Your answer, for everybody to read"),
        help_text=_("Up to 500 letters. Say nothing that shows that somebody was your patient."),
        most=MOST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write something first, or take one of the three texts.")},
    )


class ReviewReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReportedFor.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong. That it is bad is no reason.")},
    )
    words = TextField(
        label=_("Tell us more"),
        help_text=_("Only our staff reads this. Do not write about anybody's health."),
        most=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

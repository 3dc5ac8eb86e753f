"""The short forms: a code, an address, a code from paper, words."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.consultations.enums import ReportReason
from matching.consultations.rules.texts import MOST
from matching.requests.forms.texts import TextField


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Eight digits. It works for ten minutes."),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(character for character in self.cleaned_data["code"] if character.isdigit())


class LinkForm(forms.Form):
    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput({"autocomplete": "email"}))


class PaperCodeForm(forms.Form):
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("Like 7QKM-4M2X"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    paper_code = forms.CharField(
        label=_("Code from your paper"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class DeviceForm(forms.Form):
    shared_device = forms.BooleanField(
        label=_("This is not my device"), help_text=_("Then it forgets you after half an hour."), required=False
    )


class MessageForm(forms.Form):
    body = TextField(
        label=_("Write to the clinic"),
        help_text=_("Text only. For signs of an emergency, call 911. Do not wait for an answer here."),
        most=MOST,
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea({"rows": 3}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    words = TextField(label=_("Words for the clinic"), most=MOST, required=False, widget=forms.Textarea({"rows": 3}))
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class ReportForm(forms.Form):
    REASONS: ClassVar = (ReportReason.RUDE, ReportReason.UNSAFE, ReportReason.VISITED, ReportReason.OTHER)

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(reason.value, reason.label) for reason in REASONS],
        widget=forms.RadioSelect,
    )
    words = TextField(label=_("Tell us more"), most=2000, required=False, widget=forms.Textarea({"rows": 4}))

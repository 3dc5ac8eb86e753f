"""Ask for a visit: when, how to be reached, what for, what the clinic may read."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caarisma.common.typed.fields import PhoneText
from matching.consultations.enums import ContactWay
from matching.consultations.services.drafting import DraftAnswers
from matching.requests.forms.texts import TextField
from matching.requests.forms.wishes import WishRows

LONGEST_NOTE: Final = 500
Fact = tuple[str, str]  # a code, and the sentence that the clinic reads


class AskForm(WishRows):
    any_time = forms.BooleanField(label=gettext_lazy("Any time when they are open"), required=False)
    book_for_me = forms.BooleanField(
        label=gettext_lazy("They may book one of these times for me at once"), required=False
    )
    first_name = TextField(
        label=gettext_lazy("Your first name"),
        most=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How shall the clinic answer you?"), choices=ContactWay, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy(
            "We send you a link. Your request goes out when you press it. The clinic does not see it."
        ),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = PhoneText(
        label=gettext_lazy("Your phone, if they shall call you"),
        help_text=gettext_lazy("The clinic sees it only if you choose a call."),
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    about = forms.MultipleChoiceField(
        label=gettext_lazy("What is the visit for?"),
        help_text=gettext_lazy("Leave all empty if you are not sure."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shared = forms.MultipleChoiceField(
        label=gettext_lazy("What may the clinic read?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = TextField(
        label=gettext_lazy("Your note"),
        help_text=gettext_lazy("Up to 500 letters. Do not write about your health here."),
        most=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    names_clinic = forms.BooleanField(
        label=gettext_lazy("You may put the clinic's name in my mails and my calendar file"), required=False
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], facts: Sequence[Fact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = dict(facts)
        self.fields["about"].choices = list(lines)  # type: ignore[attr-defined]
        self.fields["shared"].choices = list(facts)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        by_phone = data.get("way") == ContactWay.PHONE
        if by_phone and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter your phone number, so that they can call you."))
        if not by_phone and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter your e-mail. Without one, choose a call."))
        if not (data.get("any_time") or self.chosen()) and not self.has_error("day1"):
            self.add_error("day1", _("Choose a day, or tick “Any time when they are open”."))
        return data

    def answers(self) -> DraftAnswers:
        data = self.cleaned_data
        pairs = [line.split(":") for line in data["about"]]
        way = ContactWay(data["way"])
        return DraftAnswers(
            way=way,
            email=data["email"],
            phone=(data["phone"] or "") if way == ContactWay.PHONE else "",
            first_name=data["first_name"],
            note=data["note"],
            times=self.wishes(),
            any_time=data["any_time"],
            book_for_me=data["book_for_me"],
            names_clinic=data["names_clinic"],
            areas={area for area, _concern in pairs},
            concerns={concern for _area, concern in pairs},
            shared=[(code, self.facts[code]) for code in self.shared_codes()],
        )

    def shared_codes(self) -> Collection[str]:
        return [code for code in self.facts if code in self.cleaned_data["shared"]]

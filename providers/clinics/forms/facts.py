"""What a clinic ticks of a place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.directory.models.ways import GetIn, Park, Pay


class FactsForm(forms.Form):
    pay = forms.MultipleChoiceField(
        label=_("How people can pay"),
        help_text=_("Tick HSA only if your card reader takes these cards. Many plans do not pay for cosmetic care."),
        choices=Pay.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    park = forms.MultipleChoiceField(
        label=_("Parking and coming by bus"),
        choices=Park.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    get_in = forms.MultipleChoiceField(
        label=_("Getting in"), choices=GetIn.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Erase all of it. I know that it cannot be undone."),
        error_messages={"required": _("Tick this first. Nothing was erased.")},
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("We write to you in"), choices=settings.LANGUAGES, widget=forms.RadioSelect)

"""What Django says of a field when a form has no words of its own, in the words of this site.

Django reads these from the classes, and the forms of others (allauth, the admin) have them too: so they are set there
once, and not on each of a hundred fields.
"""

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

WORDS = (
    (forms.Field, {"required": _("Fill this in")}),
    (forms.ChoiceField, {"invalid_choice": _("Choose one from this list")}),
    (
        forms.MultipleChoiceField,
        {"invalid_choice": _("Choose from this list"), "invalid_list": _("Choose from this list")},
    ),
    (forms.IntegerField, {"invalid": _("Enter a whole number, like 40")}),
    (forms.DateField, {"invalid": _("Enter a date with its year, like Dec 1, 2026")}),
    (forms.JSONField, {"invalid": _("Your device's answer cannot be read. Try again")}),  # a passkey's
    (forms.EmailField, {"invalid": _("Enter an email address, like name@example.com")}),
)


def speak_plainly() -> None:
    MaxLengthValidator.message = _("Use at most %(limit_value)s characters here")
    ProhibitNullCharactersValidator.message = _("One character here cannot be read. Type it again")
    for field, words in WORDS:
        field.default_error_messages = {**field.default_error_messages, **words}

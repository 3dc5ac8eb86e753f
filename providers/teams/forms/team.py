"""What is typed about a team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.teams.enums import HELD, InvitedAs
from providers.teams.models.team import NAME_MAX


class BeginForm(forms.Form):
    name = forms.CharField(
        label=_("Name of your team"),
        help_text=_("The name of the clinic, for example. Patients do not see it."),
        max_length=NAME_MAX,
        error_messages={"required": _("Enter a name for your team")},
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They sign in with it. Ask for their own, not one that several people read."),
        error_messages={
            "required": _("Enter the e-mail address"),
            "invalid": _("Enter an e-mail address, like maria@example.com"),
        },
    )
    name = forms.CharField(label=_("Their name"), max_length=NAME_MAX, required=False)
    invited_as = forms.ChoiceField(
        label=_("What they do"),
        choices=InvitedAs.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they do")},
    )


class JoinForm(forms.Form):
    """`name` is asked of members; a provider has one on their profile."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Your clinic reads it beside what you do."),
        max_length=NAME_MAX,
        error_messages={"required": _("Enter your name")},
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in HELD])

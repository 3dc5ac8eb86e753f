"""What somebody of the desk fills in, whatever they read. Every rule is asked, so nothing is decided by what was not
looked at, and what may be decided follows from the ticks."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEPT, BROKEN = "kept", "broken"
Choices = Sequence[tuple[str, str | Promise]]


class TicksForm(forms.Form):
    """One answer a rule, none chosen beforehand. `seen`: which version of the text was read."""

    def __init__(self, *args: Any, rules: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        for rule in rules:
            self.fields[rule.value] = forms.ChoiceField(
                label=rule.label,
                choices=[(KEPT, _("Yes")), (BROKEN, _("No"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer each rule.")},
            )
        self.fields["urgent"] = forms.BooleanField(
            label=_("It has words that may mean an emergency"),
            help_text=_("Then call the author, if you can. The text stays."),
            required=False,
        )
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def broken(self) -> list[str]:
        return [rule.value for rule in self.rules if self.cleaned_data[rule.value] == BROKEN]


class TextDecisionForm(forms.Form):
    """By what was ticked: with no rule broken there is one choice, else those of `against`, each with its rule."""

    PUBLISH, BACK, REMOVE = "publish", "back", "remove"
    LABELS: Final = {
        PUBLISH: _("Publish it"),
        BACK: _("Send it back, so that the author can change it"),
        REMOVE: _("Remove it. A second person has to agree."),
    }

    def __init__(
        self,
        *args: Any,
        rules: type[TextChoices],
        broken: Sequence[str],
        against: Sequence[str] = (BACK, REMOVE),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = against if broken else [self.PUBLISH]
        self.fields["choice"] = forms.ChoiceField(
            label=_("Decision"),
            choices=[(choice, self.LABELS[choice]) for choice in choices],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a decision.")},
        )
        if broken:
            self.fields["rule"] = forms.ChoiceField(
                label=_("Because of"),
                choices=[(code, rules(code).label) for code in broken],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose the rule that it breaks.")},
            )


class VerdictForm(forms.Form):
    """What becomes of a report or an objection, and why. `choices`: (state, in words)."""

    choice = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, error_messages={"required": _("Choose a decision.")}
    )
    words = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only staff read this. Write what you looked at. No words about anybody's health."),
        error_messages={"required": _("Say why, for colleagues.")},
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]

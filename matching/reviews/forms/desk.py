"""What a moderator fills in about reviews. Every rule is asked, so nothing is decided by what was not looked at."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.reviews.enums import ReplyFault, Rule

KEPT, BROKEN = "kept", "broken"


class TicksForm(forms.Form):
    """One answer a rule, none chosen beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in Rule:
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

    def broken(self) -> list[Rule]:
        return [rule for rule in Rule if self.cleaned_data[rule.value] == BROKEN]


class ReviewDecisionForm(forms.Form):
    """By what was ticked: with no rule broken there is one choice, else there are two, each with its rule."""

    PUBLISH, BACK, REMOVE = "publish", "back", "remove"
    LABELS: Final = {
        PUBLISH: _("Publish it"),
        BACK: _("Send it back, so that the author can change it"),
        REMOVE: _("Remove it. A second person has to agree."),
    }

    def __init__(self, *args: Any, broken: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [self.BACK, self.REMOVE] if broken else [self.PUBLISH]
        self.fields["choice"] = forms.ChoiceField(
            label=_("Decision"),
            choices=[(choice, self.LABELS[choice]) for choice in choices],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a decision.")},
        )
        if broken:
            self.fields["rule"] = forms.ChoiceField(
                label=_("Because of"),
                choices=[(code, Rule(code).label) for code in broken],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose the rule that it breaks.")},
            )


class ReplyVerdictForm(forms.Form):
    PUBLISH: Final = "publish"

    choice = forms.ChoiceField(
        label=_("Decision"),
        choices=[(PUBLISH, _("Publish it")), *ReplyFault.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )

    def fault(self) -> ReplyFault | None:
        choice = self.cleaned_data["choice"]
        return None if choice == self.PUBLISH else ReplyFault(choice)


class ReviewVerdictForm(forms.Form):
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


class ReviewReportVerdictForm(ReviewVerdictForm):
    """Upheld says only that it has to be read by the rules once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            ("upheld", _("Take it off the page, and read it by the rules once more")),
            ("dismissed", _("Leave it: the reason does not hold")),
        ]


class ObjectionVerdictForm(ReviewVerdictForm):
    def __init__(self, *args: Any, broken: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upheld = ("upheld", _("The author is right: publish it"))
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            ("dismissed", _("It stays removed")) if broken else upheld
        ]

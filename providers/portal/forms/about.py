"""Three short answers for patients. No free text beyond them, so that nobody writes an advertisement."""

from collections.abc import Iterable
from typing import Any

from django import forms

from providers.words.enums import AboutPrompt
from providers.words.models.about import MOST
from providers.words.selectors import AnswerStanding


class AboutForm(forms.Form):
    def __init__(self, data: Any = None, *, standing: Iterable[AnswerStanding]) -> None:
        super().__init__(data, label_suffix="")
        for one in standing:
            self.fields[one.prompt.value] = forms.CharField(
                label=one.prompt.label,
                max_length=MOST,
                required=False,
                initial=one.typed,
                widget=forms.Textarea({"rows": 3}),
            )

    def answers(self) -> dict[str, str]:
        """Only after is_valid()."""
        return {prompt: self.cleaned_data[prompt] for prompt in AboutPrompt.values}

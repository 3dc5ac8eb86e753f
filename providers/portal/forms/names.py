"""When somebody was born, and what they were called before: to tell them from others on lists of excluded people."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.exclusions.rules.names import words

ROWS: Final = (1, 2)  # names to add at a time
OLDEST: Final = 100  # years
YOUNGEST: Final = 18


def require_latin(name: str) -> None:
    """A validator: the lists are in capitals without accents, and no word of another alphabet is found in them."""
    letters = "".join(dict.fromkeys(letter for letter in name if not "".join(words(letter)).isascii()))
    if letters or (name.strip() and not words(name)):
        raise ValidationError(
            gettext("Type the name with the letters A to Z. We cannot read these: %(letters)s")
            % {"letters": letters or name}
        )


class YearField(forms.CharField):
    """Four digits; None for nothing typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"max_length": 20, "widget": widget, **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not (len(text) == 4 and text.isascii() and text.isdigit()):
            raise ValidationError(gettext("Enter a year of 4 digits, like 1985"))
        return int(text) if text else None


def born_in(born: int, *, year: int) -> int:
    """The year, if somebody born then can be a provider in `year`. Else ValidationError."""
    if not year - OLDEST <= born <= year - YOUNGEST:
        raise ValidationError(gettext("Check the year. You have to be 18 or older"))
    return born


class NamesForm(forms.Form):
    """`year`: of today. `fixed`: the birth year is known and was checked, so it is not asked again."""

    birth_year = YearField(
        label=_("Year you were born"),
        help_text=_("Only the year, like 1985."),
        error_messages={"required": _("Enter the year you were born")},
    )

    def __init__(self, *args: Any, year: int, fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        if fixed:
            del self.fields["birth_year"]
        for row in ROWS:
            self.fields |= {
                f"last_{row}": self._name(_("Last name before") if row == 1 else _("Another last name before"), 80),
                f"first_{row}": self._name(_("First name then"), 60, _("Only if it was another one.")),
                f"middle_{row}": self._name(_("Middle name then"), 60),
                f"until_{row}": YearField(
                    label=_("Until which year"), help_text=_("If you remember it."), required=False
                ),
            }

    @staticmethod
    def _name(label: Any, longest: int, help_text: Any = "") -> forms.CharField:
        return forms.CharField(
            label=label, help_text=help_text, max_length=longest, required=False, validators=[require_latin]
        )

    def clean_birth_year(self) -> int:
        return born_in(self.cleaned_data["birth_year"], year=self.year)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in ROWS:
            typed = [name for name in ("first", "middle", "until") if cleaned.get(f"{name}_{row}")]
            if typed and not cleaned.get(f"last_{row}") and f"last_{row}" not in self.errors:
                self.add_error(f"last_{row}", gettext("Enter the last name you had then"))
            until = cleaned.get(f"until_{row}")
            if until and not self.year - OLDEST <= until <= self.year:
                self.add_error(f"until_{row}", gettext("Check the year"))
        return cleaned

    def former(self) -> list[dict[str, Any]]:
        """The names that were typed; after is_valid()."""
        rows = [
            {name: self.cleaned_data[f"{name}_{row}"] for name in ("first", "middle", "last", "until")} for row in ROWS
        ]
        return [row for row in rows if row["last"]]

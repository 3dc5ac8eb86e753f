"""When somebody could come: up to three days with a part of the day, or with a time."""

from datetime import date, time
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.consultations.enums import DayPart
from matching.consultations.rules.texts import MOST
from matching.consultations.services.answering import TypedTime
from matching.consultations.services.drafting import MOST_TIMES, Wish
from matching.requests.forms.days import ClinicDays
from matching.requests.forms.texts import TextField

ROWS: Final = range(1, MOST_TIMES + 1)


class RowsOfTimes(forms.Form):
    """Pairs of lists: `day1` with `when1`, and so on. A row without a day says nothing."""

    def __init__(self, *args: Any, days: ClinicDays, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = days
        for row in ROWS:
            self.fields[f"day{row}"] = forms.ChoiceField(
                label=_("Day"), choices=days.day_choices(_("No day") if row > 1 else _("Choose a day")), required=False
            )
            self.fields[f"when{row}"] = forms.ChoiceField(label=self.when_label(), choices=self.whens(), required=False)
        self.order_fields([f"{name}{row}" for row in ROWS for name in ("day", "when")])  # so errors go down the page

    def when_label(self) -> str:
        return _("Time of day")

    def whens(self) -> list[tuple[str, str]]:
        return self.days.part_choices()

    @property
    def rows(self) -> list[tuple[str, BoundField, BoundField]]:
        words = (_("First wish"), _("Second wish, if you have one"), _("Third wish, if you have one"))
        return [(word, self[f"day{row}"], self[f"when{row}"]) for row, word in zip(ROWS, words, strict=True)]

    def chosen(self) -> list[tuple[int, date, str]]:
        """Row, day and what stands beside it; the same twice is said once."""
        found: dict[tuple[date, str], int] = {}
        for row in ROWS:
            if day := self.cleaned_data.get(f"day{row}"):
                found.setdefault((date.fromisoformat(day), self.cleaned_data.get(f"when{row}", "")), row)
        return [(row, day, when) for (day, when), row in found.items()]


class WishRows(RowsOfTimes):
    """Days with a part of the day, as a clinic reads wishes."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row, day, part in self.chosen():
            if part and not self.days.is_open(day, DayPart(part)):
                words = {"day": date_format(day, "WEEKDAY_FORMAT"), "part": DayPart(part).label}
                self.add_error(f"when{row}", _("The clinic is not open on %(day)s %(part)s.") % words)
        return data

    def wishes(self) -> list[Wish]:
        return [Wish(day, DayPart(part or self.days.parts[0])) for _row, day, part in self.chosen()]


class NoneFitsForm(WishRows):
    """Other wishes, or words, or both."""

    words = TextField(
        label=gettext_lazy("Or say it in words"), most=MOST, required=False, widget=forms.Textarea({"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.chosen() and not data.get("words") and not self.errors:
            self.add_error("day1", _("Choose a day, or write when you can come."))
        return data


class MoveForm(RowsOfTimes):
    """Days with a time by the clinic's clock: what the other side accepts is booked at once."""

    def when_label(self) -> str:
        return _("Time")

    def whens(self) -> list[tuple[str, str]]:
        return self.days.time_choices(_("Choose a time"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = self.chosen()
        if not chosen and not self.errors:
            self.add_error("day1", _("Choose at least one day and time."))
        for row, day, at in chosen:
            if not at:
                self.add_error(f"when{row}", _("Choose a time for this day."))
            elif not self.days.is_open_at(day, time.fromisoformat(at)):
                words = {"day": date_format(day, "WEEKDAY_FORMAT")}
                self.add_error(f"when{row}", _("The clinic is not open then on %(day)s.") % words)
        return data

    def times(self, *, minutes: int) -> list[TypedTime]:
        return [TypedTime(day, time.fromisoformat(at), minutes) for _row, day, at in self.chosen()]

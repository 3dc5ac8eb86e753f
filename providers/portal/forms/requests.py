"""What a clinic types about a request: times, reasons, words."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, ClassVar, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caarisma.common.typed.fields import CountText, DateText, TimeText
from matching.consultations.enums import CancelReason, DeclineReason, ReportReason
from matching.consultations.errors import TextRefused, TimeRefused
from matching.consultations.models import Visit
from matching.consultations.rules.clinic_words import clean_clinic_words
from matching.consultations.rules.texts import MOST
from matching.consultations.rules.wall_times import USUAL, WallTime, are_apart, check_time, day_of
from matching.consultations.rules.zone_words import time_words
from matching.consultations.selectors import ClinicRequest
from matching.consultations.services.answering import MOST_OFFERS, TypedTime
from matching.requests.forms.texts import TextField

LENGTHS: Final = (15, 30, 45, 60, 90, 120, 180, 240)
LONGEST_PAUSE: Final = 365  # days


class SoonDay(DateText):
    """A day to come; whoever names no year means the next such day after `today`."""

    today: date = date(2026, 1, 1)  # the form sets the clinic's day

    def value_of(self, text: str) -> Any:
        try:
            return super().value_of(text)
        except forms.ValidationError:
            if re.search(r"[0-9]{3}", text):
                raise
            found = self._with_a_year(text.strip(" .,;"))
            if found is None:
                raise
            return found

    def _with_a_year(self, text: str) -> date | None:
        between = "/" if re.fullmatch(r"[0-9]+/[0-9]+", text) else ", "
        for year in (self.today.year, self.today.year + 1):
            try:
                day: date = super().value_of(f"{text}{between}{year}")
            except forms.ValidationError:
                continue  # Feb 29, or a weekday that is another one in that year
            if day >= self.today:
                return day
        return None


class RequestStepForm(forms.Form):
    """`seen`: the last move that the page showed. `form_key`: the same form sent twice is done once."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: ClinicRequest, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.now = request, now


class TypedTimesForm(RequestStepForm):
    """Up to three rows of a day and a time, as people type them; each mistake is said in its row."""

    rows: ClassVar[int] = MOST_OFFERS
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How long the visit takes"),
        coerce=int,
        initial=USUAL,
        choices=[(length, gettext_lazy("%d minutes") % length) for length in LENGTHS],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.rows + 1):
            one = {"number": number}
            self.fields[f"day{number}"] = SoonDay(label=_("Day %(number)d") % one, required=False)
            self.fields[f"day{number}"].today = day_of(self.now, self.request.place.time_zone)  # type: ignore[attr-defined]
            self.fields[f"at{number}"] = TimeText(label=_("Time %(number)d") % one, required=False)

    def pairs(self) -> Iterator[tuple[BoundField, BoundField]]:
        for number in range(1, self.rows + 1):
            yield self[f"day{number}"], self[f"at{number}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.times: list[TypedTime] = []
        walls: list[WallTime] = []
        for number in range(1, self.rows + 1):
            if (wall := self._wall(number, data)) is None:
                continue
            if not are_apart([*walls, wall]):
                self.add_error(f"at{number}", _("This overlaps with a time above it."))
                continue
            walls.append(wall)
            self.times.append(TypedTime(wall.day, wall.at, wall.minutes))
        if not self.times and not self.errors:
            self.add_error("day1", _("Enter a day and a time."))
        return data

    def _wall(self, number: int, data: dict[str, Any]) -> WallTime | None:
        """What this row says, if it may be offered; None for an empty one, or one that was refused."""
        names = (f"day{number}", f"at{number}")
        if self.has_error(names[0]) or self.has_error(names[1]) or "minutes" not in data:
            return None
        day, at = (data.get(name) for name in names)
        if (day is None) != (at is None):
            self.add_error(names[0] if day is None else names[1], _("A time needs a day and an hour."))
            return None
        return self._checked(number, day, at, data["minutes"]) if day and at else None

    def _checked(self, number: int, day: date, at: time, minutes: int) -> WallTime | None:
        wall = WallTime(day, at, self.request.place.time_zone, minutes)
        try:
            check_time(wall, now=self.now)
            if taken := self._taken(wall):
                raise TimeRefused(taken)
        except (TimeRefused, OverflowError) as error:
            words = error.message if isinstance(error, TimeRefused) else _("This is too far ahead.")
            self.add_error(f"at{number}", words)
            return None
        return wall

    def _taken(self, wall: WallTime) -> str:
        """The clinic reads its own conflict by name."""
        booked = Visit.objects.filter(
            provider__requests=self.request.id, booked=True, starts__lt=wall.ends, ends__gt=wall.starts
        )
        visit = booked.exclude(request=self.request.id).select_related("request__words").first()
        if visit is None:
            return ""
        words = getattr(visit.request, "words", None)
        return _("You see %(name)s then: %(when)s (request %(reference)s).") % {
            "name": (words.first_name if words else "") or _("somebody"),
            "when": time_words(visit.day, visit.at, visit.zone),
            "reference": visit.request.reference,
        }


class OneTimeForm(TypedTimesForm):
    rows = 1


class ReasonForm(RequestStepForm):
    words = TextField(
        label=gettext_lazy("Words for the patient"),
        help_text=gettext_lazy("Up to 300 letters, in their thread. No words about health, and no promises."),
        most=MOST,  # what is too long is said by its own rule
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_words(self) -> str:
        try:
            return clean_clinic_words(self.cleaned_data["words"])
        except TextRefused as error:
            raise forms.ValidationError(error.message) from None


class DeclineForm(ReasonForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not?"),
        choices=[(reason.value, reason.label) for reason in DeclineReason],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )


class CancelVisitForm(ReasonForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you cancel?"),
        choices=[(reason.value, reason.label) for reason in CancelReason],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ReportPatientForm(RequestStepForm):
    REASONS: ClassVar = (
        ReportReason.RUDE,
        ReportReason.SPAM,
        ReportReason.UNDER_18,
        ReportReason.UNSAFE,
        ReportReason.OTHER,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=[(reason.value, reason.label) for reason in REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    words = TextField(label=gettext_lazy("Tell us more"), most=2000, required=False, widget=forms.Textarea({"rows": 4}))
    message = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_message(self) -> int | None:
        """Of a message that is on the page; anything else reports the request as a whole."""
        number: int | None = self.cleaned_data["message"]
        return number if number in {message.n for message in self.request.messages} else None


class DisputeForm(RequestStepForm):
    words = TextField(
        label=gettext_lazy("What do you know about it?"),
        help_text=gettext_lazy("For example: nobody came at that hour. No words about health."),
        most=2000,
        error_messages={"required": gettext_lazy("Say in a few words what you know.")},
        widget=forms.Textarea({"rows": 4}),
    )


class WriteForm(forms.Form):
    body = TextField(
        label=gettext_lazy("Write to the patient"),
        help_text=gettext_lazy("Text only. They read it on this site. Our mail says that you wrote, not what."),
        most=MOST,
        error_messages={"required": gettext_lazy("Write something first.")},
        widget=forms.Textarea({"rows": 4}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class LimitsForm(forms.Form):
    places = CountText(
        label=gettext_lazy("Requests a week"),
        help_text=gettext_lazy("Leave it empty to take as many as come. A new week begins on Monday."),
        required=False,
    )
    until = SoonDay(
        label=gettext_lazy("No requests until"),
        help_text=gettext_lazy("For example: Dec 15. Patients see “full until” that day, and you stay on the lists."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = self.fields["until"].today = today  # type: ignore[attr-defined]

    def clean_places(self) -> int | None:
        places: int | None = self.cleaned_data["places"]
        if places is not None and not 1 <= places <= 500:
            raise forms.ValidationError(_("Enter a number from 1 to 500, or leave it empty."))
        return places

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and not 0 < (until - self.today).days <= LONGEST_PAUSE:
            raise forms.ValidationError(_("Enter a day to come, within a year."))
        return until

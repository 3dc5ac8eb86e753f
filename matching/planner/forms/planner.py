"""The planner's form. It is a GET form: everything typed is in the address, so nothing about health is asked."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.dates import read_span
from caarisma.common.typed.fields import DateText, DollarsText, TimeText, ZipText
from matching.planner.course_plan import WEEKDAY_CODES, CourseQuery
from matching.search.forms.amounts import is_odd_price, odd_price_question, within
from matching.search.wording import dollars
from providers.directory.geocoding.zip_codes import ZipPlace, zip_place
from treatments.models import SessionPlan
from treatments.planning import DaysOff, DaySpan, add_months

FEE_HIGHEST = 2000  # what a provider can list, see the constraint on locations
MONTHS_BACK, MONTHS_AHEAD = 12, 24  # a course may be under way; further ahead is a slip of the keys
IF_EMPTY = timedelta(days=7)
AWAY_MOST = 20
AWAY_LONGEST_DAYS = 366

WEEKDAYS = tuple(
    zip(
        WEEKDAY_CODES,
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
        strict=True,
    )
)
# One zone for each clock that people in the United States name. Indiana and the like keep one of these.
ZONES: Final[Mapping[str, Any]] = {
    "America/New_York": _("Eastern"),
    "America/Chicago": _("Central"),
    "America/Denver": _("Mountain"),
    "America/Phoenix": _("Arizona"),
    "America/Los_Angeles": _("Pacific"),
    "America/Anchorage": _("Alaska"),
    "America/Adak": _("Aleutian Islands"),
    "Pacific/Honolulu": _("Hawaii"),
    "America/Puerto_Rico": _("Puerto Rico and U.S. Virgin Islands"),
    "Pacific/Guam": _("Guam and Northern Mariana Islands"),
    "Pacific/Pago_Pago": _("American Samoa"),
}


class PlannerForm(forms.Form):
    """Every field may be left empty. Absent choices count as the first one, so a bare address gives a plan."""

    sessions = forms.TypedChoiceField(label=_("How many sessions?"), coerce=int, required=False)
    areas = forms.TypedChoiceField(
        label=_("How many areas in each session?"),
        help_text=_("Two areas cost the price of both."),
        coerce=int,
        required=False,
    )
    price = DollarsText(
        label=_("Price of one session for one area, in dollars"),
        help_text=_("Leave it empty if you do not know it yet."),
        required=False,
    )
    right = forms.BooleanField(label=_("Yes, that is right"), required=False)
    start = DateText(
        label=_("Day of the first session"),
        help_text=_("Like Dec 1, 2026 or 12/01/2026. Leave it empty to start in a week."),
        required=False,
    )
    fee = DollarsText(label=_("Fee for the first visit, in dollars"), required=False)
    credited = forms.BooleanField(label=_("It comes off the first session"), required=False)
    off = forms.MultipleChoiceField(
        label=_("Days of the week when you cannot go"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose days of the week")},
    )
    away = forms.CharField(
        label=_("Dates when you cannot go"),
        help_text=_("One date on each line, like Dec 24, 2026. For more days: Dec 24, 2026 to Jan 2, 2027."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 3}),
    )
    zip = ZipText(
        label=_("Your ZIP code"),
        help_text=_("To see what listed providers near you charge."),
        required=False,
    )
    at = TimeText(
        label=_("Time of your sessions"),
        help_text=_("Like 2:30 PM. Leave it empty for entries without a time."),
        required=False,
    )
    zone = forms.ChoiceField(
        label=_("Time zone of the clinic"),
        choices=[("", _("Choose one")), *ZONES.items()],
        required=False,
        error_messages={"invalid_choice": _("Choose the time zone of the clinic")},
    )

    asks_if_right = False  # whether the price is so odd that the page asks

    def __init__(self, typed: QueryDict, *, plan: SessionPlan, areas: int, today: date) -> None:
        self.plan, self.today = plan, today
        data = typed.copy()
        for name, first in (("sessions", plan.sessions_min), ("areas", 1)):
            if not data.get(name):
                data[name] = str(first)
        super().__init__(data, label_suffix="")
        self._count("sessions", plan.sessions_min, plan.sessions_max, gettext("Choose %(least)s to %(most)s sessions"))
        self._count("areas", 1, areas, gettext("Choose %(least)s to %(most)s areas"))

    def _count(self, name: str, least: int, most: int, message: str) -> None:
        field = self.fields[name]
        field.choices = [(count, str(count)) for count in range(least, most + 1)]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = message % {"least": least, "most": most}

    def clean_price(self) -> int | None:
        return within(self.cleaned_data["price"])

    def clean_fee(self) -> int | None:
        fee: int | None = self.cleaned_data["fee"]
        if fee is not None and fee > FEE_HIGHEST:
            most = {"most": dollars(FEE_HIGHEST)}
            raise ValidationError(gettext("Enter the fee in whole dollars, from $0 to %(most)s") % most)
        return fee

    def clean_start(self) -> date:
        day: date | None = self.cleaned_data["start"]
        if day is None:
            return self.today + IF_EMPTY
        if not self._earliest <= day <= self._latest:
            limits = {"first": in_words(self._earliest), "last": in_words(self._latest)}
            raise ValidationError(gettext("Enter a date from %(first)s to %(last)s") % limits)
        return day

    @property
    def _earliest(self) -> date:
        return add_months(self.today, -MONTHS_BACK)

    @property
    def _latest(self) -> date:
        return add_months(self.today, MONTHS_AHEAD)

    def clean_off(self) -> frozenset[int]:
        days = frozenset(WEEKDAY_CODES.index(code) for code in self.cleaned_data["off"])
        if len(days) == len(WEEKDAY_CODES):
            raise ValidationError(gettext("Leave at least one day when you can go"))
        return days

    def clean_away(self) -> tuple[DaySpan, ...]:
        lines = [line.strip() for line in re.split(r"[\n;]", self.cleaned_data["away"]) if line.strip()]
        if len(lines) > AWAY_MOST:
            raise ValidationError(gettext("Enter up to %(most)s lines") % {"most": AWAY_MOST})
        return tuple(sorted({_span(line) for line in lines}))

    def clean_zip(self) -> ZipPlace | None:
        if self.cleaned_data["zip"] is None:
            return None
        try:
            return zip_place(self.cleaned_data["zip"])
        except UserFacingError as error:
            raise ValidationError(error.message) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("at") is not None and "zone" in cleaned and not cleaned["zone"]:
            self.add_error("zone", gettext("Choose the time zone of the clinic"))
        price = cleaned.get("price")
        if price is not None and is_odd_price(price) and not cleaned.get("right"):
            self.asks_if_right = True
            self.add_error("right", odd_price_question(price))
        return cleaned

    def asked(self) -> CourseQuery:
        """What was asked. Only after is_valid()."""
        given = self.cleaned_data
        return CourseQuery(
            sessions=given["sessions"],
            areas=given["areas"],
            price=given["price"],
            fee=given["fee"] or 0,
            credited=given["credited"] and bool(given["fee"]),
            start=given["start"],
            days_off=DaysOff(given["off"], given["away"]),
            place=given["zip"],
            at=given["at"],
            zone=given["zone"] if given["at"] is not None else "",
        )


def _span(line: str) -> DaySpan:
    """ "Dec 24, 2026" or "Dec 24, 2026 to Jan 2, 2027". ValidationError that quotes the line."""
    try:
        first, last = read_span(line)
    except UserFacingError:
        raise ValidationError(
            gettext('We cannot read "%(line)s". Write it like Dec 24, 2026, or Dec 24, 2026 to Jan 2, 2027')
            % {"line": line}
        ) from None
    if last < first:
        raise ValidationError(gettext('"%(line)s" ends before it starts') % {"line": line})
    if (last - first).days >= AWAY_LONGEST_DAYS:
        raise ValidationError(gettext('"%(line)s" is longer than a year. Check the dates') % {"line": line})
    return DaySpan(first, last)


def in_words(day: date) -> str:
    """ "Dec 1, 2026"."""
    return date_format(day, "DATE_FORMAT")

"""What you treat and for how much: one line an area and concern. An empty price means: not offered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.typed import whole_dollars
from providers.models import Offering
from providers.models.offering import PRICE_MAX, PRICE_MIN
from treatments.models import AreaConcern

ODD_BELOW, ODD_ABOVE = 80, 600  # asked about once, not refused
ODD_SESSIONS = 3_000
MOST_SESSIONS = 20_000  # ten a day for eight years, of one concern in one area


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Whole dollars of one session, and how many the provider has given."""

    price: int
    sessions_done: int


@dataclass(frozen=True, slots=True)
class Line:
    area_concern: AreaConcern
    price: forms.BoundField
    sessions: forms.BoundField
    odd: bool


class PricesForm(forms.Form):
    def __init__(self, data: Any = None, *, rows: Iterable[AreaConcern], offered: Mapping[int, Offering]) -> None:
        self.rows, self.offered = list(rows), offered
        super().__init__(data, label_suffix="")
        for row in self.rows:
            self._add_line(row, offered.get(row.pk))

    def _add_line(self, row: AreaConcern, offering: Offering | None) -> None:
        what = {"area": row.area.name, "concern": row.concern.name}
        digits = {"inputmode": "numeric", "autocomplete": "off"}
        self.fields[f"price_{row.pk}"] = forms.CharField(
            label=gettext("%(area)s, %(concern)s: price of one session in dollars") % what,
            required=False,
            max_length=10,
            initial=offering.price_per_session if offering else "",
            widget=forms.TextInput(attrs=digits),
        )
        self.fields[f"sessions_{row.pk}"] = forms.CharField(
            label=gettext("%(area)s, %(concern)s: sessions you have given") % what,
            required=False,
            max_length=10,
            initial=(offering.sessions_done or "") if offering else "",
            widget=forms.TextInput(attrs=digits),
        )

    def areas(self) -> Iterator[tuple[str, list[Line]]]:
        for area, rows in groupby(self.rows, key=lambda row: row.area):
            yield area.name, [self._line(row) for row in rows]

    def _line(self, row: AreaConcern) -> Line:
        price = self[f"price_{row.pk}"]
        amount = whole_dollars(str(price.value() or ""))
        odd = amount is not None and not ODD_BELOW <= amount <= ODD_ABOVE and not price.errors
        return Line(row, price, self[f"sessions_{row.pk}"], odd)

    def asked(self) -> str:
        """What was sent and is unusual, for a hidden field: sent again as it is, it is meant."""
        found = [self._odd(row, self.data) for row in self.rows] if self.is_bound else []
        return " ".join(f"{name}={value}" for pairs in found for name, value in pairs.items())

    def _odd(self, row: AreaConcern, typed: Mapping[str, Any]) -> dict[str, int]:
        """Unusual numbers of a line that are not on record already: field name -> number."""
        price, sessions = f"price_{row.pk}", f"sessions_{row.pk}"
        amount, done = (whole_dollars(str(typed.get(name) or "")) for name in (price, sessions))
        offering, found = self.offered.get(row.pk), {}
        if amount is not None and not ODD_BELOW <= amount <= ODD_ABOVE:
            found[price] = amount
        if done is not None and done > ODD_SESSIONS:
            found[sessions] = done
        held = {price: offering.price_per_session, sessions: offering.sessions_done} if offering else {}
        return {name: value for name, value in found.items() if value != held.get(name)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.rows:
            self._clean_line(row, cleaned)
        meant = set(str(self.data.get("asked") or "").split())
        for row in self.rows if not self.errors else ():
            for name, value in self._odd(row, cleaned).items():
                if f"{name}={value}" not in meant:
                    self.add_error(name, gettext("This is unusual. Is it right? Press Save again to keep it"))
        if not self.errors and not self.prices():
            raise ValidationError(_("Enter a price for at least one line"))
        return cleaned

    def _clean_line(self, row: AreaConcern, cleaned: dict[str, Any]) -> None:
        price, sessions = cleaned.get(f"price_{row.pk}"), cleaned.get(f"sessions_{row.pk}")
        if price:
            amount = whole_dollars(price)
            if amount is None or not PRICE_MIN <= amount <= PRICE_MAX:
                self.add_error(f"price_{row.pk}", gettext("Enter whole dollars from 20 to 5,000, like 250"))
        if sessions:
            done = whole_dollars(sessions)
            if done is None or done > MOST_SESSIONS or "$" in sessions:
                self.add_error(f"sessions_{row.pk}", gettext("Enter a whole number, like 40"))
            elif not price and self._is_new(row, done):
                self.add_error(f"price_{row.pk}", gettext("Enter a price, or clear the number of sessions"))

    def _is_new(self, row: AreaConcern, done: int) -> bool:
        """A number of sessions that we did not put there ourselves. Beside an empty price it is a slip."""
        offering = self.offered.get(row.pk)
        return done > 0 and (offering is None or done != offering.sessions_done)

    def prices(self) -> dict[int, Price]:
        """AreaConcern id -> what is offered. Only after is_valid()."""
        found = {}
        for row in self.rows:
            amount = whole_dollars(self.cleaned_data.get(f"price_{row.pk}") or "")
            if amount is not None:
                done = whole_dollars(self.cleaned_data.get(f"sessions_{row.pk}") or "") or 0
                found[row.pk] = Price(price=amount, sessions_done=done)
        return found

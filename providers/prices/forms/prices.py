"""What you treat and for how much: one line an area and concern. An empty price means: not offered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.fields import CountText, DollarsText
from caarisma.common.typed.money import read_dollars
from providers.directory.models import Offering
from providers.directory.models.offering import MOST_SESSIONS, PRICE_MAX, PRICE_MIN
from treatments.models import AreaConcern

ODD_BELOW, ODD_ABOVE = 80, 600  # asked about once, not refused
ODD_SESSIONS = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Whole dollars of one session, and how many the provider has given."""

    price: int
    sessions_done: int


@dataclass(frozen=True, slots=True)
class PriceFormLine:
    area_concern: AreaConcern
    price: forms.BoundField
    sessions: forms.BoundField
    odd: bool


class PricesForm(forms.Form):
    """`offered`: what is on record here. `shown`: of another place, to begin with what is there."""

    def __init__(
        self,
        data: Any = None,
        *,
        rows: Iterable[AreaConcern],
        offered: Mapping[int, Offering],
        shown: Mapping[int, Offering] | None = None,
    ) -> None:
        self.rows, self.offered = list(rows), offered
        self.shown = offered if shown is None else shown
        super().__init__(data, label_suffix="")
        for row in self.rows:
            self._add_line(row, self.shown.get(row.pk))

    def _add_line(self, row: AreaConcern, offering: Offering | None) -> None:
        what = {"area": row.area.name, "concern": row.concern.name}
        self.fields[f"price_{row.pk}"] = DollarsText(
            label=gettext("%(area)s, %(concern)s: price of one session in dollars") % what,
            required=False,
            initial=offering.price_per_session if offering else "",
        )
        self.fields[f"sessions_{row.pk}"] = CountText(
            label=gettext("%(area)s, %(concern)s: sessions you have given") % what,
            required=False,
            initial=(offering.sessions_done or "") if offering else "",
        )

    def areas(self) -> Iterator[tuple[str, list[PriceFormLine]]]:
        for area, rows in groupby(self.rows, key=lambda row: row.area):
            yield area.name, [self._line(row) for row in rows]

    def _line(self, row: AreaConcern) -> PriceFormLine:
        price = self[f"price_{row.pk}"]
        amount = _number(price.value())
        odd = amount is not None and not ODD_BELOW <= amount <= ODD_ABOVE and not price.errors
        return PriceFormLine(row, price, self[f"sessions_{row.pk}"], odd)

    def asked(self) -> str:
        """What was sent and is unusual, for a hidden field: sent again as it is, it is meant."""
        found = [self._odd(row, self.data) for row in self.rows] if self.is_bound else []
        return " ".join(f"{name}={value}" for pairs in found for name, value in pairs.items())

    def _odd(self, row: AreaConcern, typed: Mapping[str, Any]) -> dict[str, int]:
        """Unusual numbers of a line that are not on record already: field name -> number."""
        price, sessions = f"price_{row.pk}", f"sessions_{row.pk}"
        amount, done = (_number(typed.get(name)) for name in (price, sessions))
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
        price, done = cleaned.get(f"price_{row.pk}"), cleaned.get(f"sessions_{row.pk}")
        if price is not None and not PRICE_MIN <= price <= PRICE_MAX:
            self.add_error(f"price_{row.pk}", gettext("Enter whole dollars from 20 to 5,000, like 250"))
        if done is not None and done > MOST_SESSIONS:
            self.add_error(f"sessions_{row.pk}", gettext("Enter a whole number, like 40"))
        elif done is not None and cleaned.get(f"price_{row.pk}", 0) is None and self._is_new(row, done):
            self.add_error(f"price_{row.pk}", gettext("Enter a price, or clear the number of sessions"))

    def _is_new(self, row: AreaConcern, done: int) -> bool:
        """A number of sessions that we did not put there ourselves. Beside an empty price it is a slip."""
        offering = self.offered.get(row.pk)
        return done > 0 and (offering is None or done != offering.sessions_done)

    def prices(self) -> dict[int, Price]:
        """AreaConcern id -> what is offered. Only after is_valid()."""
        typed = {row.pk: self.cleaned_data.get(f"price_{row.pk}") for row in self.rows}
        return {
            key: Price(price=price, sessions_done=self.cleaned_data.get(f"sessions_{key}") or 0)
            for key, price in typed.items()
            if price is not None
        }


def _number(typed: object) -> int | None:
    """What a field holds, read or not; None for nothing, and for what the field itself asks about."""
    try:
        return read_dollars(str(typed))
    except UserFacingError:
        return None

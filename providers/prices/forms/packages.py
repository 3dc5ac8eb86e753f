"""Packages: a line for each thing that is offered, with what is on record and room for one more."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext

from caarisma.common.typed.fields import CountText, DollarsText
from providers.directory.models import Offering
from providers.prices.models import Package
from providers.prices.models.package import FEWEST_SESSIONS, HIGHEST_PRICE, MOST_SESSIONS
from providers.prices.services.packages import WantedPackage

MOST_OF_A_LINE = 3


@dataclass(frozen=True, slots=True)
class PackageRows:
    offering: Offering
    rows: list[tuple[forms.BoundField, forms.BoundField]]


class PackagesForm(forms.Form):
    def __init__(
        self, data: Any = None, *, offerings: Iterable[Offering], held: Mapping[int, list[Package]], **options: Any
    ) -> None:
        self.offerings, self.held = list(offerings), held
        super().__init__(data, label_suffix="", **options)
        for offering in self.offerings:
            for number in range(self._rows_of(offering)):
                self._add(offering, number)

    def _rows_of(self, offering: Offering) -> int:
        """Room for one more than there are, and for all that was typed: another tab may have taken one off."""
        rows = len(self.held.get(offering.pk, ())) + 1
        typed = [each + 1 for each in range(MOST_OF_A_LINE) if self.data.get(_name("sessions", offering, each))]
        return min(max([rows, *typed]), MOST_OF_A_LINE)

    def _add(self, offering: Offering, number: int) -> None:
        packages = self.held.get(offering.pk, [])
        package = packages[number] if number < len(packages) else None
        about = {"area": offering.area_concern.area.name, "concern": offering.area_concern.concern.name}
        about["number"] = str(number + 1)
        self.fields[_name("sessions", offering, number)] = CountText(
            label=gettext("%(area)s, %(concern)s, package %(number)s: how many sessions") % about,
            required=False,
            initial=package.sessions if package else "",
        )
        self.fields[_name("price", offering, number)] = DollarsText(
            label=gettext("%(area)s, %(concern)s, package %(number)s: price of all in dollars") % about,
            required=False,
            initial=package.price if package else "",
        )

    def lines(self) -> Iterator[PackageRows]:
        for offering in self.offerings:
            numbers = range(self._rows_of(offering))
            yield PackageRows(
                offering,
                [(self[_name("sessions", offering, each)], self[_name("price", offering, each)]) for each in numbers],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.wanted: list[WantedPackage] = []
        for offering in self.offerings:
            for number in range(self._rows_of(offering)):
                self._check(offering, number, cleaned)
        return cleaned

    def _check(self, offering: Offering, number: int, cleaned: Mapping[str, Any]) -> None:
        names = _name("sessions", offering, number), _name("price", offering, number)
        if any(name in self.errors for name in names):
            return
        held = self.held.get(offering.pk, [])
        if number < len(held) and not any(name in self.data for name in names):  # another tab added it: not cleared
            if not self._is_wanted(offering, held[number].sessions):
                self._want(offering, held[number].sessions, held[number].price)
            return
        sessions, price = (cleaned.get(name) for name in names)
        if sessions is None and price is None:
            return
        if sessions is None or not FEWEST_SESSIONS <= sessions <= MOST_SESSIONS:
            self.add_error(names[0], gettext("Enter how many sessions, from 2 to 12"))
        elif price is None or not 20 <= price <= HIGHEST_PRICE:
            self.add_error(names[1], gettext("Enter the price of all sessions together, in whole dollars"))
        elif price >= sessions * offering.price_per_session:
            one_by_one = {"amount": f"${sessions * offering.price_per_session:,}"}
            self.add_error(names[1], gettext("One by one these cost %(amount)s. Enter less") % one_by_one)
        elif self._is_wanted(offering, sessions):
            self.add_error(names[0], gettext("You have a package with as many sessions already"))
        else:
            self._want(offering, sessions, price)

    def _is_wanted(self, offering: Offering, sessions: int) -> bool:
        return any(each.offering_id == offering.pk and each.sessions == sessions for each in self.wanted)

    def _want(self, offering: Offering, sessions: int, price: int) -> None:
        self.wanted.append(WantedPackage(offering_id=offering.pk, sessions=sessions, price=price))


def _name(what: str, offering: Offering, number: int) -> str:
    return f"{what}_{offering.pk}_{number}"

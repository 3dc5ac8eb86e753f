"""The product of each treatment of a place: chosen from the list or typed, with its maker and where it is bought."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.directory.models import Offering
from providers.profile.services.products import SaidProduct
from treatments.products.enums import BoughtFrom
from treatments.products.keys import unreadable_in
from treatments.products.selectors import ProductBook

LIST_ID = "known-products"  # of the <datalist> that every line's field points at
NAMED = {
    "product": (_("Product"), _("Enter the name of the product")),
    "maker": (_("Who makes it"), _("Enter who makes the product")),
    "source": (_("Where you buy it"), _("Enter where you buy the product")),
}


def require_readable(name: str) -> None:
    """A validator: a warned name in letters that look like ours would be typed past its warning."""
    if letters := unreadable_in(name):
        raise forms.ValidationError(
            gettext("Type the name with the letters A to Z. We cannot read these: %(letters)s") % {"letters": letters}
        )


@dataclass(frozen=True, slots=True)
class ProductFormLine:
    offering: Offering
    fields: list[forms.BoundField]


class LineProductsForm(forms.Form):
    def __init__(self, data: Any = None, *, lines: Iterable[Offering], book: ProductBook) -> None:
        self.offerings, self.book = list(lines), book
        super().__init__(data, label_suffix="")
        for line in self.offerings:
            self._add_line(line)

    def _add_line(self, line: Offering) -> None:
        held = {"product": line.product, "maker": line.product_maker, "source": line.product_source}
        for name, (label, _missing) in NAMED.items():
            is_name = name == "product"
            self.fields[f"{name}_{line.pk}"] = forms.CharField(
                label=label, required=False, max_length=200, initial=held[name],
                widget=forms.TextInput({"list": LIST_ID} if is_name else {}),
                validators=[require_readable] if is_name else [],
            )  # fmt: skip
        self.fields[f"from_{line.pk}"] = forms.ChoiceField(
            label=_("Who sells it"),
            required=False,
            choices=[("", _("Choose")), *BoughtFrom.choices],
            initial=line.product_bought_from,
        )

    def lines(self) -> Iterator[ProductFormLine]:
        for line in self.offerings:
            names = (*(f"{name}_{line.pk}" for name in NAMED), f"from_{line.pk}")
            yield ProductFormLine(line, [self[name] for name in names])

    def clean(self) -> dict[str, Any]:
        """A product that we know by just that name brings its maker along, if it has one."""
        cleaned = super().clean() or {}
        for line in self.offerings:
            self._fill_in_maker(line, cleaned)
            if self._is_named(line, cleaned):
                for name, (_label, missing) in NAMED.items():
                    if cleaned.get(f"{name}_{line.pk}") == "":
                        self.add_error(f"{name}_{line.pk}", missing)
                if cleaned.get(f"from_{line.pk}") == "":
                    self.add_error(f"from_{line.pk}", gettext("Choose who sells it"))
        return cleaned

    def _fill_in_maker(self, line: Offering, cleaned: dict[str, Any]) -> None:
        if cleaned.get(f"maker_{line.pk}") == "" and (typed := cleaned.get(f"product_{line.pk}")):
            known = self.book.named(typed)
            cleaned[f"maker_{line.pk}"] = known.maker if known else ""

    @staticmethod
    def _is_named(line: Offering, cleaned: dict[str, Any]) -> bool:
        return any(cleaned.get(f"{name}_{line.pk}") for name in (*NAMED, "from"))

    def named(self) -> dict[int, SaidProduct]:
        """Offering id -> what is said. Only after is_valid()."""
        found = self.cleaned_data
        return {
            line.pk: SaidProduct(
                product=found[f"product_{line.pk}"],
                product_maker=found[f"maker_{line.pk}"],
                product_source=found[f"source_{line.pk}"],
                product_bought_from=found[f"from_{line.pk}"],
            )
            for line in self.offerings
        }

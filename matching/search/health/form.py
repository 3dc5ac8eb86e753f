"""The health question, and the tick below the card that sends people to a doctor."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.search.health.told import HealthTold
from treatments.check.forms import HealthTicks
from treatments.check.health import SEEN, RowGroup, has_new_rows, health_choices, health_hints, row_groups, rows_shown
from treatments.health_gate import RATHER_NOT_SAY, GateRow
from treatments.health_gate_file import current_gate


class HealthForm(forms.Form):
    """`areas` and `concerns`: what is looked for; none when the person is not sure."""

    slug = "health"
    heading = _("Is any of this true for you?")

    health = HealthTicks(
        label=heading, help_text=_("Tick all that are true. No provider sees this unless you send it.")
    )
    keep = forms.BooleanField(
        required=False,
        label=_("I agree that Caarisma keeps these health answers, locked, for 30 days at most."),
        help_text=_("We use them only to tell you when to talk to a doctor. You can delete them at any time."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        areas: Collection[str],
        concerns: Collection[str],
        told: HealthTold | None = None,
        ticked: Sequence[str] = (),
    ) -> None:
        self.areas, self.concerns, self.told = areas, concerns, told
        initial = {"health": told.ticked, "keep": told.agreed_at is not None} if told else {"health": ticked}
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["health"].choices = health_choices()  # type: ignore[attr-defined]

    @property
    def kept_as(self) -> tuple[object, ...]:
        """As of the other questions (forms/question.py)."""
        if self.is_bound or self.told or self.initial["health"]:
            return ()
        return (self.slug, current_gate().version, *(row.code for row in self.shown))

    @property
    def hints(self) -> dict[str, str]:
        return dict(health_hints())

    @property
    def shown(self) -> list[GateRow]:
        return rows_shown(self.areas, self.concerns, self["health"].value() or ())

    @property
    def groups(self) -> list[RowGroup]:
        return row_groups(self["health"], self.shown)

    @property
    def is_reviewed(self) -> bool:
        return current_gate().review is not None

    def clean_health(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["health"]
        if has_new_rows(self.areas, self.concerns, self.data.getlist(SEEN)):  # type: ignore[attr-defined]
            raise ValidationError(gettext("There is something new on this list for what you chose. Look once more"))
        return ticked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ticked = cleaned.get("health")
        if ticked and ticked != [RATHER_NOT_SAY] and not cleaned["keep"]:
            self.add_error(
                "keep", gettext('Tick the box if you agree. If you do not agree, choose "I would rather not say" alone')
            )
        return cleaned

    def answer(self, *, now: datetime) -> HealthTold:
        """Only after is_valid(). What a doctor said goes on standing only for what it was said of."""
        ticked = tuple(self.cleaned_data["health"])
        asked = current_gate().rows_for(areas=self.areas, concerns=self.concerns)
        seen = tuple(row.code for row in asked if row.is_for_a_use)
        before = self.told
        kept = HealthTold(ticked=ticked, version=current_gate().version, agreed_at=now, seen=seen)
        if kept.says_nothing:
            return replace(kept, agreed_at=None)
        if before and set(ticked) <= set(before.ticked):
            return replace(kept, agreed_at=before.agreed_at or now, doctor_at=before.doctor_at)
        return kept


class DoctorForm(forms.Form):
    doctor = forms.BooleanField(
        label=_("A doctor has told me I can look into this."),
        error_messages={"required": _("Tick the box if a doctor has told you so. If not, you can come back later")},
    )

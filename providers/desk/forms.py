"""What staff type at the desk. Forms check; services save."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import LicenseStatus
from providers.directory.npi import NpiText
from providers.screening.enums import CaseReason, CheckResult
from providers.screening.models import Document
from providers.screening.rules.evidence import BY_ANSWER, BY_DOCUMENT, BY_LIST


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Revision(forms.Form):
    """Carries which state of the case this page showed. Nobody decides on a state that they were not shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("revision") is None:  # said for the whole form: the field itself is hidden
            self.add_error(None, _("This page did not say what it showed. Look at the case again, then save."))
        return data

    def renew(self, revision: int) -> None:
        """Once more with what was typed, on a page that shows the case as it is now."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("revision")] = str(revision)
        self.data = data


class CheckForm(Revision):
    """Nothing in it is filled in before somebody types: what stands there reads as looked at. What a list or the
    registry answers is not typed at all."""

    result = forms.ChoiceField(label=_("Result"), choices=CheckResult, widget=forms.RadioSelect)
    document_id = forms.TypedChoiceField(
        label=_("The document you looked at"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    finding = forms.CharField(label=_("Finding"), max_length=160, required=False, help_text=_("Patients read this."))
    source = forms.CharField(label=_("Where you looked"), max_length=120)
    reference = forms.CharField(label=_("Number or address of the record"), max_length=120, required=False)
    report_date = forms.DateField(label=_("Date on the source"), widget=DayInput())
    good_until = forms.DateField(label=_("Last day that the source names"), widget=DayInput(), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Only staff read this."),
    )  # fmt: skip

    TYPED: Final = ("finding", "source", "reference", "report_date", "good_until")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: str,
        papers: Sequence[Document],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=kind, initial=initial)
        if kind in BY_LIST | BY_ANSWER:
            for name in self.TYPED:
                del self.fields[name]
        if kind in BY_DOCUMENT and papers:
            self.fields["document_id"].choices = [(paper.pk, _name_of(paper)) for paper in papers]  # type: ignore[attr-defined]
        else:
            del self.fields["document_id"]


def _name_of(paper: Document) -> str:
    return f"{paper.title}, {paper.uploaded_at:%b %-d, %Y}, SHA-256 {paper.sha256[:12]}"


class LicenseCheckForm(Revision):
    status = forms.ChoiceField(label=_("The board says"), choices=[("", "-"), *LicenseStatus.choices[1:]])
    expires_on = forms.DateField(label=_("Last day"), widget=DayInput(), required=False)
    source = forms.CharField(label=_("Where you looked"), max_length=120)


class TakeForm(forms.Form):
    why = forms.CharField(label=_("Why you take it over"), max_length=300, required=False)


class WhyForm(forms.Form):
    words = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class ExceptionForm(Revision, WhyForm):
    pass


class SecondForm(WhyForm):
    grant = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Agree")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class DecisionForm(Revision):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve")), ("more", _("Ask for more")), ("turn_down", _("Turn down"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), choices=CaseReason, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Words for the provider"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("The provider reads exactly this. Say what to do next."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("decision") in {"more", "turn_down"}:
            if not data.get("reasons"):
                self.add_error("reasons", _("Choose at least one reason."))
            if not data.get("words", "").strip():
                self.add_error("words", _("Write what the provider should do or know."))
        return data


class NothingFoundForm(forms.Form):
    reference = forms.CharField(
        label=_("What you looked at"), max_length=120,
        help_text=_("A colleague finds it again by this: the name and date of the file, or of the saved search."),
    )  # fmt: skip


class AuditFilter(forms.Form):
    since = forms.DateField(label=_("From"), widget=DayInput(), required=False)
    until = forms.DateField(label=_("To"), widget=DayInput(), required=False)
    who = forms.CharField(label=_("E-mail contains"), max_length=80, required=False)
    npi = NpiText(label=_("NPI"), required=False)

    def days(self) -> tuple[date | None, date | None]:
        return (self.cleaned_data.get("since"), self.cleaned_data.get("until")) if self.is_valid() else (None, None)

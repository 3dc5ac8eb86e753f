"""What staff type at the desk. Forms check; services save."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import LicenseStatus
from providers.directory.npi import NpiText
from providers.screening.enums import CaseReason, CheckResult
from providers.screening.models import Document, SourcePage
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.evidence import BY_CALL, BY_DOCUMENT, BY_PAGE, PHONES
from providers.vetting.cases.check_evidence import Attached
from treatments.products.models import FatUseDecision

YEARS: Final = range(2000, 2101)


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


class OnTheSheet(Revision):
    """Its fields stand in cards all over the bench and belong to one form, which sends what is ticked."""

    use_required_attribute = False  # a card that nobody touched must not hold up the others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "sheet"


class OfficeTime(forms.DateTimeField):
    """A moment as the clock in the office shows it."""

    default_error_messages = {"invalid": _("Type the day and the time, like 2026-11-24 14:30.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **kwargs)

    def to_python(self, value: Any) -> Any:
        with timezone.override(OFFICE_ZONE):
            moment = super().to_python(value)
        if moment is not None and moment.year not in YEARS:  # the first and last of all leave the calendar elsewhere
            raise forms.ValidationError(_("Type a year from 2000 to 2100."))
        return moment


class CheckForm(OnTheSheet):
    """Of what a person answers. Nothing in it is filled in before somebody types: what stands there reads as looked
    at."""

    result = forms.ChoiceField(label=_("Result"), choices=CheckResult, widget=forms.RadioSelect)
    document = forms.ChoiceField(label=_("The document you looked at"), required=False, widget=forms.RadioSelect)
    source_page_id = forms.TypedChoiceField(
        label=_("The page you saved"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    page_file = forms.FileField(
        label=_("Attach the page of the source"), required=False,
        help_text=_("A PDF or a picture of it, up to 25 MB. It is kept as it is, with its hash."),
    )  # fmt: skip
    called_number = forms.RegexField(
        PHONES, label=_("The number you called; of several clinics each, with a comma between them"), required=False,
        max_length=400, error_messages={"invalid": _("Type the number with its area code, like 510-555-0142.")},
    )  # fmt: skip
    called_at = OfficeTime(label=_("When you called, by New York time"), required=False)
    finding = forms.CharField(label=_("Finding"), max_length=160, required=False, help_text=_("Only staff read this."))
    source = forms.CharField(label=_("Where you looked"), max_length=120)
    reference = forms.CharField(label=_("Number or address of the record"), max_length=120, required=False)
    report_date = forms.DateField(label=_("Date on the source"), widget=DayInput())
    good_until = forms.DateField(label=_("Last day that the source names"), widget=DayInput(), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Only staff read this."),
    )  # fmt: skip

    FIRST: Final = ("document", "source_page_id", "page_file")  # what a pass rests on, above the answers

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        kind: str,
        papers: Sequence[Document],
        pages: Sequence[SourcePage],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, prefix=kind, initial=initial)
        self.kind = kind
        self._offer("document", kind in BY_DOCUMENT, [choice for paper in papers for choice in _choices_of(paper)])
        self._offer("source_page_id", kind in BY_PAGE, [(page.pk, _name_of(page)) for page in pages])
        unused = {*(() if kind in BY_PAGE else ("page_file",))}
        unused |= {"source", "report_date", "good_until"} if kind in BY_CALL else {"called_number", "called_at"}
        for name in unused:
            del self.fields[name]
        if kind in BY_CALL:
            self.fields["reference"].label = _("Who answered")

    def _offer(self, name: str, is_asked: bool, choices: list[tuple[Any, str]]) -> None:
        if is_asked and choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def attach(self, page: SourcePage) -> None:
        """A file is kept at once; where something else is to mend, the page comes back with it chosen."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("source_page_id")] = str(page.pk)
        self.data = data

    def show_only(self, sent: QueryDict) -> None:
        """What was typed, and a page that came along; not what an empty field stood for."""
        page = self["source_page_id"].value() if "source_page_id" in self.fields else None
        self.data = data = sent.copy()
        if page and self.files:
            data[self.add_prefix("source_page_id")] = str(page)

    def attached(self) -> Attached:
        data = self.cleaned_data
        document, _dot, page = data.get("document", "").partition(".")
        return Attached(
            document_id=int(document) if document else None,
            document_page=int(page) if page else None,
            source_page_id=data.get("source_page_id"),
            called_number=data.get("called_number", ""),
            called_at=data.get("called_at"),
        )


def _choices_of(paper: Document) -> list[tuple[str, str]]:
    """One a page."""
    name = f"{paper.title}, {paper.uploaded_at:%b %-d, %Y}, SHA-256 {paper.sha256[:12]}"
    if paper.pages == 1:
        return [(f"{paper.pk}.1", name)]
    return [
        (f"{paper.pk}.{page}", _("%(name)s, page %(page)d") % {"name": name, "page": page})
        for page in range(1, paper.pages + 1)
    ]


def _name_of(page: SourcePage) -> str:
    return f"{page.title}, {page.saved_at:%b %-d, %Y}, SHA-256 {page.sha256[:12]}"


class LicenseCheckForm(OnTheSheet):
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


class FatUseForm(WhyForm):
    """What one medical director proposes."""

    shown = forms.TypedChoiceField(
        label=_("Shots for fat and cellulite"),
        choices=FatUseDecision.WAYS,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    field_order = ["shown", "words"]


class FatUseAnswerForm(forms.Form):
    """What another one says to it. Carries what this page showed."""

    decision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    sign = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Sign")), ("no", _("Refuse"))],
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
    page_file = forms.FileField(
        label=_("The page or file that you looked at"), required=False,
        help_text=_("The saved search as a PDF or a picture, or the list as a CSV or ZIP file. Up to 25 MB."),
    )  # fmt: skip
    source_page_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
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

"""The forms that go with a document, apart from any page: a worker saves them too, once it has read the file."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import License, Statement
from providers.portal.forms import papers
from providers.portal.forms.states import tell_closed_state
from providers.portal.standing import Standing, standing_of
from providers.profile.services.profile import LicenseFacts, save_license, save_statement
from providers.profile.services.supervision import save_supervision
from providers.screening.enums import CheckKind, Fact, UploadState
from providers.screening.models import Upload
from providers.vetting.documents.fields import DROP_NAME, KEPT_NAME
from providers.vetting.documents.staging import discard, record_save_failure

NO_BOARD: Final = {"claims_board": False, "board_name": "", "board_ends_on": None}
NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", KEPT_NAME, DROP_NAME})


@dataclass(frozen=True)
class Filing(ABC):
    """One such form for one provider: how it is made, how it is saved, where it is."""

    standing: Standing

    @property
    @abstractmethod
    def kind(self) -> CheckKind: ...

    @property
    @abstractmethod
    def place(self) -> dict[str, Any]:
        """What `filing_at` finds it by."""

    @property
    @abstractmethod
    def url(self) -> str: ...

    @property
    @abstractmethod
    def done_url(self) -> str:
        """Where to go on."""

    @property
    @abstractmethod
    def task(self) -> str:
        """Of the list that a provider works off."""

    @abstractmethod
    def form(self, *arguments: Any, kept: Upload | None = None) -> papers.PaperForm: ...

    @abstractmethod
    def save(self, form: papers.PaperForm, document: Upload | None, *, by: User, now: datetime) -> None:
        """UserFacingError as the service says."""

    @property
    def waits_for_file(self) -> bool:
        """Nobody looks at what is written here yet, so the file may come another time; the list of tasks waits."""
        return self.standing.is_filling_in

    def is_right(self, form: papers.PaperForm) -> bool:
        """Whether the form can be taken, also by what it alone cannot know."""
        return form.is_valid()

    def typed(self, data: QueryDict) -> dict[str, Any]:
        """All that a worker needs to make this form again."""
        fields = {name: data.getlist(name) for name in data if name not in NOT_TYPED}
        return {**self.place, "language": translation.get_language() or "en", "fields": fields}

    def forget_refused(self, by: User) -> None:
        """A new file takes the place of those that were sent with this form and not taken."""
        tried = Upload.objects.filter(uploaded_by=by, kind=self.kind, form__isnull=False, document__isnull=True)
        mine = [upload.pk for upload in tried if not upload.is_on_its_way and self.is_at(upload.typed)]
        if mine:
            discard(upload_ids=mine)

    def is_at(self, typed: Mapping[str, Any]) -> bool:
        return self.place.items() <= typed.items()


@dataclass(frozen=True, kw_only=True)
class StatementPaper:
    """A task whose answers are kept in the Statement."""

    fact: Fact
    title: Promise
    form: type[papers.PaperForm]
    columns: tuple[str, ...] = ()

    def initial_from(self, statement: Statement) -> dict[str, Any]:
        initial = {name: getattr(statement, name) for name in self.columns}
        if initial.get("claims_board") is not None:
            initial["claims_board"] = papers.BoardForm.YES if initial["claims_board"] else papers.BoardForm.NO
        return initial

    def values_of(self, form: papers.PaperForm) -> dict[str, Any]:
        values = {name: form.cleaned_data[name] for name in self.columns}
        if "claims_board" in values:
            claims = values["claims_board"] == papers.BoardForm.YES
            return {**values, "claims_board": True} if claims else dict(NO_BOARD)
        return values


PAPERS: Final = {
    "identity": StatementPaper(fact=Fact.IDENTITY, title=gettext_lazy("Show your photo ID"), form=papers.IdentityForm),
    "insurance": StatementPaper(
        fact=Fact.INSURANCE,
        title=gettext_lazy("Add your insurance"),
        form=papers.InsuranceForm,
        columns=("insurer", "insurance_ends_on"),
    ),
    "board": StatementPaper(
        fact=Fact.BOARD,
        title=gettext_lazy("Say if you are board certified"),
        form=papers.BoardForm,
        columns=("claims_board", "board_name", "board_ends_on"),
    ),
    "products": StatementPaper(
        fact=Fact.PRODUCTS,
        title=gettext_lazy("Name the product for fat or cellulite"),
        form=papers.ProductsForm,
        columns=("products", "products_maker", "products_source", "products_bought_from"),
    ),
}


@dataclass(frozen=True)
class PaperFiling(Filing):
    slug: str

    @property
    def paper(self) -> StatementPaper:
        return PAPERS[self.slug]

    @property
    def kind(self) -> CheckKind:
        return CheckKind(self.paper.fact.value)

    @property
    def task(self) -> str:
        return self.slug

    @property
    def place(self) -> dict[str, Any]:
        return {"page": self.slug}

    @property
    def url(self) -> str:
        return reverse(f"provider:{self.slug}")

    @property
    def done_url(self) -> str:
        return reverse("provider:home")

    def form(self, *arguments: Any, kept: Upload | None = None) -> papers.PaperForm:
        return self.paper.form(
            *arguments,
            initial=self.paper.initial_from(self.standing.statement),
            may_come_later=self.standing.has(self.kind) or (self.waits_for_file and not self.paper.form.is_file_alone),
            today=self.standing.today,
            kept=kept,
        )

    def save(self, form: papers.PaperForm, document: Upload | None, *, by: User, now: datetime) -> None:
        save_statement(
            provider_id=self.standing.provider.pk,
            fact=self.paper.fact,
            values=self.paper.values_of(form),
            document=document,
            by=by,
            now=now,
        )


@dataclass(frozen=True)
class LicenseFiling(Filing):
    """Add one, complete one that the registry knows, or tell the new end date of one that was checked."""

    license_id: int | None

    @cached_property
    def held(self) -> License | None:
        """Http404 when it is no license of this provider."""
        if self.license_id is None:
            return None
        if held := next((one for one in self.standing.licenses if one.pk == self.license_id), None):
            return held
        raise Http404

    @property
    def kind(self) -> CheckKind:
        return CheckKind.LICENSE

    @property
    def task(self) -> str:
        return "licenses"

    @property
    def place(self) -> dict[str, Any]:
        return {"page": "license", "license": self.license_id}

    @property
    def url(self) -> str:
        if self.license_id is None:
            return reverse("provider:license_add")
        return reverse("provider:license", args=[self.license_id])

    @property
    def done_url(self) -> str:
        return reverse("provider:licenses")

    def form(self, *arguments: Any, kept: Upload | None = None) -> papers.PaperForm:
        held, standing = self.held, self.standing
        ends_on = standing.waiting_end(held) if held else None
        if held:
            initial = {"state": held.state, "number": held.number, "expires_on": ends_on or held.expires_on}
        else:
            lacking = {place.state for place in standing.places} - {license.state for license in standing.licenses}
            initial = {"state": lacking.pop()} if len(lacking) == 1 else {}
        has_one = standing.has(self.kind) and held is not None and held.expires_on is not None
        later = has_one or self.waits_for_file
        return papers.LicenseForm(*arguments, initial=initial, may_come_later=later, today=standing.today, kept=kept)

    def is_right(self, form: papers.PaperForm) -> bool:
        form.is_valid()
        tell_closed_state(form, self.standing, before=self.held.state if self.held else "")
        return form.is_valid()

    def save(self, form: papers.PaperForm, document: Upload | None, *, by: User, now: datetime) -> None:
        facts = LicenseFacts(**{name: form.cleaned_data[name] for name in ("state", "number", "expires_on")})
        try:
            save_license(
                provider_id=self.standing.provider.pk,
                license_id=self.license_id,
                facts=facts,
                document=document,
                by=by,
                now=now,
            )
        except License.DoesNotExist:
            raise UserFacingError(_("You removed this license a moment ago. Add it again.")) from None


@dataclass(frozen=True)
class SupervisorFiling(Filing):
    """Who supervises in one state."""

    state: str

    @property
    def kind(self) -> CheckKind:
        return CheckKind.SUPERVISOR

    @property
    def task(self) -> str:
        return "supervisor"

    @property
    def place(self) -> dict[str, Any]:
        return {"page": "supervisor", "state": self.state}

    @property
    def url(self) -> str:
        return reverse("provider:supervisor_in", args=[self.state.lower()])

    @property
    def done_url(self) -> str:
        return reverse("provider:supervisor" if len(self.standing.supervised_states) > 1 else "provider:home")

    def form(self, *arguments: Any, kept: Upload | None = None) -> papers.PaperForm:
        held = self.standing.supervision_in(self.state)
        columns = papers.SupervisorForm.COLUMNS.items()
        initial = {field: getattr(held, column) for field, column in columns} if held else {}
        initial.setdefault("supervisor_state", self.state)
        return papers.SupervisorForm(*arguments, initial=initial, today=self.standing.today, kept=kept)

    def save(self, form: papers.PaperForm, document: Upload | None, *, by: User, now: datetime) -> None:
        columns = papers.SupervisorForm.COLUMNS.items()
        save_supervision(
            provider_id=self.standing.provider.pk,
            state=self.state,
            values={column: form.cleaned_data[field] for field, column in columns},
            document=document,
            by=by,
            now=now,
        )


def filing_at(standing: Standing, typed: Mapping[str, Any]) -> Filing:
    if typed["page"] == "license":
        return LicenseFiling(standing, typed["license"])
    if typed["page"] == "supervisor":
        return SupervisorFiling(standing, typed["state"])
    return PaperFiling(standing, typed["page"])


def bound_again(filing: Filing, upload: Upload) -> papers.PaperForm:
    """The form as it was sent, with the file that was sent with it."""
    data = QueryDict(mutable=True)
    for name, values in upload.typed["fields"].items():
        data.setlist(name, values)
    return filing.form(data, kept=upload)


def save_read(*, upload_id: int, now: datetime) -> None:
    """Save a form with its file, once that was read. Nothing to do when the form is still with the person."""
    unsaved = Upload.objects.filter(pk=upload_id, state=UploadState.READ, form__isnull=False, problem="")
    upload = unsaved.select_related("provider", "uploaded_by").first()
    if upload is None:
        return
    if upload.provider.user_id != upload.uploaded_by_id:  # the profile was given to somebody else meanwhile
        discard(upload_ids=[upload.pk])
        return
    with translation.override(upload.typed["language"]):
        try:
            _save(upload, now)
        except UserFacingError as error:
            record_save_failure(upload_id=upload.pk, problem=error.message)
        except Http404:  # the license that it belongs to was removed meanwhile
            discard(upload_ids=[upload.pk])


def _save(upload: Upload, now: datetime) -> None:
    filing = filing_at(standing_of(upload.provider, now=now), upload.typed)
    form = bound_again(filing, upload)
    if not filing.is_right(form):
        raise UserFacingError(_("Something changed while we read your file. Please look at this once more."))
    filing.save(form, upload, by=upload.uploaded_by, now=now)

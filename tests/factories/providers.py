"""Providers for tests. `make_listed_location` makes one that patients may see; tests then take something away."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db.models import Model

from caarisma.accounts.models import User
from caarisma.common import private_files
from providers.directory.enums import DOCTORS, LicenseStatus, Profession
from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.npi import npi_from_nine
from providers.directory.us import STATES
from providers.exclusions.comparing import names_of
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.models import ExclusionHit, ExclusionList, ListComparison
from providers.registry.enums import AnswerSource
from providers.registry.models import RegistryAnswer
from providers.rosters.enums import BoardStatus, Reach, RunStanding
from providers.rosters.models import LicenseAlert, RosterRun
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, HoldKind, UploadState
from providers.screening.models import (
    Document,
    ProposedChange,
    ProviderHold,
    ScreeningCase,
    ScreeningCheck,
    SourcePage,
    Upload,
)
from providers.screening.outlook import outlook
from providers.screening.rules.evidence import (
    BY_ANSWER,
    BY_CALL,
    BY_DOCUMENT,
    BY_LIST,
    BY_MACHINE,
    BY_PAGE,
    BY_PRODUCT,
)
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.check_evidence import phones_to_call
from providers.vetting.documents.storing import keep_document
from tests.factories.products import show_fat_uses
from tests.factories.treatments import make_area_concern
from treatments.models import AreaConcern
from treatments.products.services.deciding import fat_use_is_shown

numbers = count(1)

# The middle of ZIP 94612, Oakland.
OAKLAND = (37.8088, -122.2685)


def make_user(email: str = "", **fields: object) -> User:
    return User.objects.create_user(email or f"person{next(numbers)}@example.com", "correct horse battery", **fields)


def make_staff() -> User:
    return User.objects.filter(email="vetting@example.com").first() or make_user("vetting@example.com", is_staff=True)


def make_provider(**fields: object) -> Provider:
    number = next(numbers)
    defaults = {
        "npi": npi_from_nine(f"1{number:08d}"),
        "first_name": "Amara",
        "last_name": f"Osei{number}",
        "slug": f"amara-osei-{number}",
        "credentials": "MD",
        "profession": Profession.PHYSICIAN_MD,
        "languages": ["en"],
    }
    return Provider.objects.create(**{**defaults, **fields})


def make_location(provider: Provider | None = None, **fields: object) -> PracticeLocation:
    defaults = {
        "clinic_name": "Lakeshore Skin Clinic",
        "line1": "1 Lakeside Drive",
        "city": "Oakland",
        "state": "CA",
        "zip_code": "94612",
        "latitude": OAKLAND[0],
        "longitude": OAKLAND[1],
        "time_zone": "America/Los_Angeles",
        "accepting_patients": True,
    }
    return PracticeLocation.objects.create(provider=provider or make_provider(), **{**defaults, **fields})


def make_license(provider: Provider, *, expires_on: date | None, **fields: object) -> License:
    defaults = {
        "state": "CA",
        "profession": provider.profession,
        "number": f"A{next(numbers):06d}",
        "status": LicenseStatus.ACTIVE,
        "verified_on": date(2026, 11, 4),
        "source": "Medical Board of California",
    }
    return License.objects.create(provider=provider, expires_on=expires_on, **{**defaults, **fields})


def make_screening(
    provider: Provider,
    *,
    approved_from: date,
    approved_until: date,
    states: Iterable[str] = STATES,
    also: Iterable[CheckKind] = (),
) -> ScreeningCase:
    """An approved case with every check the profession needs, and `also` these: passes, good until its last day."""
    staff = make_staff()
    supervised = () if provider.profession in DOCTORS else (CheckKind.SUPERVISOR,)
    required = [*EVERYONE, *supervised, *also]
    seen_at = datetime.combine(approved_from, time(12), tzinfo=UTC)
    case = ScreeningCase.objects.create(
        provider=provider,
        status=CaseStatus.APPROVED,
        approved_from=approved_from,
        approved_until=approved_until,
        sent_at=seen_at - timedelta(days=1),
        due_at=seen_at + timedelta(days=1),
        decided_by=staff,
        decided_at=seen_at,
        required=required,
        states=list(states),
    )
    save_checks([_a_check(case, kind, by=staff, seen_at=seen_at) for kind in required])
    return case


def make_check(case: ScreeningCase, kind: CheckKind, *, seen_at: datetime, **fields: object) -> ScreeningCheck:
    """A pass with its evidence, unless `fields` say something else."""
    check = _a_check(case, kind, by=make_staff(), seen_at=seen_at, **fields)
    save_checks([check])
    return check


def _a_check(case: ScreeningCase, kind: CheckKind, *, by: User, seen_at: datetime, **fields: object) -> ScreeningCheck:
    defaults = {
        "result": CheckResult.PASS,
        "finding": "In order",
        "source": "The primary source",
        "reference": "No. 1",
        # Before any list that a test reads itself: this one must not be the newest.
        "report_date": seen_at.date().replace(day=1) if kind in BY_LIST else seen_at.date(),
        "verified_by": None if kind in BY_MACHINE else by,
        "verified_at": seen_at,
        "good_until": case.approved_until,
    }
    made = {**defaults, **fields}
    evidence = evidence_for(case, kind, by=by, seen_at=made["verified_at"], on=made["report_date"])
    return ScreeningCheck(case=case, kind=kind, **{**evidence, **made})


def save_checks(checks: list[ScreeningCheck]) -> None:
    """With what they rest on: one INSERT for all rows of a sort."""
    _save(row for check in checks for row in (check.document, check.source_page, check.registry_answer))
    ScreeningCheck.objects.bulk_create(checks)


def _save(rows: Iterable[object]) -> None:
    """Those that are rows and not saved yet."""
    new = [row for row in rows if isinstance(row, Model) and row.pk is None]
    for model in {type(row): None for row in new}:
        model.objects.bulk_create(row for row in new if type(row) is model)


def make_evidence(case: ScreeningCase, kind: CheckKind, *, seen_at: datetime, on: date) -> dict[str, Any]:
    """What a pass of this kind rests on, as fields of the check; nothing for those that rest on a reference."""
    evidence = evidence_for(case, kind, by=make_staff(), seen_at=seen_at, on=on)
    _save(evidence.values())
    return evidence


def evidence_for(case: ScreeningCase, kind: CheckKind, *, by: User, seen_at: datetime, on: date) -> dict[str, Any]:
    """The same; `save_checks` saves it."""
    if kind in BY_DOCUMENT:
        return {"document": _paper(case, kind, at=seen_at, uploaded_by=by), "document_page": 1}
    if kind in BY_LIST:
        signed = make_signed_list(on, signed_off_by=by)
        make_comparison(signed, case.provider, at=seen_at)
        return {"exclusion_list": signed}
    if kind in BY_PAGE:
        return {"source_page": _source_page(case.provider, kind, at=seen_at, saved_by=by)}
    if kind in BY_CALL:
        return {"called_number": phones_that_patients_read(case, at=seen_at), "called_at": seen_at}
    if kind in BY_PRODUCT:
        return {"product": "Slimline", "product_maker": "Example Labs", "product_source": "Example Pharmacy"}
    return {"registry_answer": _answer(case.provider, at=seen_at)} if kind in BY_ANSWER else {}


def phones_that_patients_read(case: ScreeningCase, *, at: datetime) -> str:
    """Once the case is approved. To look out takes the whole book of rules; of one place, or none, nothing is found."""
    phones = PracticeLocation.objects.filter(provider=case.provider_id, is_active=True).values_list("phone", flat=True)
    if len(found := phones[:2]) < 2 and not ProposedChange.objects.filter(case=case).exists():
        return "".join(found) or "510-555-0142"
    return ", ".join(phones_to_call(outlook(case, now=at))) or "510-555-0142"


def make_source_page(provider: Provider | None, kind: CheckKind, *, at: datetime, **fields: object) -> SourcePage:
    """The row of a saved page, whose file is not kept."""
    page = _source_page(provider, kind, at=at, **{"saved_by": fields.get("saved_by") or make_staff(), **fields})
    page.save(force_insert=True)
    return page


def _source_page(provider: Provider | None, kind: CheckKind, *, at: datetime, **fields: object) -> SourcePage:
    defaults = {
        "title": "board.pdf",
        "sha256": f"{next(numbers):064x}",
        "size": 4,
        "content_type": "application/pdf",
    }
    return SourcePage(provider=provider, kind=kind, saved_at=at, **{**defaults, **fields})


def make_comparison(run: ExclusionList, provider: Provider, *, at: datetime) -> ListComparison:
    return ListComparison.objects.create(
        exclusion_list=run, provider=provider, npi=provider.npi, names=sorted(names_of(provider)), at=at
    )


def make_paper(case: ScreeningCase, kind: CheckKind, *, at: datetime, **fields: object) -> Document:
    """A document's row, whose page is not kept."""
    paper = _paper(case, kind, at=at, **{"uploaded_by": fields.get("uploaded_by") or make_staff(), **fields})
    paper.save(force_insert=True)
    return paper


def _paper(case: ScreeningCase, kind: CheckKind, *, at: datetime, **fields: object) -> Document:
    defaults = {
        "provider": case.provider,
        "title": "paper.jpg",
        "sha256": f"{next(numbers):064x}",
        "size": 4,
        "content_type": "image/jpeg",
        "pages": 1,
        "uploaded_at": at,
    }
    return Document(case=case, kind=kind, **{**defaults, **fields})


def make_signed_list(on: date, **fields: object) -> ExclusionList:
    """A full exclusion list of that day that somebody signed off; one a day."""
    at = datetime.combine(on, time(), tzinfo=UTC)
    if found := ExclusionList.objects.filter(list_date=on, kind=ListKind.FULL, signed_off_at=at).first():
        return found
    defaults = {
        "file_name": "UPDATED.csv",
        "file_hash": "0" * 64,
        "state": RunState.DONE,
        "started_at": at,
        "applied_at": at,
        "finished_at": at,
        "signed_off_at": at,
        "signed_off_by": fields.get("signed_off_by") or make_staff(),
    }
    return ExclusionList.objects.create(kind=ListKind.FULL, list_date=on, **{**defaults, **fields})


def make_answer(provider: Provider, *, at: datetime, **fields: object) -> RegistryAnswer:
    """One that fits, unless `fields` say something else."""
    answer = _answer(provider, at=at, **fields)
    answer.save(force_insert=True)
    return answer


def _answer(provider: Provider, *, at: datetime, **fields: object) -> RegistryAnswer:
    defaults = {
        "npi": provider.npi,
        "source": AnswerSource.API,
        "in_use": True,
        "question": "" if fields.get("in_use", True) else "out_of_service",
        "facts": {"first_name": provider.first_name, "last_name": provider.last_name},
    }
    return RegistryAnswer(provider=provider, at=at, **{**defaults, **fields})


def make_offering(location: PracticeLocation, area_concern: AreaConcern | None = None, **fields: object) -> Offering:
    """For fat and cellulite with a product that is named, and shown as two directors decided it; `product=""` makes one
    of which nobody knows what it is."""
    defaults = {"price_per_session": 220, "sessions_done": 100}
    area_concern = area_concern or make_area_concern()
    if area_concern.concern.needs_fda_note and not fat_use_is_shown():
        show_fat_uses()
    if fields.get("product") == "":
        fields |= {"product_maker": "", "product_source": ""}
    elif area_concern.concern.needs_fda_note or "product" in fields:
        defaults |= {"product": "Slimline", "product_maker": "Example Labs", "product_source": "Example Pharmacy"}
    return Offering.objects.create(location=location, area_concern=area_concern, **{**defaults, **fields})


def make_hours(location: PracticeLocation, weekday: int, opens: str = "09:00", closes: str = "17:00") -> WeeklyHours:
    hours = _hours(location, weekday, opens, closes)
    hours.save(force_insert=True)
    return hours


def _hours(location: PracticeLocation, weekday: int, opens: str = "09:00", closes: str = "17:00") -> WeeklyHours:
    return WeeklyHours(
        location=location, weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)
    )


def make_exclusion(provider: Provider, *, now: datetime) -> ExclusionHit:
    return ExclusionHit.objects.create(
        provider=provider, list_name="OIG LEIE", list_date=now.date(), matched_on="NPI", found_at=now
    )


def make_license_alert(provider: Provider, *, now: datetime, **fields: object) -> LicenseAlert:
    """What a board says of their license in California, unless `fields` say something else."""
    license = provider.licenses.first()
    defaults: dict[str, object] = {
        "license": license, "state": "CA", "profession": provider.profession, "number": "A100",
        "status": BoardStatus.PROBATION, "reach": Reach.ALL, "word": "Probation", "source": "https://data.example.gov",
        "list_date": now.date(), "found_at": now,
    }  # fmt: skip
    return LicenseAlert.objects.create(provider=provider, **{**defaults, **fields})


def make_roster_run(*, now: datetime, **fields: object) -> RosterRun:
    """A reading of California's file that came to its end, and that nobody signed off."""
    defaults = {
        "state": "CA", "board": "Board of Examples", "map_name": "example", "map_hash": "0" * 64,
        "source": "https://data.example.gov", "terms": "Made up", "standing": RunStanding.DONE, "list_date": now.date(),
        "file_name": "roster.csv", "file_size": 1, "file_hash": "0" * 64, "started_at": now, "finished_at": now,
    }  # fmt: skip
    return RosterRun.objects.create(**{**defaults, **fields})


def cleared_by_two(now: datetime) -> dict[str, object]:
    """What clears a hit: one person proposed it, another did it."""
    reason = "Another person of that name"
    proposed = {"proposed_at": now, "proposed_by": make_user(is_staff=True), "proposed_reason": reason}
    return {**proposed, "cleared_at": now, "cleared_by": make_staff(), "reason": reason}


def make_hold(
    provider: Provider, *, now: datetime, kind: HoldKind = HoldKind.PAUSED, lifted: bool = False
) -> ProviderHold:
    staff = make_staff()
    over = {"lifted_by": staff, "lifted_at": now} if lifted else {}
    return ProviderHold.objects.create(
        provider=provider, kind=kind, reason="A complaint is being looked at.", placed_by=staff, placed_at=now, **over
    )


def make_listed_location(
    *,
    now: datetime,
    area_concerns: list[AreaConcern] | None = None,
    price: int = 220,
    provider: Provider | None = None,
    **fields: object,
) -> PracticeLocation:
    """A location that may be shown at `now`: licensed in its state, screened, with an offering, open on weekdays."""
    area_concerns = area_concerns or [make_area_concern()]
    location = make_location(provider, **{"confirmed_on": now.date(), **fields})
    make_license(location.provider, state=location.state, expires_on=now.date() + timedelta(days=300))
    make_screening(
        location.provider,
        approved_from=now.date() - timedelta(days=20),
        approved_until=now.date() + timedelta(days=400),
        also=[CheckKind.PRODUCTS] if any(pair.concern.needs_fda_note for pair in area_concerns) else [],
    )
    for area_concern in area_concerns:
        make_offering(location, area_concern, price_per_session=price)
    WeeklyHours.objects.bulk_create(_hours(location, weekday) for weekday in range(5))
    return location


def make_case(provider: Provider, status: CaseStatus = CaseStatus.DRAFT, **fields: object) -> ScreeningCase:
    """A case that nobody decided."""
    return ScreeningCase.objects.create(provider=provider, status=status, **fields)


def make_upload(provider: Provider, *, by: User, now: datetime, **fields: object) -> Upload:
    """A file that was read: one page, a tiny picture."""
    folder = uuid4()
    private_files.write(folder, 1, b"\xff\xd8\xff\xd9")
    defaults = {
        "kind": CheckKind.LICENSE,
        "title": "license.jpg",
        "sha256": f"{next(numbers):064x}",
        "size": 4,
        "sent_at": now,
        "available_at": now,
        "state": UploadState.READ,
        "content_type": "image/jpeg",
        "pages_name": folder,
        "pages": 1,
    }
    return Upload.objects.create(provider=provider, uploaded_by=by, **{**defaults, **fields})


def make_document(case: ScreeningCase, *, by: User, now: datetime, **fields: object) -> Document:
    """A kept document of one page."""
    upload = make_upload(case.provider, by=by, now=now, **fields)
    return keep_document(case_id=case.pk, upload_id=upload.pk, by=by, now=now)

"""Published people without a database: one as in the paper's example, and as many random ones as one likes."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from matching.directory_api.facts import PublishedPerson, PublishedPlace
from matching.directory_api.kinds import EntryKind
from providers.directory.enums import PlacedBy, Profession
from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.npi import npi_from_nine
from providers.directory.us import STATES
from providers.listing.selectors import Proof, ProofCheck
from providers.registry.nppes.taxonomy import TAXONOMIES
from providers.screening.enums import CheckKind, CheckResult
from treatments.models import Area, AreaConcern, Concern

LOOKED = datetime(2026, 11, 27, 16, 20, tzinfo=UTC)
ZONE = ZoneInfo("America/Chicago")
EXAMPLE_IDS = {
    EntryKind.PERSON: "7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21",
    EntryKind.ROLE: "0c5e7d9a-3b1f-4a68-b2f4-91d7e3c8a604",
    EntryKind.PLACE: "b1f0c9d2-0a4e-4f7b-8a37-6c2a9f4e1d05",
    EntryKind.SERVICE: "a9c3e5f7-1b2d-4c6e-8f90-1a2b3c4d5e6f",
    EntryKind.CHECK: "e8f7a6b5-c4d3-4e2f-9a1b-0c1d2e3f4a5b",
}


def check(kind: str, *, looked: datetime = LOOKED, until: date | None, exception: int | None = None) -> ProofCheck:
    return ProofCheck(kind, CheckResult.PASS, looked, until, 1, exception, None, None, "", "", "")


def proof(*checks: ProofCheck) -> Proof:
    return Proof(
        provider_id=1, approved_from=date(2026, 3, 2), approved_until=date(2029, 3, 1), earlier=(), rests_on=checks,
        decided_at=LOOKED, zone=ZONE,
    )  # fmt: skip


def offering(pk: int, area: tuple[str, str], concern: tuple[str, str], price: int, *, fda: bool = False) -> Offering:
    pair = AreaConcern(
        area=Area(slug=area[0], name_en=area[1]),
        concern=Concern(slug=concern[0], name_en=concern[1], needs_fda_note=fda),
    )
    return Offering(pk=pk, area_concern=pair, price_per_session=price)


def week(*spans: tuple[int, int, int]) -> tuple[WeeklyHours, ...]:
    return tuple(WeeklyHours(weekday=day, opens=time(first), closes=time(last)) for day, first, last in spans)


def amara() -> PublishedPerson:
    """The example of the research paper (1.5)."""
    provider = Provider(
        pk=1, npi="2999999016", first_name="Amara", last_name="Osei", slug="amara-osei",
        profession=Profession.PHYSICIAN_MD,
        credentials="MD", specialty="Dermatologist", languages=["en", "es"], is_demonstration=True,
    )  # fmt: skip
    location = PracticeLocation(
        pk=7, provider=provider, clinic_name="Riverbend Skin Clinic (demonstration)", line1="100 Example St",
        line2="Suite 4", city="Austin", state="TX", zip_code="78701", latitude=30.2747, longitude=-97.7404,
        placed_by=PlacedBy.STREET, time_zone="America/Chicago", phone="(512) 555-0142", accepting_patients=True,
        step_free_access=True, first_visit_fee=50, first_visit_fee_credited=True, confirmed_on=date(2026, 11, 20),
    )  # fmt: skip
    hours = week(*((day, 9, 17) for day in range(4)), (4, 9, 13))
    line = offering(3, ("face", "Face"), ("fine-lines", "Fine lines and wrinkles"), 250)
    held = License(state="TX", profession=Profession.PHYSICIAN_MD, number="X0000-TEST", expires_on=date(2027, 8, 31))
    return PublishedPerson(
        provider=provider, places=(PublishedPlace(location=location, hours=hours, offerings=(line,)),),
        licenses=(held,), proof=proof(check(CheckKind.LICENSE, until=date(2027, 3, 28))),
    )  # fmt: skip


WORDS = ("Osei", "O'Neill-Núñez", "Łódź", "van der Berg", "<b>", 'A "B" & C', "李", "Zoë\tAnn", "\u202eabc", "de la O")


def anybody(draw: Random, pk: int) -> PublishedPerson:
    """With one to three places, none to all of what may be missing, and letters that break things."""
    profession = draw.choice(list(Profession))
    provider = Provider(
        pk=pk, npi=npi_from_nine(f"2{draw.randrange(10**8):08d}"), first_name=draw.choice(WORDS),
        last_name=draw.choice(WORDS), slug=f"somebody-{pk}", profession=profession,
        name_suffix=draw.choice(("", "Jr.")), credentials=draw.choice(("", "MD", "MD, FAAD")),
        specialty=draw.choice(("", *(each.specialty for each in TAXONOMIES.values()))),
        languages=draw.sample(["en", "es", "zh", "vi"], draw.randrange(1, 4)), is_demonstration=draw.random() < 0.5,
    )  # fmt: skip
    until = date(2026, 12, 1) + timedelta(days=draw.randrange(900))
    kinds = [kind for kind in CheckKind if kind == CheckKind.LICENSE or draw.random() < 0.7]
    checks = [
        check(
            kind, looked=LOOKED - timedelta(minutes=draw.randrange(10**5)),
            until=until if draw.random() < 0.9 else None, exception=1 if draw.random() < 0.1 else None,
        )
        for kind in kinds
    ]  # fmt: skip
    held = License(state="TX", profession=profession, number=draw.choice(("A1", "X-0 0/7", "ñ9")), expires_on=until)
    places = tuple(_place(draw, provider, pk * 10 + number) for number in range(draw.randrange(1, 4)))
    return PublishedPerson(provider=provider, places=places, licenses=(held,), proof=proof(*checks))


def _place(draw: Random, provider: Provider, pk: int) -> PublishedPlace:
    location = PracticeLocation(
        pk=pk, provider=provider, clinic_name=draw.choice(WORDS), line1=f"{pk} {draw.choice(WORDS)} St",
        line2=draw.choice(("", "Suite 4")), city=draw.choice(WORDS), state=draw.choice(sorted(STATES)),
        zip_code=f"{draw.randrange(10**5):05d}", latitude=draw.uniform(13, 71), longitude=draw.uniform(-170, -65),
        placed_by=draw.choice(PlacedBy.values), time_zone="America/Chicago", accepting_patients=draw.random() < 0.5,
        phone=draw.choice(("", "(512) 555-0142", "call us", "1 512 555 0142 x9")),
        step_free_access=draw.random() < 0.5, video_visits=draw.random() < 0.3, first_visit_fee=draw.randrange(2000),
        first_visit_fee_credited=draw.random() < 0.5, confirmed_on=date(2026, 11, 20),
    )  # fmt: skip
    lines = tuple(
        offering(pk * 10 + number, ("face", "Face"), (name, name.title()), draw.randrange(1, 3000), fda=number == 1)
        for number, name in enumerate(draw.sample(["fine-lines", "small-fat", "dull-skin"], draw.randrange(1, 4)))
    )
    hours = week(*((day, 8 + day % 3, 17) for day in range(7) if draw.random() < 0.6))
    return PublishedPlace(location=location, hours=hours, offerings=lines, is_confirmed=draw.random() < 0.8)

"""A provider who fills in the portal through the test client, as a browser would."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from providers.directory.models import Provider
from providers.directory.npi import npi_from_nine
from providers.portal.filing import save_read
from providers.vetting.documents.queue import read_due
from tests.providers.vetting.files import jpeg
from treatments.models import AreaConcern

NPI = npi_from_nine("123456789")
WHO = {"npi": NPI, "profession": "md", "first_name": "Lena", "last_name": "Ortiz", "state": "CA"}
DETAILS = {
    "first_name": "Lena",
    "last_name": "Ortiz",
    "credentials": "MD",
    "gender": "woman",
    "languages": ["en", "es"],
}
PLACE = {
    "clinic_name": "Harbor Skin", "line1": "9 Pier Way", "city": "Oakland", "state": "CA", "zip_code": "94612",
    "phone": "(510) 555-0100", "first_visit_fee": "$80", "first_visit_fee_credited": "on", "accepting_patients": "on",
}  # fmt: skip
ATTESTED = {"said": "none", "signed_as": "Lena Ortiz"}
HOURS = {"opens_0": "9 AM", "closes_0": "5 PM", "opens_3": "9:30 am", "closes_3": "12:15 pm"}


def photo(name: str = "photo.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg((120, 90)), content_type="image/jpeg")


def ends(name: str, on: date | None = None) -> dict[str, str]:
    """A date as it is typed into three fields."""
    day = on or date.today() + timedelta(days=300)
    return {f"{name}_month": f"{day:%b}", f"{name}_day": str(day.day), f"{name}_year": str(day.year)}


def license_of(state: str = "CA", number: str = "a12345", **changes: Any) -> dict[str, Any]:
    return {"state": state, "number": number, **ends("expires_on"), "document": photo("license.jpg"), **changes}


def send_to(client: Client, page: str, data: dict[str, Any], *arguments: Any) -> HttpResponse:
    """What the page answers; a file is read by then, as a worker does it, and a refusal of it is the answer. Joining
    takes two pages: the number, and who that is."""
    if page == "join":
        answer = client.post(reverse("provider:join"), data)
        return client.post(answer.url, data) if answer.status_code == 303 and answer.url.endswith("/who/") else answer
    answer = client.post(reverse(f"provider:{page}", args=arguments), data)
    if answer.status_code != 303 or "?file=" not in answer.url:
        return answer
    read_due(save=save_read, seconds=60)
    became = client.get(answer.url)
    return became if became.status_code == 422 else answer


def fill_in(client: Client) -> Provider:
    """Everything but sending, by a doctor with one place in Oakland."""
    assert send_to(client, "join", WHO).status_code == 303
    provider = Provider.objects.get(npi=NPI)
    fill_tasks(client, provider)
    return provider


def fill_tasks(client: Client, provider: Provider) -> None:
    answers = [
        send_to(client, "details", DETAILS),
        send_to(client, "names", {"birth_year": "1980"}),
        send_to(client, "attestation", ATTESTED),
        send_to(client, "identity", {"document": photo("card.jpg")}),
        send_to(client, "place_add", PLACE),
        send_to(client, "license_add", license_of()),
        send_to(client, "insurance", {"insurer": "Acme", **ends("insurance_ends_on"), "document": photo("policy.jpg")}),
        send_to(client, "board", {"claims_board": "no"}),
    ]
    place, line = provider.locations.get(), AreaConcern.objects.filter(concern__needs_fda_note=False).first()
    answers += [
        send_to(client, "prices_of", {f"price_{line.pk}": "$220", f"sessions_{line.pk}": "40"}, place.pk),
        send_to(client, "hours_of", HOURS, place.pk),
    ]
    assert [answer.status_code for answer in answers] == [303] * len(answers), wrong(answers)


def wrong(answers: list[HttpResponse]) -> list[Any]:
    return [answer.context["form"].errors for answer in answers if answer.status_code != 303]

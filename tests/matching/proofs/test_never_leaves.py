"""What may never be in a proof, badge or key file is in none, and nothing is in a proof that is not on this list."""

import json
from collections.abc import Iterator

import pytest
from django.urls import reverse

from matching.proofs.models import Badge
from tests.leaving import betrayed, plant_what_stays

pytestmark = pytest.mark.django_db

OF_A_CHECK = {"kind", "label", "result", "source", "checkedOn", "goodUntil", "byException", "doesNotTell", "licenses"}
ALLOWED = {
    *("@context", "id", "type", "issuer", "validFrom", "validUntil"),
    *(f"credentialSubject.{name}" for name in ("name", "npi", "profession", "page", "listed", "demonstration")),
    *(f"credentialSubject.{name}" for name in ("accuracyConfirmedOn", "ledgerHead")),
    *(f"credentialSubject.place.{name}" for name in ("clinic", "city", "state")),
    *(f"credentialSubject.checks.{name}" for name in OF_A_CHECK - {"licenses"}),
    *(f"credentialSubject.checks.licenses.{name}" for name in ("state", "number")),
    "credentialSubject.doesNotTell",
    *("type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue", "@context"),
}


def leaves(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, path)
    else:
        yield path


def test_nothing_that_stays_is_in_anything_that_leaves(client, now):
    place, planted = plant_what_stays(now)
    badge = reverse("proofs:badge", args=[Badge.of(place, now=now).public_id])
    proof = f"{place.address_on_site(place.provider.slug)}proof.json"
    open_addresses = [proof, badge, f"{badge}?lang=es", reverse("proofs:keys"), reverse("proofs:did")]

    answers = [client.get(address) for address in open_addresses]

    assert {answer.status_code for answer in answers} == {200}
    assert [betrayed(answer.content, planted) for answer in answers] == [[]] * len(answers)
    assert len(planted) >= 50
    assert betrayed(json.dumps(planted), planted) == list(planted)  # so it would have been seen
    document = json.loads(answers[0].content)
    of_proof = set(leaves(document.pop("proof")))
    assert (set(leaves(document)) | of_proof) - ALLOWED == set()

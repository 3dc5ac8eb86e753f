"""What the API is about: types of resources, and codes under which they are found."""

import hashlib
from typing import Final

from django.db import models


class EntryKind(models.IntegerChoices):
    """A type whose resources are made from the directory. The number is stored, the name is FHIR's."""

    PERSON = 1, "Practitioner"
    ROLE = 2, "PractitionerRole"
    PLACE = 3, "Location"
    SERVICE = 4, "HealthcareService"
    CHECK = 5, "VerificationResult"

    @property
    def resource(self) -> str:
        return str(self.label)


BY_RESOURCE: Final = {kind.resource: kind for kind in EntryKind}


def code_of(parameter: str, value: str) -> int:
    """The number under which a resource with this value of this parameter is found: 63 bits of a hash, so that any word
    is one small key."""
    return int.from_bytes(hashlib.sha256(f"{parameter}|{value}".encode()).digest()[:8], "big") >> 1

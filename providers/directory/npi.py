"""National Provider Identifier: ten digits, the last one a check digit.

Rule (CMS, "NPI check digit"): the Luhn sum over 80840 + NPI is a multiple of ten, and the first digit is 1 or 2.
It catches a typing slip, nothing more: CMS says that an NPI does not mean its holder is licensed or credentialed.
"""

import re
import unicodedata
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.fields import TypedField
from caarisma.common.typed.plain import AROUND

ISSUER_PREFIX = "80840"  # "health applications" (80), United States (840); cards print it before the number
NAMED = re.compile(
    r"^(?:(?:number|n[uú]mero)\s+)?#?(?:n\.?p\.?i)?(?:\s*\b(?:number|n[uú]mero|no)\b)?[\s:#.=]*", re.IGNORECASE
)


def luhn_sum(digits: str) -> int:
    """The Luhn sum: from the right, every second digit is doubled and its digits are added."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total


def npi_is_valid(npi: str) -> bool:
    """Whether `npi` has ten ASCII digits, starts with 1 or 2 and carries the right check digit."""
    shaped = len(npi) == 10 and npi.isascii() and npi.isdigit() and npi[0] in "12"
    return shaped and luhn_sum(ISSUER_PREFIX + npi) % 10 == 0


def npi_from_nine(digits: str) -> str:
    """The NPI that begins with these nine digits. For synthetic records and tests."""
    return digits + str(-luhn_sum(ISSUER_PREFIX + digits + "0") % 10)


def npi_digits(typed: str) -> str:
    """What was typed without what people put around and between the digits: "NPI 1234 567-893" is "1234567893".

    Whether it is an NPI is another question (npi_is_valid): letters and other marks stay.
    """
    bare = NAMED.sub("", unicodedata.normalize("NFKC", typed).strip(AROUND))
    between = {"Zs", "Pd", "Cf", "Cc"}  # blanks, hyphens and dashes, and marks that nobody sees
    return "".join(c for c in bare if c not in ".\u2212" and unicodedata.category(c) not in between)


def read_npi(typed: str) -> str:
    """The ten digits as people group them: "1234 567 893", "123-456-7893". UserFacingError for anything else."""
    digits = re.sub(rf"^{ISSUER_PREFIX}(?=[0-9]{{10}}$)", "", npi_digits(re.sub(r"\.0$", "", typed.strip())))
    if re.fullmatch(r"[0-9]{10}", digits) is None:
        raise UserFacingError(gettext("An NPI has 10 digits, like 1234567893"))
    if not npi_is_valid(digits):
        raise UserFacingError(gettext("One digit of this NPI is wrong. Compare it with your letter or the registry"))
    return digits


class NpiText(TypedField):
    read = staticmethod(read_npi)
    attributes: ClassVar = {"inputmode": "numeric", "autocomplete": "off"}


def validate_npi(value: str) -> None:
    if not npi_is_valid(value):
        raise ValidationError(_("Enter a 10 digit NPI, like 1234567893. This number has a digit that is wrong."))


class NpiField(models.CharField):
    """An NPI as text. The same rule stands in SQL (migration 0001) as a check constraint, so no import slips past."""

    default_validators = [validate_npi]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

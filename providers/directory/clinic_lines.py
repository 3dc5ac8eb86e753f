"""What a clinic's address and names have to be at least. Validators of form fields."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from caarisma.common.typed.plain import bare

BOX: Final = re.compile(r"(?:p\.? ?o\.? ?box|post office box|apartado(?: postal)?|box) ?#? ?[0-9]+")
NOBODY: Final = {"me", "myself", "self", "same", "owner", "n/a", "na", "none", "yo", "yo mismo", "yo misma", "-"}


def require_letters(name: str) -> None:
    if not any(map(str.isalpha, name)):
        raise ValidationError(gettext("Enter the name of the clinic"))


def require_somebody(name: str) -> None:
    if bare(name).strip(" .") in NOBODY:
        raise ValidationError(gettext("Write the name: we look for it on the lists"))


def require_street(line: str) -> None:
    if BOX.fullmatch(bare(line)):
        raise ValidationError(gettext("Enter the street where patients come, not a post office box"))

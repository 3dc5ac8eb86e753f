"""The number of a license, as it stands on the paper or in a list of the board."""

import re
from typing import Any, ClassVar, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.fields import TypedField
from caarisma.common.typed.plain import plain

LONGEST: Final = 30
NAMED: Final = re.compile(r"^(?:(?:LICEN[SC]E|LICENCIA|LIC)\b[.:# ]*)?(?:(?:NUMBER|N[UÚ]MERO|NO)\b[.:# ]*)?(?=.*[0-9])")
NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9 .\-/]*")


class LicenseNumberText(TypedField):
    """In capitals. Every board's numbers have a digit: "pending" and "none" are none."""

    attributes: ClassVar = {"autocomplete": "off"}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"max_length": LONGEST, "error_messages": {"required": _("Enter the license number")}, **options}
        )

    @staticmethod
    def read(typed: str) -> str:
        number = NAMED.sub("", plain(typed).upper().strip(" .,;:\"'()[]=*#"))
        if NUMBER.fullmatch(number) is None:
            raise UserFacingError(gettext("A license number has letters, digits, dots and dashes"))
        if re.search("[0-9]", number) is None:
            raise UserFacingError(gettext("Enter the license number"))
        return number

"""ZIP codes and phone numbers of the United States."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.plain import AROUND, bare

FIVE_DIGITS: Final = r"[0-9]{5}"  # of a ZIP code as rows keep it
ZIP: Final = re.compile(rf"({FIVE_DIGITS})(?:(?: ?- ?| )?[0-9]{{4}}| ?-)?")
ZIP_NAMED: Final = re.compile(r"^(?:zip ?code|zip\+4|zip|post(?:al )?code|codigo postal|c\.? ?p\.?)(?=[^a-z])[:# ]*")
ZIP_BESIDE: Final = re.compile(
    r"^(?:[a-z][a-z .'-]*(?:, ?| ))?[a-z]{2},? (?=[0-9])|(?<=[0-9]),? (?:usa?|[a-z]{2})$"
)  # Oakland, CA
EXTENSION: Final = re.compile(
    r"(?P<line>[^a-z#]*)(?:(?<![a-z])(?:extension|extn|ext|xtn|x|interno|int|anexo)|#)"
    r"[. ]*(?:(?:number|no)(?![a-z]))?[ .:=#-]*(?P<extension>[0-9]{1,6})[#)]?"
)
OWNERS: Final = r"cellphone|cell|mobile|movil|celular|cel|office|oficina|clinic|clinica|main|direct|work|trabajo"
NAMED: Final = re.compile(
    rf"^(?:(?:telefono|telephone|phone|tel|tfno|tlf|ph|p|t|m|{OWNERS}|front desk|recepcion|whatsapp|text|llamar|"
    r"call(?: us)?(?: at)?|number|numero|no)[.:# ]+)+"
)
OWNED: Final = re.compile(rf"[ ,(]+(?:{OWNERS}|c|m|o|w)\.?$")  # "(cell)" behind it
DOTS: Final = str.maketrans("•·∙‧_\\[]", "------()")
FROM_ABROAD: Final = re.compile(r"^(?:00|011)(?=1[0-9]{10}$)")
PAUSE: Final = re.compile(r"^([^a-z,;]*[0-9]) ?[,;]+ ?([0-9]{1,6})$")
MARKS: Final = re.compile(r"\(?\+?[0-9(). /-]*")
AS_STORED: Final = re.compile(r"([2-9][0-9]{2})-([2-9][0-9]{2})-([0-9]{4})(?: x([0-9]{1,6}))?")
LINE: Final = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")  # neither the area nor the exchange begins with 0 or 1


def read_zip(typed: str) -> str:
    """The five digits; ZIP+4 is cut, and so is the hyphen that an address book leaves where the four are not known."""
    match = ZIP.fullmatch(ZIP_BESIDE.sub("", ZIP_NAMED.sub("", bare(typed)).strip(f"{AROUND}#/")))
    if match is None:
        raise UserFacingError(_("Enter a 5 digit ZIP code, like 94612"))
    return match[1]


@dataclass(frozen=True, slots=True)
class Phone:
    """`digits` are ten; `extension` may be empty. As text it is what a row holds, at most 20 characters."""

    digits: str
    extension: str = ""

    def __str__(self) -> str:
        """ "510-555-0100 x12"."""
        line = f"{self.digits[:3]}-{self.digits[3:6]}-{self.digits[6:]}"
        return f"{line} x{self.extension}" if self.extension else line

    @property
    def shown(self) -> str:
        """ "(510) 555-0100, ext. 12"."""
        line = f"({self.digits[:3]}) {self.digits[3:6]}-{self.digits[6:]}"
        return f"{line}, ext. {self.extension}" if self.extension else line

    @property
    def href(self) -> str:
        """What a phone dials. The comma waits until somebody answers; phones do not know ";ext=" (RFC 3966)."""
        return f"tel:+1{self.digits}" + (f",{self.extension}" if self.extension else "")


def read_phone(typed: str) -> Phone:
    """ "+1 (510) 555-0100", "510.555.0100 x12", "Tel. 5105550100 ext. 12", and "5105550100,12" as phones dial it."""
    text = OWNED.sub("", NAMED.sub("", bare(typed).lstrip(f"{AROUND}#".replace("(", ""))).rstrip(AROUND))
    text = PAUSE.sub(r"\1 x\2", text.rstrip("#").translate(DOTS))
    match = EXTENSION.fullmatch(text)
    line, extension = (match["line"].rstrip(" ,;("), match["extension"]) if match else (text, "")
    digits = FROM_ABROAD.sub("", re.sub(r"[^0-9]", "", line))
    if len(digits) == 11:
        digits = digits.removeprefix("1")
    elif "+" in line:  # another country's
        digits = ""
    if MARKS.fullmatch(line) is None or LINE.fullmatch(digits) is None:
        raise UserFacingError(_("Enter a US phone number of 10 digits, like 510-555-0100 or 510-555-0100 ext. 12"))
    return Phone(digits, extension)


def phone_of(text: str) -> Phone | None:
    """A phone number of ours for a page: `shown` to people, `href` for what dials it. None for what is no US number."""
    if match := AS_STORED.fullmatch(text):  # most are, and need no reading
        return Phone("".join(match.group(1, 2, 3)), match[4] or "")
    try:
        return read_phone(text)
    except UserFacingError:
        return None

"""What an exclusion type of the LEIE means, in a few words.

Source: OIG, "Exclusion authorities" (sections of the Social Security Act). Any of them keeps a provider off our lists:
that is our own trust rule.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TYPES: Final[dict[str, str | Promise]] = {
    "1128a1": _("Convicted of a crime against a health program"),
    "1128a2": _("Convicted of abuse or neglect of a patient"),
    "1128a3": _("Felony: health care fraud"),
    "1128a4": _("Felony: controlled drugs"),
    "1128b1": _("Misdemeanor: health care fraud"),
    "1128b2": _("Convicted of blocking an investigation or audit"),
    "1128b3": _("Misdemeanor: controlled drugs"),
    "1128b4": _("License revoked, suspended or given up"),
    "1128b5": _("Excluded or suspended by another health program"),
    "1128b6": _("Charged too much, or gave needless or poor care"),
    "1128b7": _("Fraud, kickbacks or other banned acts"),
    "1128b8": _("Business controlled by an excluded person"),
    "1128b11": _("Did not give payment information"),
    "1128b12": _("Did not let inspectors in at once"),
    "1128b14": _("Did not pay back a health education loan"),
    "1128b15": _("Controlled an excluded business"),
    "1128b16": _("False statement in an application"),
    "1128Aa": _("Civil penalty"),
    "1156": _("Did not meet the duties of care"),
}


def in_words(code: str) -> str | Promise:
    """The type in words, "" for one that is not in the table: then the code says all there is."""
    return TYPES.get(code, "")

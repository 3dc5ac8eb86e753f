"""What patients read about each kind of check: where we look, what we keep of it, what must be true, how long it
counts, and what it does not tell. One place, for the page about how we check and for every provider's own proof.
Limits: providers.screening.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.screening.enums import CheckKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWords:
    kind: CheckKind
    where: Promise
    rests_on: Promise  # what is kept of the look
    must: Promise
    good_for: Promise
    does_not_tell: Promise

    @property
    def label(self) -> str:
        return str(self.kind.label)


UNTIL_THE_END: Final = _("Until it ends")
HALF_A_YEAR: Final = _("6 months at most, and never longer than the license")
NEXT_MONTH: Final = _("Until the end of the next month")

CHECKS: Final = (
    CheckWords(
        kind=CheckKind.LICENSE,
        where=_("The board of the state where the clinic is"),
        rests_on=_("The page of the board, saved on the day, with the license number"),
        must=_("Active and in date in that state. A license from another state does not count"),
        good_for=_("Until it ends, 6 months at most"),
        does_not_tell=_("The state lets this person practice. It does not grade their work."),
    ),
    CheckWords(
        kind=CheckKind.SCOPE,
        where=_("The rules of the state for that kind of license"),
        rests_on=_("The number or address of the rule that our staff read"),
        must=_("The license allows shots there, alone or under a doctor"),
        good_for=HALF_A_YEAR,
        does_not_tell=_("State rules are about shots for looks. Few of them name mesotherapy."),
    ),
    CheckWords(
        kind=CheckKind.SUPERVISOR,
        where=_("The signed agreement, and the state board for that doctor"),
        rests_on=_("The number or address of the agreement and of the doctor's license"),
        must=_("By our own rule for every nurse and PA, and for most nurse practitioners: a named, licensed doctor"),
        good_for=HALF_A_YEAR,
        does_not_tell=_("The doctor may not be in the room. Ask who is there when you get your shots."),
    ),
    CheckWords(
        kind=CheckKind.EXCLUSION,
        where=_("The list of the Office of Inspector General (LEIE)"),
        rests_on=_("A month's list that our staff signed off. A computer compared the person's names with it"),
        must=_("Not on the list"),
        good_for=NEXT_MONTH,
        does_not_tell=_("The list is about pay from federal health plans. Some people on it may work for cash."),
    ),
    CheckWords(
        kind=CheckKind.SAM,
        where=_("SAM.gov, the federal list of people shut out of contracts"),
        rests_on=_("The page or file of that day, saved"),
        must=_("Not on the list"),
        good_for=NEXT_MONTH,
        does_not_tell=_("This list is about federal contracts. It says nothing about care."),
    ),
    CheckWords(
        kind=CheckKind.NPI,
        where=_("The national registry (NPPES)"),
        rests_on=_("The answer of the registry, as it came"),
        must=_("The number is in use, and the name matches"),
        good_for=NEXT_MONTH,
        does_not_tell=_("The number shows who someone is. It does not show that they have a license."),
    ),
    CheckWords(
        kind=CheckKind.BOARD,
        where=_("The board that gave it"),
        rests_on=_("The page of the board, saved on the day, with the number"),
        must=_("In date, if the provider says they have one"),
        good_for=_("Until it ends, 3 years at most"),
        does_not_tell=_("It is about a field of medicine, not about this treatment."),
    ),
    CheckWords(
        kind=CheckKind.INSURANCE,
        where=_("The insurer's certificate"),
        rests_on=_("A page of a paper from the provider. We keep a fingerprint of it"),
        must=_("In date"),
        good_for=UNTIL_THE_END,
        does_not_tell=_("It does not mean that you would be paid if something goes wrong."),
    ),
    CheckWords(
        kind=CheckKind.IDENTITY,
        where=_("A photo ID, seen by our staff"),
        rests_on=_(
            "A page of a paper from the provider. We delete the picture after we decide, and keep a fingerprint"
        ),
        must=_("The person is the one on the license"),
        good_for=_("Until we check everything again, 3 years at most"),
        does_not_tell=_("It shows who someone is, not how they work."),
    ),
    CheckWords(
        kind=CheckKind.PLACE,
        where=_("A call to the clinic's public number"),
        rests_on=_("The number that we called, and the time"),
        must=_("The provider sees patients there"),
        good_for=_("1 year"),
        does_not_tell=_("We have not inspected the clinic."),
    ),
    CheckWords(
        kind=CheckKind.PRODUCTS,
        where=_("Labels and purchase records"),
        rests_on=_("The product, maker and seller, as the provider named them that day"),
        must=_("For fat and cellulite: each product has a name and a known source"),
        good_for=_("6 months"),
        does_not_tell=_(
            "We did not test the product. A known product is not an approved one. "
            "For fat, the FDA approved one shot, only for under the chin."
        ),
    ),
)
BY_KIND: Final = {words.kind: words for words in CHECKS}

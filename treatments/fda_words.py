"""What the FDA says about shots for fat, in its own words, and what it has approved for a use.

Quoted exactly and left in English: a translation would be our words. Whoever changes a quotation opens its source.
"""

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from treatments.enums import EffectKind


class FdaQuote(NamedTuple):
    words: str
    source: Promise


QUOTES: Final = (
    FdaQuote(
        "The safe and effective use of KYBELLA for the treatment of subcutaneous fat outside the submental region has "
        "not been established and is not recommended.",
        _("Label of Kybella, the one approved shot, as the FDA approved it. Submental means under the chin."),
    ),
    FdaQuote(
        "FDA is not aware of any credible scientific evidence that supports the effectiveness of any of these "
        "substances for fat elimination, and their safety when used alone or in combination is unknown.",
        _("The FDA on fat-dissolving products, April 7, 2010"),
    ),
)

# By a concern's effect. No area of the catalog with small fat pads is the chin: a test holds that.
NOT_APPROVED: Final[dict[str, Promise]] = {
    EffectKind.FAT: _("The FDA has approved no shot for fat here. The one it approved is for under the chin."),
}
NONE_SOLD: Final = _("No shot that the FDA approved for this is sold today. The only one left the market in 2022.")


def not_approved(effect: str) -> str:
    """What the FDA has approved for a concern that carries its note."""
    return str(NOT_APPROVED.get(effect, NONE_SOLD))

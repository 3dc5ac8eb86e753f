"""Numbers of ten digits that no clinic of ours has: those that cost the caller extra, and those of other countries.

Area codes as the North American Numbering Plan assigns them.
"""

from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError

PREMIUM: Final = "900"
PREMIUM_EXCHANGE: Final = "976"  # in any area
NO_PLACE = "456 500 521 522 523 524 525 526 533 544 566 577 588 600 622 700 710"
CANADA = (
    "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 "
    "468 474 506 514 519 537 548 568 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 "
    "807 819 825 867 873 879 902 905 942"
)
CARIBBEAN = "242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876"  # not PR and VI
ABROAD: Final = frozenset(f"{CANADA} {CARIBBEAN}".split())


def require_us_number(digits: str) -> None:
    """UserFacingError for a number of ten digits that a patient should not be sent to."""
    area, exchange = digits[:3], digits[3:6]
    if area == PREMIUM or exchange == PREMIUM_EXCHANGE:
        raise UserFacingError(_("Patients would pay extra for this call. Enter the normal number of the clinic"))
    if area in ABROAD:
        raise UserFacingError(_("This number is in another country. Enter a US phone number"))
    if area in NO_PLACE.split() or area[0] in "01" or exchange[0] in "01" or area.endswith("11"):
        raise UserFacingError(_("Enter a US phone number of 10 digits, like 510-555-0100"))

"""What may become of a report: the moderator's form is that of every report, with these choices."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from caarisma.common.moderating.forms import Choices

# Of what is on a page: upheld says only that it has to be read by the rules once more.
TEXT_VERDICTS: Final[Choices] = (
    ("upheld", _("Take it off the page, and read it by the rules once more")),
    ("dismissed", _("Leave it: the reason does not hold")),
)
CLOSE: Final = "close"
PLACE_VERDICTS: Final[Choices] = (
    ("upheld", _("Upheld: it broke our rules")),
    ("dismissed", _("Dismissed: it did not")),
)
REQUEST_VERDICTS: Final[Choices] = (
    *PLACE_VERDICTS,
    (CLOSE, _("Upheld, and close the request or cancel the visit. A second person has to agree.")),
)

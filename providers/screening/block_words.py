"""What stands in the way, in words: the same at the desk, in the portal and before something is sent."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.directory.us import STATES
from providers.screening.enums import CheckKind, HoldKind
from providers.screening.rules.case_rules import Block, Blocker

SENTENCES: Final[Mapping[Block, Promise]] = {
    Block.NO_CLINIC: gettext_lazy("The provider has no clinic yet."),
    Block.NO_LICENSE: gettext_lazy("No license of %s is on file."),
    Block.NO_SUPERVISOR: gettext_lazy("%s: nobody is named."),
    Block.NO_PRODUCT: gettext_lazy("%s: product, maker and seller are not named."),
    Block.NO_PAPER: gettext_lazy("%s: the document is missing."),
    Block.NOT_ATTESTED: gettext_lazy("Nothing was signed about their record in 120 days."),
    Block.SCOPE_UNKNOWN: gettext_lazy("No rule of %s for this license counts today."),
    Block.SCOPE_NOT_ALLOWED: gettext_lazy("The rule of %s that we have does not allow these shots."),
    Block.HELD: gettext_lazy("There is %s to settle first."),
    Block.NOT_DONE: gettext_lazy("%s: not done."),
    Block.FAILED: gettext_lazy("%s: failed."),
    Block.UNABLE: gettext_lazy("%s: could not be checked. That is not a pass."),
    Block.NO_END: gettext_lazy("%s: has no last day."),
    Block.RAN_OUT: gettext_lazy("%s: has run out."),
    Block.TOO_OLD: gettext_lazy("%s: looked at too long ago. Look again."),
    Block.FROM_THE_FUTURE: gettext_lazy("%s: is dated after today."),
}


def blocker_words(blocker: Blocker) -> str:
    """What is missing, in one sentence."""
    words = str(SENTENCES[blocker.block])
    return words % _about(blocker) if "%s" in words else words


def _about(blocker: Blocker) -> str:
    if blocker.block == Block.HELD:  # before the checks: one of those is called "exclusion" too
        held = {"exclusion": _("a match with an exclusion list"), HoldKind.SUSPENDED.value: _("a suspension")}
        return held.get(blocker.about, blocker.about)
    if blocker.about in CheckKind.values:
        return str(CheckKind(blocker.about).label)
    return str(STATES.get(blocker.about, blocker.about))

"""The rules in words to whoever wrote a text that was sent back."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.questions.enums import AskRule

BROKEN: Final[Mapping[str, str | Promise]] = {
    AskRule.NOTHING_PERSONAL: _("It has a name, a date or something else that tells who somebody is. Leave that out."),
    AskRule.GENERAL: _("It is about one person. Write it so that it holds for everybody."),
    AskRule.ON_TOPIC: _("It is about something else. Write about mesotherapy, its safety, its cost or how to choose."),
    AskRule.NO_CLAIMS: _("It promises something, or tells as a fact what is not proved. Say how sure one can be."),
    AskRule.NOT_SELLING: _("It sells something, or sends people to one clinic. Leave that out."),
    AskRule.NO_THREATS: _("It has a threat or an insult. Say it in another way."),
}


def why_sent_back(rule: AskRule) -> str:
    return str(BROKEN[rule])

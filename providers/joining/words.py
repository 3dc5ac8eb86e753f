"""What an answer says, in the same words on every page and in every mail."""

from django.utils.translation import gettext as _

from providers.directory.us import STATES
from providers.joining.rules.answers import JoinAnswer, StateAnswer


def closed_words(answer: StateAnswer) -> str:
    """Why nobody with this license can join there today. Our not knowing is not a state's no."""
    if answer.answer == JoinAnswer.NO:
        words = _("In %s the state rule we found does not let your license give these shots.")
    else:
        words = _("We know no rule of %s for your license yet. Until we do, we approve nobody with it there.")
    return words % STATES[answer.state]

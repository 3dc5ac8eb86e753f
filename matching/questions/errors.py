"""What can come between a person and their wish, each with words for them."""

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError


class QuestionGone(UserFacingError):
    """Not there, not theirs, or not on the page any more."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This question is not here any more."))


class QuestionLinkOver(UserFacingError):
    """A mailed link that was used elsewhere, or is too old."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This link is over. We can send a new one."))


class TooManyQuestions(UserFacingError):
    """Over what one browser, network or address may ask."""

    status = 429

    def __init__(self) -> None:
        super().__init__(_("You asked a lot today. Please go on tomorrow. We kept what you wrote."))


class TooManyAnswers(UserFacingError):
    status = 429

    def __init__(self) -> None:
        super().__init__(_("That is a lot of answers for one day. Please go on tomorrow."))


class NotListedNow(UserFacingError):
    """Who answers has to be listed when they write."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Only providers whom patients can see today may answer."))


class AnsweredBefore(UserFacingError):
    """One answer a provider and question; the one that is there can be changed."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("You answered this question in another window. Here is how it stands now."))


class OwnText(UserFacingError):
    """Nobody decides on what they wrote themselves."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("You have a stake in this, so a colleague has to read and decide."))

"""Words of reviews with a fixed meaning. Which state may follow which is in moves.py."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewState(models.TextChoices):
    WRITTEN = "written", _("Waits to be read")
    HELD = "held", _("Looked at more closely")
    PUBLISHED = "published", _("On the page")
    SENT_BACK = "sent_back", _("Sent back")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", _("Taken back")


NEW: Final = "new"  # where the first move comes from; no review is ever in it
WAITING: Final = (ReviewState.WRITTEN, ReviewState.HELD)
HIDDEN_FOR_GOOD: Final = (ReviewState.REMOVED, ReviewState.WITHDRAWN)


class ReviewSide(models.TextChoices):
    AUTHOR = "author", _("the author")
    DESK = "desk", _("our staff")
    SITE = "site", _("Caarisma")


class VisitProof(models.TextChoices):
    """By whose word the visit took place."""

    PRESS = "press", _("the patient said so")
    LINK = "link", _("the clinic said so, and the patient agreed")
    CLINIC = "clinic", _("the clinic said so, and nobody objected")


class Answer(models.IntegerChoices):
    """One scale for all four questions."""

    NO = 1, _("No, not at all")
    RATHER_NOT = 2, _("Not really")
    PARTLY = 3, _("In part")
    MOSTLY = 4, _("Mostly yes")
    YES = 5, _("Yes, fully")


class Rule(models.TextChoices):
    """What each review has to keep, good or bad. One that is not kept is the only reason to send back or remove."""

    OWN_VISIT = "own_visit", _("It is about the writer's own visit")
    NO_NAMES = "no_names", _("No full names and no contact data")
    NO_OTHERS_HEALTH = "no_others", _("Nothing about the health of somebody else")
    NO_THREATS = "no_threats", _("No threats and no slurs")
    ABOUT_VISIT = "about_visit", _("It is about the visit or the clinic")
    NOT_SOLD = "not_sold", _("Not copied, not paid for, not by an insider")
    NO_CLAIMS = "no_claims", _("States nothing about the law or a product as a fact that it cannot know")


class Signal(models.TextChoices):
    """Why a person should look closely. Never a verdict, and never shown outside the desk."""

    TEAM = "team", _("Sent by an account or a browser of the clinic's team")
    SAME_ADDRESS = "address", _("Same address as the team or another reviewer, without dots and +tags")
    SAME_BROWSER = "browser", _("Same browser as another reviewer of this clinic")
    SAME_NETWORK = "network", _("Same network as the clinic's portal in the last 30 days")
    QUICK = "quick", _("Agreed and said to be over in under 48 hours, by the clinic's word")
    BURST = "burst", _("More than three reviews of this provider in 24 hours")
    ALIKE = "alike", _("The words are much like another review's")
    NO_TRACE = "no_trace", _("The writer did nothing else here")
    ONLY_CLINIC = "clinic", _("All fives, and the clinic alone moved the request")
    ODD_PRICE = "price", _("The price is far from the clinic's list")
    DISPUTED = "disputed", _("The two sides do not agree whether the visit took place")


HELD_FROM: Final = 2  # signals


class ReportedFor(models.TextChoices):
    """What a clinic may report a review for. That it is bad is no reason."""

    NAMES = "names", _("It names somebody, or how to reach them")
    OTHERS_HEALTH = "others", _("It tells of somebody else's health")
    THREATS = "threats", _("It threatens or insults")
    NOT_A_VISIT = "no_visit", _("It is not about a visit here")
    SOLD = "sold", _("Somebody was paid for it, or works for a rival")


class ReplyState(models.TextChoices):
    WAITING = "waiting", _("Waits to be read")
    PUBLISHED = "published", _("On the page")
    REFUSED = "refused", _("Sent back")


class ReplyFault(models.TextChoices):
    CONFIRMS = "confirms", _("It says or implies that somebody was a patient")
    HEALTH = "health", _("It tells of a treatment or of somebody's health")
    NAMES = "names", _("It names somebody")
    RUDE = "rude", _("It threatens or insults")
    OFFERS = "offers", _("It offers something for another review")


class Settled(models.TextChoices):
    """What became of a report about a review, or of an objection."""

    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")

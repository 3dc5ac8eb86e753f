from matching.aftercare.models.alert import PlaceAlert, PlaceAlertStep
from matching.aftercare.models.follow_up import FollowUp, FollowUpAnswers, FollowUpConsent
from matching.aftercare.models.outcomes import BaseRate, OutcomeFigures, OutcomeTotal

__all__ = [
    "BaseRate",
    "FollowUp",
    "FollowUpAnswers",
    "FollowUpConsent",
    "OutcomeFigures",
    "OutcomeTotal",
    "PlaceAlert",
    "PlaceAlertStep",
]

"""That somebody may be asked is personal; what they told, and whose answers made an alert, is health."""

from caarisma.common.privacy import declare

FIELDS = {
    "aftercare.FollowUpConsent": declare(plain="version", personal="asker given_at withdrawn_at"),
    "aftercare.FollowUp": declare(
        plain="id visit week key place_key asked_at ends_at", personal="answer_hash stop_hash said_at"
    ),
    "aftercare.FollowUpAnswers": declare(
        plain="follow_up consent_version", personal="consented_at told_at", health="answers"
    ),
    "aftercare.OutcomeTotal": declare(plain="id asked told weeks yes made_up"),
    "aftercare.OutcomeFigures": declare(plain="id counted_at asked told weeks yes made_up"),
    "aftercare.BaseRate": declare(plain="id events answers measured_at"),
    "aftercare.PlaceAlert": declare(
        plain="id rule about where opened_at due_at owner taken_at decision told proposed_by proposed_at decided_by "
        "decided_at",
        health="visits words",
    ),
    "aftercare.PlaceAlertStep": declare(plain="id alert kind by at", health="words"),
}

"""Nothing here is about a person. An anonymous search names nobody and leads to nobody: see docs/adr/0023."""

from caarisma.common.privacy import declare

FIELDS = {
    "insights.AnonymousSearch": declare(
        plain="id day zip3 latitude longitude areas concerns radius_miles max_price slots slots_required wishes musts "
        "matters_most judged_on matched seats"
    ),
    "insights.CountedIntake": declare(plain="intake"),
    "insights.PlaceFigures": declare(
        plain="id place counted_on searches nobody shown elsewhere lower dropped median_place median_length figures"
    ),
    "insights.WeeklyMail": declare(plain="id provider stopped_at mailed_on", personal="key"),
}

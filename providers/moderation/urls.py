"""The moderator's pages and those of place alerts, below the desk's address."""

from django.urls import path

from caarisma.common.access import Access, Who, access
from providers.desk.access import PLACE_ALERTS, QUESTIONS, REPORTS, REVIEWS, SECONDS_ALERTS, WORDS, staff_with
from providers.moderation.views import place_alerts, questions, reports, reviews, words

app_name = "moderation"

urlpatterns = [
    path("reports/", reports.queue, name="reports"),
    path("reports/requests/<int:report_id>/", reports.of_request, name="report"),
    path("reports/requests/<int:report_id>/closing/", reports.closing, name="report_closing"),
    path("reports/places/<int:place_report_id>/", reports.of_place, name="place_report"),
    path("place-alerts/", place_alerts.place_alerts, name="place_alerts"),
    path("place-alerts/<int:place_alert_id>/", place_alerts.place_alert, name="place_alert"),
    path("place-alerts/<int:place_alert_id>/take/", place_alerts.take, name="take_place_alert"),
    path("place-alerts/<int:place_alert_id>/step/", place_alerts.note, name="note_place_alert"),
    path("place-alerts/<int:place_alert_id>/propose/", place_alerts.propose, name="propose_place_alert"),
    path("place-alerts/<int:place_alert_id>/keep/", place_alerts.keep, name="keep_place_alert"),
    path("place-alerts/<int:place_alert_id>/confirm/", place_alerts.confirm, name="confirm_place_alert"),
    path("words/", words.words, name="words"),
    path("words/about/<int:about_id>/", words.about, name="words_about"),
    path("words/sessions/<int:said_id>/", words.sessions, name="words_sessions"),
    path("reviews/<int:review_id>/", reviews.review, name="review"),
    path("reviews/<int:review_id>/decide/", reviews.decide, name="review_decide"),
    path("reviews/<int:review_id>/agree/", reviews.agree, name="review_agree"),
    path("reviews/<int:review_id>/objection/", reviews.objection, name="review_objection"),
    path("reviews/answers/<int:reply_id>/", reviews.reply, name="review_reply"),
    path("reviews/reports/<int:review_report_id>/", reviews.report, name="review_report"),
    path("questions/<int:text_id>/", questions.text, name="question"),
    path("questions/<int:text_id>/decide/", questions.decide_text, name="question_decide"),
    path("questions/<int:text_id>/once-more/", questions.once_more, name="question_once_more"),
    path("questions/reports/<int:question_report_id>/", questions.report, name="question_report"),
]


def _alerts(*, get: int = 405, post: int = 405) -> Access:
    """For both of the two."""
    both = {
        name: 405 if status == 405 else {PLACE_ALERTS: status, SECONDS_ALERTS: status, Who.STAFF: 403, Who.ANYONE: 302}
        for name, status in (("get", get), ("post", post))
    }
    return access(**both)


ACCESS = {
    "moderation:reports": staff_with(REPORTS, get=200),
    "moderation:report": staff_with(REPORTS, get=200, post=422),
    "moderation:report_closing": staff_with(REPORTS, post=303),
    "moderation:place_report": staff_with(REPORTS, get=200, post=422),
    "moderation:place_alerts": _alerts(get=200),
    "moderation:place_alert": _alerts(get=200),
    "moderation:take_place_alert": staff_with(PLACE_ALERTS, post=303),
    "moderation:note_place_alert": staff_with(PLACE_ALERTS, post=422),
    "moderation:propose_place_alert": staff_with(PLACE_ALERTS, post=422),
    "moderation:keep_place_alert": _alerts(post=422),
    "moderation:confirm_place_alert": staff_with(SECONDS_ALERTS, post=303),
    "moderation:words": staff_with(WORDS, get=200),
    "moderation:words_about": staff_with(WORDS, post=422),
    "moderation:words_sessions": staff_with(WORDS, post=422),
    "moderation:review": staff_with(REVIEWS, get=200, post=422),
    "moderation:review_decide": staff_with(REVIEWS, post=422),
    "moderation:review_agree": staff_with(REVIEWS, post=303),
    "moderation:review_objection": staff_with(REVIEWS, post=422),
    "moderation:review_reply": staff_with(REVIEWS, get=200, post=422),
    "moderation:review_report": staff_with(REVIEWS, get=200, post=422),
    "moderation:question": staff_with(QUESTIONS, get=200, post=422),
    "moderation:question_decide": staff_with(QUESTIONS, post=422),
    "moderation:question_once_more": staff_with(QUESTIONS, post=303),
    "moderation:question_report": staff_with(QUESTIONS, get=200, post=422),
}

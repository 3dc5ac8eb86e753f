"""The desk's own pages, in front of the admin's and below the same address."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from caarisma.common.access import SEEN_ONLY, Access, AdminTable, Who, access
from providers.desk.access import (
    AUDIT,
    CONFIRMS_LAW,
    DECIDE_FAT_USES,
    DOCUMENTS,
    FAT_USES,
    HANDS_IN,
    HANDS_IN_ROSTERS,
    LICENSE_ALERTS,
    LISTS,
    MAILS,
    PLACE_ALERTS,
    READ,
    READS_LAW,
    REPORTS,
    REVIEWS,
    ROSTERS,
    SECOND,
    SECONDS_ALERTS,
    SETTLE_MAILS,
    SETTLES_LICENSES,
    SIGNS_ROSTERS,
    SUSPEND,
    WORK,
)
from providers.desk.views import (
    audit,
    bench,
    claims,
    decision,
    expiring,
    fat_uses,
    laws,
    license_alerts,
    lists,
    mails,
    phones,
    place_alerts,
    provider,
    provider_file,
    queue,
    reports,
    reviews,
    rosters,
    sam,
    saved_page,
    second,
    sent_rosters,
    silent,
)
from providers.directory.enums import Profession
from providers.directory.us import STATES
from providers.screening.enums import CheckKind

app_name = "desk"


class KindConverter(StringConverter):
    """A kind of check, and nothing else: any other word is 404."""

    regex = "|".join(CheckKind.values)


class NpiConverter(StringConverter):
    """Ten digits: providers are called by their number where outsiders get the file."""

    regex = "[0-9]{10}"


class StateConverter(StringConverter):
    regex = "|".join(STATES)


class ProfessionConverter(StringConverter):
    regex = "|".join(Profession.values)


register_converter(StateConverter, "state")
register_converter(ProfessionConverter, "profession")
register_converter(KindConverter, "check_kind")
register_converter(NpiConverter, "npi")

urlpatterns = [
    path("cases/", queue.queue, name="queue"),
    path("cases/<int:case_id>/", bench.case, name="case"),
    path("cases/<int:case_id>/take/", queue.take, name="take"),
    path("cases/<int:case_id>/give-back/", queue.give_back, name="give_back"),
    path("cases/<int:case_id>/checks/<check_kind:kind>/", bench.save_check, name="save_check"),
    path("cases/<int:case_id>/checks/<check_kind:kind>/exception/", bench.propose, name="propose"),
    path("cases/<int:case_id>/ask-registry/", bench.ask, name="ask_registry"),
    path("cases/<int:case_id>/compare-with-list/", bench.compare, name="compare_with_list"),
    path("cases/<int:case_id>/changes/<int:change_id>/", bench.turn_down_change, name="turn_down_change"),
    path("cases/<int:case_id>/licenses/<int:license_id>/", bench.save_license, name="save_license"),
    path("cases/<int:case_id>/decision/", decision.decision, name="decision"),
    path("saved-pages/<uuid:name>/", saved_page.saved_page, name="saved_page"),
    path("second/", second.waiting, name="second"),
    path("second/<int:decision_id>/", second.second, name="second_decide"),
    path("providers/<int:provider_id>/", provider.provider, name="provider"),
    path("providers/<int:provider_id>/suspend/", provider.suspend, name="suspend"),
    path("providers/<int:provider_id>/look-again/", provider.look, name="look_again"),
    path("providers/<npi:npi>/file/", provider_file.provider_file, name="provider_file"),
    path("providers/<npi:npi>/file.json", provider_file.provider_file_json, name="provider_file_json"),
    path("providers/<npi:npi>/file.pdf", provider_file.provider_file_pdf, name="provider_file_pdf"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<int:claim_id>/", claims.decide_claim, name="claim"),
    path("phones/", phones.phones, name="phones"),
    path("phones/<int:question_id>/", phones.settle_phone, name="settle_phone"),
    path("silent/", silent.silent, name="silent"),
    path("silent/<int:nudge_id>/", silent.let_clinic_back, name="let_clinic_back"),
    path("expiring/", expiring.expiring, name="expiring"),
    path("expiring/ask/", expiring.ask_for_renewal, name="ask_for_renewal"),
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
    path("reviews/<int:review_id>/", reviews.review, name="review"),
    path("reviews/<int:review_id>/decide/", reviews.decide, name="review_decide"),
    path("reviews/<int:review_id>/agree/", reviews.agree, name="review_agree"),
    path("reviews/<int:review_id>/objection/", reviews.objection, name="review_objection"),
    path("reviews/answers/<int:reply_id>/", reviews.reply, name="review_reply"),
    path("reviews/reports/<int:review_report_id>/", reviews.report, name="review_report"),
    path("mails/", mails.mails, name="mails"),
    path("mails/settle/", mails.settle, name="settle_mails"),
    path("award-exclusions/", sam.sam, name="sam"),
    path("lists/", lists.lists, name="lists"),
    path("lists/fetch/", lists.fetch_list, name="fetch_list"),
    path("lists/<int:sent_id>/", lists.sent_list, name="sent_list"),
    path("lists/<int:sent_id>/step/", lists.list_step, name="list_step"),
    path("lists/runs/<int:list_id>/", lists.take_list, name="take_list"),
    path("rosters/", sent_rosters.rosters, name="rosters"),
    path("rosters/sent/<int:sent_roster_id>/", sent_rosters.sent_roster, name="sent_roster"),
    path("rosters/sent/<int:sent_roster_id>/step/", sent_rosters.roster_step, name="roster_step"),
    path("rosters/<int:run_id>/", rosters.roster_run, name="roster_run"),
    path("rosters/<int:run_id>/sign-off/", rosters.sign_roster, name="sign_roster"),
    path("licenses/", rosters.due, name="licenses_due"),
    path("licenses/<int:license_id>/look/", rosters.look, name="license_look"),
    path("licenses/alerts/", license_alerts.license_alerts, name="license_alerts"),
    path("licenses/alerts/<int:alert_id>/", license_alerts.license_alert, name="license_alert"),
    path("laws/", laws.laws, name="laws"),
    path("laws/readings/<int:reading_id>/", laws.answer_law, name="answer_law"),
    path("laws/<state:state>/<profession:profession>/", laws.law, name="law"),
    path("laws/<state:state>/<profession:profession>/read/", laws.read_law, name="read_law"),
    path("shots-for-fat/", fat_uses.fat_uses, name="fat_uses"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export.csv", audit.export, name="export"),
    path("holds/<int:hold_id>/reinstate/", provider.reinstate, name="reinstate"),
]


def _for(may: str, *, get: int = 405, post: int = 405) -> Access:
    """For staff with this permission; others of the staff are told no, everybody else signs in first."""
    return access(
        get=405 if get == 405 else {may: get, Who.STAFF: 403, Who.ANYONE: 302},
        post=405 if post == 405 else {may: post, Who.STAFF: 403, Who.ANYONE: 302},
    )


def _alerts(*, get: int = 405, post: int = 405) -> Access:
    """For both of the two."""
    both = {
        name: 405 if status == 405 else {PLACE_ALERTS: status, SECONDS_ALERTS: status, Who.STAFF: 403, Who.ANYONE: 302}
        for name, status in (("get", get), ("post", post))
    }
    return access(**both)


ACCESS = {
    "desk:queue": _for(READ, get=200),
    "desk:case": _for(READ, get=200),
    "desk:take": _for(WORK, post=303),
    "desk:give_back": _for(WORK, post=303),
    "desk:save_check": _for(WORK, post=422),
    "desk:propose": _for(WORK, post=422),
    "desk:ask_registry": _for(WORK, post=422),
    "desk:compare_with_list": _for(WORK, post=422),
    "desk:turn_down_change": _for(WORK, post=422),
    "desk:save_license": _for(WORK, post=422),
    "desk:decision": _for(WORK, get=200, post=422),
    "desk:saved_page": _for(DOCUMENTS, get=200),
    "desk:second": _for(READ, get=200),
    "desk:second_decide": _for(SECOND, post=422),
    "desk:provider": _for(READ, get=200),
    "desk:suspend": _for(SUSPEND, post=422),
    "desk:look_again": _for(WORK, post=303),
    "desk:provider_file": _for(READ, get=200),
    "desk:provider_file_json": _for(AUDIT, get=200),
    "desk:provider_file_pdf": _for(AUDIT, get=200),
    "desk:claims": _for(READ, get=200),
    "desk:claim": _for(WORK, post=303),
    "desk:phones": _for(READ, get=200),
    "desk:settle_phone": _for(WORK, post=303),
    "desk:silent": _for(READ, get=200),
    "desk:let_clinic_back": _for(WORK, post=303),
    "desk:expiring": _for(READ, get=200),
    "desk:ask_for_renewal": _for(WORK, post=303),
    "desk:reports": _for(REPORTS, get=200),
    "desk:report": _for(REPORTS, get=200, post=422),
    "desk:report_closing": _for(REPORTS, post=303),
    "desk:place_report": _for(REPORTS, get=200, post=422),
    "desk:place_alerts": _alerts(get=200),
    "desk:place_alert": _alerts(get=200),
    "desk:take_place_alert": _for(PLACE_ALERTS, post=303),
    "desk:note_place_alert": _for(PLACE_ALERTS, post=422),
    "desk:propose_place_alert": _for(PLACE_ALERTS, post=422),
    "desk:keep_place_alert": _alerts(post=422),
    "desk:confirm_place_alert": _for(SECONDS_ALERTS, post=303),
    "desk:review": _for(REVIEWS, get=200, post=422),
    "desk:review_decide": _for(REVIEWS, post=422),
    "desk:review_agree": _for(REVIEWS, post=303),
    "desk:review_objection": _for(REVIEWS, post=422),
    "desk:review_reply": _for(REVIEWS, get=200, post=422),
    "desk:review_report": _for(REVIEWS, get=200, post=422),
    "desk:mails": _for(MAILS, get=200),
    "desk:settle_mails": _for(SETTLE_MAILS, post=400),
    "desk:sam": _for(WORK, get=200, post=422),
    "desk:lists": access(
        get={LISTS: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={HANDS_IN: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:fetch_list": _for(HANDS_IN, post=422),
    "desk:sent_list": _for(LISTS, get=200),
    "desk:list_step": _for(HANDS_IN, post=400),
    "desk:take_list": access(
        get={LISTS: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={HANDS_IN: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:rosters": access(
        get={ROSTERS: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={HANDS_IN_ROSTERS: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:sent_roster": _for(ROSTERS, get=200),
    "desk:roster_step": _for(HANDS_IN_ROSTERS, post=400),
    "desk:roster_run": _for(ROSTERS, get=200),
    "desk:sign_roster": _for(SIGNS_ROSTERS, post=303),
    "desk:licenses_due": _for(ROSTERS, get=200),
    "desk:license_look": _for(SETTLES_LICENSES, get=200, post=422),
    "desk:license_alerts": _for(LICENSE_ALERTS, get=200),
    "desk:license_alert": _for(LICENSE_ALERTS, get=200, post=422),
    "desk:laws": _for(READ, get=200),
    "desk:law": _for(READ, get=200),
    "desk:answer_law": _for(CONFIRMS_LAW, post=422),
    "desk:read_law": access(
        get={READ: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={READS_LAW: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:fat_uses": access(
        get={FAT_USES: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={DECIDE_FAT_USES: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:audit": _for(AUDIT, get=200),
    "desk:export": _for(AUDIT, get=200),
    "desk:reinstate": _for(SUSPEND, post=422),
}
ADMIN = {
    "directory.provider": AdminTable(change=True),
    "directory.practicelocation": AdminTable(change=True),
    "directory.offering": AdminTable(change=True),
    "directory.license": SEEN_ONLY,
    "screening.screeningcase": SEEN_ONLY,
    "exclusions.exclusionhit": AdminTable(decide={"exclusions.review_exclusionhit": 200}),  # the other comes second
    "exclusions.exclusionlist": AdminTable(decide={"exclusions.sign_off_exclusionlist": 422}),
}

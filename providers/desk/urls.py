"""The desk's own pages, in front of the admin's and below the same address."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from caarisma.common.access import SEEN_ONLY, AdminTable, Who, access
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
    READ,
    READS_LAW,
    ROSTERS,
    SECOND,
    SETTLE_MAILS,
    SETTLES_LICENSES,
    SIGNS_ROSTERS,
    SUSPEND,
    WORK,
    staff_with,
)
from providers.desk.views import (
    audit,
    bench,
    changes,
    claims,
    decision,
    fat_uses,
    laws,
    license_alerts,
    lists,
    mails,
    phones,
    provider,
    provider_file,
    queue,
    rosters,
    sam,
    saved_page,
    second,
    sent_rosters,
    sheet,
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
    path("cases/<int:case_id>/all/", sheet.save_all, name="save_all"),
    path("cases/<int:case_id>/checks/<check_kind:kind>/", bench.save_check, name="save_check"),
    path("cases/<int:case_id>/checks/<check_kind:kind>/exception/", bench.propose, name="propose"),
    path("cases/<int:case_id>/ask-registry/", bench.ask, name="ask_registry"),
    path("cases/<int:case_id>/compare-with-list/", bench.compare, name="compare_with_list"),
    path("cases/<int:case_id>/change/accept/", changes.accept, name="accept_change"),
    path("cases/<int:case_id>/change/turn-down/", changes.turn_down, name="turn_down_change"),
    path("cases/<int:case_id>/change/ask/", changes.ask, name="ask_about_change"),
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


ACCESS = {
    "desk:queue": staff_with(READ, get=200),
    "desk:case": staff_with(READ, get=200),
    "desk:take": staff_with(WORK, post=303),
    "desk:give_back": staff_with(WORK, post=303),
    "desk:save_all": staff_with(WORK, post=303),
    "desk:save_check": staff_with(WORK, post=422),
    "desk:propose": staff_with(WORK, post=422),
    "desk:ask_registry": staff_with(WORK, post=422),
    "desk:compare_with_list": staff_with(WORK, post=422),
    "desk:accept_change": staff_with(WORK, post=422),
    "desk:turn_down_change": staff_with(WORK, post=422),
    "desk:ask_about_change": staff_with(WORK, post=422),
    "desk:save_license": staff_with(WORK, post=422),
    "desk:decision": staff_with(WORK, get=200, post=422),
    "desk:saved_page": staff_with(DOCUMENTS, get=200),
    "desk:second": staff_with(READ, get=200),
    "desk:second_decide": staff_with(SECOND, post=422),
    "desk:provider": staff_with(READ, get=200),
    "desk:suspend": staff_with(SUSPEND, post=422),
    "desk:look_again": staff_with(WORK, post=303),
    "desk:provider_file": staff_with(READ, get=200),
    "desk:provider_file_json": staff_with(AUDIT, get=200),
    "desk:provider_file_pdf": staff_with(AUDIT, get=200),
    "desk:claims": staff_with(READ, get=200),
    "desk:claim": staff_with(WORK, post=303),
    "desk:phones": staff_with(READ, get=200),
    "desk:settle_phone": staff_with(WORK, post=303),
    "desk:silent": staff_with(READ, get=200),
    "desk:let_clinic_back": staff_with(WORK, post=303),
    "desk:mails": staff_with(MAILS, get=200),
    "desk:settle_mails": staff_with(SETTLE_MAILS, post=400),
    "desk:sam": staff_with(WORK, get=200, post=422),
    "desk:lists": access(
        get={LISTS: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={HANDS_IN: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:fetch_list": staff_with(HANDS_IN, post=422),
    "desk:sent_list": staff_with(LISTS, get=200),
    "desk:list_step": staff_with(HANDS_IN, post=400),
    "desk:take_list": access(
        get={LISTS: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={HANDS_IN: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:rosters": access(
        get={ROSTERS: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={HANDS_IN_ROSTERS: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:sent_roster": staff_with(ROSTERS, get=200),
    "desk:roster_step": staff_with(HANDS_IN_ROSTERS, post=400),
    "desk:roster_run": staff_with(ROSTERS, get=200),
    "desk:sign_roster": staff_with(SIGNS_ROSTERS, post=303),
    "desk:licenses_due": staff_with(ROSTERS, get=200),
    "desk:license_look": staff_with(SETTLES_LICENSES, get=200, post=422),
    "desk:license_alerts": staff_with(LICENSE_ALERTS, get=200),
    "desk:license_alert": staff_with(LICENSE_ALERTS, get=200, post=422),
    "desk:laws": staff_with(READ, get=200),
    "desk:law": staff_with(READ, get=200),
    "desk:answer_law": staff_with(CONFIRMS_LAW, post=422),
    "desk:read_law": access(
        get={READ: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={READS_LAW: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:fat_uses": access(
        get={FAT_USES: 200, Who.STAFF: 403, Who.ANYONE: 302},
        post={DECIDE_FAT_USES: 422, Who.STAFF: 403, Who.ANYONE: 302},
    ),
    "desk:audit": staff_with(AUDIT, get=200),
    "desk:export": staff_with(AUDIT, get=200),
    "desk:reinstate": staff_with(SUSPEND, post=422),
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

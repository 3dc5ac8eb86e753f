"""The desk's own pages, in front of the admin's and below the same address."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from providers.desk.views import audit, bench, claims, decision, expiring, mails, provider, queue, sam, second
from providers.screening.enums import CheckKind

app_name = "desk"


class KindConverter(StringConverter):
    """A kind of check, and nothing else: any other word is 404."""

    regex = "|".join(CheckKind.values)


register_converter(KindConverter, "check_kind")

urlpatterns = [
    path("cases/", queue.queue, name="queue"),
    path("cases/<int:case_id>/", bench.case, name="case"),
    path("cases/<int:case_id>/take/", queue.take, name="take"),
    path("cases/<int:case_id>/give-back/", queue.give_back, name="give_back"),
    path("cases/<int:case_id>/checks/<check_kind:kind>/", bench.save_check, name="save_check"),
    path("cases/<int:case_id>/checks/<check_kind:kind>/exception/", bench.propose, name="propose"),
    path("cases/<int:case_id>/ask-registry/", bench.ask, name="ask_registry"),
    path("cases/<int:case_id>/changes/<int:change_id>/", bench.turn_down_change, name="turn_down_change"),
    path("cases/<int:case_id>/licenses/<int:license_id>/", bench.save_license, name="save_license"),
    path("cases/<int:case_id>/decision/", decision.decision, name="decision"),
    path("second/", second.waiting, name="second"),
    path("second/<int:decision_id>/", second.second, name="second_decide"),
    path("providers/<int:provider_id>/", provider.provider, name="provider"),
    path("providers/<int:provider_id>/suspend/", provider.suspend, name="suspend"),
    path("providers/<int:provider_id>/look-again/", provider.look, name="look_again"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<int:claim_id>/", claims.decide_claim, name="claim"),
    path("expiring/", expiring.expiring, name="expiring"),
    path("expiring/ask/", expiring.ask_for_renewal, name="ask_for_renewal"),
    path("mails/", mails.mails, name="mails"),
    path("mails/settle/", mails.settle, name="settle_mails"),
    path("award-exclusions/", sam.sam, name="sam"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export.csv", audit.export, name="export"),
    path("holds/<int:hold_id>/reinstate/", provider.reinstate, name="reinstate"),
]

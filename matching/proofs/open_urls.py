"""Addresses for programs and other people's sites: without a language in them."""

from django.urls import path

from caarisma.common.access import PUBLIC, access
from matching.proofs.views import badges, proofs

app_name = "proofs"

urlpatterns = [
    path("p/<slug:slug>/proof.json", proofs.proof_of_person, name="proof_of_person"),
    path("p/<slug:slug>/<slug:place>/proof.json", proofs.proof, name="proof"),
    path(".well-known/caarisma-proof-keys.json", proofs.keys, name="keys"),
    path(".well-known/did.json", proofs.did, name="did"),
    path("badge/not-listed.svg", badges.gray, name="badge_gray"),
    path("badge/<uuid:public_id>.svg", badges.badge, name="badge"),
    path("check-a-proof/caarisma_verify.py", proofs.tool, name="tool"),
]

ACCESS = {
    "proofs:proof_of_person": access(get=302),
    "proofs:proof": PUBLIC,
    "proofs:keys": PUBLIC,
    "proofs:did": PUBLIC,
    "proofs:badge_gray": PUBLIC,
    "proofs:badge": PUBLIC,
    "proofs:tool": PUBLIC,
}

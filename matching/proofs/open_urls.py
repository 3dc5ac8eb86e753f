"""Addresses for programs and other people's sites: without a language in them."""

from django.urls import path

from caarisma.common.access import PUBLIC, access
from matching.proofs.views import proofs

app_name = "proofs"

urlpatterns = [
    path("p/<slug:slug>/proof.json", proofs.proof_of_person, name="proof_of_person"),
    path("p/<slug:slug>/<slug:place>/proof.json", proofs.proof, name="proof"),
    path(".well-known/caarisma-proof-keys.json", proofs.keys, name="keys"),
    path(".well-known/did.json", proofs.did, name="did"),
    path("check-a-proof/caarisma_verify.py", proofs.tool, name="tool"),
]

ACCESS = {
    "proofs:proof_of_person": access(get=302),
    "proofs:proof": PUBLIC,
    "proofs:keys": PUBLIC,
    "proofs:did": PUBLIC,
    "proofs:tool": PUBLIC,
}

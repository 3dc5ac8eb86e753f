from django.urls import path

from caarisma.common.access import PUBLIC
from matching.proofs.views import help_page

app_name = "proof_help"

urlpatterns = [path("check-a-proof/", help_page.how_to_check, name="how")]

ACCESS = {"proof_help:how": PUBLIC}

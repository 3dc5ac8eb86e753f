"""Erase one's own answers before their 30 days are over. Asked once more first, because nothing brings them back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.http import see_other
from matching.lists.views.lists import own_list
from matching.search.drafts import forget_answers
from matching.search.models import Intake
from matching.search.services.erasing import erase_intake
from providers.calls.callers import forget_caller


@require_http_methods(["GET", "HEAD", "POST"])
@own_list
def erase(request: HttpRequest, intake: Intake) -> HttpResponse:
    if request.method != "POST":
        return render(request, "matching/lists/erase.html", {"intake": intake})
    erase_intake(intake_id=intake.pk)
    forget_answers(request)
    forget_caller(request)
    messages.success(request, _("Your answers and your list are deleted."))
    return see_other("pages:home")

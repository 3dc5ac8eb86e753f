"""Matches with exclusion lists that wait for somebody: the oldest first, and whether patients see the provider."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caarisma.accounts.http import SignedInRequest
from providers.desk.access import answer, desk_page
from providers.desk.wording import due_words
from providers.directory.finding_people import only_called
from providers.exclusions.models import ExclusionHit
from providers.screening.rules.due import match_due

SEES_HITS = "exclusions.view_exclusionhit"
PER_PAGE = 50


@require_GET
@desk_page(SEES_HITS)
def clearings(request: SignedInRequest) -> HttpResponse:
    """What nobody has decided, or one of two has. What is confirmed or cleared is in the records."""
    now = timezone.now()
    waiting = ExclusionHit.objects.awaiting().select_related("provider", "proposed_by")
    hits = only_called(waiting, request.GET.get("q", ""), at="provider__")
    page = Paginator(hits.order_by(F("found_at").asc(), "pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "hit": hit,
            "due": due_words(due, now=now),
            "late": due < now,
            "mine": hit.proposed_by_id == request.user.pk,
        }
        for hit in page
        for due in [match_due(hit.found_at, hides=hit.hides)]
    ]
    return answer(request, "worklists/clearings.html", _("Matches to decide"), page=page, rows=rows)

"""The calendar file that goes out. Whoever has the address reads it: no sign-in, as calendar programs know none."""

from datetime import timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from caarisma.common import limits
from providers.calendars.models import CalendarFeed
from providers.calendars.selectors import feed_file
from providers.calendars.services.feeds import hashed

AN_HOUR: Final = 120  # programs ask every five minutes at most


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    found = CalendarFeed.objects.select_related("provider").filter(token_hash=hashed(token)).first()
    if found is None:
        raise Http404
    if limits.count_beyond(f"calendar feed:{found.pk}", most=AN_HOUR, within=timedelta(hours=1), now=now):
        return render(request, "429.html", status=429)
    CalendarFeed.objects.filter(pk=found.pk).update(read_at=now)
    response = HttpResponse(feed_file(found.provider, now=now), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="visits.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response

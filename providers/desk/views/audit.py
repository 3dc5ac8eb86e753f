"""Who did what: read, filtered, and taken out as a file. Taking it out is written down too."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caarisma.accounts.audit import write_audit
from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up_to_read
from caarisma.common.http import UNPROCESSABLE
from providers.desk.access import AUDIT, answer, desk_page
from providers.desk.forms import AuditFilter
from providers.trail.events import TrailLine, lines, write_csv

SHOWN = 200
IN_A_FILE = 50_000


@require_GET
@desk_page(AUDIT)
def audit(request: SignedInRequest) -> HttpResponse:
    form = AuditFilter(request.GET or None)
    return answer(
        request,
        "audit.html",
        _("Who did what"),
        status=UNPROCESSABLE if form.is_bound and not form.is_valid() else 200,
        form=form,
        rows=_found(form, SHOWN),
        shown=SHOWN,
        query=request.GET.urlencode(),
    )


@require_GET
@desk_page(AUDIT)
@step_up_to_read
def export(request: SignedInRequest) -> HttpResponseBase:
    form = AuditFilter(request.GET or None)
    if form.is_bound and not form.is_valid():
        return audit(request)
    rows, now = _found(form, IN_A_FILE + 1), timezone.now()
    if len(rows) > IN_A_FILE:  # a file that is cut reads as if nothing else had happened
        words = _("More than %(number)s lines. Choose fewer days.") % {"number": f"{IN_A_FILE:,}"}
        return answer(
            request, "audit.html", _("Who did what"), status=UNPROCESSABLE, form=form, rows=rows[:SHOWN], shown=SHOWN,
            query=request.GET.urlencode(), refused=words,
        )  # fmt: skip
    write_audit(actor=request.user, verb="audit.export", now=now, rows=len(rows), filtered=form.is_bound)
    return StreamingHttpResponse(
        write_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="caarisma-audit-{now:%Y-%m-%d}.csv"'},
    )


def _found(form: AuditFilter, most: int) -> list[TrailLine]:
    if form.is_bound and not form.is_valid():
        return []
    data = form.cleaned_data if form.is_bound else {}
    return lines(
        since=data.get("since"),
        until=data.get("until"),
        who=data.get("who", ""),
        npi=data.get("npi", ""),
        most=most,
    )

"""Who asks. A request is shown to who holds it, by a press, a code or an account; to everybody else it is not there."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from matching.consultations.errors import RequestGone
from matching.consultations.selectors import PatientRequest, for_patient
from matching.requests.holders import Holder, holder_of
from matching.search.models import Intake
from matching.search.ownership import is_owner

View = Callable[..., HttpResponse]


def who_holds(request: HttpRequest) -> Holder:
    return holder_of(request.session, request.user, now=timezone.now())


def held(view: View) -> View:
    """Give the view the request behind the reference, and who holds it."""

    @wraps(view)
    def wrapped(request: HttpRequest, reference: str, **kwargs: object) -> HttpResponse:
        holder = who_holds(request)
        return view(request, own_request(reference, holder), holder, **kwargs)

    return wrapped


def own_request(reference: str, holder: Holder) -> PatientRequest:
    if not holder:
        raise Http404
    try:
        return for_patient(reference=reference, by=holder.askers, now=timezone.now())
    except RequestGone:
        raise Http404 from None


def own_list_url(request: HttpRequest, intake: Intake | None) -> str:
    """ "" where the list is over, or not this browser's: a request may be open in another one."""
    if intake is None or intake.expires_at <= timezone.now() or not is_owner(request, intake):
        return ""
    return intake.get_absolute_url()

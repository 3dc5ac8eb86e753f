"""Links that were mailed, codes from paper, and leaving. A GET changes nothing and starts no session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.consultations.errors import DraftGone, LinkOver
from matching.consultations.links import find_link
from matching.consultations.models import PressLink
from matching.consultations.selectors import PatientRequest, requests_held
from matching.requests.forms.small import CodeForm, DeviceForm, LinkForm, PaperCodeForm
from matching.requests.holders import KEPT_ON_SHARED, Holder, browser_of, end_holds, end_other_holds
from matching.requests.services.phoning import press_paper
from matching.requests.services.pressing import ask_for_link, ask_to_show, press_code, press_link
from matching.requests.views.confirming import after_press, renewed
from matching.requests.views.holding import held, who_holds


@require_http_methods(["GET", "HEAD", "POST"])
def press(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(token)
    if link.used_at is not None and link.asker_id in who_holds(request).askers:
        return _there(link)
    if request.method == "POST" and not _is_over(link):
        shared = "shared_device" in request.POST
        try:
            browser = _renewed(request, shared_device=shared)
            pressed = press_link(token=token, browser=browser, shared_device=shared, now=timezone.now())
            return after_press(request, pressed)
        except (LinkOver, DraftGone):  # used, or forgotten, in this very moment
            link.used_at = timezone.now()
    context = {"link": link, "over": _is_over(link), "form": DeviceForm(), "hint": _hint(link)}
    return render(request, "matching/requests/press.html", context, status=410 if _is_over(link) else 200)


@require_POST
def press_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link to the same address, whoever asks for it: it goes there alone."""
    link = _link(token)
    if link.asker is not None and link.asker.email:
        _mail(request, str(link.asker.email), request_id=link.request_id)
    return see_other("matching_consultations:code")


@require_POST
@held
def show(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    """A code to the address of whose request it is: typed here, it shows what is folded away."""
    ask_to_show(
        request_id=found.id,
        by=holder.askers,
        browser=browser_of(request.session),
        language=get_language() or "en",
        now=timezone.now(),
    )
    return see_other("matching_consultations:code")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _mine(request, LinkForm(), PaperCodeForm())


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """The same answer whoever has this address, and whether anybody has."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _mine(request, form, PaperCodeForm())
    _mail(request, form.cleaned_data["email"])
    return see_other("matching_consultations:code")


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pressed = press_code(code=form.cleaned_data["code"], browser=renewed(request), now=timezone.now())
            return after_press(request, pressed)
        except UserFacingError as error:
            form.add_error("code", error.message)
    context = {"form": form}
    return render(request, "matching/requests/code.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    form, status = PaperCodeForm(request.POST), UNPROCESSABLE
    if form.is_valid():
        reference, typed = form.cleaned_data["reference"], form.cleaned_data["paper_code"]
        shared = "shared_device" in request.POST
        try:
            browser = _renewed(request, shared_device=shared)
            press_paper(reference=reference, code=typed, browser=browser, shared_device=shared, now=timezone.now())
            return see_other("matching_consultations:mine")
        except UserFacingError as error:
            form.add_error("paper_code", error.message)
            status = error.status
    return _mine(request, LinkForm(), form, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This browser forgets everything, and so do we of this browser."""
    end_holds(browser=browser_of(request.session))
    request.session.flush()
    response = render(request, "matching/requests/left.html")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_POST
def leave_others(request: HttpRequest) -> HttpResponse:
    """ "Not you?": every other browser is nobody again."""
    holder = who_holds(request)
    ended = end_other_holds(asker_ids=holder.askers, browser=browser_of(request.session)) if holder else 0
    return _mine(request, LinkForm(), PaperCodeForm(), ended=ended, status=200)


def _renewed(request: HttpRequest, *, shared_device: bool) -> str:
    """On somebody else's device all of the session goes when the holds do: a draft that could not be sent with it."""
    browser = renewed(request)
    if shared_device:
        request.session.set_expiry(int(KEPT_ON_SHARED.total_seconds()))
    return browser


def _link(token: str) -> PressLink:
    found = find_link(token)
    if found is None:
        raise Http404
    return found


def _is_over(link: PressLink) -> bool:
    return link.used_at is not None or link.ends_at <= timezone.now()


def _there(link: PressLink) -> HttpResponse:
    """It was pressed here before: to how things stand now."""
    if link.request is None:
        return see_other("matching_consultations:mine")
    return see_other("matching_consultations:thread", reference=link.request.reference)


def _hint(link: PressLink) -> str:
    """ "a....@g....com": enough to know one's own address by, and nobody else's."""
    if link.asker is None or not link.asker.email:
        return ""
    name, _at, host = str(link.asker.email).partition("@")
    return f"{name[:1]}....@{host[:1]}....{host.rpartition('.')[2]}"


def _mail(request: HttpRequest, email: str, *, request_id: int | None = None) -> None:
    ask_for_link(
        email=email,
        browser=browser_of(request.session),
        language=get_language() or "en",
        request_id=request_id,
        now=timezone.now(),
    )


def _mine(
    request: HttpRequest, link_form: LinkForm, paper_form: PaperCodeForm, *, ended: int | None = None, status: int = 0
) -> HttpResponse:
    holder = who_holds(request)
    context = {
        "lines": requests_held(by=holder.askers),
        "holder": holder,
        "link_form": link_form,
        "paper_form": paper_form,
        "has_errors": bool(link_form.errors or paper_form.errors),
        "ended": ended,
        "now": timezone.now(),
    }
    status = status or (UNPROCESSABLE if context["has_errors"] else 200)
    return render(request, "matching/requests/mine.html", context, status=status)

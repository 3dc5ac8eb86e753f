"""After the form: a mail with a link and a code; or for who has no address a look at all of it, and a code on paper."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.browser import known_browser
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.consultations.errors import DraftGone
from matching.consultations.models import Request, RequestDraft
from matching.consultations.rules.urgent import is_urgent
from matching.consultations.services.drafting import Wish
from matching.requests.forms.small import CodeForm
from matching.requests.holders import browser_of
from matching.requests.paper import remember_paper
from matching.requests.services.phoning import confirm_by_phone
from matching.requests.services.pressing import Pressed, ask_to_confirm, press_code
from matching.requests.views.asking import refused
from matching.requests.views.holding import who_holds

SENT_KEY: Final = "requests_sent"  # number of the draft that this browser sent last, and what it became


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, draft: int) -> HttpResponse:
    """Check your mail. A POST is the code, typed in the browser that asked."""
    own = _own(request, draft)
    if own is None:
        return _as_sent(request, draft)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            browser = renewed(request)
            pressed = press_code(code=form.cleaned_data["code"], browser=browser, draft_id=own.pk, now=timezone.now())
        except UserFacingError as error:
            if not RequestDraft.objects.filter(pk=own.pk).exists():  # the first of two clicks sent it
                return see_other("matching_consultations:mine")
            form.add_error("code", error.message)
        else:
            _remember(request, own, pressed.request)
            return after_press(request, pressed)
    return _shown(request, own, form)


@require_POST
def again(request: HttpRequest, draft: int) -> HttpResponse:
    own = _own(request, draft)
    if own is None:
        return _as_sent(request, draft)
    ask_to_confirm(draft_id=own.pk, browser=own.session_hash, now=timezone.now())
    return _shown(request, own, CodeForm(), said=_("We sent it once more. Only the newest code works."))


@require_POST
def send_by_phone(request: HttpRequest, draft: int) -> HttpResponse:
    """The press of who has no address. Pressed twice, the second one finds the request."""
    own = _own(request, draft)
    if own is None:
        return _as_sent(request, draft)
    browser, now = renewed(request), timezone.now()
    try:
        paper = confirm_by_phone(draft_id=own.pk, browser=browser, now=now)
    except DraftGone:
        return see_other("matching_consultations:mine")
    except UserFacingError as error:
        holder = who_holds(request)
        return refused(request, error, place=own.place, intake=own.intake, holder=holder)
    remember_paper(request.session, paper)
    _remember(request, own, paper.request)
    return see_other("matching_consultations:thread", reference=paper.request.reference)


def renewed(request: HttpRequest) -> str:
    """Who proves who they are gets a new session key: whoever planted the old one is left outside."""
    request.session.cycle_key()
    return browser_of(request.session)


def after_press(request: HttpRequest, pressed: Pressed) -> HttpResponse:
    if pressed.refused is not None and pressed.draft is not None:
        place, holder = pressed.draft.place, who_holds(request)
        return refused(request, pressed.refused, place=place, intake=pressed.draft.intake, holder=holder)
    if pressed.request is not None:
        return see_other("matching_consultations:thread", reference=pressed.request.reference)
    return see_other("matching_consultations:mine")


def _remember(request: HttpRequest, draft: RequestDraft, sent: Request | None) -> None:
    if sent is not None:
        request.session[SENT_KEY] = [draft.pk, sent.reference]


def _as_sent(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The second of two clicks, or Back: to the request that the first one sent."""
    number, reference = request.session.get(SENT_KEY) or (None, "")
    if number != draft_id:
        raise Http404
    return see_other("matching_consultations:thread", reference=reference)


def _own(request: HttpRequest, draft_id: int) -> RequestDraft | None:
    browser = known_browser(request.session)
    if not browser:
        return None
    drafts = RequestDraft.objects.alive(on=timezone.now()).select_related("place__provider", "intake")
    return drafts.filter(pk=draft_id, session_hash=browser).first()


def _shown(request: HttpRequest, draft: RequestDraft, form: CodeForm, *, said: str = "") -> HttpResponse:
    context = {
        "form": form,
        "draft": draft,
        "wishes": [Wish.read(stored) for stored in draft.times],
        "said": said,
        "urgent": is_urgent(str(draft.note or "")),
    }
    template = "check_mail" if draft.email else "check_phone"
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"matching/requests/{template}.html", context, status=status)

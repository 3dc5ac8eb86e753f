"""Can I join? Three answers, one page that says yes, not yet or no, and a mail for who has to wait."""

from datetime import timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.accounts.http import count_beyond_here
from caarisma.common import limits
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.insights.selectors import totals_near
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.us import STATES
from providers.joining.asked import AskedToJoin, asked_in, remember
from providers.joining.forms.asking import LICENSE_TYPES, CanIJoinForm, TellMeForm
from providers.joining.mails import wait_of
from providers.joining.models import JoinWait
from providers.joining.rules.answers import JoinAnswer
from providers.joining.selectors import answer_today, day_at
from providers.joining.services.waiting import ask_to_be_told, confirm_wait, stop_wait
from providers.joining.words import closed_words

METHODS: Final = ["GET", "HEAD", "POST"]
MAILS_A_DAY: Final = 20  # asked for at one internet address
MAILS_TO_ONE: Final = 5  # a day, to one mail address
SENT: Final = "join_mail_sent"  # in the session: the answer page says to look for a mail


@require_http_methods(METHODS)
def can_i_join(request: HttpRequest) -> HttpResponse:
    asked = asked_in(request.session)
    first = {"profession": asked.profession, "state": asked.state, "zip_code": asked.zip_code} if asked else {}
    form = CanIJoinForm(request.POST if request.method == "POST" else None, initial=first, label_suffix="")
    if request.method == "POST" and form.is_valid():
        remember(request.session, AskedToJoin(**form.cleaned_data))
        request.session.pop(SENT, None)
        return see_other("joining:answer")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "providers/joining/can_i_join.html", {"form": form}, status=status)


@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    asked = asked_in(request.session)
    if asked is None:
        return redirect("joining:can_i_join")
    return _shown(request, asked, TellMeForm(label_suffix=""))


@require_POST
def tell_me(request: HttpRequest) -> HttpResponse:
    """ "Write to me when you know": who is signed in by an address that is confirmed need not confirm it again."""
    asked = asked_in(request.session)
    if asked is None or asked.listed_type is None:
        return see_other("joining:can_i_join")
    own = _own_address(request)
    form = TellMeForm({"email": own} if own else request.POST, label_suffix="")
    if not form.is_valid():
        return _shown(request, asked, form, status=UNPROCESSABLE)
    if _too_many(request, form.cleaned_data["email"]):
        return render(request, "429.html", status=429)
    ask_to_be_told(
        email=form.cleaned_data["email"],
        profession=asked.listed_type,
        state=asked.state,
        language=get_language() or "en",
        is_confirmed=bool(own),
        now=timezone.now(),
    )
    request.session[SENT] = True
    return see_other("joining:answer")


@require_http_methods(METHODS)
def wait(request: HttpRequest, signed: str) -> HttpResponse:
    """Behind the link of our mail: two buttons. A GET changes nothing, since mail programs open links by themselves."""
    key = wait_of(signed)
    if key is None:
        raise Http404
    if request.method == "POST":
        if "stop" in request.POST:
            stop_wait(key=key)
        else:
            confirm_wait(key=key, now=timezone.now())
        return see_other("joining:wait", signed=signed)
    return render(request, "providers/joining/wait.html", {"wait": JoinWait.objects.filter(key=key).first()})


def _shown(request: HttpRequest, asked: AskedToJoin, form: TellMeForm, *, status: int = 200) -> HttpResponse:
    now, place = timezone.now(), zip_place(asked.zip_code)
    context: dict[str, Any] = {"asked": asked, "license_type": dict(LICENSE_TYPES)[asked.profession]}
    if asked.listed_type is not None:
        found = answer_today(asked.listed_type, asked.state, on=day_at(place, now=now))
        closed = "" if found.answer == JoinAnswer.YES else closed_words(found)
        context |= {"state": STATES[asked.state], "closed": closed}
        context |= {"found": found, "form": form, "own": _own_address(request), "sent": request.session.get(SENT)}
        context["totals"] = totals_near(asked.zip_code, now=now)
    return render(request, "providers/joining/answer.html", context, status=status)


def _own_address(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return ""
    return EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True).first() or ""


def _too_many(request: HttpRequest, email: str) -> bool:
    key = f"join-mail-to:{limits.hashed(email.strip().lower())}"
    to_one = limits.count_beyond(key, most=MAILS_TO_ONE, within=timedelta(days=1), now=timezone.now())
    return count_beyond_here(request, "join-mails", MAILS_A_DAY) or to_one

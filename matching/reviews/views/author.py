"""The author's pages: write, change, take back, object. They are there for who holds the request of the visit, and for
nobody else; each answers a mistake on its own page with all that was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.consultations.models import Request
from matching.consultations.secrets import plain_reference
from matching.requests.holders import Holder, browser_of
from matching.requests.views.holding import who_holds
from matching.reviews.enums import ReviewState
from matching.reviews.forms.reviewing import ObjectionForm, ReviewForm, as_written
from matching.reviews.models import ReviewInvitation
from matching.reviews.selectors import AuthorPage, author_page, invitation_of
from matching.reviews.services.inviting import confirm_visit, invite
from matching.reviews.services.objecting import object_to_removal
from matching.reviews.services.writing import take_back as take_it_back
from matching.reviews.services.writing import write_review
from matching.reviews.signals import Traces

METHODS = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]


def invited(view: View) -> View:
    """Give the view the invitation of the visit that this browser's request was about, and who holds it. 404 for
    everybody else, and while no visit took place."""

    @wraps(view)
    def wrapped(request: HttpRequest, reference: str) -> HttpResponse:
        holder = who_holds(request)
        found = invitation_of(reference=reference, by=holder.askers)
        if found is None:
            found = _invited_now(reference, holder)
        return view(request, found, holder)

    return wrapped


@require_http_methods(METHODS)
@invited
def review(request: HttpRequest, found: ReviewInvitation, holder: Holder) -> HttpResponse:
    """The form to write or change it, or how it stands. ?change=1 opens the form of one that is there."""
    page = author_page(found, now=timezone.now())
    form, is_known = None, page.review is None or found.asker_id in holder.fresh
    if request.method == "POST":
        return _sent(request, page, holder) if is_known else _to_review(found)
    if is_known and (page.may_write or (page.may_edit and ("change" in request.GET or _is_sent_back(page)))):
        form = ReviewForm(initial=_initial(page), asks_note=_is_sent_back(page))
    return _shown(request, page, holder, form=form)


@require_POST
@invited
def went(request: HttpRequest, found: ReviewInvitation, holder: Holder) -> HttpResponse:
    """ "Yes, I went", where the clinic said so first."""
    confirm_visit(invitation_id=found.pk, by=holder.askers, now=timezone.now())
    return _to_review(found)


@require_http_methods(METHODS)
@invited
def take_back(request: HttpRequest, found: ReviewInvitation, holder: Holder) -> HttpResponse:
    page = author_page(found, now=timezone.now())
    if page.review is None or page.review.state == ReviewState.WITHDRAWN:
        return _to_review(found)
    if request.method == "POST":
        take_it_back(review_id=page.review.pk, by=holder.askers, now=timezone.now())
        messages.success(request, _("Your review is gone, with all that you wrote in it."))
        return _to_review(found)
    return render(request, "matching/reviews/take_back.html", {"page": page, "found": found})


@require_http_methods(METHODS)
@invited
def object_(request: HttpRequest, found: ReviewInvitation, holder: Holder) -> HttpResponse:
    page = author_page(found, now=timezone.now())
    if page.review is None or not page.may_object:
        return _to_review(found)
    form, status, review_id = (
        ObjectionForm(request.POST if request.method == "POST" else None),
        UNPROCESSABLE,
        page.review.pk,
    )
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            object_to_removal(review_id=review_id, by=holder.askers, words=words, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("Thank you. Another person of our staff looks at it within two working days."))
            return _to_review(found)
    context = {"page": page, "found": found, "form": form, "has_errors": bool(form.errors)}
    return render(request, "matching/reviews/object.html", context, status=status if form.errors else 200)


def _sent(request: HttpRequest, page: AuthorPage, holder: Holder) -> HttpResponse:
    now, asks_note = timezone.now(), _is_sent_back(page)
    form = ReviewForm(request.POST, asks_note=asks_note)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            write_review(
                invitation_id=page.invitation.pk,
                by=holder.askers,
                written=form.written(),
                language=get_language() or "en",
                form_key=form.cleaned_data["form_key"],
                traces=_traces(request),
                now=now,
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("Thank you. A person of our staff reads it within two working days."))
            return _to_review(page.invitation)
    return _shown(request, page, holder, form=form, status=status)


def _shown(
    request: HttpRequest, page: AuthorPage, holder: Holder, *, form: forms.Form | None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        "found": page.invitation,
        "form": form,
        "has_errors": form is not None and bool(form.errors),
        "folded": page.review is not None and page.invitation.asker_id not in holder.fresh,
    }
    return render(request, "matching/reviews/review.html", context, status=status)


def _initial(page: AuthorPage) -> dict[str, Any]:
    return {"form_key": uuid4(), **(as_written(page.review) if page.review is not None else {})}


def _is_sent_back(page: AuthorPage) -> bool:
    return page.review is not None and page.review.state == ReviewState.SENT_BACK


def _traces(request: HttpRequest) -> Traces:
    """For this one request: the network address is looked at and not kept."""
    account = request.user if isinstance(request.user, User) else None
    return Traces(
        browser=browser_of(request.session), account=account, network=str(get_adapter().get_client_ip(request) or "")
    )


def _invited_now(reference: str, holder: Holder) -> ReviewInvitation:
    """Whoever comes here right after the visit need not wait for the chore."""
    mine = Request.objects.filter(reference=plain_reference(reference), asker__in=holder.askers)
    number = mine.values_list("pk", flat=True).first()
    if number is None or invite(request_id=number, now=timezone.now()) is None:
        raise Http404
    found = invitation_of(reference=reference, by=holder.askers)
    if found is None:
        raise Http404
    return found


def _to_review(found: ReviewInvitation) -> HttpResponse:
    return see_other("matching_reviews:review", reference=found.reference)

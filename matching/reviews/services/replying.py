"""The clinic answers a review, once, in public. A rule reads it first, and then a person of our staff."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.errors import MovedMeanwhile
from matching.reviews import mails
from matching.reviews.enums import ReplyFault, ReplyState, ReviewState
from matching.reviews.errors import ReplySent, ReviewGone
from matching.reviews.making_moves import due_of, locked_review
from matching.reviews.models import Review, ReviewReply
from matching.reviews.rules.replies import clean_reply
from providers.teams.acting import is_allowed
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.cases.own_cases import require_not_own
from treatments.choices import CatalogChoices


@transaction.atomic
def reply_to(*, review_id: int, text: str, by: User, now: datetime) -> ReviewReply:
    """By whose clinic it is about, under a review that is on the page. TextRefused with the word that has to go;
    ReplySent once an answer waits or stands."""
    review = locked_review(review_id)
    if not is_allowed(by.pk, review.provider, Deed.SPEAK) or review.state != ReviewState.PUBLISHED:
        raise ReviewGone
    before = ReviewReply.objects.filter(review=review).first()
    if before is not None and before.state != ReplyState.REFUSED:
        raise ReplySent
    due_at = due_of(now)
    reply, _made = ReviewReply.objects.update_or_create(
        review=review,
        defaults={
            "text": clean_reply(text, ours=own_names(review), theirs=forbidden_words(review)),
            "state": ReplyState.WAITING,
            "by_user": by,
            "sent_at": now,
            "due_at": due_at,
            "fault": "",
            "decided_by": None,
            "decided_at": None,
        },
    )
    note(review.provider, Did.REPLIED, by=by, place=review.place, now=now)
    mails.tell_desk(about=f"reply:{reply.pk}:{now.isoformat()}", due_at=due_at, now=now)
    return reply


def own_names(review: Review) -> list[str]:
    """What a clinic may call itself and where it is."""
    place, provider = review.place, review.provider
    return [place.clinic_name, place.city, provider.first_name, provider.last_name, provider.credentials, "Dr"]


def forbidden_words(review: Review) -> list[str]:
    """The first name by which the clinic knows the writer, while anybody does; areas and concerns of the catalog."""
    request = review.invitation.request if review.invitation is not None else None
    words = getattr(request, "words", None)
    found = [words.first_name] if words is not None and words.first_name else []
    for language in ("en", "es"):
        with override(language):
            catalog = CatalogChoices.read()
            found += [str(each.name) for each in (*catalog.areas.values(), *catalog.concerns.values())]
    return found


@transaction.atomic
def settle_reply(*, reply_id: int, fault: ReplyFault | None, by: User, now: datetime) -> ReviewReply:
    """None: it is on the page. Else it goes back with that reason, and they may write it once more."""
    review = locked_review(ReviewReply.objects.values_list("review", flat=True).get(pk=reply_id))
    require_not_own(provider=review.provider, by=by)
    reply = ReviewReply.objects.get(pk=reply_id)
    if reply.state != ReplyState.WAITING:
        raise MovedMeanwhile
    reply.state, reply.fault = (ReplyState.REFUSED, fault) if fault else (ReplyState.PUBLISHED, "")
    reply.decided_by, reply.decided_at = by, now
    reply.save(update_fields=["state", "fault", "decided_by", "decided_at"])
    mails.tell_clinic(review.provider, f"reply_{reply.state}", once=f"{reply.pk}:{now.isoformat()}", now=now)
    write_audit(actor=by, verb=f"review reply {reply.state}", about=f"reviews.reviewreply {reply.pk}", now=now)
    return reply

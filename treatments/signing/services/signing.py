"""Signing a page: all of its texts in one language, as they were read."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from treatments.guide.contents import Contents
from treatments.signing.models import Reviewer, Signature
from treatments.signing.models.signature import LONGEST
from treatments.signing.selectors import OURS, Piece, pieces_of, source_states
from treatments.signing.wording import page_key, text_hash


def shown_hash(pieces: Sequence[Piece]) -> str:
    """Of all that a page at the desk showed. Nobody signs what they were not shown."""
    return text_hash("\0".join(f"{piece.language}\n{piece.text}" for piece in pieces))


def reviewer_of(user: User, *, on: date) -> Reviewer | None:
    """The row by which this person may sign today."""
    return Reviewer.objects.in_force(on=on).filter(user=user.pk).first()


def claims_not_opened(pieces: Sequence[Piece]) -> list[str]:
    """Slugs of claims of which a source was not opened by a person, or says otherwise."""
    claims = [piece.claim for piece in pieces if piece.claim]
    slugs = {source.slug for claim in claims for source in claim.sources.all() if source.publisher != OURS}
    lacking = {
        claim.slug for state in source_states(slugs=slugs) for claim in (*state.unsure, *state.otherwise)
    } if slugs else set()  # fmt: skip
    return sorted(lacking & {claim.slug for claim in claims})


@transaction.atomic
def sign_contents(
    *, contents: Contents, languages: Sequence[str], shown: str, next_review: date, by: User, now: datetime
) -> list[Signature]:
    """Sign whatever of the page is not signed as it stands, in these languages. Raises UserFacingError.

    `shown`: `shown_hash` of what the person had before them. The database asks once more for each row.
    """
    today = timezone.localdate(now)
    reviewer = reviewer_of(by, on=today)
    if reviewer is None:
        raise UserFacingError(_("You cannot sign: two of our staff have to see your license first."))
    if not today < next_review <= today + LONGEST:
        raise UserFacingError(_("The next review must be after today, and within two years."))
    if any(block.checking for block in contents.blocks):
        raise UserFacingError(_("A part of this page is being checked. Sign it when it is whole again."))
    pieces = pieces_of([contents], on=today)[0]
    if shown_hash(pieces) != shown:
        raise UserFacingError(_("The words changed while you read. Read them again, then sign."))
    wanted = [piece for piece in pieces if piece.language in languages and piece.signed is None]
    if not wanted:
        raise UserFacingError(_("There is nothing left to sign here."))
    if not reviewer.is_made_up and (slugs := claims_not_opened(wanted)):
        raise UserFacingError(_("Nobody has opened every source of these yet: %s.") % ", ".join(slugs))
    made = [
        Signature.objects.create(
            reviewer=reviewer,
            claim=piece.claim,
            page="" if piece.claim else page_key(contents),
            language=piece.language,
            text=piece.text,
            signed_on=today,
            next_review=next_review,
            at=now,
        )
        for piece in wanted
    ]
    told = {"languages": sorted(languages), "texts": len(made), "reviewer": reviewer.pk}
    write_audit(actor=by, verb="guide.sign", about=f"guide {page_key(contents)}", now=now, **told)
    return made

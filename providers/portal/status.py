"""How it stands, in words a person reads once: the case, what we asked, why patients cannot see somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from caarisma.common.promises import answer_by
from providers.joining.words import closed_words
from providers.listing.hidden_lines import hidden_prices
from providers.listing.reading import sentences, why_not_listed
from providers.portal.standing import Standing
from providers.screening.enums import CaseReason, CaseStatus, CheckKind
from providers.screening.rules.due import OFFICE_ZONE

AT_THE_DESK = frozenset({CaseStatus.SENT, CaseStatus.IN_REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`kind` is that of a note: info, good, warn, bad. `asked`: from the list; `words`: from a person of ours."""

    kind: str
    title: str
    text: str
    asked: tuple[str, ...] = ()
    words: str = ""
    hindrances: tuple[str, ...] = ()


def status_of(standing: Standing) -> Status:
    if standing.asked:
        return _more_needed(standing)
    if standing.turned_down and standing.approved is None:
        return _turned_down(standing)
    if standing.approved:
        return _after_approval(standing)
    if standing.at_the_desk:
        title, closed = _("We are checking what you sent"), tuple(_closed(standing))
        return Status(kind="info", title=title, text=_due(standing), hindrances=closed)
    text = _("Do each task below in any order. Everything is saved as you go. Then send it.")
    return Status(kind="info", title=_("Not sent yet"), text=text, hindrances=tuple(_closed(standing)))


def _closed(standing: Standing) -> Iterator[str]:
    """Where we cannot approve them today, with the true reason. The other states go on without it."""
    yield from (closed_words(found) for found in standing.closed_states)
    if standing.closed_states and standing.open_places:
        yield _("Your other states go on without that.")


def _due(standing: Standing) -> str:
    cases = [standing.case, *(change.case for change in standing.proposals)]
    due = [case.due_at for case in cases if case and case.due_at and case.status in AT_THE_DESK]
    if not due:
        return _("We write to you when it is done.")
    by = answer_by(max(due).astimezone(OFFICE_ZONE), now=standing.now, form="l, N j")
    return by + " " + _("We write to you when it is done.")


def _more_needed(standing: Standing) -> Status:
    return Status(
        kind="warn",
        title=_("We need more from you"),
        text=_("Change what is asked below. Then send it again."),
        asked=_asked(standing),
        words=standing.case.reason if standing.case else "",
    )


def _turned_down(standing: Standing) -> Status:
    return Status(
        kind="bad",
        title=_("We could not approve you"),
        text=_("You can change what is below and send it again."),
        asked=_asked(standing),
        words=standing.case.reason if standing.case else "",
        hindrances=tuple(_closed(standing)),
    )


def _asked(standing: Standing) -> tuple[str, ...]:
    reasons = standing.case.reasons if standing.case else []
    return tuple(str(CaseReason(reason).label) for reason in reasons if reason != CaseReason.OTHER)


def _after_approval(standing: Standing) -> Status:
    assert standing.approved is not None
    if standing.unproven:
        return _unproven(standing)
    checking = standing.at_the_desk or bool(standing.changes_with_us)
    change = _("We are checking what you changed.") + " " + _due(standing) if checking else ""
    if standing.listed:
        text = change or _("Keep your prices and hours fresh. They are live at once.")
        hidden = _hindrances(standing)
        return Status(kind="good", title=_("Patients can see you"), text=text, hindrances=hidden)
    hindrances = _hindrances(standing) or (_("You have no place where patients can come."),)
    return Status(kind="bad", title=_("Patients cannot see you now"), text=change, hindrances=hindrances)


def _unproven(standing: Standing) -> Status:
    """Somebody else filled it in and was approved; this person was given it."""
    title = _("First we check who you are")
    if standing.has(CheckKind.IDENTITY):
        text = _("We have your photo ID. Once it is checked you can change this profile.")
    else:
        text = _("Patients can see this profile. Show your photo ID. Once it is checked you can change the profile.")
    return Status(kind="warn", title=title, text=text)


def _hindrances(standing: Standing) -> tuple[str, ...]:
    """Why not, in the words of the table of reasons. Somebody may be seen at one place and not at another."""
    provider_id = standing.provider.pk
    places = why_not_listed([provider_id], on=standing.now).get(provider_id, {})
    return (*sentences(places), *(f"{price.line}: {price.why}" for price in hidden_prices(provider_id)))

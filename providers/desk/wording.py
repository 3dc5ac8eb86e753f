"""Words for spans, due times, blockers and the machine's verdicts, as staff read them."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from caarisma.common.outbox.enums import SENDING
from providers.directory.models import License, Offering, PracticeLocation, Provider
from providers.screening.enums import CheckKind, Fact, HoldKind
from providers.screening.models import ProposedChange
from providers.screening.rules.case_rules import Block, Blocker
from providers.screening.rules.verdicts import Verdict, VerdictCode, VerdictField


def span_words(span: timedelta) -> str:
    """The two largest units that matter: "1 day 18 hours", "3 hours", "5 minutes"."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%d day", "%d days", days) % days)
    if hours:
        parts.append(ngettext("%d hour", "%d hours", hours) % hours)
    if not days and not hours:
        parts.append(ngettext("%d minute", "%d minutes", rest) % rest)
    return " ".join(parts)


def due_words(due_at: datetime | None, *, now: datetime) -> str:
    if due_at is None:
        return ""
    if due_at < now:
        return _("Late by %s") % span_words(now - due_at)
    return _("Due in %s") % span_words(due_at - now)


def blocker_words(blocker: Blocker) -> str:
    """What to do about it, in one sentence."""
    kind = CheckKind(blocker.about).label if blocker.about in CheckKind.values else blocker.about
    hold = _("a match with an exclusion list") if blocker.about == "exclusion" else ""
    if blocker.about in HoldKind.values:
        hold = _("a suspension")
    sentences = {
        Block.NO_CLINIC: _("The provider has no clinic yet."),
        Block.NOT_ATTESTED: _("The provider signed nothing about their record in 120 days. Ask for it."),
        Block.SCOPE_UNKNOWN: _("No rule of %s for this license counts today.") % blocker.about,
        Block.SCOPE_NOT_ALLOWED: _("The rule of %s that we have does not allow these shots.") % blocker.about,
        Block.HELD: _("There is %s to settle first.") % (hold or blocker.about),
        Block.NOT_DONE: _("%s: not done.") % kind,
        Block.FAILED: _("%s: failed.") % kind,
        Block.UNABLE: _("%s: could not be checked. That is not a pass.") % kind,
        Block.NO_END: _("%s: has no last day.") % kind,
        Block.RAN_OUT: _("%s: has run out.") % kind,
        Block.TOO_OLD: _("%s: looked at too long ago. Look again.") % kind,
        Block.FROM_THE_FUTURE: _("%s: is dated after today.") % kind,
    }
    return sentences[blocker.block]


SHOWN_OF_A_PLACE: Final = ("clinic_name", "line1", "line2", "city", "state", "zip_code", "phone")


def proposal_words(change: ProposedChange) -> str:
    """What the provider wants changed, as they will be after an approval."""
    values = change.values
    if change.fact == Fact.PLACE:
        place = str(PracticeLocation.objects.filter(pk=values.get("location")).first() or "-")
        found = " → ".join(
            filter(None, (place, ", ".join(str(values[name]) for name in SHOWN_OF_A_PLACE if name in values)))
        )
    elif change.fact == Fact.PRODUCTS:
        offerings = Offering.objects.filter(pk__in=values.get("offerings", [])).select_related("area_concern")
        found = ", ".join(str(offering) for offering in offerings)
    else:
        found = ", ".join(str(value) for name, value in sorted(values.items()) if name != "license")
    return f"{change.get_fact_display()}: {found}"


def proposal_steps(change: ProposedChange, provider: Provider) -> list[tuple[str, str, str]]:
    """Each column that the change touches: its name, what it is now, what it will be."""
    of: Model | None = provider
    if change.fact == Fact.PLACE:
        of = PracticeLocation.objects.filter(pk=change.values.get("location")).first()
    elif change.fact == Fact.LICENSE:
        of = License.objects.filter(pk=change.values.get("license")).first()
    names = [name for name in change.values if name not in {"location", "license"} and hasattr(of, name)]
    return [
        (str(of._meta.get_field(name).verbose_name), str(getattr(of, name) or "-"), str(change.values[name] or "-"))  # type: ignore[union-attr]
        for name in names
        if str(getattr(of, name)) != str(change.values[name])
    ]


FIELDS = {
    VerdictField.FIRST_NAME: gettext_lazy("First name"),
    VerdictField.LAST_NAME: gettext_lazy("Last name"),
    VerdictField.NUMBER: gettext_lazy("Number"),
    VerdictField.STATE: gettext_lazy("State"),
    VerdictField.PROFESSION: gettext_lazy("Profession"),
    VerdictField.END: gettext_lazy("Last day"),
    VerdictField.NPI: gettext_lazy("NPI"),
}


def verdict_words(verdict: Verdict) -> str:
    field, day = FIELDS[verdict.field], f"{verdict.day:%b %-d, %Y}" if verdict.day else ""
    sentences = {
        VerdictCode.MATCH: _("%s: they match.") % field
        if not day
        else _("%(field)s: %(day)s.") % {"field": field, "day": day},
        VerdictCode.CLOSE: _("%s: close, not the same. Look.") % field,
        VerdictCode.DIFFERS: _("%s: they differ.") % field,
        VerdictCode.MISSING_HERE: _("%s: the provider gave none.") % field,
        VerdictCode.MISSING_THERE: _("%s: the source gives none.") % field,
        VerdictCode.ENDED: _("Ended on %s.") % day,
        VerdictCode.ENDS_SOON: _("Ends soon, on %s.") % day,
        VerdictCode.NO_END: _("The source names no last day."),
        VerdictCode.NOT_IN_USE: _("%s: not in use.") % field,
        VerdictCode.NOT_FOUND: _("%s: not found.") % field,
        VerdictCode.NO_ANSWER: _("The source did not answer."),
    }
    return sentences[verdict.code]


def mail_words(kind: str) -> str:
    """Which mail it is. What no room has words for is named by its kind."""
    known = {
        "email_confirmation": _("Confirm the address"),
        "email_confirmation_signup": _("Confirm the address"),
        "account_already_exists": _("There is an account already"),
        "unknown_account": _("There is no account"),
        "password_reset_key": _("New password"),
        "reminder": _("A check ends"),
        "provider_approved": _("Approved"),
        "provider_turned_down": _("Turned down"),
        "provider_more_needed": _("Something more is needed"),
        "provider_hidden": _("Off the lists"),
        "provider_renewal_due": _("An approval ends soon"),
        "provider_lapsed": _("An approval has ended"),
        "late_list": _("A monthly list is late"),
        "late_rosters": _("License files of boards are late"),
        "provider_rule_read": _("A rule was read anew"),
        "provider_rule_ends": _("A rule ends soon"),
        "report_answer": _("Answer to a report"),
        "provider_contested": _("Somebody else claims the number"),
    }
    return known.get(kind, kind.replace("_", " "))


def answer_words(answer: str) -> str:
    """What the mail server last said, as far as its code tells."""
    if answer == SENDING:
        return _("Being sent at this moment")
    if not answer:
        return _("Not tried yet: is the mail server away?")
    if answer.isdecimal():
        known = {"4": _("Not now (%s)"), "5": _("Refused (%s). Is the address right?")}
        return known.get(answer[0], "%s") % answer
    return _("No answer (%s)") % answer

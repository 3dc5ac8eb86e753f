"""Words for spans, due times and the machine's verdicts, as staff read them. What stands in the way is said to all
alike: screening/block_words.py."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from caarisma.common.outbox.enums import SENDING
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
        "login_code": _("Code to sign in"),
        "account_already_exists": _("There is an account already"),
        "unknown_account": _("There is no account"),
        "password_reset_key": _("New password"),
        "reminder": _("A check ends"),
        "provider_approved": _("Approved"),
        "provider_turned_down": _("Turned down"),
        "provider_more_needed": _("Something more is needed"),
        "provider_hidden": _("Off the lists"),
        "provider_renewal_due": _("An approval ends soon"),
        "provider_still_right": _("Is it still right?"),
        "provider_not_confirmed": _("Off the lists: not confirmed"),
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

"""The first state of the rules: the file of the release, as rows. After that only two people change them.

Nothing of it lets anybody: what a source says that nobody of ours has read is a lead for the readers. What keeps people
out counts from the first day.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from providers.screening.rules.state_rules import RULE_CARRIES_FOR, RuleStatus, StateRule
from providers.screening.rules.state_rules_file import state_rules

BEFORE_THE_SITE: Final = date(2000, 1, 1)


def first_rows() -> Iterator[dict[str, Any]]:
    """The values of each row, for the migration that makes the table. A row that nobody has read has no end: it blocks
    until somebody reads the law. One that would let somebody does not count: no rule does, so that license is blocked
    as well."""
    for rule in state_rules().by_key.values():
        is_lead = rule.may_inject and rule.status != RuleStatus.UNVERIFIED
        yield {
            "state": rule.state,
            "profession": rule.profession.value,
            "status": rule.status.value,
            "may_inject": is_lead,
            "needs_supervisor": rule.needs_supervisor,
            "covers": rule.covers.value,
            "source": rule.source,
            "url": rule.url,
            "note": rule.note,
            "read_on": rule.read_on,
            "effective_from": rule.in_force_from,
            "effective_to": rule.effective_to,
            "counts_from": None if is_lead else rule.in_force_from or BEFORE_THE_SITE,
            "counts_until": None if is_lead else _last_day(rule),
        }


def _last_day(rule: StateRule) -> date | None:
    read = [rule.read_on + RULE_CARRIES_FOR] if rule.read_on else []
    return min([*read, *([rule.effective_to] if rule.effective_to else [])], default=None)

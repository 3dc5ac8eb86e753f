"""The rules in force on a day, out of the table, for the pure rules."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from providers.directory.enums import Profession
from providers.screening.models import RuleReading
from providers.screening.rules.state_rules import Covers, RuleStatus, StateRule, StateRules


def rules_on(day: date, *, made_up: bool = False) -> StateRules:
    """One query. `made_up`: for a made-up person, whom what is made up carries as well."""
    rows = RuleReading.objects.counting().filter(Q(counts_until=None) | Q(counts_until__gte=day), counts_from__lte=day)
    return StateRules(_by_key(rows if made_up else rows.filter(is_demonstration=False)))


def _by_key(rows: Iterable[RuleReading]) -> dict[tuple[str, Profession], StateRule]:
    """Of a state's rows that hold at once, a real and a made-up one, the one that lets: as listing asks (proven.py)."""
    found: dict[tuple[str, Profession], RuleReading] = {}
    for row in sorted(rows, key=lambda row: (row.lets, row.pk)):
        found[row.state, Profession(row.profession)] = row
    return {key: state_rule(row) for key, row in found.items()}


def state_rule(row: RuleReading) -> StateRule:
    """As the pure rules read it."""
    return StateRule(
        state=row.state,
        profession=Profession(row.profession),
        status=RuleStatus(row.status),
        may_inject=row.may_inject,
        needs_supervisor=row.needs_supervisor,
        covers=Covers(row.covers),
        source=row.source,
        url=row.url,
        read_on=row.read_on,
        in_force_from=row.counts_from,
        effective_to=row.effective_to,
        note=row.note,
    )

"""The rules in force on a day, out of the table, for the pure rules."""

from datetime import date
from functools import lru_cache

from django.db.models import Q

from providers.directory.enums import Profession
from providers.screening.models import RuleReading
from providers.screening.rules.state_rules import Covers, RuleStatus, StateRule, StateRules

# What a rule is made of, in the order in which `_rule` takes it.
COLUMNS = (
    *("state", "profession", "status", "may_inject", "needs_supervisor", "covers", "source", "url", "read_on"),
    *("counts_from", "effective_to", "note"),
)


def rules_on(day: date, *, made_up: bool = False) -> StateRules:
    """One query. `made_up`: for a made-up person, whom what is made up carries as well.

    Of a state's rows that hold at once, a real and a made-up one, the one that lets: as listing asks (proven.py).
    """
    rows = RuleReading.objects.counting().filter(Q(counts_until=None) | Q(counts_until__gte=day), counts_from__lte=day)
    known = rows if made_up else rows.filter(is_demonstration=False)
    rules = (_rule(*values) for values in known.order_by("lets", "pk").values_list(*COLUMNS))
    return StateRules({(rule.state, rule.profession): rule for rule in rules})


@lru_cache(maxsize=1000)  # some 400 rows that hardly ever change, and each look at a case reads them all
def _rule(
    state: str,
    profession: str,
    status: str,
    may_inject: bool,
    needs_supervisor: bool,
    covers: str,
    source: str,
    url: str,
    read_on: date | None,
    counts_from: date,
    effective_to: date | None,
    note: str,
) -> StateRule:
    """As the pure rules read it."""
    return StateRule(
        state=state,
        profession=Profession(profession),
        status=RuleStatus(status),
        may_inject=may_inject,
        needs_supervisor=needs_supervisor,
        covers=Covers(covers),
        source=source,
        url=url,
        read_on=read_on,
        in_force_from=counts_from,
        effective_to=effective_to,
        note=note,
    )

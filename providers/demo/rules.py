"""Made-up readings of the states' rules, for made-up people only.

The release's rules let nobody in before two people have read the law: without these the directory would be empty. Some
are late, some wait for a second reader, and small territories stay unread, so that the desk has all of it to look at.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any, Final

from providers.demo.evidence import law_page
from providers.directory.enums import Profession
from providers.directory.us import STATES
from providers.screening.enums import ReadingStatus, RuleBinds
from providers.screening.models import RuleReading
from providers.screening.rules.state_rules import RULE_CARRIES_FOR, Covers, must_be_supervised
from providers.screening.rules.state_rules_file import state_rules

DAY: Final = timedelta(days=1)
Key = tuple[str, str]
UNREAD: Final = frozenset(product(("AS", "MP", "VI"), Profession.values))
OVERDUE: Final = frozenset({("GA", Profession.NURSE_PRACTITIONER.value), ("NC", Profession.REGISTERED_NURSE.value)})
ENDING: Final = frozenset({("OR", Profession.NURSE_PRACTITIONER.value)})  # by the law's own words, in three weeks
# What waits says: Florida's nurses, who are on the lists, may not; West Virginia's PAs may.
WAITING: Final[dict[Key, bool]] = {
    ("FL", Profession.REGISTERED_NURSE.value): False,
    ("WV", Profession.PHYSICIAN_ASSISTANT.value): True,
}
FORBIDDEN: Final = frozenset({("GU", Profession.REGISTERED_NURSE.value)})  # the law says no: nobody made up works there
AGES: Final = (40, 290, 90, 180, 335, 60, 240)  # days since somebody read it; less than 16 days ago no thread begins
LATE: Final = 400


def add_made_up_rules(*, on: date, staff_id: int, second_staff_id: int) -> int:
    """For each rule that lets nobody. Those that end within half a year are read once more. Returns how many."""
    letting = RuleReading.objects.letting().filter(counts_from__lte=on)
    held = set(letting.filter(counts_until__gte=on + 180 * DAY).values_list("state", "profession"))
    staff = {"read_by_id": staff_id, "is_demonstration": True, "page_id": law_page(on, staff_id=staff_id)}
    read = RuleReading.objects.counting().filter(is_demonstration=True, lets=False, counts_until__gte=on)
    known = held | UNREAD | set(read.values_list("state", "profession"))
    wanted = [key for key in product(STATES, Profession.values) if key not in known]
    rows = [*_read_by_two(wanted, on, second_staff_id), *_waiting(on)]
    made = RuleReading.objects.bulk_create(RuleReading(**row, **staff) for row in rows)
    return len(made)


def _read_by_two(wanted: list[Key], on: date, second_id: int) -> Iterator[dict[str, Any]]:
    for place, (state, profession) in enumerate(wanted):
        if WAITING.get((state, profession)):
            continue
        read_on = on - (LATE if (state, profession) in OVERDUE else AGES[place % len(AGES)]) * DAY
        last = on + 20 * DAY if (state, profession) in ENDING else None
        yield {
            **_facts(state, profession, may_inject=(state, profession) not in FORBIDDEN),
            "effective_to": last,
            "status": ReadingStatus.VERIFIED,
            "read_on": read_on,
            "second_by_id": second_id,
            "second_at": datetime.combine(read_on + 2 * DAY, time(16), tzinfo=UTC),
            "counts_from": read_on + 2 * DAY,
            "counts_until": last or read_on + RULE_CARRIES_FOR,
        }


def _waiting(on: date) -> Iterator[dict[str, Any]]:
    there = set(RuleReading.objects.waiting().values_list("state", "profession"))
    for (state, profession), may_inject in WAITING.items():
        if (state, profession) not in there:
            yield {**_facts(state, profession, may_inject=may_inject), "read_on": on - 3 * DAY}


def _facts(state: str, profession: str, *, may_inject: bool) -> dict[str, Any]:
    may = "may" if may_inject else "may not"
    return {
        "state": state,
        "profession": profession,
        "may_inject": may_inject,
        "needs_supervisor": must_be_supervised(Profession(profession), state_rules().of(state, Profession(profession))),
        "covers": Covers.ANY_INJECTION.value,
        "binds": RuleBinds.RULE,
        "source": f"Demonstration: a made-up rule of {STATES[state]}",
        "url": "https://example.com/made-up-rule",
        "words": f"Made up: a {Profession(profession).label.lower()} {may} inject a drug into or under the skin.",
        "effective_from": date(2015, 1, 1),
    }

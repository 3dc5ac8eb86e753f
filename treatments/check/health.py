"""The health question as a form asks it: its rows under their headings, and whether a page showed all of them.

The check and the intake ask the same. What is tied to a use is shown to whoever looks for it; with another area or
concern there can be a row that the person has not seen yet, and then the question is open again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import get_language

from treatments.health_gate import NONE_OF_THESE, GateRow
from treatments.health_gate_file import current_gate

SEEN = "seen"  # the hidden fields of a page that say which rows for a use it showed


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The ticks below one heading; "" for those that stand apart at the end."""

    title: str
    options: Sequence[object]  # of django.forms, as components/choice.html draws them


def health_choices() -> list[tuple[str, str]]:
    """Every row that may be ticked: also of another use, so that a tick made before is not a mistake."""
    gate, language = current_gate(), get_language()
    rows = [(row.code, row.question.in_language(language)) for row in gate.rows]
    return [*rows, (NONE_OF_THESE, gate.none_of_these.in_language(language))]


def health_hints() -> Mapping[str, str]:
    language = get_language()
    return {row.code: row.hint.in_language(language) for row in current_gate().rows if row.hint}


def rows_shown(areas: Collection[str], concerns: Collection[str], ticked: Collection[str]) -> list[GateRow]:
    """What is asked for these, and what was ticked before."""
    rows = current_gate().rows
    return [row for row in rows if row.is_for(areas=areas, concerns=concerns) or row.code in ticked]


def row_groups(field: BoundField, shown: Collection[GateRow]) -> list[RowGroup]:
    """The field's ticks in the order of the file. "None of these" and what has no group come last, apart."""
    language = get_language()
    options = {str(option.data["value"]): option for option in field}
    groups = [
        RowGroup(group.title.in_language(language), [options[row.code] for row in shown if row.group == group.code])
        for group in current_gate().groups
    ]
    apart = [options[row.code] for row in shown if not row.group]
    return [*(group for group in groups if group.options), RowGroup("", [options[NONE_OF_THESE], *apart])]


def has_new_rows(areas: Collection[str], concerns: Collection[str], seen: Collection[str]) -> bool:
    """Whether something is asked that the page with the answer did not show."""
    asked = current_gate().rows_for(areas=areas, concerns=concerns)
    return any(row.is_for_a_use and row.code not in seen for row in asked)

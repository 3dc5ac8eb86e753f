"""A query string to terms, strictly: what is not understood is refused, or with `Prefer: handling=lenient` left out and
named. A directory that ignores a filter shows the wrong people."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from matching.directory_api.asking.outcomes import Fault, RefusedQuery, echoed
from matching.directory_api.asking.parameters import Parameter, Searchable
from matching.directory_api.asking.terms import BY_CHANGE, BY_DISTANCE, BY_ID, MOST_COUNT, SearchTerms
from matching.directory_api.asking.values import TooShort

LONGEST_QUERY, MOST_VALUES, MOST_IDS = 2000, 20, 50
# The last is the one before it as many clients send it: a plus sign that is not escaped is a blank.
FORMATS: Final = frozenset({"json", "application/json", "text/json", "application/fhir+json", "application/fhir json"})
CONTROLS: Final = {
    "_count": "How many on a page, 0 to 100. Usually 20.",
    "_sort": "_id (the order in which they were first published), _lastUpdated, or near a place.",
    "_total": "accurate or none.",
    "_totalMethod": "count: as _total=accurate, for a common Python client.",
    "_summary": "count: the number alone.",
    "_cursor": "Of the next page, as link.next gives it.",
    "_include": "What it refers to comes along.",
    "_revinclude": "What refers to it comes along.",
    "_format": "json",
    "_pretty": "Read and ignored.",
}
ONCE: Final = frozenset(CONTROLS) - {"_include", "_revinclude"}


@dataclass
class QueryReading:
    terms: SearchTerms
    lenient: bool
    faults: list[Fault] = field(default_factory=list)
    wanted: dict[str, str] = field(default_factory=dict)  # controls, once each

    def fault(self, code: str, name: str, words: str, where: str) -> None:
        self.faults.append(Fault(code, name, words, where))


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The parameters in order. Raises RefusedQuery."""
    if len(query) > LONGEST_QUERY:
        raise RefusedQuery(400, [Fault("too-long", "too-long", f"A query has {LONGEST_QUERY:,} characters at most.")])
    try:
        query = query.encode("latin-1").decode()  # as WSGI hands over what came unescaped
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=60)
    except UnicodeError:
        raise RefusedQuery(400, [Fault("value", "value", "The query is not UTF-8.")]) from None
    except ValueError:
        raise RefusedQuery(400, [Fault("too-long", "too-long", "Too many parameters.")]) from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise RefusedQuery(400, [Fault("value", "value", "There is a NUL in the query.")])
    return pairs


def read(query: str, resource: Searchable, *, lenient: bool) -> tuple[SearchTerms, list[Fault]]:
    """The terms, and what was left out of them. Raises RefusedQuery."""
    pairs = pairs_of(query)
    reading = QueryReading(SearchTerms(kind=resource.kind), lenient)
    times = Counter(name for name, _value in pairs)
    for name, value in pairs:
        _take(reading, resource, name, value, times[name])
    _set_controls(reading, resource)
    if reading.faults and not lenient:
        raise RefusedQuery(400, reading.faults)
    wrong = [fault for fault in reading.faults if fault.name in ("cursor", "too-long")]
    if wrong:
        raise RefusedQuery(400, wrong)
    return reading.terms, [Fault(f.code, f.name, f.words, f.where, "warning") for f in reading.faults]


def _take(reading: QueryReading, resource: Searchable, written: str, value: str, times: int) -> None:
    name, _colon, modifier = written.partition(":")
    parameter = resource.named(name)
    if written in CONTROLS:
        _control(reading, resource, written, value, times)
    elif parameter is None:
        _unknown(reading, resource, name, written)
    elif modifier and modifier not in parameter.modifiers:
        known = " or ".join(f":{each}" for each in parameter.modifiers) or "none"
        reading.fault("not-supported", "modifier", f"Modifiers of {name}: {known}.", echoed(written))
    elif times > 1 and not parameter.repeats:
        _given_twice(reading, name)
    else:
        _value(reading, parameter, written, value, modifier)


def _given_twice(reading: QueryReading, name: str) -> None:
    words = f"{name} is given once."
    if all(fault.words != words for fault in reading.faults):
        reading.fault("value", "value", words, name)


def _value(reading: QueryReading, parameter: Parameter, written: str, value: str, modifier: str) -> None:
    terms, name = reading.terms, parameter.name
    before = len(terms.codes), len(terms.words)
    most = MOST_IDS if name == "_id" else MOST_VALUES
    if value.count(",") >= most:
        reading.fault("too-long", "too-long", f"{name} takes {most} values at most.", name)
        return
    try:
        parameter.read(terms, value, modifier)
    except TooShort as error:
        reading.fault("too-costly", "too-short", f"{error}.", name)
    except (ValueError, OverflowError) as error:
        code = "near" if name.endswith("near") else "value"
        reading.fault("value", code, f"{error}." if isinstance(error, ValueError) else "Out of range.", name)
    else:
        terms.understood.append((written, value))
        return
    del terms.codes[before[0] :], terms.words[before[1] :]


def _unknown(reading: QueryReading, resource: Searchable, name: str, written: str) -> None:
    if "." in name or name.startswith("_has") or name in ("_filter", "_query", "_list", "_contained"):
        reading.fault("not-supported", "chain", "This chain, or filter, is not supported.", echoed(written))
        return
    known = ", ".join(sorted([*(each.name for each in resource.parameters), *CONTROLS]))
    reading.fault("not-supported", "unknown-parameter", f"{resource.kind.resource} takes: {known}.", echoed(written))


# --- Controls -------------------------------------------------------------------------------------------------------
def _control(reading: QueryReading, resource: Searchable, name: str, value: str, times: int) -> None:
    terms = reading.terms
    if times > 1 and name in ONCE:
        _given_twice(reading, name)
    elif name == "_include" or name == "_revinclude":
        offered = resource.include if name == "_include" else resource.revinclude
        if value not in offered:
            words = f"Here it takes: {', '.join(offered) or 'nothing'}."
            reading.fault("not-supported", "chain" if ":iterate" in value else "value", words, name)
        else:
            (terms.include if name == "_include" else terms.revinclude).append(value)
            terms.understood.append((name, value))
    else:
        reading.wanted[name] = value


def _set_controls(reading: QueryReading, resource: Searchable) -> None:
    terms, wanted = reading.terms, reading.wanted
    for name, value in wanted.items():
        if not _set(reading, terms, name, value):
            continue
        if name not in ("_cursor", "_pretty"):
            terms.understood.append((name, value))
    if "_sort" not in wanted:
        terms.order = BY_DISTANCE if terms.near else BY_ID
        only_dates = (terms.since or terms.before) and not (terms.codes or terms.words or terms.near)
        if only_dates and terms.ids is None:
            terms.order = BY_CHANGE
    elif terms.order == BY_DISTANCE and not terms.near:
        reading.fault("value", "value", "To sort by near, ask near.", "_sort")


def _set(reading: QueryReading, terms: SearchTerms, name: str, value: str) -> bool:
    """Whether it was understood."""
    if name == "_count":
        if not (value.isascii() and value.isdigit() and len(value) < 5 and int(value) <= MOST_COUNT):
            reading.fault("value", "count", f"_count is a whole number from 0 to {MOST_COUNT}.", name)
            return False
        terms.count = int(value)
        terms.only_total = terms.only_total or terms.count == 0
        terms.total = terms.total or terms.count == 0
    elif name == "_sort" and value in (BY_ID, BY_CHANGE, BY_DISTANCE, "location.near"):
        terms.order = BY_DISTANCE if value.endswith("near") else value
    elif name == "_total" and value in ("none", "accurate"):
        terms.total = terms.total or value == "accurate"
    elif name == "_totalMethod" and value == "count":
        terms.total = True
    elif name == "_summary" and value == "count":
        terms.only_total = terms.total = True
    elif name == "_cursor":
        terms.cursor = value
    elif name == "_format" and value not in FORMATS:
        raise RefusedQuery(406, [Fault("not-supported", "format", "Only JSON is served.", "_format")])
    elif name not in ("_format", "_pretty"):
        reading.fault("value", "value", f"{CONTROLS[name]}", name)
        return False
    return True

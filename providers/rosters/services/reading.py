"""Reading a board's file: every row once, what it says of the licenses we hold, and the figures that judge the file."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Final

from providers.directory.enums import Profession
from providers.directory.models import License
from providers.exclusions.rules.names import last_names
from providers.files.report import IN_PART, REFUSED, CellProblem, Remark, Tell
from providers.rosters.enums import ORDER, BoardStatus, RunStanding
from providers.rosters.models import RosterLine, RosterRun
from providers.rosters.rules.cells import read_cells
from providers.rosters.rules.maps import RosterMap
from providers.rosters.rules.numbers import core_of, letters_of, may_be_the_same
from providers.rosters.rules.records import RosterRefusal, RosterRow, records

CHUNK: Final = 20_000
MOST_REMARKS: Final = 1_000
Key = tuple[Profession, str]


@dataclass(slots=True)
class Reading:
    """What a file says. `found`: our license's id -> the worst row about it."""

    found: dict[int, RosterRow] = field(default_factory=dict)
    ours: dict[int, License] = field(default_factory=dict)
    licenses: dict[Key, BoardStatus] = field(default_factory=dict)
    professions: set[Profession] = field(default_factory=set)  # of which there is a row
    unseen: Counter[str] = field(default_factory=Counter)
    newest_on: date | None = None


def start_run(*, about: RosterMap, list_date: date, name: str, size: int, digest: str, now: datetime) -> RosterRun:
    """A new run. Runs that never ended broke off: the importers' lock says that nobody is at them."""
    for stale in RosterRun.objects.filter(standing=RunStanding.READING):
        end_run(run=stale, standing=RunStanding.FAILED, problem="It was stopped in the middle.", now=now)
    return RosterRun.objects.create(
        state=about.state, board=about.board, map_name=about.name, map_hash=about.hash, source=about.source,
        terms=about.terms, list_date=list_date, file_name=name[:120], file_size=size, file_hash=digest, started_at=now,
    )  # fmt: skip


def end_run(*, run: RosterRun, standing: RunStanding, problem: str = "", now: datetime) -> None:
    run.standing, run.problem, run.finished_at = standing, problem[:1000], now
    run.save()


def read_roster(
    *,
    run: RosterRun,
    file: BinaryIO,
    about: RosterMap,
    tell: Tell,
    rows_done: Callable[[int], None] = lambda count: None,
) -> Reading:
    """Nothing but the run's own figures and lines is written. Raises NotThisRosterError where it is another file."""
    reading, held = Reading(), _held(about)
    reading.ours = {license.pk: license for group in held.values() for license, _names in group}
    places, rows, header = read_cells(file, about)
    remarks = _Remarks(run, tell)
    for row in records(rows, places, about, width=len(header), on=run.list_date):
        run.rows_read += 1
        if run.rows_read % CHUNK == 0:
            rows_done(run.rows_read)
        if row is None:
            continue
        if row.problem:
            run.rows_refused += 1
            remarks.add(Remark(row.line, "", REFUSED if isinstance(row, RosterRefusal) else IN_PART, row.problem))
        if isinstance(row, RosterRow):
            _take(row, reading, held, remarks)
    remarks.store()
    run.licenses, run.newest_on = len(reading.licenses), reading.newest_on
    run.statuses = dict(Counter(reading.licenses.values()).most_common())
    run.unseen_words = {word[:200]: count for word, count in reading.unseen.most_common(200)}
    run.save()
    return reading


def _held(about: RosterMap) -> dict[Key, list[tuple[License, frozenset[str]]]]:
    """The licenses that we hold of this state, by profession and core of the number, with the holder's last names."""
    held: defaultdict[Key, list[tuple[License, frozenset[str]]]] = defaultdict(list)
    professions = {one for several in about.professions.values() for one in several}
    licenses = License.objects.filter(state=about.state, profession__in=professions).select_related("provider")
    for license in licenses.prefetch_related("provider__former_names").order_by("pk"):
        provider = license.provider
        borne = (provider.last_name, *(former.last_name for former in provider.former_names.all()))
        names = frozenset(name for text in borne for name in last_names(text))
        core = core_of(license.number, letter_o=about.letter_o)
        held[Profession(license.profession), core].append((license, names))
    return held


def _take(
    row: RosterRow, reading: Reading, held: dict[Key, list[tuple[License, frozenset[str]]]], remarks: "_Remarks"
) -> None:
    """Of several rows about one license the worst counts. Who bears another last name is somebody else, and so is who
    has another letter in front of the number."""
    key = (row.professions[0], row.letters + row.number)
    reading.professions.update(row.professions)
    so_far = reading.licenses.get(key)
    if so_far is None or ORDER[row.status] > ORDER[so_far]:
        reading.licenses[key] = row.status
    for word in row.unseen:
        if word not in reading.unseen:
            remarks.add(
                Remark(row.line, "", IN_PART, CellProblem("status", word, "is a word that the map does not know"))
            )
        reading.unseen[word] += 1
    if row.issued_on and (reading.newest_on is None or row.issued_on > reading.newest_on):
        reading.newest_on = row.issued_on
    for license, names in (one for profession in row.professions for one in held.get((profession, row.number), ())):
        known = reading.found.get(license.pk)
        if not (names & set(row.last_names) and may_be_the_same(letters_of(license.number), row.letters)):
            continue
        if known is None or ORDER[row.status] > ORDER[known.status]:
            reading.found[license.pk] = row


class _Remarks:
    """Told as they come; the first thousand are kept with the run."""

    def __init__(self, run: RosterRun, tell: Tell) -> None:
        self.run, self.tell = run, tell
        self.lines: list[RosterLine] = []

    def add(self, remark: Remark) -> None:
        self.tell(remark)
        if len(self.lines) < MOST_REMARKS:
            problem = remark.problem
            value = "".join(c for c in problem.value if c.isprintable())[:60]
            self.lines.append(
                RosterLine(
                    run=self.run, line=remark.line, column=problem.column[:20], value=value, reason=problem.reason[:200]
                )
            )

    def store(self) -> None:
        RosterLine.objects.bulk_create(self.lines)

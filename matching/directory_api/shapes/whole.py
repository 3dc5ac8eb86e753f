"""All entries of one listed person."""

from collections.abc import Callable
from datetime import date

from matching.directory_api.facts import PublishedPerson
from matching.directory_api.kinds import EntryKind
from matching.directory_api.shapes.checks import draw_attestation, draw_checks
from matching.directory_api.shapes.parts import Drawn
from matching.directory_api.shapes.people import draw_person, draw_role
from matching.directory_api.shapes.places import draw_place, draw_service

Ids = Callable[[EntryKind, int], str]


def draw(person: PublishedPerson, ids: Ids, since: Callable[[int], date]) -> list[Drawn]:
    """`ids`: how a row is called in public; `since`: the first day on which a place is listed without a gap."""
    drawn = [draw_person(person), *draw_checks(person, ids)]
    for place in person.places:
        drawn += [draw_role(person, place, since(place.location.pk), ids), draw_place(place)]
        drawn.append(draw_attestation(person, place, ids))
        drawn += [draw_service(person, place, line, ids) for line in place.offerings]
    return drawn

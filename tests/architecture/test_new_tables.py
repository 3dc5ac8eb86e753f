"""A migration makes a new table in one step: at each step more, Django renders anew all that hangs together with it."""

from collections.abc import Iterator

from django.db.migrations import AddConstraint, AddIndex, Migration
from django.db.migrations import CreateModel as OfDjango
from django.db.migrations.loader import MigrationLoader

from caarisma.common.creating import CreateModel

FOLDERS = ("caarisma", "treatments", "providers", "matching")

NEEDED_BY_A_KEY = "a key of several columns, in RunSQL, needs it before Django would make it"
FIRST_MADE_IS_NAMED = "who breaks both is told of the one that was made first"
ON_A_LATER_COLUMN = "two tables point at each other: its column comes when both are there"
APART = {
    "move_leads_to": NEEDED_BY_A_KEY,
    "question_move_leads_to": NEEDED_BY_A_KEY,
    "review_move_leads_to": NEEDED_BY_A_KEY,
    "request_one_open_a_provider": FIRST_MADE_IS_NAMED,
    "request_five_open": FIRST_MADE_IS_NAMED,
    "exclusion_list_forced_by_two": ON_A_LATER_COLUMN,
}


def ours() -> Iterator[Migration]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    for migration in loader.disk_migrations.values():
        if type(migration).__module__.startswith(FOLDERS):
            yield migration


def apart(migration: Migration) -> Iterator[str]:
    """Constraints and indexes of a table that this very migration makes, which are steps of their own."""
    made = {step.name_lower for step in migration.operations if isinstance(step, OfDjango)}
    for step in migration.operations:
        if isinstance(step, AddConstraint | AddIndex) and step.model_name_lower in made:
            yield (step.constraint if isinstance(step, AddConstraint) else step.index).name


def test_constraints_and_indexes_of_a_new_table_stand_in_its_createmodel():
    named = {name for migration in ours() for name in apart(migration)}

    assert named == set(APART), "move each into the options of its CreateModel, or say in APART why not"


def test_new_tables_are_made_by_our_createmodel():
    by_django = {
        f"{migration}: {step.name}"
        for migration in ours()
        for step in migration.operations
        if isinstance(step, OfDjango) and not isinstance(step, CreateModel)
    }

    assert not by_django, "from caarisma.common.creating import CreateModel, in place of migrations.CreateModel"

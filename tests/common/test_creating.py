"""What our CreateModel leaves behind is what Django's does: the classes of one state, which all know each other."""

from django.db import models
from django.db.migrations import AlterField
from django.db.migrations.state import ProjectState, StateApps

from caarisma.common.creating import CreateModel

KEY = ("id", models.BigAutoField(primary_key=True))
PERSON = CreateModel("Person", [KEY, ("name", models.CharField(max_length=9))])
CLINIC = CreateModel("Clinic", [KEY, ("people", models.ManyToManyField("story.Person", related_name="clinics"))])
VISIT = CreateModel(
    "Visit",
    [
        KEY,
        ("person", models.ForeignKey("story.Person", models.CASCADE, related_name="visits")),
        ("clinic", models.ForeignKey("story.Clinic", models.CASCADE)),
        ("before", models.ForeignKey("self", models.CASCADE, null=True)),
    ],
)


def after(*steps: CreateModel | AlterField, since: ProjectState | None = None) -> ProjectState:
    """As `migrate` goes: the classes are there before the first step."""
    state = since or ProjectState()
    assert state.apps
    for step in steps:
        step.state_forwards("story", state)
    return state


def relations(apps: StateApps) -> dict[str, set[str]]:
    """Of each class its fields, those that lead to it too, and whether they lead to a class that is in force."""
    return {
        model._meta.label: {
            f"{field.name} -> {to._meta.label}, {to is apps.get_model(to._meta.label)}" if to else field.name
            for field in model._meta.get_fields(include_hidden=True)
            for to in [field.related_model]
        }
        for model in apps.get_models(include_auto_created=True)
    }


def rendered_anew(state: ProjectState) -> dict[str, set[str]]:
    return relations(StateApps([], state.models))


def test_tables_made_one_by_one_know_each_other_as_if_made_at_once():
    state = after(PERSON, CLINIC, VISIT)

    assert relations(state.apps) == rendered_anew(state)
    assert "visits -> story.Visit, True" in relations(state.apps)["story.Person"]


def test_a_new_table_leaves_the_classes_of_others_alone():
    state = after(PERSON, CLINIC)
    person = state.apps.get_model("story.Person")

    after(VISIT, since=state)

    assert state.apps.get_model("story.Person") is person


def test_a_later_change_reaches_all_that_lean_on_the_table():
    state = after(PERSON, CLINIC, VISIT)

    after(AlterField("Person", "id", models.UUIDField(primary_key=True)), since=state)

    assert relations(state.apps) == rendered_anew(state)
    assert state.apps.get_model("story.Visit")._meta.get_field("person").target_field.get_internal_type() == "UUIDField"


def test_on_a_copy_all_classes_are_made_anew_and_the_state_before_is_left_alone():
    before = after(PERSON, CLINIC)
    was = relations(before.apps)

    copy = after(VISIT, since=before.clone())

    assert relations(copy.apps) == rendered_anew(copy)
    assert relations(before.apps) == was

"""The step of a migration that makes a table, without rendering all others again.

Django keeps a class for each table of the state that a migration has reached. With each new table it makes anew the
classes of all that hang together with it by foreign keys, and here nearly all do: 9,500 classes for 165 tables, more
than all else that `migrate` does. But a new table changes no other; making its own class is enough (ADR 35).
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.migrations.state import ProjectState


class CreateModel(migrations.CreateModel):
    """As Django's, and what it leaves behind is the same: tests/common/test_creating.py."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        apps = state.__dict__.pop("apps", None)  # a state without classes makes all of them when somebody asks
        super().state_forwards(app_label, state)
        if apps is not None and at_home(apps):
            state.apps = apps
            state.models[app_label, self.name_lower].render(apps)


def at_home(apps: Apps) -> bool:
    """Not so in a copy of a state: its classes are those of the first, and look there for whoever points at them."""
    return all(model._meta.apps is apps for model in apps.get_models(include_auto_created=True))

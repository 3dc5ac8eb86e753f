"""The suite's settings with the migration linter beside the apps. `make check` runs `lintmigrations` on them."""

from caarisma.settings.test import *

OURS = ("caarisma.", "treatments", "providers.", "matching.")

INSTALLED_APPS.append("django_migration_linter")
MIGRATION_LINTER_OPTIONS = {
    "include_apps": [app.rpartition(".")[2] for app in INSTALLED_APPS if app.startswith(OURS)],
    # Tables made in one go lock nobody out. tests/architecture/test_first_schema.py guards these files.
    "ignore_initial_migrations": True,
    # A migration that has to break a rule stands here with its reason: the release before can live with it because ...
    "ignore_name": [],
    "warnings_as_errors": [],  # none named: all
    "no_cache": True,
}

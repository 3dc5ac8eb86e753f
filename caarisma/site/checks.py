"""What `manage.py check --deploy` says before people use the site."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register

from caarisma.common.operator import not_said


@register(Tags.compatibility, deploy=True)
def operator_is_said(app_configs: Sequence[AppConfig] | None, **_more: object) -> list[CheckMessage]:
    """Readers of health advice must be able to see who is behind it."""
    return [
        Warning(
            f"{name} is not set: the site does not say who runs it.",
            hint="Set it in the environment; docs/deploy.md says what it is.",
            id="site.W001",
        )
        for name in not_said()
    ]

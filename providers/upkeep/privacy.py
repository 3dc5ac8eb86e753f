"""This room stores nothing."""

from collections.abc import Mapping

from caarisma.common.privacy import Privacy

FIELDS: Mapping[str, Mapping[str, Privacy]] = {}

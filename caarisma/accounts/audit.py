"""Writing the audit trail: reads and exports of what is sensitive, and changes of who may do what."""

from datetime import datetime

from caarisma.accounts.models import AuditEvent, User


def write_audit(*, actor: User, verb: str, about: str = "", now: datetime, **details: object) -> AuditEvent:
    """Append one line. `about` and `details` name things by kind, number, code or count, never by their content."""
    return AuditEvent.objects.create(actor=actor, verb=verb, about=about, at=now, details=details)

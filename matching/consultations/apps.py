from django.apps import AppConfig

from caarisma.common.outbox.owners import own_mails


class ConsultationsConfig(AppConfig):
    name = "matching.consultations"
    label = "consultations"

    def ready(self) -> None:
        """Hear from the outbox whether mails to patients arrive."""
        from matching.consultations.people.reaching import note_mailbox

        own_mails("visit_", note_mailbox)
